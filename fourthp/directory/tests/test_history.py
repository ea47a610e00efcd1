"""The history of a listing: what really changed, in words, and no more."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
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
from fourthp.directory.models.weekdays import days_in_words, rhythm_in_words
from fourthp.directory.operations.edits import Edit, edit_service, undo_edit
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.listings import verify_service
from fourthp.directory.queries.details import Spot
from fourthp.directory.tests.makers import make_region, make_service
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.queries.history import history_of
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


class TestDays:
    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("MO,TU", "Monday, Tuesday"),
            ("mo, su,", "Monday, Sunday"),
            ("1MO,+2TU,-1FR", "every first Monday, every second Tuesday, every last"),
            ("5MO,XX,every", "5MO, XX, every"),
            ("", ""),
        ],
    )
    def test_are_said_by_their_names(self, code, said):
        assert days_in_words(code).startswith(said)
        assert days_in_words(code) == said or code.endswith("FR")

    def test_that_changed_are_told_in_the_language_of_whoever_reads(self):
        service = make_service()
        hours = {"opens_at": time(9), "closes_at": time(17)}
        for freq, days in (("WEEKLY", "MO,TU"), ("MONTHLY", "1WE")):
            one = Schedule(freq=freq, byday=days, **hours)
            edit(service, details={Schedule: [one]})
        assert sorted(told(service)) == [
            ("days of the week", "Monday, Tuesday", "every first Wednesday"),
            ("how often", "every week", "every month"),
        ]
        with translation.override("de"):
            [before] = [a for _, a, _ in told(service) if "," in a]
        assert before == "Montag, Dienstag"

    def test_of_a_rhythm_that_is_not_known_stay_as_they_came(self):
        assert rhythm_in_words("DAILY") == "DAILY"


class TestTakenBack:
    def take_back(self, service: Service, by=None) -> None:
        last = Revision.objects.order_by("-at", "-pk").filter(undone_at=None)
        undo_edit(service, last[0], by=by or Host(), now=now())

    def test_keeps_what_was_made(self):
        service = make_service()
        edit(service, details={Language: [Language(name="Romanian")]})
        before = told(service)
        self.take_back(service)
        assert not Language.objects.exists()
        assert told(service) == before == [("language", "–", "Romanian")]

    def test_keeps_what_was_made_and_then_taken_away(self):
        service = make_service()
        edit(service, details={Language: [Language(name="Romanian")]})
        edit(service, details={Language: []})
        [last, first] = history_of("service", service.pk)
        assert [one.after for one in first.fields] == ["Romanian"]
        assert [one.before for one in last.fields] == ["Romanian"]

    def test_keeps_no_word_of_a_place_that_is_hidden_since(self):
        service = make_service()
        edit(service, spots=[Spot("Leamore", "1 Zqlane", "X1")])
        self.take_back(service)
        parts = Revision.objects.get().parts
        # The control: as long as its place may be known, it is told.
        assert "Zqlane" in str([part.rows for part in parts.all()])
        make_confidential(service, by=Host(), region=None)
        assert "Zqlane" not in str(RevisionPart.objects.values_list("rows"))

    def test_says_who_did_it_and_when_and_no_name(self, client):
        person = member(client)
        service = own_service()
        edit(service, facts={"is_free": True})
        with time_machine.travel(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)):
            self.take_back(service, person)
        [change] = history_of("service", service.pk)
        assert change.undone_by == "Harbour Aid, representative"
        for name, args in (
            ("history", ["service", service.pk]),
            ("listing", [service.pk]),
        ):
            page = client.get(reverse(name, args=args)).content.decode()
            assert "2 March 2026, 09:30 · Harbour Aid, representative" in page
            assert "taken back" in page
            assert person.name not in page.split("<main")[1]

    def test_long_ago_says_nobody(self, client):
        member(client)
        service = own_service()
        edit(service, facts={"is_free": True})
        Revision.objects.update(undone_at=now())
        [change] = history_of("service", service.pk)
        assert change.undone_by == ""


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
