"""Who may do what, asked of whom it is nearly for."""

from datetime import timedelta

import pytest

from fourthp.foundation.actors import Clockwork, Host, Public
from fourthp.foundation.clock import now
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Agency, Label, Person, Role, Seat
from fourthp.partnership.permissions import (
    STILL_YOURS,
    WHO_FOLLOWS,
    can_confirm_people,
    can_follow,
    can_name_follower,
    can_open_account,
    can_undo_of_agency,
)
from fourthp.partnership.permissions.sharing import speaks_for_it
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_seat,
)
from fourthp.partnership.tests.papers import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Person:
    return make_member("Lea Quist", agency="Harbour Aid", role=Role.LEAD)


def agency_of(person: Person) -> Agency:
    seat = person.seats.select_related("agency").get()
    assert seat.agency is not None
    return seat.agency


def link_of(person: Person, purpose: str, matter: Agency | Seat) -> SignedLink:
    until = now() + timedelta(days=1)
    about = (matter.matter_kind, matter.pk, until)
    return SignedLink(purpose, Person.matter_kind, person.pk, *about)


class TestCanUndoOfAgency:
    def test_is_for_whoever_may_edit_that_very_agency(self, lead):
        own = agency_of(lead)
        assert can_undo_of_agency(lead, own, is_ending=False)
        assert not can_undo_of_agency(lead, own, is_ending=True)
        assert not can_undo_of_agency(lead, make_agency("Quay"), is_ending=False)


class TestCanOpenAccount:
    def test_is_asked_of_nobody_who_holds_no_seats_at_all(self, lead):
        assert not can_open_account(Public(), lead)
        assert not can_open_account(Clockwork("duty"), lead)


class TestCanConfirmPeople:
    def test_by_a_link_is_for_the_one_agency_that_it_asks_about(self, lead):
        own, other = agency_of(lead), make_member_agency("Quay")
        make_seat(lead, agency=other, role=Role.LEAD)
        link = link_of(lead, STILL_YOURS, own)
        assert can_confirm_people(link, own)
        assert not can_confirm_people(link, other)
        assert not can_confirm_people(link_of(lead, "something", own), own)

    def test_by_a_link_is_for_whoever_still_speaks_for_it(self, lead):
        own = agency_of(lead)
        link = link_of(lead, STILL_YOURS, own)
        lead.seats.update(role=Role.OBSERVER)
        make_seat(lead, agency=make_member_agency("Quay"), role=Role.LEAD)
        assert not can_confirm_people(link, own)

    def test_is_for_whoever_runs_the_network_and_for_its_own(self, lead):
        own = agency_of(lead)
        assert can_confirm_people(Host(), own)
        assert can_confirm_people(lead, own)
        assert not can_confirm_people(lead, make_member_agency("Quay"))


class TestCanNameFollower:
    def test_in_a_group_is_its_chairs_and_in_the_network_the_leads(self, lead):
        group, own = make_group("Housing"), agency_of(lead)
        chair = make_member("Tom Okoro", agency="Quay")
        make_seat(chair, group=group, role=Role.CHAIR)
        seat = make_seat(make_member("Asha Bell"), agency=own, group=group)
        assert can_name_follower(chair, seat)
        assert not can_name_follower(lead, seat)
        in_network = make_seat(make_member("Ida Moss"), agency=own)
        assert can_name_follower(lead, in_network)
        assert not can_name_follower(chair, in_network)

    def test_by_a_link_is_for_that_seat_alone(self, lead):
        own = agency_of(lead)
        seat = make_seat(make_member("Ida Moss"), agency=own)
        other = make_seat(make_member("Asha Bell"), agency=own)
        link = link_of(lead, WHO_FOLLOWS, seat)
        assert can_name_follower(link, seat)
        assert not can_name_follower(link, other)


class TestSpeaksForIt:
    def test_is_asked_of_nobody_who_holds_no_seats_at_all(self, lead):
        paper = Paper.objects.create(label=Label.GREEN, originator=agency_of(lead))
        assert speaks_for_it(lead, paper)
        assert not speaks_for_it(Public(), paper)
        paper.originator = None
        assert not speaks_for_it(lead, paper)


class TestCanFollow:
    def test_is_for_its_lead_in_the_network(self, lead):
        seat = make_seat(make_member("Ida Moss"), agency=agency_of(lead))
        assert can_follow(lead, seat)
        assert not can_follow(make_member("Tom", agency="Quay", role=Role.LEAD), seat)

    def test_is_not_for_whoever_speaks_for_another_agency(self, lead):
        group = make_group("Housing")
        seat = make_seat(make_member("Ida"), agency=agency_of(lead), group=group)
        chair = make_member("Tom Okoro", agency="Quay", role=Role.LEAD)
        make_seat(chair, group=group, role=Role.CHAIR)
        assert not can_follow(Person.objects.get(pk=chair.pk), seat)

    def test_in_a_group_that_nobody_joins_is_not_the_leads(self, lead):
        own, group = agency_of(lead), make_group("Housing")
        seat = make_seat(make_member("Ida Moss"), agency=own, group=group)
        assert not can_follow(lead, seat)
        group.joining = "open"
        group.save()
        assert can_follow(lead, seat)

    def test_in_a_group_that_nobody_joins_is_its_chairs_who_speaks_for_it(self, lead):
        own, group = agency_of(lead), make_group("Housing")
        seat = make_seat(make_member("Ida Moss"), agency=own, group=group)
        make_seat(lead, agency=own, group=group, role=Role.CHAIR)
        assert can_follow(Person.objects.get(pk=lead.pk), seat)

    def test_is_nobodys_who_is_no_person_and_of_no_seat_without_an_agency(self, lead):
        seat = make_seat(make_member("Ida Moss"), agency=agency_of(lead))
        for actor in (Host(), Public(), Clockwork("duty")):
            assert not can_follow(actor, seat)
        group = make_group("Housing")
        own = make_seat(make_member("Asha"), agency=None, group=group)
        make_seat(lead, agency=agency_of(lead), group=group, role=Role.CHAIR)
        assert not can_follow(Person.objects.get(pk=lead.pk), own)
