"""Where one is stands marked in the bar, on a place's own page and behind it."""

import re

import pytest

from fourthp.config.navigation import PLACES
from tests.safety.routes import routes


def marked(route: str) -> dict[str, str]:
    """The places that a route's page marks, by their own route."""
    return {one.route: told for one in PLACES if (told := one.current(route))}


@pytest.mark.parametrize(
    ("route", "told"),
    [
        ("agencies", {"agencies": "page"}),
        ("person-contacts", {"agencies": "true"}),
        ("listing-hours", {"listings": "true"}),
        ("outbox-message", {"outbox": "true"}),
        ("find", {}),
    ],
)
def test_a_page_marks_the_place_that_it_stands_behind(route, told):
    assert marked(route) == told


def test_no_page_stands_behind_two_places():
    assert [one.name for one in routes() if len(marked(one.name)) > 1] == []


def test_every_word_of_a_place_begins_a_route():
    words = {re.split("[-_]", one.name)[0] for one in routes()}
    assert {word for one in PLACES for word in one.holds} - words == set()
