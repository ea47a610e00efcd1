"""What somebody typed: folded words, and the slips that are forgiven in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.foundation.typed import is_slip, plain, read_typed

LETTERS = "abcdeé"
WORDS = st.text(alphabet=LETTERS, min_size=5, max_size=9)


@st.composite
def slips(draw) -> tuple[str, str]:
    """A word, and the same with one slip in it."""
    word = draw(WORDS)
    at = draw(st.integers(0, len(word) - 2))
    letter = draw(st.sampled_from("xyz"))
    other = draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    return word, other


class TestReadTyped:
    def test_takes_words_folded_and_once(self):
        assert read_typed("  Łódź łódź, STRASSE! ").words == ("lodz", "strasse")

    def test_takes_so_many_words_and_letters(self):
        assert len(read_typed("a b c d e f g h").words) == 6
        assert read_typed("x" * 90).words == ("x" * 40,)

    @pytest.mark.parametrize("text", ["", "  ", "!?", "\x00"])
    def test_finds_no_word_where_there_is_none(self, text):
        assert read_typed(text).words == ()


class TestSays:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("jose", "José Muñoz"),
            ("munoz jos", "José Muñoz"),
            ("straße", "Hauptstrasse"),
            ("strasse", "Hauptstraße"),
            ("lodz", "Łódź Aid"),
            ("aegir", "Ægir"),
            ("o'brien", "Mary O’Brien"),
        ],
    )
    def test_case_accents_and_marks_do_not_count(self, typed, name):
        assert read_typed(typed).says(name)

    def test_every_word_must_be_there(self):
        assert not read_typed("jose bell").says("José Muñoz")
        assert read_typed("jose bell").says("José", "Bell")

    @given(slips())
    def test_one_slip_is_forgiven_loosely_and_not_else(self, pair):
        word, other = pair
        typed = read_typed(other)
        if len(plain(other)) >= 5:
            assert typed.loosely().says(word)

    def test_not_in_short_words_and_not_two(self):
        assert not read_typed("bel").loosely().says("ben")
        assert not read_typed("hurbaur").loosely().says("harbour")
        assert not read_typed("hurbour").says("harbour")


class TestIsSlip:
    @given(WORDS, WORDS)
    def test_is_the_same_both_ways(self, one, other):
        assert is_slip(one, other) == is_slip(other, one)

    @pytest.mark.parametrize(
        ("one", "other", "is_one"),
        [
            ("bell", "bell", True),
            ("bell", "bel", True),
            ("bell", "belle", True),
            ("bell", "ball", True),
            ("bell", "ebll", True),
            ("bell", "blel", True),
            ("bell", "be", False),
            ("bell", "lleb", False),
            ("bell", "ebel", False),
        ],
    )
    def test_tells_one_slip_from_two(self, one, other, is_one):
        assert is_slip(one, other) is is_one
