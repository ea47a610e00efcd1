"""Letters as people read them."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
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
            "Papers for the steering group",
            "we decide on it",
            "Where: Library meeting room",
            "\n\n\nWhat is new in the papers\n\n- The minutes",
            f"\n\nRead the papers:\n{SITE}/meetings/12/papers/\n",
            f"\n\nI cannot come:\n{SITE}/acts/",
            "\n-- \nYou get this because",
            f"Choose what you get:\n{SITE}/wishes/",
            "Why did I get this?\nhttps",
            "0121 496 0000\n",
        )
        assert sorted(order, key=text.index) == list(order)

    def test_begins_the_foot_with_the_only_line_that_replies_cut_off_at(self):
        letter = Letter("a", (Paragraph("-- \nb"), Words("-- \n\nc"), Items(("-- ",))))
        assert letter_text(letter, foot=FOOT).split("\n").count("-- ") == 1

    def test_stands_alone_without_a_foot(self):
        assert letter_text(Letter("Hello"), foot=Foot("N"), is_open=True) == (
            "N\n\nHello\n\n-- \n\n"
        )

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
        assert isinstance(contents, Facts)
        assert [name for name, _titles in contents.lines] == [
            "Part of your seat",
            "News",
        ]
        assert contents.lines[1][1] == (
            "4. A new service near you\n5. Training in April\n6. Thank you"
        )

    def test_gives_every_heading_its_level(self):
        headings = [b for b in samples()["bundle"][0].blocks if isinstance(b, Heading)]
        assert headings[:3] == [
            Heading("Part of your seat", level=2),
            Heading("1. Papers for the steering group on 12 March", level=3),
            Heading("What is new in the papers", level=4),
        ]

    def test_brings_the_letters_of_a_section_together(self):
        bundle = bundle_letter([("a", CODE), ("b", NEWS), ("a", PAPERS)], title="Mine")
        sections = [
            b.text for b in bundle.blocks if b == Heading(getattr(b, "text", ""))
        ]
        assert (bundle.title, sections) == ("Mine", ["a", "b"])

    def test_needs_no_contents_for_one_thing(self):
        bundle = bundle_letter([("News", NEWS)])
        assert bundle.title == "1 thing for you"
        assert bundle.blocks[0] == Heading("News")
        assert bundle.blocks[1] == Heading("The bulletin of March", level=3)

    def test_refuses_a_calendar(self):
        with pytest.raises(CalendarTravelsAlone):
            bundle_letter([("a", INVITATION)])
