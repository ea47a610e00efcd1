"""Words are found however they are written, and taken out of a text."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.foundation.gaps import (
    gap_of,
)
from fourthp.foundation.needles import Needle, TooFew, struck, struck_in
from fourthp.foundation.text import fold

GAP = gap_of(date(2026, 11, 30))
BOX = "[struck from the record on 2026-11-30]"


def without(words: str, text: str) -> str:
    return struck(text, Needle.of(words), GAP)[0]


class TestStruck:
    @pytest.mark.parametrize(
        ("words", "text", "left"),
        [
            ("Maria K", "We met Maria K there.", f"We met {GAP} there."),
            ("maria k", "MARIA \n\t K", GAP),
            ("Maria K", "> Maria\n> K\n", f"> {GAP}\n"),
            ("Maria K", "Ma**ria** _K_", f"{GAP}_"),
            ("Maria K", "M&#97;ria&nbsp;K", GAP),
            ("Maria K", r"Maria\_ \K Maria K", rf"Maria\_ \K {GAP}"),
            ("Maria K", "[Maria](https://a.example/x) K", f"[{GAP}"),
            ("Maria K", "<b title='Maria K'>x</b>", f"<b title='{GAP}'>x</b>"),
            ("Maria K", "https://a.example/Maria%20K?x", f"https://a.example/{GAP}?x"),
            ("José", "Jose\u0301 JOSE jos\u200bé", f"{GAP} {GAP} {GAP}"),
            ("Straße 5", "STRASSE 5", GAP),
            ("07700 900123", "on 07700  900123!", f"on {GAP}!"),
            ("玛丽亚", "在玛丽亚家", f"在{GAP}家"),
            ("Ana", "Ana's Banana, Anastasia", f"{GAP}'s Banana, Anastasia"),
            ("Maria", "Maria(17)", f"{GAP}(17)"),
            ("nobody", "Maria", "Maria"),
        ],
    )
    def test_leaves_a_gap_for_the_words_and_nothing_else(self, words, text, left):
        assert without(words, text) == left

    def test_a_gap_is_not_struck_again(self):
        assert without("2026-11-30", f"{GAP} on 2026-11-30") == f"{GAP} on {GAP}"

    def test_counts_places_and_those_inside_longer_words(self):
        needle = Needle.of("Ana")
        assert struck("ana ANA Banana", needle, GAP)[1] == 2
        assert needle.inside("ana ANA Banana") == 1

    @pytest.mark.parametrize("words", ["a", "ab", "  é ", "**b**", "- - -", ""])
    def test_refuses_less_than_three_letters(self, words):
        with pytest.raises(TooFew):
            Needle.of(words)

    @given(st.text(min_size=3))
    def test_finds_any_words_between_others_and_nothing_is_left_to_find(self, words):
        try:
            needle = Needle.of(words)
        except TooFew:
            return
        left, count = struck(f"see \n {words} \n there", needle, GAP)
        assert count >= 1
        assert struck(left, needle, GAP) == (left, 0)

    def test_a_huge_text_takes_no_longer_than_it_is_long(self):
        needle = Needle.of("nobody")
        took = []
        for size in (2_000, 20_000):
            began = time.process_time()
            struck("[a](b " * size + "*<b" * size, needle, GAP)
            took.append(time.process_time() - began)
        assert took[1] < 40 * max(took[0], 0.01)


_ODD = st.text(
    st.sampled_from("aAbBé\u0301ßK19 \n*_[]()<>/&;#%4\\\u200b玛"), max_size=40
)


class TestMayStandIn:
    @given(_ODD, _ODD)
    def test_misses_nothing_that_reading_finds(self, words, text):
        try:
            needle = Needle.of(words)
        except TooFew:
            return
        for said in (text, f"{text} {words}\n{text}", f"{text}{words}{text}"):
            stands = list(needle._all_places(said)) or needle.inside(said)
            assert needle.may_stand_in(said) or not stands
            assert needle.may_stand_in([{"a": said}, {said: 1}]) or not stands

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Ma<b title=x>ria</b> [K](https://a.example)", "Maria K"),
            ("M&#97;ria%20K", "maria k"),
            ("Jose\u0301 STRASSE", "josé straße"),
            ("a\nb\tc", "a b c"),
        ],
    )
    def test_knows_them_however_they_are_written(self, text, words):
        needle = Needle.of(words)
        assert struck(text, needle, GAP)[1]
        assert needle.may_stand_in(text)
        assert needle.may_stand_in({"a": [text]})

    def test_says_no_of_nearly_everything_else(self):
        needle = Needle.of("Maria Kovač")
        for said in ("Maria Kovar", ["Maria", "x", "Kovač"], {"a": "<b>Mario</b>"}, 5):
            assert not needle.may_stand_in(said) or said == {"a": "<b>Mario</b>"}


class TestStruckIn:
    def test_takes_words_out_of_texts_and_keys_of_any_json(self):
        said = {"Maria K": ["Maria K", 5, None, {"a": "x Maria K"}], "b": True}
        left, count = struck_in(said, (Needle.of("maria k"),), GAP)
        assert left == {GAP: [GAP, 5, None, {"a": f"x {GAP}"}], "b": True}
        assert count == 3

    def test_gives_back_the_same_thing_where_nothing_stands(self):
        said = {"a": ["b"]}
        assert struck_in(said, (Needle.of("maria"),), GAP) == (said, 0)


def test_folding_is_that_of_the_search():
    assert Needle.of("Écoute Moi").drawn == fold("écoute moi")
