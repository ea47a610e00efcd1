"""Letters drawn as HTML, with the words of each language, and as bundles."""

import re

import pytest
from django.utils.translation import override

from fourthp.post.formats.letters import (
    CalendarTravelsAlone,
    Foot,
    bundle_letter,
    letter_text,
)
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
from fourthp.post.tests.test_letters import (
    NAMES,
    Reader,
    html_of,
)

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=https://x.example/p.png onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>body{display:none}",
    "-->{{ foot }}{% debug %}<!--[if mso]>",
    "javascript:alert(1)",
    "</title></head><body onload=alert(1)>",
]


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
