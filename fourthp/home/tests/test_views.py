"""The front page: one question for everyone, and for members what waits for them."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Problem
from fourthp.directory.panels import offers
from fourthp.directory.queries.listings import Show
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Agency, Person, Role, Seat
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.tests.makers import (
    make_contact,
    make_group,
    make_member,
    make_network,
    make_person,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
TO_DO = "Waiting for you"


def front(client: Client) -> str:
    answer = client.get(reverse("front"))
    assert answer.status_code == 200
    return answer.content.decode()


def member(client: Client, role: str = Role.REPRESENTATIVE, **how: bool) -> Person:
    person = make_member(role=role, agency="Harbour Aid")
    sign_in(client, make_user(person), **how)
    return person


def own_service(name: str, **facts: object):
    agency = Agency.objects.get(name="Harbour Aid")
    return make_service(name, organization=agency, **facts)


class TestFront:
    def test_asks_everyone_the_one_question_and_no_more(self, client):
        page = front(client)
        assert 'name="q"' in page
        assert TO_DO not in page
        assert not client.cookies

    def test_says_to_whoever_left_since_when_and_whom_to_ask(self, client):
        person = make_member(agency="Harbour Aid")
        make_network(contact_email="ask@vale.example")
        sign_in(client, make_user(person))
        assert "You hold no seat" not in front(client)
        leave(person, by=Host(), now=now())
        sign_in(client, person.user)
        page = front(client)
        assert "none of your seats holds today: the last one ended on" in page
        assert "Ask the network’s coordinator:" in page
        assert "ask@vale.example" in page
        assert TO_DO not in page

    def test_says_to_who_never_sat_anywhere_that_no_seat_holds(self, client):
        sign_in(client, make_user(make_person()))
        page = front(client)
        assert "none of your seats holds today. So" in page
        assert "Ask your agency or the network’s coordinator." in page
        assert "ended on" not in page

    def test_what_waits_stands_before_the_search_and_names_the_tab(self, client):
        member(client)
        page = front(client)
        assert page.index(TO_DO) < page.index('name="q"')
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert TO_DO in title
        assert page.count("<h1") == 1
        # For everyone it stays neutral.
        assert "Step 1" in front(Client())

    def test_says_to_members_what_needs_a_look(self, client):
        member(client)
        own_service("A")
        wrong = own_service("B", assured_date=today())
        Problem.objects.create(service=wrong, kind="hours", at=now())
        page = front(client)
        assert 'name="q"' in page
        # One of each is named, and its button leads to it. What is wrong is first.
        first = page.index("Something is said to be wrong with a listing")
        assert first < page.index("A listing is to be checked")
        assert f'href="{reverse("listing", args=[wrong.pk])}"' in page
        assert "As representative" in page
        assert reverse("listing-new") in page
        assert "Import a directory" not in page

    def test_stands_though_the_only_one_is_settled_meanwhile(self, client, monkeypatch):
        member(client)
        one_each = dict.fromkeys(Show, 1)
        monkeypatch.setattr(offers, "kept_counts", lambda *_: one_each)
        assert TO_DO in front(client)

    def test_counts_what_is_many(self, client):
        member(client)
        for name in ("A", "B", "C"):
            own_service(name)
        page = front(client)
        assert "3 listings are to be checked" in page
        assert f'href="{reverse("listings")}?show=due"' in page
        # What they stand for is counted: three listings, and how she is reached.
        assert '<span class="count">4</span>' in page

    def test_says_that_nothing_waits_as_something_good(self, client):
        person = member(client)
        own_service("A", assured_date=today())
        make_contact(person)
        assert "Nothing waits for you." in front(client)

    def test_leads_a_keeper_of_the_directory_to_its_imports(self, client):
        member(client, Role.COORDINATOR)
        page = front(client)
        assert "Import a directory" in page
        assert "Nothing is listed yet that you would keep" in page
        assert "You came with a second factor." in page
        assert reverse("desk") in page

    def test_says_to_somebody_who_keeps_nothing_no_word_of_listings(self, client):
        member(client, Role.OBSERVER, factor=False)
        page = front(client)
        assert "isting" not in page.split("<h2", 1)[1]
        assert "You came with a password only." in page
        assert reverse("listing-new") not in page
        assert reverse("desk") not in page

    def test_shows_an_officer_by_password_the_stronger_door_and_no_more(self, client):
        person = member(client, Role.COORDINATOR, factor=False)
        own_service("Hidden Harbour")
        page = front(client)
        assert f"{reverse('step_up')}?next=/" in page
        assert "Hidden Harbour" not in page
        assert reverse("desk") not in page
        assert "isting" not in page.split("<h2", 1)[1]
        # The control: with her factor she is told.
        sign_in(client, person.user)
        assert "Hidden Harbour" in front(client)

    def test_folds_what_is_less_urgent_and_nothing_that_is(self, client):
        person = member(client)
        agency = Agency.objects.get(name="Harbour Aid")
        for number in range(8):
            group = make_group(f"Group {number}")
            ended = make_seat(agency=agency, group=group, to_on=today())
            Seat.objects.filter(pk=ended.pk).update(ended_at=now())
        assert person.seats.exists()
        page = front(client)
        stands_open, folded = page.split("less urgent")
        assert stands_open.count("Who follows") == 8
        assert "Who follows" not in folded

    def test_is_everyones_for_somebody_without_a_seat(self, client):
        sign_in(client, make_user(make_person()))
        assert TO_DO not in front(client)
