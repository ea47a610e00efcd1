"""The front page: one question for everyone, and for members what there is to do."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Problem
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Agency, Role
from fourthp.partnership.tests.makers import make_member, make_person, make_user
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
TO_DO = "What there is to do"


def front(client: Client) -> str:
    answer = client.get(reverse("front"))
    assert answer.status_code == 200
    return answer.content.decode()


def member(client: Client, role: str = Role.REPRESENTATIVE, **how: bool) -> None:
    sign_in(client, make_user(make_member(role=role, agency="Harbour Aid")), **how)


def own_service(name: str, **facts: object):
    agency = Agency.objects.get(name="Harbour Aid")
    return make_service(name, organization=agency, **facts)


class TestFront:
    def test_asks_everyone_the_one_question_and_no_more(self, client):
        page = front(client)
        assert 'name="q"' in page
        assert TO_DO not in page
        assert not client.cookies

    def test_says_to_members_what_needs_a_look(self, client):
        member(client)
        own_service("A")
        wrong = own_service("B", assured_date=today())
        Problem.objects.create(service=wrong, kind="hours", at=now())
        page = front(client)
        assert 'name="q"' in page
        assert "You keep 2." in page
        assert "1 to be checked" in page
        assert "1 said to be wrong" in page
        assert reverse("listing-new") in page
        assert "Import a directory" not in page

    def test_says_when_all_is_done(self, client):
        member(client)
        own_service("A", assured_date=today())
        assert "All were checked in the last three months." in front(client)

    def test_leads_a_keeper_of_the_directory_to_its_imports(self, client):
        member(client, Role.COORDINATOR)
        page = front(client)
        assert "Import a directory" in page
        assert "You came with a second factor." in page

    def test_says_what_to_do_to_somebody_whose_agency_has_no_listing(self, client):
        member(client)
        assert "List the first service of your agency." in front(client)

    def test_says_to_somebody_who_keeps_nothing_who_does(self, client):
        member(client, Role.OBSERVER, factor=False)
        page = front(client)
        assert "You keep no listing." in page
        assert "You came with a password only." in page
        assert reverse("listing-new") not in page

    def test_is_everyones_for_somebody_without_a_seat(self, client):
        sign_in(client, make_user(make_person()))
        assert TO_DO not in front(client)
