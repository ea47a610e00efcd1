"""Words as plain text: tidy, wrapped, and said as a voice would say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.post.formats.plain import WIDTH, clean, plain_words, stuffed, wrapped

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def unflowed(text: str) -> str:
    """Return flowed text with its paragraphs whole (RFC 3676, 4.1 and 4.4)."""
    lines = [line.removeprefix(" ") for line in text.split("\n")]
    return "\n".join(lines).replace(" \n", " ")


class TestClean:
    @pytest.mark.parametrize(
        "end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
    )
    def test_ends_every_line_alike(self, end):
        assert clean(f"a{end}b") == "a\nb"

    @given(TEXT)
    def test_leaves_no_control_but_the_line_feed(self, text):
        assert not [c for c in clean(text) if ord(c) < 32 and c != "\n"]

    def test_takes_what_a_terminal_would_obey(self):
        assert clean("a\x1b[2Jb\x00\x9b") == "a [2Jb  "


class TestWrapped:
    def test_keeps_every_line_short_and_every_paragraph_whole(self):
        text = "one word and another " * 30
        lines = wrapped(text).split("\n")
        assert all(len(line.rstrip()) <= WIDTH for line in lines)
        assert unflowed(wrapped(text)) == text.strip()

    def test_never_breaks_a_url(self):
        url = "https://network.example/" + "part-of-it/" * 20
        assert url in wrapped(f"look at {url} before Tuesday").split()

    def test_keeps_lines_that_somebody_made(self):
        assert wrapped("a\nb\n\nc") == "a\nb\n\nc"

    @given(TEXT)
    def test_loses_no_word(self, text):
        assert wrapped(text).split() == clean(text).split()


class TestStuffed:
    def test_lets_no_line_begin_as_a_quotation(self):
        assert stuffed("> a\n b\nc") == " > a\n  b\nc"

    def test_lets_nobody_write_the_line_that_begins_a_signature(self):
        said = stuffed(wrapped("-- " + "x" * 100))
        assert "-- " not in said.split("\n")

    def test_control_wrapping_alone_would_make_that_line(self):
        assert "-- " in wrapped("-- " + "x" * 100).split("\n")


class TestPlainWords:
    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("**Ring** *now* `000`", "Ring now 000"),
            ("# News\n\ntoday", "News\n\ntoday"),
            ("one\ntwo  \nthree", "one two\nthree"),
            ("- a\n- b\n  - c\n\n    d", "- a\n- b\n  - c\n    d"),
            ("3. a\n4. b", "3. a\n4. b"),
            ("> said\n> so", "“said so”"),
            ("    code\n    more", "    code\n    more"),
            ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
            ("[us](https://a.example/b)", "us (https://a.example/b)"),
            ("<https://a.example/>", "https://a.example/"),
            ("<mailto:a@b.example>", "a@b.example"),
            ("[write](mailto:a@b.example)", "write (a@b.example)"),
            ("[ring](tel:0121)", "ring (0121)"),
            ("[bad](javascript:alert)", "[bad](javascript:alert)"),
            ("[here](/page/)", "here"),
            ("![a picture](https://a.example/p.png)", None),
            ("| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | |", "- A: 1; B: 2\n- A: 3"),
            ("<b>bold</b>", "<b>bold</b>"),
            ("-", "-"),
            ("", ""),
        ],
    )
    def test_says_what_was_written_without_its_marks(self, written, said):
        expected = "!a picture (https://a.example/p.png)" if said is None else said
        assert plain_words(written).rstrip() == expected.rstrip()

    @given(TEXT)
    def test_takes_any_text(self, text):
        assert isinstance(plain_words(text), str)

    def test_wraps_what_is_long(self):
        said = plain_words(f"> {'a word ' * 40}\n\n1. {'a word ' * 40}")
        assert all(len(line.rstrip()) <= WIDTH for line in said.split("\n"))
