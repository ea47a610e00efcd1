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
    Foot,
    letter_html,
    letter_text,
)
from fourthp.post.formats.plain import WIDTH
from fourthp.post.rules.kinds import all_kinds
from fourthp.post.rules.letters import (
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
    PAPERS,
    SITE,
    samples,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


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
