"""Reminders: a week before, on the day, a week after; then the chair hears."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.partnership.models import Seat
from fourthp.partnership.tests.makers import (
    make_group,
    make_network,
    make_network_group,
)
from fourthp.plan.models import Action
from fourthp.plan.operations.action_said import (
    block_action,
    finish_action,
    move_action,
)
from fourthp.plan.queries.action_readers import is_with
from fourthp.plan.rules.actions import moved_to, stage_on
from fourthp.plan.tasks.actions import remind
from fourthp.plan.tests.action_makers import (
    make_action,
    make_chair,
    make_coordinator,
    make_owner,
)
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DAY = localdate(NOW)
DUE = DAY + timedelta(30)


@pytest.fixture(autouse=True)
def clock():
    make_network()
    make_network_group()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def group():
    return make_group("Housing")


@pytest.fixture
def chair(group):
    return make_chair(group)


@pytest.fixture
def action(group, chair) -> Action:
    made = make_action(make_owner(group=group), due=DUE)
    Message.objects.all().delete()
    return made


def run(clock, day: date) -> list[tuple[str, str, str]]:
    """Let the clockwork come round on a day; what it wrote then: to whom, and how."""
    Message.objects.all().delete()
    at = datetime.combine(day, NOW.timetz())
    clock.move_to(at)
    remind(at)
    return sorted(
        (one.kind, one.reader_id, one.letter["title"]) for one in Message.objects.all()
    )


def titles(clock, *days: int) -> list[str]:
    found = [run(clock, DUE + timedelta(one)) for one in days]
    return [one[0][2] if one else "" for one in found]


class TestRemind:
    def test_a_week_before_on_the_day_and_a_week_after(self, action, clock):
        said = titles(clock, -8, -7, -6, -1, 0, 1, 6, 7, 8)

        assert said == [
            "",
            "An action is due in 7 days",
            "",
            "",
            "An action is due today",
            "",
            "",
            "An action is 7 days late",
            "",
        ]

    def test_each_has_the_link_and_says_who_has_it(self, action, clock):
        run(clock, DUE)

        letter = str(Message.objects.get().letter)
        assert "/act/action_mine." in letter
        assert "Harbour Street Clinic, representative, Housing" in letter

    def test_two_weeks_after_the_chair_hears_and_then_nobody(
        self, action, chair, clock
    ):
        run(clock, DUE + timedelta(7))

        [(kind, reader, title)] = run(clock, DUE + timedelta(14))
        assert (kind, reader) == ("plan.action-late", str(chair.pk))
        assert title == "An action is 14 days late"
        assert titles(clock, 15, 21, 100) == ["", "", ""]

    def test_without_a_chair_coordinators_hear(self, clock):
        maya = make_coordinator()
        make_action(due=DUE)

        assert [one[1] for one in run(clock, DUE + timedelta(14))] == [str(maya.pk)]

    def test_run_twice_it_writes_once(self, action, clock):
        assert len(run(clock, DUE)) == 1
        assert run(clock, DUE) == []

    def test_after_a_pause_it_says_once_what_holds_now(self, action, clock):
        [(kind, _reader, title)] = run(clock, DUE + timedelta(9))

        assert (kind, title) == ("plan.action-due", "An action is 9 days late")
        assert titles(clock, 10, 13) == ["", ""]

    def test_after_a_long_one_the_chair_alone_hears(self, action, chair, clock):
        assert [one[1] for one in run(clock, DUE + timedelta(60))] == [str(chair.pk)]
        assert titles(clock, 61) == [""]

    def test_what_was_given_late_is_not_reminded_of_at_once(self, clock):
        make_action(due=DAY + timedelta(3))

        assert run(clock, DAY) == []
        assert run(clock, DAY + timedelta(1)) == []
        assert len(run(clock, DAY + timedelta(3))) == 1

    def test_moved_it_begins_anew(self, action, clock):
        run(clock, DUE)
        at = datetime.combine(DUE, NOW.timetz())
        move_action(action, DUE + timedelta(20), by=Host(), now=at)

        assert titles(clock, 1, 7, 12, 13, 20) == [
            "",
            "",
            "",
            "An action is due in 7 days",
            "An action is due today",
        ]

    def test_what_is_done_is_not_reminded_of(self, action, clock):
        finish_action(action, by=Host(), now=NOW)

        assert titles(clock, -7, 0, 7, 14) == ["", "", "", ""]

    def test_what_is_blocked_is(self, action, clock):
        block_action(action, ["waits"], by=Host(), now=NOW)

        assert titles(clock, 0) == ["An action is due today"]

    def test_what_was_recalled_is_not(self, action, clock):
        Action.objects.update(recalled_at=NOW)

        assert titles(clock, 0, 14) == ["", ""]

    def test_who_follows_is_reminded(self, action, clock):
        follows = make_owner("Noor", action.agency, group=action.group)
        Seat.objects.filter(pk=action.seat_id).update(to_on=DAY, ended_at=NOW)

        assert [one[1] for one in run(clock, DUE)] == [str(follows.person_id)]

    def test_where_nobody_has_it_the_chair_hears_at_once(self, action, chair, clock):
        Seat.objects.filter(pk=action.seat_id).update(to_on=DAY, ended_at=NOW)

        [(kind, reader, _title)] = run(clock, DUE - timedelta(7))
        assert (kind, reader) == ("plan.action-late", str(chair.pk))
        assert "Nobody has it in person" in str(Message.objects.get().letter)

    def test_without_anybody_to_write_to_nothing_breaks(self, clock):
        make_action(due=DUE)

        assert run(clock, DUE + timedelta(14)) == []

    def test_a_mail_that_waited_until_it_was_done_does_not_say_otherwise(
        self, action, clock
    ):
        run(clock, DUE)
        at = datetime.combine(DUE, NOW.timetz())
        finish_action(action, by=Host(), now=at)

        assert not is_with(action.seat.person, action.pk)

    def test_the_control_one_that_waits_while_it_goes_on(self, action, clock):
        run(clock, DUE)

        assert is_with(action.seat.person, action.pk)


class TestStageOn:
    @pytest.mark.parametrize(
        ("days", "since", "told", "stage"),
        [
            (-8, -30, None, None),
            (-7, -30, None, -7),
            (3, -30, None, 0),
            (3, -30, 0, None),
            (14, -30, 7, 14),
            (20, -30, 14, None),
            (0, 0, None, None),
            (0, -1, None, 0),
            (-3, -5, None, None),
        ],
    )
    def test_it_is_the_last_that_has_come_and_was_not_told(
        self, days, since, told, stage
    ):
        day, heard = DUE + timedelta(days), DUE + timedelta(since)

        assert stage_on(DUE, day, since=heard, reminded=told) == stage


def test_what_moves_never_moves_into_the_past():
    assert moved_to(DUE, DAY, "week") == DUE + timedelta(7)
    assert moved_to(DUE, DUE + timedelta(50), "week") == DUE + timedelta(57)
