"""A gap is told in every language, and comes back from a form as it was."""

from datetime import date
from html import unescape

import pytest
from django.utils import translation

from fourthp.foundation.gaps import (
    adds_gaps,
    fitted,
    gap_of,
    gaps_from_typed,
    gaps_in,
    has_gap,
    is_gap,
    page_with_gaps,
    said_with_gaps,
    shortened,
)
from fourthp.foundation.text import markdown

GAP = gap_of(date(2026, 11, 30))
BOX = "[struck from the record on 2026-11-30]"


class TestFitted:
    def test_is_never_longer_than_its_field(self):
        assert fitted(f"a {GAP}", 5, GAP) == "a ███"
        assert fitted(f"{GAP} and more", 2, GAP) == "██"
        assert fitted(GAP, None, GAP) == GAP

    def test_no_beginning_ends_inside_one(self):
        """Of half a gap no words are made: it would be shown as it is kept."""
        text = f"one two {GAP} three {GAP}{GAP} four"
        begun = [shortened(text, most) for most in range(3, len(text))]
        assert all(one.count("(███") == gaps_in(one) for one in begun)
        assert all(len(one) <= most for most, one in enumerate(begun, 3))
        assert f"one two {GAP} …" in begun
        assert shortened(text, len(text)) == text
        assert shortened(GAP * 3, 9) == " …"


class TestAddsGaps:
    @pytest.mark.parametrize(
        ("text", "before", "adds"),
        [
            (f"a {GAP}", f"{GAP} b", False),
            (f"{GAP} {GAP}", GAP, True),
            (GAP, "", True),
            ("a █ b", "", True),
            ("a ███ b", "a ███", False),
            (f"a ██ {GAP}", GAP, True),
            ("a", GAP, False),
        ],
    )
    def test_tells_a_mark_that_was_not_there(self, text, before, adds):
        assert adds_gaps(text, before) is adds


class TestIsGap:
    def test_says_nothing_but_that_words_were_struck(self):
        assert is_gap(GAP)
        assert is_gap("██")
        assert not is_gap(f"For {GAP}")


class TestPageWithGaps:
    def test_tells_a_gap_in_the_readers_language(self):
        assert said_with_gaps(f"a {GAP}") == (
            "a [struck from the record on 30 November 2026]"
        )
        with translation.override("en-xa"):
            assert "struck" not in said_with_gaps(GAP)

    def test_tells_it_in_boxes_so_that_it_comes_back_and_leaves_tags_as_they_are(self):
        page = (
            f"<title>{GAP}</title><option value='{GAP}'>{GAP}</option>"
            f"<textarea a>{GAP}</textarea><input value='{GAP}'>"
            f"<p title='{GAP}'>{GAP}</p>"
        )
        told = page_with_gaps(page)
        words = "[struck from the record on 30 November 2026]"
        assert told == (
            f"<title>{words}</title><option value='{GAP}'>{words}</option>"
            f"<textarea a>{BOX}</textarea><input value='{BOX}'>"
            f"<p title='{GAP}'><span class=\"struck\">{words}</span></p>"
        )

    @pytest.mark.parametrize("language", ["en", "en-xa"])
    def test_what_a_box_gives_back_is_the_gap_again(self, language):
        with translation.override(language):
            page = page_with_gaps(f'<input value="a {GAP} b">')
            assert "█" not in page
            typed = unescape(page.removeprefix('<input value="').removesuffix('">'))
            assert gaps_from_typed(typed) == f"a {GAP} b"
            assert gaps_from_typed("[a](b) [struck]") == "[a](b) [struck]"

    def test_a_gap_is_told_in_a_mail_whose_lines_break_in_it(self):
        assert said_with_gaps("a (███ \n2026-11-30)").endswith("30 November 2026]")

    def test_a_gap_lives_through_markdown_beside_any_mark(self):
        for text in (f"{GAP}(17)", f"[{GAP}](https://a.example)", f"[a]{GAP}", GAP):
            assert GAP in markdown(text)

    def test_a_day_that_is_none_is_told_as_it_stands(self):
        assert "2026-99-30" in said_with_gaps("(███ 2026-99-30)")

    def test_looks_at_pages_alone_that_may_have_one(self):
        assert has_gap(f"<p>{GAP}</p>".encode())
        assert not has_gap(b"<p>a</p>")
