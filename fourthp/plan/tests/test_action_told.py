"""What the page of a link tells once an action was answered, and when nothing is."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils.timezone import localdate

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.matters import CannotUndo
from fourthp.partnership.models import Role
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import make_network, make_network_group
from fourthp.plan.models import Action
from fourthp.plan.operations.action_acts import (
    ACTION_BLOCKED,
    ACTION_MINE,
    ACTION_MOVED,
    ACTION_OTHER,
)
from fourthp.plan.operations.action_reminders import _remind
from fourthp.plan.operations.action_said import finish_action
from fourthp.plan.operations.action_sharing import shared_otherwise
from fourthp.plan.rules.action_drawing import drawn
from fourthp.plan.rules.actions import Kept, counted_by_month
from fourthp.plan.tests.action_makers import make_action, make_owner
from fourthp.post.models import Message
from fourthp.post.queries.acts import link_to
from fourthp.post.rules.acts import ActIsOver, Said

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def action():
    make_network()
    make_network_group()
    with time_machine.travel(NOW, tick=False) as travelled:
        action = make_action(due=localdate(NOW) + timedelta(10))
        make_owner("Dan Deputy", action.agency, role=Role.DEPUTY)
        travelled.move_to(LATER)
        yield action


@pytest.fixture
def link(action):
    [reader] = readers_for([action.seat.person])
    return link_to(ACTION_MINE, reader, action, now=LATER)


def say(link, choice, *reasons):
    return ACTION_MINE.act(link, Said(choice, reasons), LATER)


class TestTicked:
    def test_tells_what_is_in_the_way(self, link):
        trace = say(link, "blocked", "waits")
        assert ACTION_BLOCKED.ticked(link, trace) == ("We wait for somebody else",)

    def test_tells_the_new_day(self, link):
        trace = say(link, "move", "week")
        assert ACTION_MOVED.ticked(link, trace) == ("21 March 2026",)

    def test_tells_who_has_it_now(self, link):
        [dan] = ACTION_OTHER.offers(link)
        trace = say(link, "other", dan.name)
        assert ACTION_OTHER.ticked(link, trace) == ("Dan Deputy",)

    @pytest.mark.parametrize("choice", [ACTION_BLOCKED, ACTION_MOVED, ACTION_OTHER])
    def test_tells_nothing_of_what_is_forgotten(self, link, choice):
        assert choice.ticked(link, str(uuid4())) == ()

    def test_leads_on_to_its_page(self, link, action):
        assert str(action.pk) in ACTION_MOVED.leads_to(link).url


class TestOver:
    def test_of_an_action_that_is_gone_nothing_is_said(self, link, action):
        action.delete()
        with pytest.raises(ActIsOver):
            say(link, "done")
        assert ACTION_MINE.says(link) == ()
        assert not ACTION_MINE.is_open(link, LATER)

    def test_of_one_that_is_done_nothing_more_is_said(self, link, action):
        finish_action(action, by=action.seat.person, now=LATER)
        with pytest.raises(ActIsOver):
            say(link, "done")

    def test_what_is_forgotten_is_not_taken_back(self, link):
        with pytest.raises(CannotUndo):
            ACTION_MINE.undo(link, str(uuid4()), LATER)

    def test_what_another_said_is_not_taken_back(self, link, action):
        trace = say(link, "done")
        [reader] = readers_for([make_owner("Eve Elsewhere", action.agency).person])
        others = link_to(ACTION_MINE, reader, action, now=LATER)
        with pytest.raises(CannotUndo):
            ACTION_MINE.undo(others, trace, LATER)


class TestAtOnce:
    def test_who_comes_second_reminds_of_nothing(self, action):
        Action.objects.filter(pk=action.pk).update(due_on=localdate(NOW))
        seen = Action.objects.get(pk=action.pk)
        Action.objects.filter(pk=action.pk).update(state="done", done_at=NOW)
        assert not _remind(seen, action.seat.person, LATER)

    def test_mails_that_left_are_not_written_anew(self, action):
        Message.objects.update(has_words=False)
        before = list(Message.objects.values_list("letter", flat=True))
        shared_otherwise(action, action.seat.person, clock_now())
        assert list(Message.objects.values_list("letter", flat=True)) == before

    def test_those_that_wait_are_written_anew_blocked_or_not(self, action, link):
        shared_otherwise(action, action.seat.person, clock_now())
        say(link, "blocked", "waits")
        shared_otherwise(action, action.seat.person, clock_now())
        assert Message.objects.filter(about_id=str(action.pk)).exists()


class TestArithmetic:
    def test_a_scale_of_many_is_rounded_up_to_tens(self):
        assert drawn([Kept(date(2026, 3, 1), on_time=43)], ["March"]).lines[-1][0] == 50

    def test_what_was_due_in_another_month_is_not_counted(self):
        months = [(date(2026, 3, 1), date(2026, 4, 1))]
        [march] = counted_by_month(months, [(date(2026, 5, 2), "open", None)])
        assert march.due == 0
