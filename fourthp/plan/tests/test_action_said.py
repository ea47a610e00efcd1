"""What is said of an action: by its owner, and by whoever gives it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.partnership.models import Role, Seat
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
)
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations.action_owners import NotTheirs
from fourthp.plan.operations.action_said import (
    NoSuchReason,
    NothingChanges,
    block_action,
    drop_action,
    finish_action,
    hand_over_action,
    move_action,
    reopen_action,
    take_up_action,
)
from fourthp.plan.operations.action_steps import ActionIsOver, take_step_back
from fourthp.plan.operations.actions import DayIsPast
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


@pytest.fixture(autouse=True)
def clock():
    make_network()
    make_network_group()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def action() -> Action:
    return make_action(due=DAY + timedelta(10))


@pytest.fixture
def asha(action):
    return action.seat.person


def now_of(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


def told(kind: str) -> list[str]:
    return [one.reader_id for one in Message.objects.filter(kind=f"plan.{kind}")]


class TestWhoMaySpeak:
    def test_its_owner_says_that_it_is_done(self, action, asha):
        finish_action(action, by=asha, now=NOW, words="All printed.")

        found = now_of(action)
        assert (found.state, found.done_at) == ("done", NOW)
        step = ActionStep.objects.get(kind="done")
        assert (step.words, step.actor_id) == ("All printed.", str(asha.pk))

    def test_a_colleague_of_a_seat_s_owner_does_not(self, action):
        colleague = make_owner("Noor Haddad", action.agency).person

        for says in (finish_action, take_up_action, drop_action):
            with pytest.raises(PermissionDenied):
                says(action, by=colleague, now=NOW)
        with pytest.raises(PermissionDenied):
            move_action(action, DAY + timedelta(20), by=colleague, now=NOW)
        with pytest.raises(PermissionDenied):
            block_action(action, ["waits"], by=colleague, now=NOW)
        with pytest.raises(PermissionDenied):
            hand_over_action(action, make_owner("New"), by=colleague, now=NOW)

    def test_any_of_an_agency_s_people_speaks_for_what_the_agency_has(self):
        rep = make_owner()
        deputy = make_owner("Dan", rep.agency, role=Role.DEPUTY).person
        observer = make_owner("Olga", rep.agency, role=Role.OBSERVER).person
        action = make_action(rep.agency)

        with pytest.raises(PermissionDenied):
            finish_action(action, by=observer, now=NOW)
        finish_action(action, by=deputy, now=NOW)

    def test_a_coordinator_and_the_group_s_chair_do(self):
        group = make_group("Housing")
        for somebody in (make_chair(group), make_coordinator()):
            action = make_action(make_owner(group=group))
            finish_action(action, by=somebody, now=NOW)
            action.refresh_from_db()
            assert action.state == "done"

    def test_who_left_speaks_for_it_no_more(self, action, asha):
        Seat.objects.get(pk=action.seat_id).end(NOW)
        Seat.objects.filter(pk=action.seat_id).update(to_on=DAY, ended_at=NOW)

        with pytest.raises(PermissionDenied):
            finish_action(action, by=asha, now=NOW)


class TestMove:
    def test_to_a_later_day_it_is_carried_over(self, action, asha):
        to = DAY + timedelta(40)

        step = move_action(action, to, by=asha, now=NOW, words="The printer is ill.")

        found = now_of(action)
        assert (found.due_on, found.times_moved) == (to, 1)
        assert (step.from_due, step.to_due) == (DAY + timedelta(10), to)

    def test_to_an_earlier_day_it_is_not(self, action):
        move_action(action, DAY + timedelta(1), by=Host(), now=NOW)

        assert now_of(action).times_moved == 0

    def test_what_is_blocked_goes_on(self, action, asha):
        block_action(action, ["means"], by=asha, now=NOW)

        move_action(action, DAY + timedelta(20), by=asha, now=NOW)

        assert now_of(action).state == "open"

    def test_neither_into_the_past_nor_to_the_same_day(self, action, asha):
        with pytest.raises(DayIsPast):
            move_action(action, DAY - timedelta(1), by=asha, now=NOW)
        with pytest.raises(NothingChanges):
            move_action(action, action.due_on, by=asha, now=NOW)

    def test_of_two_who_move_it_at_once_the_second_is_told(self, action, asha):
        seen = last_revision(action)
        move_action(action, DAY + timedelta(20), by=asha, now=NOW, seen=seen)

        with pytest.raises(SomebodyWasFaster):
            move_action(action, DAY + timedelta(30), by=Host(), now=NOW, seen=seen)

        assert now_of(action).due_on == DAY + timedelta(20)


class TestBlock:
    def test_the_chair_is_told_why(self):
        group = make_group("Housing")
        chair, owner = make_chair(group), make_owner(group=group)
        action = make_action(owner)

        block_action(action, ["waits", "means"], by=owner.person, now=NOW)

        assert now_of(action).state == "blocked"
        assert told("action-blocked") == [str(chair.pk)]
        letter = Message.objects.get(kind="plan.action-blocked").letter
        assert "We wait for somebody else" in str(letter)

    def test_without_a_chair_coordinators_are_but_not_of_what_they_said(self, action):
        maya = make_coordinator()
        block_action(action, ["waits"], by=action.seat.person, now=NOW)
        take_up_action(action, by=maya, now=NOW)
        block_action(action, ["waits"], by=maya, now=NOW)

        assert told("action-blocked") == [str(maya.pk)]

    def test_of_amber_the_mail_says_nothing(self):
        group = make_group("Housing")
        make_chair(group)
        action = make_action(make_owner(group=group), label="TLP:AMBER")

        block_action(action, ["waits"], by=Host(), now=NOW)

        letter = Message.objects.get(kind="plan.action-blocked").letter
        assert "Romanian" not in str(letter)

    @pytest.mark.parametrize("reasons", [[], ["weather"], ["waits", "weather"]])
    def test_a_reason_is_one_of_those_that_there_are(self, action, reasons):
        with pytest.raises(NoSuchReason):
            block_action(action, reasons, by=Host(), now=NOW)

    def test_it_is_taken_up_again_once(self, action, asha):
        block_action(action, ["means"], by=asha, now=NOW)
        take_up_action(action, by=asha, now=NOW)

        assert now_of(action).state == "open"
        with pytest.raises(NothingChanges):
            take_up_action(action, by=asha, now=NOW)


class TestHandOver:
    def test_its_owner_hands_it_to_a_colleague_who_is_told(self, action, asha):
        deputy = make_owner("Dan", action.agency, role=Role.DEPUTY)
        Message.objects.all().delete()

        hand_over_action(action, deputy, by=asha, now=NOW)

        assert now_of(action).seat == deputy
        assert told("action-given") == [str(deputy.person_id)]
        with pytest.raises(PermissionDenied):
            finish_action(now_of(action), by=asha, now=NOW)
        finish_action(now_of(action), by=deputy.person, now=NOW)

    def test_or_to_her_agency_as_a_whole_and_to_nobody_else(self, action, asha):
        other = make_owner("Lee Chan", make_member_agency("Elsewhere"))
        elsewhere = make_owner("Eve", action.agency, group=make_group("Nights"))
        for to in (other, other.agency, elsewhere):
            with pytest.raises(PermissionDenied):
                hand_over_action(action, to, by=asha, now=NOW)

        hand_over_action(action, action.agency, by=asha, now=NOW)

        assert (now_of(action).seat, now_of(action).owned_by) == (None, "agency")

    def test_who_has_none_of_an_agency_hands_it_to_nobody(self):
        lone = make_member("Lone Wolf")
        action = make_action(lone.seats.get())

        with pytest.raises(PermissionDenied):
            hand_over_action(action, make_owner("Dan"), by=lone, now=NOW)

    def test_whoever_gives_it_hands_it_to_anybody_and_it_is_open(self, action):
        block_action(action, ["not-ours"], by=action.seat.person, now=NOW)
        other = make_owner("Lee Chan", make_member_agency("Elsewhere"))

        hand_over_action(action, other, by=Host(), now=NOW, words="Please.")

        found = now_of(action)
        assert (found.seat, found.agency, found.state) == (other, other.agency, "open")
        step = ActionStep.objects.get(kind="handed-over")
        assert (step.from_seat, step.to_seat) == (action.seat, other)

    def test_not_to_a_seat_that_ended_nor_to_who_has_it(self, action):
        gone = make_owner("Gone", make_member_agency("Elsewhere"))
        gone.end(NOW)
        gone.save()

        with pytest.raises(NotTheirs):
            hand_over_action(action, gone, by=Host(), now=NOW)
        with pytest.raises(NothingChanges):
            hand_over_action(action, action.seat, by=Host(), now=NOW)


class TestOver:
    def test_what_is_done_is_not_done_again(self, action, asha):
        finish_action(action, by=asha, now=NOW)

        with pytest.raises(ActionIsOver, match="done already"):
            finish_action(action, by=asha, now=NOW)

    def test_what_was_dropped_nobody_does(self, action):
        drop_action(action, by=Host(), now=NOW, words="Not needed.")

        assert now_of(action).state == "dropped"
        with pytest.raises(ActionIsOver, match="dropped"):
            finish_action(action, by=Host(), now=NOW)

    def test_its_owner_opens_again_what_is_done_and_not_what_was_dropped(
        self, action, asha
    ):
        finish_action(action, by=asha, now=NOW)
        reopen_action(action, by=asha, now=NOW)
        assert (now_of(action).state, now_of(action).done_at) == ("open", None)
        drop_action(action, by=Host(), now=NOW)

        with pytest.raises(PermissionDenied):
            reopen_action(action, by=asha, now=NOW)
        reopen_action(action, by=Host(), now=NOW)
        with pytest.raises(NothingChanges):
            reopen_action(action, by=Host(), now=NOW)

    def test_its_owner_does_not_drop_it(self, action, asha):
        with pytest.raises(PermissionDenied):
            drop_action(action, by=asha, now=NOW)


class TestTakeStepBack:
    def revision(self, step: ActionStep) -> Revision:
        return Revision.objects.get(pk=step.revision_id)

    def test_it_is_as_before_and_the_step_is_told_as_taken_back(self, action, asha):
        step = move_action(action, DAY + timedelta(50), by=asha, now=NOW)

        take_step_back(action, self.revision(step), by=asha, now=NOW)

        found = now_of(action)
        assert (found.due_on, found.times_moved) == (DAY + timedelta(10), 0)
        step.refresh_from_db()
        assert step.undone_at == NOW
        take_step_back(action, self.revision(step), by=asha, now=NOW)  # once

    def test_not_once_more_was_said(self, action, asha):
        step = move_action(action, DAY + timedelta(50), by=asha, now=NOW)
        later = NOW + timedelta(minutes=1)
        finish_action(action, by=asha, now=later)

        with pytest.raises(CannotUndo):
            take_step_back(action, self.revision(step), by=asha, now=later)
        assert now_of(action).state == "done"

    def test_nor_by_somebody_else_nor_of_another(self, action, asha):
        step = finish_action(action, by=asha, now=NOW)
        other = make_action(make_owner("Lee Chan", make_member_agency("Elsewhere")))

        with pytest.raises(PermissionDenied):
            take_step_back(action, self.revision(step), by=other.seat.person, now=NOW)
        with pytest.raises(PermissionDenied):
            take_step_back(other, self.revision(step), by=asha, now=NOW)
        take_step_back(action, self.revision(step), by=make_coordinator(), now=NOW)
