"""Labels, numbers and what a country brings."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from fourthp.partnership.models import HelpLine, Profile
from fourthp.partnership.rules.countries import UnknownCountry, country_code
from fourthp.partnership.rules.differences import differences
from fourthp.partnership.rules.labels import LABELS, RED, strictest
from fourthp.partnership.rules.languages import (
    UnknownLanguage,
    language_codes,
    language_name,
)
from fourthp.partnership.rules.months import months_before
from fourthp.partnership.rules.numbers import can_be_rung, is_whole_number
from fourthp.partnership.rules.packs import VOCABULARIES, pack_for, packed_countries
from fourthp.partnership.rules.profiles import PROFILES, rules_of

PARTNERSHIP = Path(__file__).resolve().parents[1]
# What is British, and so belongs into a pack.
BRITISH = re.compile(
    r"\b(NRM|National Referral Mechanism|first responder|postcode|ITL|ONS|999|101|NHS|"
    r"ORUK|Home Office|Border Force|Britain|British|England|Wales|Scotland|London|"
    r"08000|GLAA|ICO|UK|GB|United Kingdom)\b"  # “uk” is a language
)


class TestStrictest:
    def test_of_nothing_is_red(self):
        assert strictest() == RED

    @given(st.lists(st.sampled_from(LABELS), min_size=1))
    def test_is_never_weaker_than_any_parent(self, labels):
        found = LABELS.index(strictest(*labels))
        assert all(found >= LABELS.index(label) for label in labels)


class TestCanBeRung:
    @pytest.mark.parametrize("number", ["999", "08000 121 700", "+40 (0)21 1.23/4-5"])
    def test_takes_numbers_as_people_write_them(self, number):
        assert can_be_rung(number)

    @pytest.mark.parametrize("number", ["", "9", "abc", "call 999", "()", "9" * 31])
    def test_takes_nothing_else(self, number):
        assert not can_be_rung(number)


class TestIsWholeNumber:
    @pytest.mark.parametrize(
        "number", ["101", "111", "999", "112", "1509", "116 123", "01632 960001"]
    )
    def test_takes_short_numbers_and_long_ones(self, number):
        assert is_whole_number(number)

    @pytest.mark.parametrize("number", ["", "7", "12", "4521", "+101", "no number"])
    def test_takes_no_part_of_a_number(self, number):
        assert not is_whole_number(number)


class TestCountryCode:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("GB", "GB"),
            ("gb", "GB"),
            ("UK", "GB"),
            ("uk", "GB"),
            (" U.K. ", "GB"),
            ("GBR", "GB"),
            ("United Kingdom", "GB"),
            ("Great Britain", "GB"),
            ("Scotland", "GB"),
            ("Vereinigtes Königreich", "GB"),
            ("România", "RO"),
            ("romania", "RO"),
            ("Deutschland", "DE"),
            ("USA", "US"),
            ("KE", "KE"),
        ],
    )
    def test_understands_what_people_call_it(self, text, code):
        assert country_code(text) == code

    @pytest.mark.parametrize("text", ["", "Atlantis", "ZZ", "EU", "001", "YU", "G B C"])
    def test_takes_nothing_that_is_no_country_or_several(self, text):
        with pytest.raises(UnknownCountry):
            country_code(text)


class TestPackFor:
    def test_a_country_without_one_has_what_holds_everywhere(self):
        found = pack_for("zz")
        assert found.country == ""
        assert {one.vocabulary for one in found.words} == {*VOCABULARIES} - {"area"}

    def test_a_word_of_the_country_takes_the_place_of_the_general_one(self):
        [council] = [one for one in pack_for("GB").words if one.code == "council"]
        [general] = [one for one in pack_for("ZZ").words if one.code == "council"]
        assert council.name != general.name
        assert council.is_statutory

    @pytest.mark.parametrize("country", packed_countries())
    def test_no_list_says_a_code_twice(self, country):
        codes = [(one.vocabulary, one.code) for one in pack_for(country).words]
        assert len(codes) == len(set(codes))

    @pytest.mark.parametrize("country", packed_countries())
    def test_every_country_says_what_a_network_needs(self, country):
        pack = pack_for(country)
        assert pack.country == country
        assert [ZoneInfo(zone) for zone in pack.time_zones]
        assert [Locale.parse(code, sep="-") for code in pack.languages]
        assert pack.areas
        assert all(area.population > 500_000 for area in pack.areas)
        assert pack.authority
        assert pack.referral
        assert pack.referral.may_refer

    @pytest.mark.parametrize("country", packed_countries())
    def test_every_number_says_when_and_where_it_was_looked_up(self, country):
        numbers = pack_for(country).numbers
        assert HelpLine.Kind.EMERGENCY in {one.kind for one in numbers}
        for one in numbers:
            assert one.kind in HelpLine.Kind.values
            assert can_be_rung(one.number)
            assert one.where
            assert one.noted_on

    def test_there_are_two(self):
        assert {"GB", "RO"} <= set(packed_countries())


class TestWhatIsBritish:
    def test_stands_in_its_pack_and_nowhere_else(self):
        files = [*PARTNERSHIP.rglob("*.py"), *PARTNERSHIP.rglob("*.html")]
        own = [
            file
            for file in files
            # What people call a column of a sheet is theirs, whatever its country.
            if not {"tests", "migrations", "packs", "heads.py"} & set(file.parts)
        ]
        found = {
            file.name: hits
            for file in own
            if (hits := BRITISH.findall(file.read_text("utf-8")))
        }
        assert own
        assert not found

    def test_is_found_where_it_stands(self):
        assert BRITISH.search((PARTNERSHIP / "packs" / "gb.toml").read_text("utf-8"))
        assert not BRITISH.search(
            (PARTNERSHIP / "packs" / "ro.toml").read_text("utf-8")
        )


class TestLanguageCodes:
    def test_stand_apart_by_commas_or_spaces_each_once(self):
        assert language_codes(" en, ro pt-BR,en ") == ("en", "ro", "pt-BR")
        assert language_codes("") == ()

    @pytest.mark.parametrize("code", ["klingonish", "e", "en-", "??"])
    def test_says_which_is_none(self, code):
        with pytest.raises(UnknownLanguage, match=re.escape(code)):
            language_codes(f"en {code}")


class TestLanguageName:
    def test_is_the_languages_own_word_or_its_code(self):
        assert language_name("cy", shown_in="en") == "Welsh"
        assert language_name("pt-BR", shown_in="en") == "pt-BR"
        assert language_name("cy", shown_in="en-xa") in {"Welsh", "cy"}
        assert language_name("nonsense", shown_in="en") == "nonsense"


class TestDifferences:
    def test_tells_each_line_that_stayed_went_or_came(self):
        found = list(differences("a\nb\nc", "a\nx\nc\nd"))
        assert found == [
            ("same", "a"),
            ("gone", "b"),
            ("new", "x"),
            ("same", "c"),
            ("new", "d"),
        ]

    @given(st.text("ab\n"), st.text("ab\n"))
    def test_holds_both_texts_whole(self, before, after):
        found = list(differences(before, after))
        old = [line for kind, line in found if kind != "new"]
        new = [line for kind, line in found if kind != "gone"]
        assert (old, new) == (before.splitlines(), after.splitlines())


class TestRulesOf:
    def test_every_profile_has_its_own_and_an_unknown_one_the_ordinary(self):
        assert set(PROFILES) == set(Profile.values)
        assert rules_of("").is_wanted(5, 3)
        assert not rules_of("").is_wanted(5, 2)
        assert not rules_of("").is_wanted(4, 3)
        assert rules_of("small").is_wanted(3, 2)


class TestMonthsBefore:
    @pytest.mark.parametrize(
        ("day", "months", "found"),
        [
            (date(2026, 3, 31), 1, date(2026, 2, 28)),
            (date(2026, 1, 15), 1, date(2025, 12, 15)),
            (date(2024, 2, 29), 12, date(2023, 2, 28)),
            (date(2026, 12, 1), 12, date(2025, 12, 1)),
        ],
    )
    def test_is_the_same_day_or_the_last_of_a_shorter_month(self, day, months, found):
        assert months_before(day, months) == found
