"""What keeps people from a service is said to whoever keeps its listing."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Service
from fourthp.directory.operations.hiding import say_regions
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import (
    make_phone,
    make_refuge,
    make_region,
    make_service,
)
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency

pytestmark = pytest.mark.django_db
client = client_of
UNSEEN = "The public does not see it"


def listing(client: Client, service: Service) -> str:
    path = reverse("listing", args=[service.pk])
    return client.get(path).content.decode().split("<main")[1]


def own_refuge(**facts: object) -> Service:
    facts |= {"place_is_confidential": True}
    facts.setdefault("home_region", facts.get("region"))
    return own_service(**facts)


class TestHindrances:
    def test_of_a_listing_that_is_whole_are_none(self, client):
        member(client)
        service = own_service()
        make_phone(service)
        assert "Before people find it" not in listing(client, service)

    def test_are_a_refuge_for_members_alone_and_what_to_do(self, client):
        member(client)
        refuge = own_refuge(label=Label.GREEN, region=make_region())
        make_phone(refuge, "0800 000 000")
        page = listing(client, refuge)
        assert UNSEEN in page
        assert page.index(UNSEEN) < page.index(
            reverse("listing-readers", args=[refuge.pk])
        )
        assert "Too few" not in page
        assert "It has no number" not in page
        assert "until somebody has read every word" in page

    def test_are_its_missing_number_and_region(self, client):
        member(client)
        refuge = own_refuge()
        page = listing(client, refuge)
        assert UNSEEN not in page
        assert "It has no number that may be said" in page
        assert "Its region is not said, so" in page

    def test_are_a_region_in_which_too_few_are_hidden(self, client):
        member(client)
        refuge = own_refuge(home_region=make_region())
        assert "Too few hidden services are in its region" in listing(client, refuge)

    def test_are_what_no_search_shows_and_nobody_can_reach(self, client):
        member(client)
        page = listing(client, own_service(status="inactive"))
        assert "It is not running" in page
        assert "Nothing here says how to reach it." in page

    def test_are_not_what_was_chosen(self, client):
        member(client)
        service = own_service(label=Label.GREEN, url="https://harbour.example")
        assert "Before people find it" not in listing(client, service)


class TestAsEveryoneSeesIt:
    def test_is_what_somebody_without_an_account_sees(self, client):
        member(client)
        service = own_service()
        path = reverse("service", args=[service.pk]) + "?as=public"
        assert path in listing(client, service)
        page = client.get(path).content.decode()
        assert "So everyone sees it" in page
        assert "So everyone sees it" not in Client().get(path).content.decode()

    def test_of_a_listing_for_members_is_nothing(self, client):
        member(client)
        service = own_service(label=Label.GREEN)
        path = reverse("service", args=[service.pk])
        page = listing(client, service)
        assert "Without an account nobody sees it." in page
        assert "?as=public" not in page
        assert client.get(path).status_code == 200
        assert client.get(f"{path}?as=public").status_code == 404


def test_a_refuge_that_everyone_may_see_is_found_with_its_number_and_region(client):
    region = make_region()
    for name in ("A", "B", "C"):
        refuge = make_refuge(
            f"Rest {name}", organization=make_agency(name), home_region=region
        )
        make_phone(refuge, f"0800 000 00{ord(name)}")
    make_service("Tea", organization=make_agency("Tea house"))
    say_regions()
    index_services()
    answer = client.post(reverse("find"), {"q": "rest", "place": "West Region"})
    page = answer.content.decode()
    assert "3 services" in page
    assert "0800 000 0065" in page
    assert "West Region" in page
