"""The history of a listing: what really changed, in words, and no more."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import translation

from fourthp.directory.models import (
    Address,
    Contact,
    Eligibility,
    Language,
    Phone,
    Schedule,
    Service,
)
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.listings import verify_service
from fourthp.directory.queries.details import Spot
from fourthp.directory.tests.makers import make_region, make_service
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.queries import history_of
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency

pytestmark = pytest.mark.django_db
client = client_of


def edit(service: Service, **what: object) -> None:
    edit_service(service, Edit(**what), by=Host(), now=now())


def told(service: Service) -> list[tuple[str, str, str]]:
    """What the last change did, as a history tells it."""
    change = history_of("service", service.pk)[0]
    return [(one.name, one.before, one.after) for one in change.fields]


class TestFields:
    def test_are_told_by_their_names_and_in_words(self):
        service = make_service()
        facts = {
            "is_free": True,
            "referral": Service.Referral.WORKER,
            "reopens_on": date(2026, 4, 1),
            "owner": make_agency("Harbour Aid"),
            "label": Label.GREEN,
            "minimum_age": 16,
        }
        edit(service, facts=facts)
        assert sorted(told(service)) == [
            ("free", "–", "yes"),
            ("from how many years", "–", "16"),
            ("label", "TLP:CLEAR", "TLP:GREEN"),
            ("opens again on", "–", "1 April 2026"),
            ("who keeps it", "–", "Harbour Aid"),
            ("who may refer", "ask", "a worker calls for the person"),
        ]

    def test_are_told_in_the_language_of_whoever_reads(self):
        service = make_service()
        edit(service, facts={"is_free": False, "wait_time": "Long"})
        with translation.override("en-xa"):
            said = [(name, after) for name, _, after in told(service)]
        assert all(name.startswith("⟦") for name, _ in said)
        assert any(after.startswith("⟦ñö") for _, after in said)

    def test_that_say_the_same_as_before_are_not_told(self):
        service = make_service()
        for _ in range(2):
            verify_service(
                service, by=Host(), role="the host", now=now(), today=today()
            )
        assert told(service) == []

    def test_of_what_is_gone_are_never_told_by_a_key(self):
        service = make_service()
        agency = make_agency("Gone")
        edit(service, facts={"owner": agency})
        Service.objects.update(owner=None)
        agency.delete()
        assert told(service) == [
            ("who keeps it", "–", "something that is not here any more")
        ]

    def test_never_tell_in_which_region_a_confidential_service_lies(self):
        service = make_service(place_is_confidential=True)
        edit(service, facts={"region": make_region("Zqhome")})
        service.refresh_from_db()
        assert service.home_region is not None
        assert told(service) == []


class TestRows:
    def test_are_told_as_they_read(self):
        service = make_service()
        monday = Schedule(
            freq="WEEKLY", byday="MO,TU", opens_at=time(9), closes_at=time(17)
        )
        once = {"valid_from": date(2026, 4, 1), "valid_to": date(2026, 4, 2)}
        noon = {"opens_at": time(12), "closes_at": time(13)}
        hours = [
            *(monday, Schedule(description="Ring first"), Schedule(**once, **noon)),
            Schedule(is_closure=True),
        ]
        details = {
            Schedule: hours,
            Language: [Language(name="Romanian")],
            Eligibility: [
                Eligibility(facet="gender", value="women", is_exclusion=True),
                Eligibility(facet="other", note="Adults"),
                Eligibility(facet="other", value="x", note=""),
            ],
        }
        edit(service, details=details, spots=[Spot("Leamore", "1 Lane", "X1", True)])
        assert sorted(told(service)) == [
            ("address", "–", "1 Lane, Leamore, X1"),
            ("hours", "–", "12:00–13:00 from 1 April 2026 until 2 April 2026"),
            ("hours", "–", "Monday, Tuesday 09:00–17:00"),
            ("hours", "–", "Ring first"),
            ("hours", "–", "closed"),
            ("how people get in", "–", "somebody in a wheelchair gets in"),
            ("language", "–", "Romanian"),
            ("who it is for", "–", "Adults"),
            ("who it is for", "–", "not for: Women"),
            ("who it is for", "–", "x"),
        ]
        edit(service, details={Schedule: []})
        assert ("hours", "Monday, Tuesday 09:00–17:00", "–") in told(service)

    def test_of_whom_to_ask_are_not_told(self):
        service = make_service()
        edit(service, spots=[Spot("Leamore", "1 Lane")])
        at = service.at_locations.get().location
        Contact.objects.create(location=at, name="Zqname")
        edit(service, spots=[None])
        assert told(service) == [("address", "1 Lane, Leamore", "–")]

    def test_that_only_moved_are_not_told(self):
        service = make_service()
        last = "ffffffff-ffff-4fff-bfff-ffffffffffff"  # no newer key sorts after it
        Phone.objects.create(pk=last, service=service, number="0121 496 0001")
        kept = service.phones.get()
        edit(service, details={Phone: [kept, Phone(number="0121 496 0002")]})
        assert told(service) == [("number", "–", "0121 496 0002")]

    def test_that_changed_are_told_by_their_own_names(self):
        service = make_service()
        edit(service, spots=[Spot("Leamore")])
        edit(service, spots=[Spot("Leamore", "1 Lane")])
        assert ("street and number", "–", "1 Lane") in told(service)
        assert Address.objects.get().address_1 == "1 Lane"


def test_what_was_hidden_for_good_is_told_and_not_offered_to_come_back(client):
    member(client)
    service = own_service()
    make_confidential(service, by=Host(), region=None)
    for path in (
        reverse("history", args=["service", service.pk]),
        reverse("listing", args=[service.pk]),
    ):
        page = client.get(path).content.decode()
        assert "Its place was hidden" in page
        assert "Take this change back" not in page


def test_an_act_is_told_in_words(client):
    member(client)
    service = own_service()
    edit(service, facts={"is_free": True})
    path = reverse("history", args=["service", service.pk])
    assert '<span class="strong">Changed</span>' in client.get(path).content.decode()
    page = client.get(f"/en-xa{path}").content.decode()
    assert "⟦çhàñgéð" in page
