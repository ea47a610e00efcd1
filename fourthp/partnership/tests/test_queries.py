"""What a user is in the network."""

from datetime import timedelta

import pytest

from fourthp.foundation import matters
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from fourthp.foundation.policies import NOBODY
from fourthp.foundation.queries.history import history_of
from fourthp.partnership.models import Group, Membership, Role
from fourthp.partnership.queries.readership import called
from fourthp.partnership.queries.standing import actor_title, standing_of
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)

pytestmark = pytest.mark.django_db


class TestStandingOf:
    def test_counts_a_seat_that_holds_today(self):
        user = make_user(make_member(role=Role.CHAIR))
        assert standing_of(user, is_strong=True).roles == {"chair"}

    def test_forgets_a_seat_that_ended_yesterday(self):
        person = make_member()
        person.seats.update(to_on=today() - timedelta(days=1))
        assert standing_of(make_user(person), is_strong=True).is_member is False

    def test_forgets_seats_of_agencies_that_are_only_known(self):
        user = make_user(make_member(agency="Quay Housing"))
        assert standing_of(user, is_strong=True).is_member
        Membership.objects.all().delete()
        assert not standing_of(user, is_strong=True).is_member

    def test_is_nobody_without_a_person_or_when_deactivated(self):
        user = make_user(make_member())
        user.is_active = False
        assert standing_of(user, is_strong=True) is NOBODY


class TestActorTitle:
    @pytest.fixture
    def person(self):
        person, day = make_person(), today()
        quay = make_member_agency("Quay Housing")
        last = {"from_on": day - timedelta(days=60), "to_on": day - timedelta(days=31)}
        make_seat(person, agency=quay, **last)
        since = day - timedelta(days=20)
        make_seat(
            person, role=Role.EDITOR, from_on=since, to_on=day - timedelta(days=9)
        )
        return person

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (60, "Quay Housing, "),
            (31, "Quay Housing, "),
            (20, "directory editor"),
            (9, "directory editor"),
        ],
    )
    def test_is_of_the_seat_that_held_on_the_day(self, person, days, expected):
        on = today() - timedelta(days=days)
        found = actor_title("person", str(person.pk), on=on)
        assert found.startswith(expected)

    @pytest.mark.parametrize("days", [90, 25, 0])
    def test_is_of_the_latest_seat_where_none_held(self, person, days):
        on = today() - timedelta(days=days)
        assert actor_title("person", str(person.pk), on=on) == "directory editor"

    def test_tells_no_seat_in_a_closed_group_though_it_is_the_oldest(self, person):
        day = today()
        seat = make_seat(
            person,
            agency=make_member_agency("Harbour Aid"),
            role=Role.CHAIR,
            group=make_group("Shown", is_closed=False),
            from_on=day - timedelta(days=61),
        )
        on = day - timedelta(days=9)
        told = actor_title("person", str(person.pk), on=on)
        assert told == "Harbour Aid, chair"  # the control: an open group’s is told
        Group.objects.filter(pk=seat.group_id).update(is_closed=True)
        hidden = actor_title("person", str(person.pk), on=on)
        assert hidden == "directory editor"

    def test_whoever_sits_in_a_closed_group_alone_is_told_without_a_seat(self):
        closed = make_group("Hidden", is_closed=True)
        sits = make_seat(make_person("Pim"), role=Role.CHAIR, group=closed).person
        said = matters.actor_title("link", f"person:{sits.pk}", on=today())
        assert said == "somebody of the network, by a link in a mail"

    def test_of_nobody_known_is_told_no_seat(self, person):
        said = "somebody of the network"
        assert actor_title("person", str(make_person("Other").pk), on=today()) == said
        assert actor_title("other", str(person.pk), on=today()) == said

    def test_stands_in_a_history_as_of_the_days_of_the_act_and_of_its_undoing(
        self, person
    ):
        at, undone_at = (now() - timedelta(days=days) for days in (40, 10))
        who = {"actor_kind": "person", "actor_id": str(person.pk)}
        undone = {"undone_by_kind": "person", "undone_by_id": str(person.pk)}
        matter = new_id()
        about = {"matter_kind": "service", "matter_id": str(matter)}
        Revision.objects.create(
            at=at, undone_at=undone_at, act="edited", **who, **undone, **about
        )
        (change,) = history_of("service", matter)
        assert change.who.startswith("Quay Housing, ")
        assert change.undone_by == "directory editor"


class TestCalled:
    def test_names_no_agency_that_is_hers_in_a_closed_group_alone(self):
        person, group = make_member("Ben", agency="Quay"), make_group("Table")
        make_seat(person, agency=make_member_agency("Ferry"), group=group)
        # The control: what the same seat would tell.
        assert called("person", str(person.pk)) == "Ben (Ferry, Quay)"
        Group.objects.filter(pk=group.pk).update(is_closed=True)
        assert called("person", str(person.pk)) == "Ben (Quay)"
