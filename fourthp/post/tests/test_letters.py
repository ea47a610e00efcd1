"""Letters as people read them."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.utils.functional import Promise
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from fourthp.post.formats import letters
from fourthp.post.formats.letters import (
    PREVIEW,
    CalendarTravelsAlone,
    Foot,
    bundle_letter,
    letter_html,
    letter_text,
)
from fourthp.post.formats.plain import WIDTH
from fourthp.post.rules.kinds import all_kinds
from fourthp.post.rules.letters import (
    Button,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Words,
)
from fourthp.post.tests.samples import (
    CODE,
    FOOT,
    INVITATION,
    NEWS,
    NEWS_FOOT,
    PAPERS,
    SITE,
    samples,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=https://x.example/p.png onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>body{display:none}",
    "-->{{ foot }}{% debug %}<!--[if mso]>",
    "javascript:alert(1)",
    "</title></head><body onload=alert(1)>",
]
NAMES = sorted(samples())
KINDS = [kind for kind in all_kinds() if not kind.name.startswith("test.")]
# What no first line of a mail says, whatever kind it is of.
TELLING = re.compile(
    r"traffick|slave|victim|survivor|abus|exploit|rescue|refuge|shelter|safe ?house"
    r"|polic|crim|case|secret|danger|[%{}]",
    re.IGNORECASE,
)


def html_of(letter: Letter, foot: Foot = FOOT, **changes) -> str:
    asked = {"subject": "A message", "language": "en", "direction": "ltr"} | changes
    return letter_html(letter, foot=foot, **asked)


class Reader(HTMLParser):
    """What a mail program sees: words in order, tags, links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "body" in self.inside and not {"style", "script"} & set(self.inside):
            self.words.append(data)

    @property
    def links(self) -> list[str]:
        return [attrs["href"] for tag, attrs in self.tags if "href" in attrs]


def preview_of_text(text: str) -> str:
    """Return what a server shows of the plain part, as it was seen to: no blanks."""
    return " ".join(text.split())[:PREVIEW]


def preview_of_html(html: str) -> str:
    """Return what a program shows of the HTML: it sees hidden words too."""
    return re.sub(r"[ \n]+", " ", "".join(Reader(html).words)).strip()[:PREVIEW]


def make_canary() -> Letter:
    return Letter(
        "canary",
        (Heading("canary"), Paragraph("canary"), Facts((("canary", "canary"),))),
    )


class TestLetterText:
    @pytest.mark.parametrize("name", NAMES)
    def test_keeps_every_line_short_but_words_that_cannot_be_broken(self, name):
        letter, foot = samples()[name]
        for line in letter_text(letter, foot=foot).split("\n"):
            assert len(line.rstrip()) <= WIDTH or " " not in line.strip()

    def test_says_everything_in_order(self):
        text = letter_text(PAPERS, foot=FOOT)
        order = (
            "\n\nYou get this because",
            "in the network. You can",
            "Papers for the steering group",
            "we decide on it",
            "Where: Library meeting room",
            "\n\n\nWhat is new in the papers\n\n- The minutes",
            f"\n\nRead the papers:\n{SITE}/meetings/12/papers/\n",
            f"\n\nI cannot come:\n{SITE}/acts/",
            f"\n-- \nChoose what you get:\n{SITE}/wishes/",
            "Why did I get this?\nhttps",
            "0121 496 0000\n",
        )
        assert sorted(order, key=text.index) == list(order)

    def test_begins_the_foot_with_the_only_line_that_replies_cut_off_at(self):
        letter = Letter("a", (Paragraph("-- \nb"), Words("-- \n\nc"), Items(("-- ",))))
        assert letter_text(letter, foot=FOOT).split("\n").count("-- ") == 1

    @pytest.mark.parametrize("is_open", [False, True])
    def test_says_nothing_twice(self, is_open):
        text = letter_text(PAPERS, foot=FOOT, is_open=is_open).replace(" \n", " ")
        for said in (FOOT.reason, *FOOT.notes, *(words for words, _url in FOOT.links)):
            assert text.count(said) == 1

    def test_says_below_what_everyone_may_see_what_else_stands_above(self):
        text = letter_text(PAPERS, foot=FOOT, is_open=True)
        assert text.index(PAPERS.title) < text.index("\n-- \nYou get this because")

    def test_ends_without_a_foot_where_all_is_said_above(self):
        text = letter_text(Letter("Hello"), foot=Foot("N", "Because."))
        assert text.endswith("\n\nHello\n")

    def test_says_whether_an_answer_reaches_anybody(self):
        assert "You can answer" in letter_text(CODE, foot=FOOT)
        deaf = replace(FOOT, takes_answers=False)
        assert "Please do not" in letter_text(CODE, foot=deaf)

    def test_numbers_what_is_numbered(self):
        letter = Letter("a", (Items(("b", "c"), is_numbered=True), Items(("d",))))
        assert "1. b\n2. c\n\n- d" in letter_text(letter, foot=FOOT)
        html = html_of(letter)
        assert [html.count(f"<{tag} ") for tag in ("ol", "ul", "li")] == [1, 1, 3]

    def test_puts_the_lines_of_a_fact_below_its_name(self):
        letter = Letter("a", (Facts((("Where", "Town hall\r\nSide door"),)),))
        assert "Where:\n   Town hall\n   Side door" in letter_text(letter, foot=FOOT)

    @given(TEXT)
    def test_takes_any_text(self, text):
        letter = Letter(text, (Paragraph(text), Words(text), Facts(((text, text),))))
        assert "\r" not in letter_text(letter, foot=replace(FOOT, contact=text))


class TestPreview:
    """What a list of mails or a locked screen shows of a message (S14)."""

    @pytest.mark.parametrize("network", ["N", FOOT.network])
    @pytest.mark.parametrize("language", ["en", "en-xa", "ar-xb"])
    def test_shows_nothing_of_the_matter(self, network, language):
        foot = replace(FOOT, network=network)
        with override(language):
            text = letter_text(make_canary(), foot=foot)
            html = html_of(make_canary(), foot)
        assert text.startswith(network)
        assert "canary" in text
        assert "canary" not in preview_of_text(text)
        assert "canary" in html
        assert "canary" not in preview_of_html(html)
        assert preview_of_html(html).startswith(network)

    def test_is_long_enough_in_a_language_of_few_letters(self, monkeypatch):
        monkeypatch.setattr(letters, "_", lambda _words: "短い")
        text = letter_text(make_canary(), foot=Foot("N"))
        assert "canary" not in preview_of_text(text)
        assert "\n____" in text

    @pytest.mark.parametrize("takes_answers", [False, True])
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_is_filled_by_words_alone(self, kind, takes_answers):
        reason = f"You get this because {kind.reason}."
        text = letter_text(make_canary(), foot=Foot("N", reason, (), "", takes_answers))
        assert "____" not in text
        assert "canary" not in preview_of_text(text)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_gives_a_reason_that_is_fixed_and_tells_no_matter(self, kind):
        assert isinstance(kind.reason, Promise)
        assert not TELLING.search(str(kind.reason))

    def test_control_a_telling_reason_would_be_found(self):
        assert TELLING.search("you help victims of trafficking")

    def test_shows_no_link_that_could_be_read_off_a_screen(self):
        text = letter_text(make_canary(), foot=FOOT)
        assert "http" in text
        assert "http" not in preview_of_text(text)

    def test_shows_the_words_of_what_everyone_may_see(self):
        text = letter_text(make_canary(), foot=FOOT, is_open=True)
        assert "canary" in preview_of_text(text)
        assert "canary" in preview_of_html(html_of(make_canary(), is_open=True))

    def test_control_the_name_alone_would_let_the_matter_follow(self, monkeypatch):
        monkeypatch.setattr(letters, "PREVIEW", 0)
        monkeypatch.setattr(letters, "_", lambda _words: "")
        monkeypatch.setattr(letters, "_NOTHING", "")
        text = letter_text(make_canary(), foot=FOOT)
        assert "canary" in preview_of_text(text)
        assert "canary" in preview_of_html(html_of(make_canary()))

    def test_is_not_read_aloud(self):
        hidden = [a for _tag, a in Reader(html_of(CODE)).tags if "aria-hidden" in a]
        assert len(hidden) == 1
        assert "display:none" in hidden[0]["style"]


class TestLetterHtml:
    @pytest.mark.parametrize("name", NAMES)
    def test_links_nowhere_that_the_text_does_not(self, name):
        letter, foot = samples()[name]
        text = letter_text(letter, foot=foot).replace(" \n", "")
        links = Reader(html_of(letter, foot)).links
        assert links or name == "security"
        for url in links:
            assert url.removeprefix("mailto:") in text

    @pytest.mark.parametrize("name", NAMES)
    def test_loads_nothing_and_runs_nothing(self, name):
        letter, foot = samples()[name]
        html = html_of(letter, foot)
        tags = {tag for tag, _attrs in Reader(html).tags}
        assert not tags & {"img", "script", "link", "iframe", "object", "form", "base"}
        attributes = {name for _tag, attrs in Reader(html).tags for name in attrs}
        assert not attributes & {"src", "srcset", "background", "onload", "ping"}
        assert not re.search(r"url\(|@import", html)

    @pytest.mark.parametrize("words", HOSTILE)
    def test_shows_what_people_wrote_and_does_not_run_it(self, words):
        blocks = (
            Heading(words),
            Heading(words, level=3),
            Paragraph(words),
            Words(words),
            Facts(((words, words),)),
            Items((words,)),
            Button(words, f"{SITE}/{words}"),
            Button(words, f"{SITE}/{words}", is_quiet=True),
        )
        foot = Foot(words, words, ((words, f"{SITE}/{words}"),), words)
        plain = Letter("t", tuple(type(b)(*_harmless(b)) for b in blocks))
        hostile = html_of(Letter(words, blocks), foot, subject=words)
        calm = html_of(plain, Foot("t", "t", (("t", SITE),), "t"), subject="t")
        assert _shape(hostile) == _shape(calm)

    def test_control_words_that_were_not_escaped_would_be_found(self):
        html = html_of(Letter("t", (Paragraph("t"),)))
        broken = html.replace("<p ", "<script>alert(1)</script><p ", 1)
        assert _shape(broken) != _shape(html)

    def test_gives_tags_of_a_persons_words_their_styles(self):
        written = {"p", "a", "ul", "ol", "li", "h4", "h5", "td", "blockquote", "pre"}
        tags = Reader(html_of(NEWS, NEWS_FOOT)).tags
        assert written <= {tag for tag, _attrs in tags}
        assert not [
            tag for tag, attrs in tags if tag in written and "style" not in attrs
        ]

    def test_says_its_language_and_direction_where_programs_keep_it(self):
        with override("ar-xb"):
            html = html_of(PAPERS, language="ar-xb", direction="rtl")
        tags = dict(reversed(Reader(html).tags))
        assert tags["html"] == {"lang": "ar-xb", "dir": "rtl"}
        tables = [attrs for tag, attrs in Reader(html).tags if tag == "table"]
        assert {table["dir"] for table in tables} == {"rtl"}
        assert tables[0]["lang"] == "ar-xb"

    def test_has_tables_of_two_kinds_for_layout_and_for_facts(self):
        tables = [
            attrs for tag, attrs in Reader(html_of(PAPERS)).tags if tag == "table"
        ]
        for table in tables:
            assert ("m-facts" in (table.get("class") or "")) != ("role" in table)

    def test_is_called_by_its_neutral_subject(self):
        assert "<title>A message</title>" in html_of(PAPERS)

    def test_is_small(self):
        # Gmail cuts a message off at 102 KB.
        assert len(html_of(samples()["bundle"][0]).encode()) < 40_000


def _harmless(block) -> tuple:
    match block:
        case Facts():
            return ((("t", "t"),),)
        case Items():
            return (("t",),)
        case Button(is_quiet=is_quiet):
            return ("t", SITE, is_quiet)
        case Heading(level=level):
            return ("t", level)
    return ("t",)


def _shape(html: str) -> list[tuple[str, list[str]]]:
    """Return the tags of a document and the names of their attributes."""
    tags = [(tag, sorted(attrs)) for tag, attrs in Reader(html).tags]
    # A person's words may have their own paragraphs, and nothing else.
    return [tag for tag in tags if tag[0] not in {"p", "h3"}]


class TestWords:
    """Every word that is the same in all mails is in the reader's language."""

    def test_are_translated(self):
        with override("en-xa"):
            bundle = bundle_letter([("⟦s⟧", CODE), ("⟦s⟧", NEWS)])
            text = letter_text(Letter("⟦t⟧"), foot=Foot("⟦n⟧"))
        assert bundle.title.startswith("⟦")
        assert [p for p in text.split("\n\n")[:2] if not p.startswith("⟦")] == []


class TestBundleLetter:
    def test_says_first_what_is_in_it(self):
        bundle = samples()["bundle"][0]
        assert bundle.title == "6 things for you"
        contents = bundle.blocks[0]
        assert isinstance(contents, Items)
        assert contents.is_numbered
        assert contents.lines[:1] == (PAPERS.title,)
        assert contents.lines[3:] == (
            "A new service near you",
            "Training in April",
            "Thank you",
        )

    def test_says_a_section_once(self):
        text = letter_text(samples()["bundle"][0], foot=FOOT)
        assert text.count("Part of your seat") == 1
        assert text.count("\nNews\n") == 1

    def test_says_each_title_once_where_a_glance_takes_it_in(self):
        bundle = bundle_letter([("a", CODE), ("b", NEWS), ("a", PAPERS)])
        text = letter_text(bundle, foot=FOOT)
        for title in (CODE.title, NEWS.title, PAPERS.title):
            assert text.count(title) == 1

    def test_gives_every_heading_its_level(self):
        headings = [b for b in samples()["bundle"][0].blocks if isinstance(b, Heading)]
        assert headings[:3] == [
            Heading("Part of your seat", level=2),
            Heading(f"1. {PAPERS.title}", level=3, is_part=True),
            Heading("What is new in the papers", level=4),
        ]

    def test_needs_no_section_where_all_is_of_one(self):
        bundle = bundle_letter([("News", NEWS), ("News", PAPERS)])
        assert [b for b in bundle.blocks if isinstance(b, Heading)] == [
            Heading(f"1. {NEWS.title}", level=2, is_part=True),
            Heading(f"2. {PAPERS.title}", level=2, is_part=True),
            Heading("What is new in the papers", level=3),
        ]

    def test_brings_the_letters_of_a_section_together(self):
        bundle = bundle_letter([("a", CODE), ("b", NEWS), ("a", PAPERS)])
        assert [b.text for b in bundle.blocks if getattr(b, "level", 9) < 4] == [
            "a",
            f"1. {CODE.title}",
            f"2. {PAPERS.title}",
            "b",
            f"3. {NEWS.title}",
        ]

    def test_of_one_thing_is_that_thing(self):
        assert bundle_letter([("News", NEWS)]) == NEWS

    def test_refuses_a_calendar(self):
        with pytest.raises(CalendarTravelsAlone):
            bundle_letter([("a", INVITATION)])
