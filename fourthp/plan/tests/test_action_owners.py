"""Who has an action on a day: it stands with the seat, else with the agency."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.partnership.models import Label, Membership, Person, Role, Seat
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.operations.seats import hand_on_seat
from fourthp.partnership.queries.merging.agencies import agency_outlook
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.plan.models import Action, Has, holder_of
from fourthp.plan.queries.action_own import own_actions, without_owner
from fourthp.plan.tests.action_makers import (
    make_action,
    make_chair,
    make_coordinator,
    make_owner,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DAY = localdate(NOW)


@pytest.fixture(autouse=True)
def clock():
    make_network()
    make_network_group()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def end(seat: Seat) -> None:
    seat.end(NOW)
    seat.save()


def who_has(action: Action) -> tuple[Has, list[str]]:
    holder = holder_of(Action.objects.get(pk=action.pk), DAY)
    return holder.has, sorted(one.name for one in holder.people)


class TestHolder:
    def test_whoever_sits_there(self):
        assert who_has(make_action()) == (Has.IN_PERSON, ["Asha Bell"])

    def test_whoever_follows_in_the_seat(self):
        owner = make_owner()
        action = make_action(owner)
        next_one = make_owner("Dan", owner.agency, role=Role.DEPUTY).person

        hand_on_seat(owner, next_one, by=Host(), now=NOW)

        assert who_has(action) == (Has.FOLLOWS, ["Dan"])
        assert [one for one, _holder in own_actions(next_one, DAY)] == [action]
        assert own_actions(owner.person, DAY) == []

    def test_else_whoever_looks_after_the_agency(self):
        owner = make_owner()
        action = make_action(owner)
        make_owner("Lea Lead", owner.agency, role=Role.LEAD)
        make_owner("Olga", owner.agency, role=Role.OBSERVER)
        make_owner("Dan", owner.agency, role=Role.DEPUTY, group=make_group("Nights"))

        end(owner)

        assert who_has(action) == (Has.AGENCY, ["Dan", "Lea Lead"])

    def test_of_a_closed_group_only_who_sits_in_it(self):
        closed = make_group("Quiet", is_closed=True)
        owner = make_owner(group=closed)
        make_owner("Lea Lead", owner.agency, role=Role.LEAD)
        action = make_action(owner)
        make_owner("Dan", owner.agency, role=Role.DEPUTY, group=closed)

        end(owner)

        assert who_has(action) == (Has.AGENCY, ["Dan"])

    def test_and_of_amber_only_who_sits_in_its_group(self):
        group = make_group("Housing")
        owner = make_owner(group=group)
        make_owner("Lea Lead", owner.agency, role=Role.LEAD)
        action = make_action(owner, label=Label.AMBER)

        end(owner)

        assert who_has(action) == (Has.NOBODY, [])

    def test_the_next_chair_for_whomever_she_sits(self):
        group = make_group("Housing")
        chair = make_chair(group).seats.get()
        action = make_action(chair)
        end(chair)
        assert who_has(action) == (Has.NOBODY, [])

        make_owner("Nora Next", group=group, role=Role.CHAIR)

        assert who_has(action) == (Has.FOLLOWS, ["Nora Next"])

    def test_nobody_follows_in_a_seat_in_ones_own_right(self):
        lone = make_seat(make_person("Lone Wolf"))
        action = make_action(lone)
        make_seat(make_person("Another"))

        end(lone)

        assert who_has(action) == (Has.NOBODY, [])

    def test_of_an_agency_that_left_nobody(self):
        owner = make_owner()
        action, maya = make_action(owner), make_coordinator()
        assert without_owner(maya, DAY) == []

        Membership.objects.update(to_on=DAY, ended_at=NOW)

        assert who_has(action) == (Has.NOBODY, [])
        assert without_owner(maya, DAY) == [action]

    def test_who_is_back_has_it_again(self):
        owner = make_owner()
        action = make_action(owner)
        make_coordinator()
        end(owner)

        Seat.objects.filter(pk=owner.pk).update(to_on=None, ended_at=None)

        assert who_has(action) == (Has.IN_PERSON, ["Asha Bell"])


class TestWithoutOwner:
    def test_a_chair_sees_those_of_her_group_alone(self):
        group = make_group("Housing")
        chair = make_chair(group)
        owner = make_owner(group=group)
        here, elsewhere = make_action(owner), make_action(make_owner("Lee Chan"))
        end(owner)
        end(elsewhere.seat)

        assert without_owner(chair, DAY) == [here]
        assert without_owner(make_coordinator(), DAY) == [here, elsewhere]

    def test_of_a_closed_group_too_though_the_agency_has_others(self):
        closed = make_group("Quiet", is_closed=True)
        owner = make_owner(group=closed)
        make_owner("Lea Lead", owner.agency, role=Role.LEAD)
        action = make_action(owner)
        end(owner)

        assert without_owner(make_coordinator(), DAY) == [action]

    def test_not_those_whose_agency_has_people(self):
        owner = make_owner()
        make_owner("Lea Lead", owner.agency, role=Role.LEAD)
        make_action(owner)
        end(owner)

        assert without_owner(make_coordinator(), DAY) == []


class TestLeaving:
    def test_a_leaver_s_action_stays_with_the_seat_and_goes_on_at_the_agency(self):
        owner = make_owner()
        action = make_action(owner)
        lead = make_owner("Lea Lead", owner.agency, role=Role.LEAD).person
        make_coordinator()

        leave(owner.person, by=Host(), now=NOW)

        assert who_has(action) == (Has.AGENCY, ["Lea Lead"])
        assert [one for one, _holder in own_actions(lead, DAY)] == [action]


class TestMerging:
    def test_an_agency_s_actions_are_the_other_s(self):
        gone = make_owner()
        stays = make_owner("Noor", make_member_agency("Harbour Street Clinics"))
        action, whole = make_action(gone), make_action(gone.agency)
        old = gone.agency

        seen = agency_outlook(old, stays.agency).digest()
        merge = merge_agencies(old, stays.agency, by=Host(), now=NOW, seen=seen)

        for one in (action, whole):
            one.refresh_from_db()
            assert one.agency == stays.agency
        undo_merge(merge, by=Host(), now=NOW)
        action.refresh_from_db()
        assert action.agency_id == old.pk

    def test_two_seats_that_become_one_keep_their_actions(self):
        here = make_owner("Asha Bell")
        twin = make_seat(make_person("A. Bell"), agency=here.agency)
        action = make_action(twin)
        gone, stays = twin.person, here.person

        seen = person_outlook(gone, stays).digest()
        merge = merge_people(gone, stays, by=Host(), now=NOW, seen=seen)

        action.refresh_from_db()
        assert action.seat == here
        assert who_has(action) == (Has.IN_PERSON, ["Asha Bell"])
        undo_merge(merge, by=Host(), now=NOW)
        action.refresh_from_db()
        assert action.seat_id == twin.pk
        assert who_has(action) == (Has.IN_PERSON, ["A. Bell"])


def test_what_is_due_first_comes_first_and_one_s_own_before_the_agency_s():
    owner = make_owner()
    late = make_action(owner, due=DAY + timedelta(40))
    soon = make_action(owner, due=DAY + timedelta(4))
    team = make_action(owner.agency, due=DAY)

    own = [one for one, _holder in own_actions(owner.person, DAY)]

    assert own == [soon, late, team]
    assert Person.objects.count() == 1
