"""How a line that somebody typed comes to tokens."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.directory.rules.days import public_holiday, public_holidays
from fourthp.directory.rules.guesses import guessed_codes
from fourthp.directory.rules.lines import OPEN_NOW, read_line
from fourthp.directory.rules.ranking import Facts, Why, reasons, score, worth
from fourthp.directory.rules.words import (
    edits,
    facets,
    forgive,
    language_code,
    place_names,
    text_tokens,
)

PLACES = place_names(["Coventry", "West Region", "Bury St Edmunds", ""])


class TestReadLine:
    def test_reads_language_person_and_place_out_of_one_line(self):
        asked = read_line("Romanian women coventry", PLACES)
        assert asked.codes == ("lang:ro", "who:women")
        assert (asked.place, asked.words) == ("Coventry", ())

    @pytest.mark.parametrize("line", ["română", "limba ROMÂNĂ", "Romana"])
    def test_knows_languages_by_their_own_name(self, line):
        assert "lang:ro" in read_line(line, PLACES).codes

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("العربية", "lang:ar"),
            ("tiếng việt", "lang:vi"),
            ("shqip", "lang:sq"),
            ("sex work", "situation:sexual"),
            ("prostitution", "situation:sexual"),
            ("NRM", "need:report"),
            ("national referral mechanism", "need:report"),
            ("human trafficking", "situation:trafficking"),
            ("somewhere to stay", "need:housing"),
            ("a girl, hungry, with nowhere to go", "need:housing"),
            ("her husband beats her", "situation:violence"),
            ("NRPF", "status:nrpf"),
            ("adăpost", "need:housing"),
            ("adapost", "need:housing"),
            ("strehë", "need:housing"),
            ("luật sư", "need:legal"),
            ("housing advice", "need:legal"),
            ("luat su", "need:legal"),
            ("đàn ông", "who:men"),
            ("dan ong", "who:men"),
            ("schronisko", "need:housing"),
            ("mężczyzna", "who:men"),
            ("притулок", "need:housing"),
            ("محامي", "need:legal"),
            ("امرأة", "who:women"),
            ("Romania", "lang:ro"),
            ("Shqipëria", "lang:sq"),
            ("Việt Nam", "lang:vi"),
            ("Vietnam", "lang:vi"),
            ("Kosovo", "lang:sq"),
        ],
    )
    def test_takes_other_words_for_the_same(self, line, code):
        asked = read_line(line, PLACES)
        assert code in asked.codes

    def test_the_longest_phrase_wins(self):
        asked = read_line("legal advice bury st edmunds", PLACES)
        assert (asked.codes, asked.place) == (("need:legal",), "Bury St Edmunds")

    def test_leaves_other_words_and_drops_those_that_say_nothing(self):
        asked = read_line("who can help with acupuncture near coventry", PLACES)
        assert (asked.words, asked.place) == (("acupuncture",), "Coventry")

    def test_takes_a_region_for_a_code(self):
        asked = read_line("food west midlands", {"west midlands": "in:7"})
        assert (asked.codes, asked.place) == (("need:food", "in:7"), "")

    def test_takes_the_first_place_only(self):
        asked = read_line("coventry west region", PLACES)
        assert (asked.place, asked.words) == ("Coventry", ("west", "region"))


class TestForgive:
    VOCABULARY = {"hospital": 40, "hospitals": 3, "housing": 9, "law": 5}

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("hosptial", "hospital"),
            ("hospitel", "hospital"),
            ("hosptal", "hospital"),
            ("huosing", "housing"),
            ("housing", "housing"),
            ("lw", None),
            ("lax", None),
            ("zebra", None),
        ],
    )
    def test_forgives_a_slip_and_no_more(self, typed, meant):
        assert forgive(typed, self.VOCABULARY) == meant

    def test_takes_the_fewest_slips_then_what_is_trusted_most(self):
        trusted, listed = {"romanian": 0}, {"romanies": 90, "romaniam": 90}
        assert forgive("romaniaa", trusted, listed) == "romanian"
        assert forgive("romaniems", trusted, listed) == "romanies"


class TestEdits:
    @given(st.text("abc", max_size=7), st.text("abc", max_size=7))
    def test_is_a_distance(self, a, b):
        assert edits(a, b) == edits(b, a)
        assert (edits(a, b) == 0) == (a == b)
        assert abs(len(a) - len(b)) <= edits(a, b) <= max(len(a), len(b))

    def test_counts_a_swap_once(self):
        assert edits("form", "from") == 1


class TestFacets:
    def test_every_code_has_a_name_and_stands_in_a_group(self):
        groups = facets().groups()
        assert {"need", "situation", "lang", "who"} <= set(groups)
        assert all(facets().names[code] for codes in groups.values() for code in codes)

    def test_are_found_in_the_words_of_a_listing(self):
        text = "A shelter for survivors of human trafficking."
        assert guessed_codes(text, ["need", "situation"]) == {
            "need:housing",
            "situation:trafficking",
        }
        assert guessed_codes(text, ["who"]) == set()

    def test_are_not_read_into_a_listing_where_they_mean_something_else(self):
        text = "We escort you to court. A school is next door. We report to the union."
        assert guessed_codes(text, ["need", "situation"]) == set()
        told = guessed_codes("Out of prostitution.", ["situation"])
        assert told == {"situation:sexual"}

    def test_every_word_that_is_typed_only_stands_for_a_facet(self):
        assert set(facets().typed.values()) - {OPEN_NOW} <= set(facets().names)

    def test_languages_are_known_by_any_name(self):
        names = ["Spanish (limited)", "Haitian Creole", "Română", "Klingon", "women"]
        assert [language_code(name) for name in names] == ["es", "ht", "ro", "", ""]

    def test_tokens_are_stems_without_small_words(self):
        assert text_tokens("The housing of houses") == {"hous"}


class TestRanking:
    def test_nearer_open_spoken_and_meant_for_come_first(self):
        plain = Facts(in_text=1)
        better = [
            Facts(in_name=1),
            Facts(in_text=1, is_open=True),
            Facts(in_text=1, speaks=True),
            Facts(in_text=1, is_fresh=True),
            Facts(in_text=1, is_meant_for=1),
            Facts(in_text=1, km=3.2),
        ]
        assert all(score(facts) > score(plain) for facts in better)
        assert score(Facts(km=2)) > score(Facts(km=9)) > score(Facts(km=900))

    def test_says_why_in_words_and_codes_the_strongest_first(self):
        why = reasons(
            Facts(in_name=1, in_text=1, is_open=True, km=4.2, is_fresh=True),
            words={"drop": "drop", "warm": "warm"},
            wanted=["who:women", "lang:ro", "lang:sq", "need:legal", "cost:free"],
            codes={"who:women", "lang:ro", "interpreter:sq", "need:legal"},
            names={"drop"},
        )
        assert why == [
            Why("name", "drop"),
            Why("for", "who:women"),
            Why("speaks", "lang:ro"),
            Why("interpreter", "lang:sq"),
            Why("has", "need:legal"),
            Why("text", "warm"),
            Why("near"),
            Why("open"),
            Why("fresh"),
        ]

    def test_says_first_that_the_agency_was_named(self):
        why = reasons(
            Facts(is_of_agency=True), words={}, wanted=[], codes=set(), names=set()
        )
        assert why == [Why("agency")]

    def test_an_agency_that_was_named_comes_before_all(self):
        best = Facts(
            *(2, 2, True, True, True, 0.0, 2, 2 * worth(1, 99)), is_responder=True
        )
        assert score(Facts(is_of_agency=True)) > score(best)
        assert score(Facts(is_responder=True)) > score(
            best._replace(is_responder=False)
        )

    def test_claims_nothing_that_is_not_so(self):
        why = reasons(Facts(), words={}, wanted=["who:men"], codes=set(), names=set())
        assert why == []


class TestPublicHoliday:
    def test_is_named_in_its_country_alone(self):
        assert public_holiday("GB", date(2026, 12, 25)) == "Christmas Day"
        assert public_holiday("GB", date(2026, 12, 24)) == ""
        assert public_holiday("XX", date(2026, 12, 25)) == ""

    def test_counts_one_of_half_the_countrys_parts_and_none_of_a_single_one(self):
        assert public_holiday("GB", date(2026, 4, 6)) == "Easter Monday"
        assert public_holiday("GB", date(2026, 1, 2)) == ""  # of Scotland alone

    def test_finds_them_over_the_end_of_a_year(self):
        found = public_holidays("GB", date(2026, 12, 27), date(2027, 1, 3))
        assert found == {date(2026, 12, 28), date(2027, 1, 1)}
