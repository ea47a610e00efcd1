"""Looking at a listing as somebody else: what both may see of it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from fourthp.directory.models import Service
from fourthp.directory.tests.makers import make_phone
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.views.entry import drawn_for_both
from fourthp.partnership.models import Label, Person, Role
from fourthp.partnership.tests.makers import make_member

pytestmark = pytest.mark.django_db
client = client_of
NUMBER = "0121 496 0007"


def looked(client, service: Service, **said: str) -> str:
    path = reverse("look-new", args=["service", service.pk])
    answer = client.post(path, {"form_key": str(uuid4())} | said)
    assert answer.headers["Location"] == reverse("look")
    return client.get(reverse("look")).content.decode()


def amber(person: Person) -> Service:
    service = own_service(label=Label.AMBER, originator=person.seats.get().agency)
    make_phone(service, NUMBER)
    return service


class TestLook:
    def test_shows_what_both_see_and_says_what_a_password_does_not(self, client):
        service = amber(member(client))
        make_member("Colleague")
        Person.objects.get(name="Colleague").seats.update(
            agency=service.organization, role=Role.DEPUTY
        )
        make_member("Other", agency="Other Agency")
        shown = looked(client, service, person="Colleague")
        assert NUMBER in shown
        assert "By a password alone it is not there." in shown
        assert "2 people in 1 agency can see this." in " ".join(shown.split())
        shown = looked(client, service, person="Other")
        assert NUMBER not in shown
        assert "It is not there" in shown

    def test_leads_there_from_the_listing(self, client):
        service = amber(member(client))
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert reverse("look-new", args=["service", service.pk]) in page

    def test_of_a_public_one_shows_it_as_anybody_sees_it(self, client):
        member(client)
        service = own_service()
        make_phone(service, NUMBER)
        assert NUMBER in looked(client, service, role="public")

    def test_draws_nothing_unless_both_see_it(self, client):
        own = member(client)
        own.is_strong = True
        service, other = amber(own), make_member("Other")
        other.is_strong = True
        assert NUMBER in drawn_for_both(service, own, own)
        for whom, beside in ((other, own), (own, other), (None, own)):
            assert drawn_for_both(service, whom, beside) == ""
