"""What is somebody's own stops in a listing too, where streets and numbers pass."""

import tomllib

import pytest

from fourthp.partnership.rules.guard import judging
from fourthp.partnership.rules.guard.judging import judge_text
from fourthp.partnership.rules.guard.marks import Kind
from fourthp.partnership.tests.test_guard_corpus import (
    CORPUS,
    LISTING,
    TOLD,
    YEAR,
    guard,
    texts,
)


def stops(text: str) -> list[str]:
    judged = judge_text(text, year=YEAR, without=LISTING)
    return [text[one.start : one.end] for one in judged.stops]


class TestStopsInAListing:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("The victim lives at 12 Mill Lane.", "12 Mill Lane"),
            ("She is staying at 12 Mill Lane.", "12 Mill Lane"),
            ("Her mobile: 07700 900 123.", "07700 900 123"),
            ("Her mobile number is still 07700 900123.", "07700 900123"),
            ("Anna Kowalska, 34, 12 Mill Lane", "12 Mill Lane"),
            ("Anna Kowalska, aged 34. Ring 07700 900123.", "07700 900123"),
        ],
    )
    def test_what_is_said_to_be_somebodys(self, text, found):
        assert stops(text) == [found]

    def test_both_of_a_text_with_name_age_street_and_number(self):
        text = "Anna Kowalska, 34, lives at 12 Mill Lane, her mobile is 07700 900123"
        assert stops(text) == ["12 Mill Lane", "07700 900123"]

    def test_nothing_of_it_without_the_rule(self, monkeypatch):
        monkeypatch.setattr(judging.Somebody, "has", lambda _self, _mark: False)
        text = "Anna Kowalska, 34, lives at 12 Mill Lane, her mobile is 07700 900123"
        assert stops(text) == []


class TestPassesInAListing:
    @pytest.mark.parametrize(
        "text",
        [
            "Ring 07700 900 123, or come to the flat at 14 Mill Lane",
            "If he checks her phone, ring 07700 900 123 from another.",
            "Do not ring her mobile; ring us on 07700 900123.",
            "If she lives at home with him, come to the centre, 14 Mill Lane.",
            "Mill House, 12, High Street. Text 07700 900123.",
            "Piața Unirii, 34, Iași, mobil 0745 123 456",
            "Accueil, Saint Denis (93), portable 06 12 34 56 78, 4 rue des Lilas",
            "Plaza Mayor, 34, Madrid, movil 612 345 678",
            "Bull Street, 34, 35, 46. Text 07700 900123.",
            "For girls of Tower Hamlets aged 16 and over, 14 Mill Lane, 07700 900123",
        ],
    )
    def test_what_is_a_services(self, text):
        assert stops(text) == []

    @pytest.mark.parametrize("language", TOLD)
    def test_more_than_elsewhere_and_never_less(self, language):
        """No text that passes elsewhere is stopped for standing in a listing."""
        for one in texts(language):
            elsewhere = judge_text(one["says"], year=YEAR).stops
            for mark in guard(one["says"], "listing").stops:
                # Of two that overlap the longer is told, and it may be a street.
                assert any(m.start < mark.end and mark.start < m.end for m in elsewhere)


class TestTexts:
    @pytest.mark.parametrize("language", TOLD)
    def test_of_listings_there_are_as_many_to_stop_as_to_pass(self, language):
        path = CORPUS / f"listing_{language}.toml"
        said = [one["is"] for one in tomllib.loads(path.read_text("utf-8"))["text"]]
        assert said.count("stop") >= 8
        assert said.count("fine") >= 8

    def test_marks_that_pass_are_streets_and_numbers_alone(self):
        assert {Kind.PHONE, Kind.ADDRESS} == LISTING
