"""Who gives back the seats that ended when somebody left: which, and how long."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Group, Person, Role
from fourthp.partnership.operations.agencies import admit_agency
from fourthp.partnership.operations.groups import (
    close_group,
    edit_group,
    open_group,
    undo_group_change,
)
from fourthp.partnership.operations.leaving import Leaving, leave
from fourthp.partnership.operations.left_mails import PERSON_LEFT, YOU_LEFT
from fourthp.partnership.operations.memberships import end_membership
from fourthp.partnership.operations.own_leaving import GOES, LEAVES, own_leaving_link
from fourthp.partnership.operations.returning import (
    NothingToGiveBack,
    TooLongAgo,
    take_leaving_back,
)
from fourthp.partnership.operations.seats import SeatFacts, end_seat, give_seat
from fourthp.partnership.operations.still_yours import SOME_LEFT, STILL_YOUR_PEOPLE
from fourthp.partnership.permissions.returning import can_give_some_back
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import make_group, make_seat
from fourthp.partnership.tests.seated import browser, keyed
from fourthp.partnership.tests.test_leaving import ben, named
from fourthp.post.models import Message
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import link_to

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
HOST = Host()
DAY = timedelta(days=1)


@pytest.fixture
def open_to_all(ben) -> Group:
    return make_group("Housing")


@pytest.fixture
def closed(ben) -> Group:
    return make_group("Shelter", is_closed=True)


def agency(name: str = "Harbour Aid") -> Agency:
    return Agency.objects.get(name=name)


def sits_in(group: Group, name: str, role: str = Role.OBSERVER) -> None:
    make_seat(named(name), agency=agency(), group=group, role=role)


def gone(name: str, by: str) -> Leaving:
    """Somebody has left Harbour Aid, and is of Quay still."""
    make_seat(named(name), agency=agency("Quay"))
    return leave(named(name), agency=agency(), by=named(by), now=clock_now())


def take_back(left: Leaving, by: str) -> None:
    take_leaving_back(left.revision, by=named(by), now=clock_now())


def holds(name: str) -> set[tuple[str, str]]:
    """Return the groups and roles in which somebody sits for Harbour Aid."""
    held = named(name).seats.holding(today()).filter(agency=agency())
    return set(held.values_list("group__name", "role"))


NETWORK = {("Network", "representative")}
IN_SHELTER, IN_HOUSING = {("Shelter", "observer")}, {("Housing", "observer")}


class TestForHowLong:
    @pytest.mark.parametrize(("by", "says"), [("Ben Achterberg",) * 2, ("Lea", "Cora")])
    def test_whoever_does_not_run_the_network_has_two_weeks(self, ben, by, says):
        left = gone("Ben Achterberg", says)
        page = reverse("leaving", args=[left.revision.pk])
        with time_machine.travel(clock_now() + 13 * DAY, tick=False):
            assert "Take it back" in browser(named(by)).get(page).text
        with time_machine.travel(clock_now() + 15 * DAY, tick=False):
            client = browser(named(by))
            assert "Take it back" not in client.get(page).text
            said = client.post(f"{page}undoing/", keyed(), follow=True).text
            assert "too long ago" in said
            with pytest.raises(TooLongAgo):
                take_back(left, by)
        assert holds("Ben Achterberg") == set()

    def test_the_last_minute_of_the_two_weeks_counts(self, ben):
        left, lea = gone("Ben Achterberg", "Cora"), named("Lea")
        seats, last = left.seats, left.revision.at + 14 * DAY
        for moment, may in ((last, True), (last + timedelta(seconds=1), False)):
            found = can_give_some_back(lea, left.revision, seats, now=moment)
            assert found is may

    def test_a_coordinator_gives_back_her_own_seat_for_an_agency_too(self, ben):
        make_seat(named("Cora"), agency=agency(), role=Role.OBSERVER)
        left = leave(named("Cora"), agency=agency(), by=named("Lea"), now=clock_now())
        assert holds("Cora") == set()
        take_back(left, "Cora")
        assert holds("Cora") == {("Network", "observer")}

    def test_a_coordinator_has_as_long_as_it_is_kept(self, ben):
        left = gone("Ben Achterberg", "Ben Achterberg")
        with time_machine.travel(clock_now() + 400 * DAY, tick=False):
            path = reverse("leaving", args=[left.revision.pk])
            assert "Take it back" in browser(named("Cora")).get(path).text
            take_back(left, "Cora")
            assert holds("Ben Achterberg") == NETWORK


class TestWhoLeftHerself:
    def test_comes_back_into_a_group_that_was_closed_then(self, ben, closed):
        sits_in(closed, "Ben Achterberg")
        take_back(gone("Ben Achterberg", "Ben Achterberg"), "Ben Achterberg")
        assert holds("Ben Achterberg") == NETWORK | IN_SHELTER

    def test_comes_back_where_something_else_was_done_since_or_elsewhere(
        self, ben, open_to_all
    ):
        close_group(open_to_all, by=HOST, now=clock_now())
        sits_in(open_to_all, "Ben Achterberg")
        left = gone("Ben Achterberg", "Ben Achterberg")
        edit_group(open_to_all, {"purpose": "Nights"}, by=HOST, today=today())
        close_group(make_group("Elsewhere"), by=HOST, now=clock_now())
        take_back(left, "Ben Achterberg")
        assert holds("Ben Achterberg") == NETWORK | {("Housing", "observer")}

    def test_does_not_come_back_into_one_that_was_closed_since(self, ben, open_to_all):
        sits_in(open_to_all, "Ben Achterberg")
        left = gone("Ben Achterberg", "Ben Achterberg")
        close_group(open_to_all, by=HOST, now=clock_now())
        path = reverse("leaving-undoing", args=[left.revision.pk])
        said = browser(named("Ben Achterberg")).post(path, keyed(), follow=True).text
        assert holds("Ben Achterberg") == NETWORK
        assert "Ask the network’s coordinator to give it back." in said

    def test_nor_where_its_opening_was_taken_back_since(self, ben, closed):
        open_group(closed, by=HOST, today=today())
        sits_in(closed, "Ben Achterberg")
        left = gone("Ben Achterberg", "Ben Achterberg")
        opened = Revision.objects.get(act="opened")
        undo_group_change(closed, opened, by=HOST, now=clock_now())
        take_back(left, "Ben Achterberg")
        assert holds("Ben Achterberg") == NETWORK

    def test_is_given_all_of_it_back_by_a_coordinator(self, ben, open_to_all):
        sits_in(open_to_all, "Ben Achterberg")
        left = gone("Ben Achterberg", "Ben Achterberg")
        close_group(open_to_all, by=HOST, now=clock_now())
        take_back(left, "Cora")
        assert holds("Ben Achterberg") == NETWORK | IN_HOUSING

    def test_hears_by_mail_that_not_all_came_back_as_coordinators_do(
        self, ben, open_to_all
    ):
        sits_in(open_to_all, "Ben Achterberg")
        left = gone("Ben Achterberg", "Ben Achterberg")
        close_group(open_to_all, by=HOST, now=clock_now())
        Message.objects.all().delete()
        take_back(left, "Ben Achterberg")
        told = {
            one.address.split("@")[0]: "Not every seat" in str(one.says)
            for one in Message.objects.filter(
                kind__in=[PERSON_LEFT.name, YOU_LEFT.name]
            )
        }
        assert told == {"ben": True, "cora": True, "lea": False}


class TestALead:
    def test_gives_back_what_is_ordinary_whoever_said_it(self, ben, open_to_all):
        sits_in(open_to_all, "Ben Achterberg")
        take_back(gone("Ben Achterberg", "Cora"), "Lea")
        assert holds("Ben Achterberg") == NETWORK | IN_HOUSING

    @pytest.mark.parametrize("role", [Role.CHAIR, Role.MINUTE_TAKER])
    def test_no_seat_of_an_officer_that_a_coordinator_ended(
        self, ben, open_to_all, role
    ):
        make_seat(ben, agency=agency(), role=Role.COORDINATOR)
        make_seat(ben, agency=agency(), role=Role.LEAD)
        sits_in(open_to_all, "Ben Achterberg", role)
        take_back(gone("Ben Achterberg", "Cora"), "Lea")
        assert holds("Ben Achterberg") == NETWORK

    def test_nor_one_in_a_closed_group(self, ben, closed):
        sits_in(closed, "Lea")
        sits_in(closed, "Ben Achterberg")
        take_back(gone("Ben Achterberg", "Cora"), "Lea")
        assert holds("Ben Achterberg") == NETWORK

    def test_but_where_she_chairs_the_closed_group(self, ben, closed):
        sits_in(closed, "Lea", Role.CHAIR)
        sits_in(closed, "Ben Achterberg")
        take_back(gone("Ben Achterberg", "Cora"), "Lea")
        assert holds("Ben Achterberg") == NETWORK | IN_SHELTER

    @pytest.mark.parametrize("knows", [True, False])
    def test_what_she_ended_in_a_closed_group_that_she_sees(self, ben, closed, knows):
        sits_in(closed, "Ben Achterberg")
        if knows:
            sits_in(closed, "Lea")
        take_back(gone("Ben Achterberg", "Lea"), "Lea")
        assert (IN_SHELTER & holds("Ben Achterberg") != set()) == knows

    def test_never_her_own_where_a_coordinator_ended_them(self, ben, open_to_all):
        sits_in(open_to_all, "Lea")
        left = gone("Lea", "Cora")
        give_seat(named("Lea"), SeatFacts(Role.LEAD, agency()), by=HOST, today=today())
        page = reverse("leaving", args=[left.revision.pk])
        assert "Take it back" not in browser(named("Lea")).get(page).text
        with pytest.raises(NothingToGiveBack, match="coordinator"):
            take_back(left, "Lea")

    def test_but_what_she_herself_said_of_herself(self, ben):
        take_back(gone("Lea", "Lea"), "Lea")
        assert holds("Lea") == {("Network", "lead")}


@pytest.mark.parametrize("knows", [True, False])
def test_a_link_gives_back_what_whom_it_asks_may_know_of(ben, closed, knows):
    sits_in(closed, ben.name)
    sits_in(closed, "Lea")
    Agency.objects.filter(name="Harbour Aid").update(people_asked_on=today())
    [reader] = readers_for([named("Lea")])
    link = link_to(STILL_YOUR_PEOPLE, reader, agency(), now=clock_now())
    said = {"reasons": (str(ben.pk),), "now": clock_now()}
    do_act(STILL_YOUR_PEOPLE, link, SOME_LEFT, **said)
    if not knows:
        named("Lea").seats.filter(group=closed).delete()
    undo_act(STILL_YOUR_PEOPLE, link, now=clock_now())
    sits_again = ben.seats.holding(today()).filter(group=closed)
    assert sits_again.exists() == knows


class TestWhatWasMeantToEnd:
    def give_and_end(self, person: Person, facts: SeatFacts) -> None:
        seat = give_seat(person, facts, by=HOST, today=today())
        end_seat(seat, by=HOST, now=clock_now())

    @pytest.mark.parametrize(
        ("of", "role"), [("Harbour Aid", Role.OBSERVER), ("Quay", Role.DEPUTY)]
    )
    def test_an_old_link_does_not_give_back(self, ben, closed, of, role):
        sits_in(closed, "Ben Achterberg")
        link = own_leaving_link(ben, now=clock_now())
        do_act(LEAVES, link, GOES, now=clock_now())
        self.give_and_end(ben, SeatFacts(role, agency(of), closed))
        undo_act(LEAVES, link, now=clock_now())
        assert holds("Ben Achterberg") == NETWORK

    def test_nor_does_a_coordinator_who_gives_it_anew(self, ben):
        left = gone("Ben Achterberg", "Cora")
        self.give_and_end(ben, SeatFacts(Role.REPRESENTATIVE, agency()))
        with pytest.raises(NothingToGiveBack, match="given since"):
            take_back(left, "Cora")

    def test_a_seat_for_another_agency_in_the_open_says_nothing_of_it(self, ben):
        link = own_leaving_link(ben, now=clock_now())
        do_act(LEAVES, link, GOES, now=clock_now())
        self.give_and_end(ben, SeatFacts(Role.REPRESENTATIVE, agency("Quay")))
        undo_act(LEAVES, link, now=clock_now())
        assert holds("Ben Achterberg") == NETWORK

    def test_a_seat_for_no_agency_asks_for_no_membership(self, ben):
        own = make_seat(named("Olu"), role=Role.OBSERVER)
        left = leave(named("Olu"), by=HOST, now=clock_now())
        take_back(left, "Cora")
        assert named("Olu").seats.holding(today()).filter(pk=own.pk).exists()

    def test_an_agency_that_is_no_member_any_more_gets_no_seat_back(self, ben):
        left = leave(ben, by=HOST, now=clock_now())
        end_membership(agency(), by=HOST, now=clock_now())
        with pytest.raises(NothingToGiveBack, match="no member any more"):
            take_leaving_back(left.revision, by=named("Cora"), now=clock_now())

    def test_an_agency_that_was_admitted_again_gets_no_seat_back(self, ben):
        link = own_leaving_link(ben, now=clock_now())
        do_act(LEAVES, link, GOES, now=clock_now())
        end_membership(agency(), by=HOST, now=clock_now())
        admit_agency(agency(), by=HOST, today=today())
        with pytest.raises(CannotUndo, match="a member since"):
            undo_act(LEAVES, link, now=clock_now())
