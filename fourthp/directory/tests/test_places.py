"""What may tell where a place is."""

import pytest

from fourthp.directory.rules.places import (
    Guard,
    may_tell_a_place,
    says_hidden,
    telling_names,
)


class TestMayTellAPlace:
    @pytest.mark.parametrize(
        "text",
        [
            "CV1 5FB",
            "Miami, FL 33157",
            "K1A 0B1",
            "52.4081, -1.5106",
            "52° north",
            "https://maps.app.goo.gl/x",
            "///filled.count.soap",
            "12 Mill Lane",
            "12, St Mary’s Lane",
            "101 South West 8th Street",
            "the house in Mill Lane",
            "Blumenstraße",
            "rue de la Paix 4",
            "PO Box 12",
        ],
    )
    def test_finds_what_tells_a_place(self, text):
        assert may_tell_a_place(f"Come to {text} at noon.")

    @pytest.mark.parametrize(
        "text",
        [
            "Call 0121 496 0123",
            "Open 24 hours",
            "For women over 18",
            "NRM, 45 days",
            "A safe place, whichever way you come",
            "Second Morning Trust",
        ],
    )
    def test_lets_other_text_be(self, text):
        assert not may_tell_a_place(text)

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
