"""The way of a concern: what may follow what."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from fourthp.plan.models import State
from fourthp.plan.rules.concerns import (
    FROM,
    OPEN,
    STATIONS,
    UNANSWERED_AFTER,
    UNSEEN,
    days_between,
    may_follow,
    next_of,
    period_of,
)

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def test_every_state_is_known_to_the_rules():
    assert OPEN | UNSEEN | {"answered"} == set(State.values)
    assert set(FROM) <= set(State.values)


def test_an_open_concern_may_be_answered_whatever_was_skipped():
    assert all(may_follow("answered", one) for one in OPEN)
    assert not any(may_follow("answered", one) for one in UNSEEN | {"answered"})


def test_what_is_held_is_heard_or_declined_and_nothing_else():
    found = {step for step in FROM if may_follow(step, "held")}
    assert found == {"heard", "declined"}


def test_an_answer_is_followed_by_being_raised_again_alone():
    assert {step for step in FROM if may_follow(step, "answered")} == {"again"}


@pytest.mark.parametrize(
    ("state", "coming"),
    [
        *itertools.pairwise(STATIONS),
        ("again", "heard"),
        ("held", "heard"),
        ("answered", ""),
        ("withdrawn", ""),
        ("declined", ""),
    ],
)
def test_each_waits_for_the_next_station(state, coming):
    assert next_of(state) == coming


def test_days_are_whole_and_never_below_nothing():
    assert days_between(NOW, NOW + timedelta(hours=47)) == 1
    assert days_between(NOW, NOW - timedelta(days=3)) == 0


def test_a_period_is_as_long_as_an_answer_may_take():
    assert period_of(NOW, NOW + UNANSWERED_AFTER - timedelta(seconds=1)) == 0
    assert period_of(NOW, NOW + UNANSWERED_AFTER) == 1
    assert period_of(NOW, NOW + 2.5 * UNANSWERED_AFTER) == 2
    assert period_of(NOW, NOW - timedelta(days=1)) == 0
