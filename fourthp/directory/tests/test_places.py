"""What may tell where a place is."""

import pytest

from fourthp.directory.rules.places import (
    Guard,
    says_hidden,
    telling_names,
)


class TestSaysHidden:
    def test_knows_when_an_address_is_hidden(self):
        assert says_hidden("CONFIDENTIAL")
        assert says_hidden("address undisclosed")
        assert not says_hidden("1 Harbour Street")


class TestGuard:
    guard = Guard(
        country="GB",
        names=telling_names(["Coventry", "Stoke-on-Trent", "Ål", "Confidential"]),
        anyway=("coventry women s aid",),
        accepted=frozenset({"+40 800 800 678", "ask", "desk@harbour.example"}),
    )

    @pytest.mark.parametrize(
        "text",
        [
            "in COVENTRY",
            "near Cóventry.",
            "Stoke on Trent",
            "https://coventry.example/stay",
            "Coventry Women’s Aid, Coventry",
            "12 Mill Lane",
            "or call 0121 496 0001",
        ],
    )
    def test_hears_towns_streets_and_area_codes(self, text):
        assert self.guard.tells(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Coventry Women’s Aid answers",
            "Coventrys",
            "the place is confidential",
            "Europe/London",
            "call 0808 157 0001",
            "from 2026-03-02 to 2026-09-30",
            "",
        ],
    )
    def test_lets_other_words_be(self, text):
        assert not self.guard.tells(text)

    def test_takes_a_time_zone_for_no_town(self):
        guard = Guard(names=telling_names(["London"]))
        assert not guard.tells("Europe/London")
        assert guard.tells("the Europe/London zone")

    @pytest.mark.parametrize(
        "text",
        ["ask", "desk@harbour.example", "0808 157 0001 desk@harbour.example", "0808"],
    )
    def test_takes_nothing_for_a_number_that_is_none(self, text):
        assert self.guard.tells_by_number(text)

    def test_takes_an_unknown_number_only_where_somebody_vouched_for_it(self):
        assert self.guard.tells_by_number("0121 496 0001")
        assert self.guard.tells_by_number("+40 800 800 679")
        assert not self.guard.tells_by_number("+40 800 800 678")
        assert not self.guard.tells_by_number("0808 157 0001")
        assert not self.guard.tells_by_number("")
