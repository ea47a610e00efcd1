"""A history tells of seats to whoever may know of them, and gives none back."""

import pytest
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Circular, Group, Label, Person
from fourthp.partnership.operations import people
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.groups import (
    close_group,
    open_group,
    undo_group_change,
)
from fourthp.partnership.operations.leaving import leave, leave_together
from fourthp.partnership.operations.returning import take_leaving_back
from fourthp.partnership.tests.makers import make_group, make_seat
from fourthp.partnership.tests.seated import browser
from fourthp.partnership.tests.test_leaving import ben, named
from tests.safety.acts.sending import HERE

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
HOST = Host()


def history(of: Person | Agency) -> str:
    return reverse("history", args=[of.matter_kind, of.pk])


def press_back(by: Person, of: Person, revision: Revision) -> int:
    said = {"revision": str(revision.pk)}
    return browser(by).post(history(of), said, headers=HERE).status_code


class TestWhoseSeatsEnded:
    @pytest.fixture
    def left(self, ben) -> Revision:
        """Ben's seat for Harbour Aid has ended; he sits in his own right still."""
        leaving = leave(ben, agency=harbour_aid(), by=HOST, now=clock_now())
        make_seat(ben)
        return leaving.revision

    def holds_for_harbour(self, ben: Person) -> bool:
        return ben.seats.holding(today()).filter(agency=harbour_aid()).exists()

    def test_does_not_give_them_back_to_himself(self, ben, left):
        press_back(ben, ben, left)
        assert not self.holds_for_harbour(ben)
        assert left.pk.hex not in browser(ben).get(history(ben)).text

    def test_would_if_every_act_went_back(self, ben, left, monkeypatch):
        """The control."""
        every = people.GOES_BACK | {left.act}
        monkeypatch.setattr(people, "GOES_BACK", every)
        people.undo_of_person(ben, left, by=ben, now=clock_now())
        assert self.holds_for_harbour(ben)

    def test_a_coordinator_gives_them_back_on_their_own_page_alone(self, ben, left):
        cora = named("Cora")
        press_back(cora, ben, left)
        assert not self.holds_for_harbour(ben)
        take_leaving_back(left, by=cora, now=clock_now())
        assert self.holds_for_harbour(ben)

    def test_a_change_of_somebody_else_is_not_taken_back_as_hers(self, ben):
        lea = named("Lea")
        people.edit_person(lea, people.PersonEdit({"name": "Lea B"}), by=HOST)
        edited = Revision.objects.get(act="edited")
        with pytest.raises(people.PermissionDenied):
            people.undo_of_person(ben, edited, by=ben, now=clock_now())


class TestWhoIsToldOfIt:
    def told(self, reader: str, of: Person) -> bool:
        return "Seats ended" in browser(named(reader)).get(history(of)).text

    def test_whoever_may_know_of_the_seat(self, ben):
        leave(ben, agency=harbour_aid(), by=HOST, now=clock_now())
        make_seat(ben)
        assert self.told("Lea", ben)

    def test_nobody_else_where_it_was_in_a_closed_group(self, ben):
        Agency.objects.create(name="Own")
        own = make_seat(ben, agency=Agency.objects.get(name="Own"))
        group = make_group("Shelter", is_closed=True)
        type(own).objects.filter(pk=own.pk).update(group=group)
        leaving = leave(ben, agency=own.agency, by=HOST, now=clock_now())
        assert not self.told("Lea", ben)
        assert self.told("Cora", ben)
        assert press_back(named("Lea"), ben, leaving.revision) in {403, 404}


def test_an_agency_whose_people_left_is_not_said_to_have_left(ben):
    agency = harbour_aid()
    leave_together([ben], agency, by=HOST, now=clock_now())
    said = browser(named("Cora")).get(history(agency)).text
    assert "Left the network" not in said


def test_to_take_an_opening_back_closes_what_was_for_everyone_since(ben):
    group = make_group("Shelter")
    make_seat(ben, group=group)
    close_group(group, by=HOST, now=clock_now())
    open_group(group, by=HOST, today=today())
    facts = CircularFacts("Word", "Come.", Circular.Sort.NEWS, Label.CLEAR, group)
    letter = write_circular(facts, by=named("Cora"), now=clock_now())
    opened = Revision.objects.get(act="opened")
    undo_group_change(group, opened, by=HOST, now=clock_now())
    letter.refresh_from_db()
    assert Group.objects.get(pk=group.pk).is_closed
    assert letter.label == Label.GREEN


def harbour_aid() -> Agency:
    return Agency.objects.get(name="Harbour Aid")
