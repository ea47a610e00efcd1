"""How a line is read: ages, numbers, places that nobody knows, agencies."""

import pytest

from fourthp.directory.rules.lines import (
    Asked,
    line_without,
    names_in,
    phrases_of,
    read_line,
)
from fourthp.directory.rules.numbers import (
    number_code,
    number_token,
    tokens_of_code,
)
from fourthp.directory.rules.words import place_names

PLACES = place_names(["Coventry", "West Region", "Bury St Edmunds"])
CHILD = ("who:children",)


def read(line: str, *agencies: str) -> Asked:
    return read_line(line, PLACES, agencies)


class TestTogether:
    @pytest.mark.parametrize("line", ["interpreter romanian", "Romanian interpreting"])
    def test_somebody_who_interprets_a_language_speaks_it(self, line):
        assert read(line).codes == ("lang:ro",)

    def test_an_interpreter_alone_is_a_need(self):
        assert read("interpreter").codes == ("need:interpreting",)

    @pytest.mark.parametrize(
        "line", ["mother with two kids", "mum and her baby", "mother with 2 children"]
    )
    def test_a_mother_brings_her_children(self, line):
        assert set(read(line).codes) == {"who:women", "children:yes"}


class TestPersons:
    @pytest.mark.parametrize(
        "line",
        [
            "boy",
            "girls",
            "child",
            "teenager",
            "14 year old",
            "14-year-old girl",
            "17yo",
            "16 y o boy",
            "aged 9",
            "age of 15 years old",
            "8 months old",
            "she is 16",
            "He’s only 15",
            "under 16s",
            "under the age of 18",
            "young person",
            "baby",
        ],
    )
    def test_below_eighteen_are_children(self, line):
        assert (read(line).codes, read(line).words) == (CHILD, ())

    @pytest.mark.parametrize(
        "line",
        ["aged 45", "30 year old", "19yo", "she is 30", "18 years old", "under 25s"],
    )
    def test_of_age_say_nothing_by_their_age(self, line):
        assert read(line) == Asked()

    @pytest.mark.parametrize(
        "line", ["hes 17", "shes 15", "girl 15", "boy 16", "female 17", "lad 16"]
    )
    def test_told_in_a_hurry_are_children(self, line):
        assert (read(line).codes, read(line).words) == (CHILD, ())
        assert read("man 45") == read("man")

    @pytest.mark.parametrize(
        "line",
        ["no english", "doesn’t speak much English", "not a child", "without Polish"],
    )
    def test_and_languages_that_are_denied_say_nothing(self, line):
        assert read(line) == Asked()

    def test_denied_papers_and_money_are_what_they_are(self):
        assert read("no papers").codes == ("status:nrpf",)
        assert read("no garden").words == ("garden",)

    def test_in_a_house_need_none(self):
        assert read("works in a house").codes == ()
        assert read("a safe house").codes == read("housing").codes == ("need:housing",)

    def test_leave_no_bits_behind(self):
        for line in ("women's", "2 women don’t", "two women"):
            assert (read(line).codes, read(line).words) == (("who:women",), ())
        assert read("水").words == ("水",)

    def test_a_time_is_no_age(self):
        assert read("locked in 2 years").codes == ()
        assert read("24 hours").words == ("24", "hours")

    def test_a_child_that_comes_along_is_none_that_asks(self):
        for line in ("woman with a baby", "women with two children"):
            assert read(line).codes == ("who:women", "children:yes")

    def test_what_is_only_typed_is_read_in_no_listing(self):
        assert read("escort").codes == ("situation:sexual",)
        assert read("forced prostitution").codes == ("situation:sexual",)
        assert read("boy made to work").codes == CHILD


class TestPlaces:
    @pytest.mark.parametrize(
        ("line", "strange", "codes"),
        [
            ("near Xyz", "Xyz", ()),
            ("bed near Kirkby Lonsdale", "Kirkby Lonsdale", ("need:housing",)),
            ("near Abc Def Ghi Jkl", "Abc Def Ghi", ()),
            ("near Xyz hostel", "Xyz", ("need:housing",)),
            ("around Zagreb the bed", "Zagreb", ("need:housing",)),
            ("near me", "", ()),
            ("near hostel", "", ("need:housing",)),
            ("CV1 bed", "CV1", ("need:housing",)),
            ("bed B15 2TT", "B15 2TT", ("need:housing",)),
            ("near Xyz CV1", "Xyz CV1", ()),
            ("near ﬁx", "fix", ()),
        ],
    )
    def test_that_nobody_knows_are_told_as_typed(self, line, strange, codes):
        assert (read(line).strange, read(line).codes) == (strange, codes)
        assert read(line).place == ""

    def test_one_that_is_known_comes_before_one_that_is_not(self):
        asked = read("near Xyz coventry")
        assert (asked.place, asked.strange, asked.words) == ("Coventry", "", ("xyz",))
        assert read("coventry near Xyz").strange == ""
        assert read("near coventry").place == "Coventry"
        assert read("near Xyz CV1 near Abc B15").strange == "Xyz CV1"

    def test_a_name_in_y_may_end_in_i(self):
        assert read("coventri").place == "Coventry"
        assert read("libri").words == ("libri",)

    def test_are_no_telephone_numbers(self):
        assert read("near 0121 496 0123").codes == ("tel:01214960123",)


class TestAgencies:
    def test_are_left_as_words_and_no_needs(self):
        asked = read("Polish Law Centre bed", "polish law centre")
        assert asked.codes == ("need:housing",)
        assert asked.words == ("polish", "law", "centre")
        assert asked.agencies == ("polish law centre",)

    def test_of_one_word_are_read_as_what_they_mean(self):
        asked = read("shelter", "shelter")
        assert (asked.codes, asked.agencies) == (("need:housing",), ("shelter",))

    def test_that_are_called_as_a_place_are_the_place(self):
        assert read("west region", "west region").agencies == ()

    def test_may_be_any_run_of_words(self):
        assert names_in("a b c") == {"a", "b", "c", "a b", "b c", "a b c"}
        assert max(len(one.split()) for one in names_in("a " * 99)) == 8


class TestNumbers:
    @pytest.mark.parametrize(
        "typed",
        [
            "0121 496 0123",
            "01214960123",
            "+44 121 496 0123",
            "+44 (0)121 496-0123",
            "(0121) 496.0123",
            "0044 121 4960123",
        ],
    )
    def test_are_the_same_however_they_are_typed(self, typed):
        asked = read(f"call {typed} now")
        assert number_token("0121 496 0123") in tokens_of_code(asked.codes[0])
        assert (asked.words, len(asked.codes)) == (("call",), 1)

    def test_that_are_short_may_have_a_countrys_code(self):
        assert number_token("0800 1111") in tokens_of_code("tel:+448001111")
        assert number_token("116 123") in tokens_of_code(number_code("116 123"))
        assert number_token("999") == ""

    @pytest.mark.parametrize(
        "line", ["24 hours", "14 year old", "12 34", "a0121496012"]
    )
    def test_are_not_every_figure(self, line):
        assert not [code for code in read(line).codes if code.startswith("tel:")]

    def test_that_are_other_ones_stay_apart(self):
        assert number_token("0121 496 0124") not in tokens_of_code("tel:01214960123")


class TestLineWithout:
    @pytest.mark.parametrize(
        ("line", "gone", "left"),
        [
            ("Romanian Women  coventry", "who:women", "Romanian coventry"),
            ("Romanian/women, coventry", "lang:ro", "women coventry"),
            ("somewhere  safe near Coventry", "place", "somewhere safe near"),
            ("bed Coventry", "need:food", "bed Coventry"),
            ("bed near Xyz", "place", "bed near"),
            ("women female bed", "who:women", "bed"),
            ("call 0121 496 0123 now", "tel:01214960123", "call now"),
            ("Warm garden", "word:garden", "Warm"),
        ],
    )
    def test_takes_the_words_of_a_part_away(self, line, gone, left):
        assert line_without(line, read(line), [gone]) == left


def test_neighbours_are_told_together():
    assert phrases_of("in a Car wash, xylophone", ("car", "wash", "xylophone")) == [
        "car wash xylophone"
    ]
    line = "car wash in a garden"
    assert phrases_of(line, ("car", "wash", "garden")) == ["car wash", "garden"]
    assert phrases_of("", ("harbour",)) == ["harbour"]
