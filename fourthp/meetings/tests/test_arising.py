"""Matters arising: asked anew for each meeting, and taken up by one press."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.gatherings.operations.moving import cancel_gathering
from fourthp.gatherings.tests.makers import make_series
from fourthp.meetings.models import Item
from fourthp.meetings.operations.agendas import answer_item, tell_plan
from fourthp.meetings.operations.arising import ArisesNoMore, take_up
from fourthp.meetings.queries.arising import matters_arising
from fourthp.meetings.tests.makers import (
    NOW,
    make_coordinator,
    make_item,
    make_kept,
    meetings_of,
    seat_in,
    sits,
)
from fourthp.partnership.models import Label, Seat
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing
from fourthp.plan.models import Action, State
from fourthp.plan.tests.action_makers import make_action
from fourthp.plan.tests.makers_concerns import make_answer, make_heard, make_mover

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def kept():
    return make_kept()


@pytest.fixture
def both(kept):
    return meetings_of(kept)[:2]


@pytest.fixture
def member(kept):
    return sits(kept.series.group)


def arising(gathering, reader, day=DAY) -> dict[str, list[str]]:
    found = matters_arising(gathering, reader, day=day)
    return {one.title: [matter.title for matter in one.matters] for one in found}


class TestMattersArising:
    def test_nothing_is_no_section(self, both, member):
        assert arising(both[0], member) == {}

    def test_are_what_was_put_off_before_and_stands_nowhere_since(self, both, member):
        item = make_item(both[0])
        answer_item(item, "deferred", by=make_coordinator(), now=NOW)

        assert arising(both[1], member) == {"Put off before": ["Night number"]}
        assert arising(both[0], member) == {}
        take_up(both[1], "item", item.pk, by=make_coordinator(), now=NOW)
        assert arising(both[1], member) == {}

    def test_what_stood_on_a_meeting_that_was_cancelled_was_put_off(self, both, member):
        make_item(both[0])
        cancel_gathering(both[0], "", by=make_coordinator(), now=NOW)

        assert arising(both[1], member) == {"Put off before": ["Night number"]}

    def test_are_open_actions_by_owner_the_latest_first(self, kept, both, member):
        group = kept.series.group
        one, two = (
            seat_in(group, "Quay Reed", "Quay Aid"),
            member.seats.get(group=group),
        )
        make_action(one, title="Soon", due=date(2027, 2, 1))
        make_action(two, title="Late", due=date(2027, 1, 1))
        make_action(one, title="Later", due=date(2027, 3, 1))
        make_action(two, title="Last", due=date(2027, 4, 1))

        found = arising(both[0], member)
        assert found == {"Open actions": ["Late", "Last", "Soon", "Later"]}
        [section] = matters_arising(both[0], member, day=date(2027, 1, 2))
        assert [one.is_late for one in section.matters] == [True, False, False, False]

    def test_are_concerns_that_are_heard_of_this_group_alone(self, both, member):
        make_heard(make_mover())
        assert arising(both[0], member) == {}

        network = make_mover().seats.get().group
        of_network = meetings_of(make_kept(make_series("Quay", group=network)))[0]
        said = {"Concerns that wait for an agenda": ["Nobody rings back at night"]}
        assert arising(of_network, member) == said

    def test_are_asked_with_the_reader(self, kept, both, member):
        chosen = sits(kept.series.group, "Quay Reed", "Quay Aid")
        sharing = Sharing(Label.GREEN, (Way(person=chosen),))
        item = make_item(both[0], "Quay secret", sharing=sharing)
        answer_item(item, "deferred", by=make_coordinator(), now=NOW)

        assert arising(both[1], member) == {}
        assert arising(both[1], chosen) == {"Put off before": ["Quay secret"]}


class TestTakeUp:
    def test_what_was_put_off_comes_on_as_another_item_seen_by_as_few(
        self, kept, both, member
    ):
        chosen = make_coordinator()
        sharing = Sharing(Label.GREEN, (Way(person=chosen),))
        old = make_item(both[0], words="More", sharing=sharing)
        answer_item(old, "deferred", by=make_coordinator("Quay Reed"), now=NOW)

        new = take_up(both[1], "item", old.pk, by=chosen, now=NOW)

        assert (new.title, new.words, new.came_from) == (old.title, "More", old)
        assert not Item.objects.visible_to(member).filter(pk=new.pk).exists()
        assert Item.objects.visible_to(chosen).filter(pk=new.pk).exists()
        assert Item.objects.get(pk=old.pk).state == Item.State.DEFERRED

    def test_whoever_left_brings_it_no_more(self, kept, both):
        seat = seat_in(kept.series.group)
        old = make_item(both[0], owner=seat)
        answer_item(old, "deferred", by=make_coordinator(), now=NOW)
        Seat.objects.filter(pk=seat.pk).update(to_on=NOW.date())

        new = take_up(both[1], "item", old.pk, by=make_coordinator(), now=NOW)

        assert new.owner is None

    def test_an_action_comes_on_with_who_has_it(self, both, kept):
        seat = seat_in(kept.series.group)
        action = make_action(seat)

        item = take_up(both[0], "action", action.pk, by=make_coordinator(), now=NOW)

        assert (item.action, item.owner, item.about) == (action, seat, "action")
        with pytest.raises(ArisesNoMore):
            take_up(both[0], "action", action.pk, by=make_coordinator(), now=NOW)

    def test_an_action_of_an_agency_comes_on_with_nobody(self, both, kept):
        agency = seat_in(kept.series.group).agency
        action = make_action(agency, group=kept.series.group)

        item = take_up(both[0], "action", action.pk, by=make_coordinator(), now=NOW)

        assert item.owner is None

    def test_a_concern_comes_on_and_knows_the_day(self):
        mover = make_mover()
        network = mover.seats.get().group
        one = meetings_of(make_kept(make_series("Quay", group=network)))[0]
        concern = make_heard(mover)

        item = take_up(one, "concern", concern.pk, by=mover, now=NOW)

        concern.refresh_from_db()
        assert (item.concern, concern.state) == (concern, State.AGENDA)
        assert concern.steps.get(kind=State.AGENDA).day == one.day

    def test_a_concern_that_was_answered_meanwhile_is_told(self):
        mover = make_mover()
        network = mover.seats.get().group
        one = meetings_of(make_kept(make_series("Quay", group=network)))[0]
        concern = make_heard(mover)
        make_answer(concern, mover)

        with pytest.raises(ArisesNoMore):
            take_up(one, "concern", concern.pk, by=mover, now=NOW)
        concern.refresh_from_db()
        item = make_item(one)
        tell_plan(concern, item.meeting, by=mover, now=NOW)
        assert not concern.steps.filter(kind=State.AGENDA).exists()

    def test_is_for_whoever_makes_the_agenda(self, both, kept, member):
        action = make_action(member.seats.get(group=kept.series.group))

        with pytest.raises(PermissionDenied):
            take_up(both[0], "action", action.pk, by=member, now=NOW)
        assert Action.objects.get().goes_on
