"""Changing a listing a part at a time, on the pages that do it."""

from datetime import date, time

import pytest
from django.urls import reverse

from fourthp.directory.models import (
    Eligibility,
    Language,
    RequiredDocument,
    Schedule,
    Service,
)
from fourthp.directory.queries.details import placed
from fourthp.directory.queries.imports import version_of
from fourthp.directory.rules.hours import DAYS
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_region,
    make_town,
)
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.foundation.actors import Host
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.operations.network import NetworkFacts, set_up_network

pytestmark = pytest.mark.django_db
client = client_of


def send(client, service: Service, part: str, **typed):
    path = reverse(f"listing-{part}", args=[service.pk])
    sent = {"form_key": new_id(), "seen": version_of(service)} | typed
    answer = client.post(path, sent)
    service.refresh_from_db()
    return answer


def page_of(client, service: Service, part: str) -> str:
    path = reverse(f"listing-{part}", args=[service.pk])
    return client.get(path).content.decode()


class TestContact:
    def test_takes_several_numbers_and_what_each_is_for(self, client):
        member(client)
        service = own_service()
        make_phone(service, "0121 496 0001")
        send(
            client,
            service,
            "contact",
            number_0="0121 496 0002",
            number_1="0121 496 0003",
            about_1="at night",
            email="desk@harbour.example",
        )
        rows = service.phones.order_by("pk")
        assert [(r.number, r.description) for r in rows] == [
            ("0121 496 0002", ""),
            ("0121 496 0003", "at night"),
        ]
        assert service.email == "desk@harbour.example"
        send(client, service, "contact", email="desk@harbour.example")
        assert not service.phones.exists()

    def test_refuses_a_front_gate_number_with_an_area_code(self, client):
        facts = NetworkFacts("Net", "GB", "Europe/London")
        set_up_network(facts, by=Host())
        member(client)
        service = own_service(place_is_confidential=True)
        told = send(
            client, service, "contact", number_0="+44 (0)121 496 0001", was_read="on"
        )
        assert "area code" in told.content.decode()
        free = send(client, service, "contact", number_0="0800 496 0001", was_read="on")
        assert free.status_code == 302


class TestHours:
    WEEK = {"MO_opens": "09:00", "MO_closes": "12:00"}
    WEEK |= {"MO_opens2": "18:00", "MO_closes2": "02:00"}

    def test_are_a_week_with_two_spans_a_day(self, client):
        member(client)
        service = own_service()
        send(client, service, "hours", **self.WEEK, rest="Closed in August")
        rows = service.schedules.order_by("opens_at")
        said = {(r.byday, r.opens_at, r.description) for r in rows}
        week = {("MO", time(9), ""), ("MO", time(18), "")}
        assert said == week | {("", None, "Closed in August")}
        page = page_of(client, service, "hours")
        assert 'value="18:00"' in page
        assert "Closed in August" in page
        listing = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert "Monday: 09:00–12:00, 18:00–02:00 the next day" in listing
        send(client, service, "hours", **self.WEEK, rest="Closed in August")
        assert Revision.objects.count() == 1

    def test_closed_days_are_closed_shown_and_taken_away(self, client):
        member(client)
        service = own_service()
        days = {"closed_first": "2026-12-24", "closed_last": "2026-12-26"}
        look = send(client, service, "hours", **self.WEEK, **days, look="yes")
        assert "closed from 24 December 2026 until 26" in look.content.decode()
        send(client, service, "hours", **self.WEEK, **days)
        closing = service.schedules.get(is_closure=True)
        assert (closing.valid_from, closing.valid_to) == (
            date(2026, 12, 24),
            date(2026, 12, 26),
        )
        page = page_of(client, service, "hours")
        assert "closed from 24 December 2026" in page
        send(client, service, "hours", **self.WEEK, others=[str(closing.pk)])
        assert service.schedules.filter(is_closure=True).exists()
        send(client, service, "hours", **self.WEEK, others=[])
        assert not service.schedules.filter(is_closure=True).exists()

    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ({"closed_last": "2026-12-26"}, "From which day on?"),
            (
                {"closed_first": "2026-12-26", "closed_last": "2026-12-24"},
                "That is before the first closed day.",
            ),
        ],
    )
    def test_half_a_closing_is_refused(self, client, days, said):
        member(client)
        service = own_service()
        answer = send(client, service, "hours", **self.WEEK, **days)
        assert said in answer.content.decode()
        assert not service.schedules.exists()

    def test_show_how_they_will_read_and_save_nothing(self, client):
        member(client)
        service = own_service()
        answer = send(client, service, "hours", **self.WEEK, look="yes")
        assert "So it will read" in answer.content.decode()
        assert not service.schedules.exists()

    def test_are_day_and_night_by_one_tick(self, client):
        member(client)
        service = own_service()
        send(client, service, "hours", always="on")
        assert service.schedules.get().byday == ",".join(DAYS)
        assert "checked" in page_of(client, service, "hours")
        listing = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert "Every day: day and night" in listing

    def test_stand_as_text_where_no_time_is_known(self, client):
        member(client)
        service = own_service()
        send(client, service, "hours", rest="By appointment")
        assert service.schedules.get().description == "By appointment"
        assert "By appointment" in page_of(client, service, "hours")

    def test_keep_rules_that_no_week_can_say_until_unticked(self, client):
        member(client)
        service = own_service()
        monthly = Schedule.objects.create(
            service=service, freq="MONTHLY", byday="1MO", opens_at="09:00"
        )
        assert "no week" not in page_of(client, service, "hours")
        send(client, service, "hours", **self.WEEK, others=[monthly.pk])
        assert service.schedules.filter(pk=monthly.pk).exists()
        send(client, service, "hours", **self.WEEK)
        assert not service.schedules.filter(freq="MONTHLY").exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"MO_opens": "09:00"}, "Give both"),
            ({"MO_closes": "09:00"}, "Give both"),
            (WEEK | {"always": "on"}, "Either day and night"),
            ({"MO_opens": "morning", "MO_closes": "12"}, "“morning” is no time"),
        ],
    )
    def test_that_cannot_be_understood_are_asked_again(self, client, typed, said):
        member(client)
        answer = send(client, own_service(), "hours", **typed)
        assert answer.status_code == 400
        assert said in answer.content.decode()

    OVERLAP = {"MO_opens": "09:00", "MO_closes": "12:00"}
    OVERLAP |= {"MO_opens2": "11:00", "MO_closes2": "15:00"}

    def test_that_overlap_are_refused_where_they_are_and_stay_typed(self, client):
        member(client)
        service = own_service()
        answer = send(client, service, "hours", **self.OVERLAP, rest="Ring first")
        page = answer.content.decode()
        assert answer.status_code == 400
        said = "09:00–12:00 and 11:00–15:00 overlap"
        [fault] = [one for one in page.split("<p") if 'id="id_MO_opens2_error"' in one]
        assert said in fault
        assert 'href="#id_MO_opens2"' in page
        typed = [f'value="{text}"' for text in self.OVERLAP.values()]
        assert all(one in page for one in (*typed, "Ring first"))
        assert not service.schedules.exists()

    def test_that_only_touch_are_taken(self, client):
        member(client)
        touch = self.OVERLAP | {"MO_opens2": "12:00"}
        assert send(client, own_service(), "hours", **touch).status_code == 302

    def test_that_an_import_brought_and_nobody_touched_are_not_judged(self, client):
        member(client)
        service = own_service()
        for opens, closes in ((9, 12), (11, 15)):
            Schedule.objects.create(
                service=service,
                freq="WEEKLY",
                byday="MO",
                opens_at=time(opens),
                closes_at=time(closes),
            )
        answer = send(client, service, "hours", **self.OVERLAP, rest="Ring first")
        assert answer.status_code == 302
        assert service.schedules.count() == 3


class TestLanguages:
    def test_are_ticked_or_typed_and_recognised(self, client):
        member(client)
        service = own_service()
        kept = Language.objects.create(service=service, name="Romanian (two of us)")
        Language.objects.create(service=service, name="Oromo")
        assert "Oromo" in page_of(client, service, "languages")
        answer = client.post(
            reverse("listing-languages", args=[service.pk]),
            {
                "form_key": new_id(),
                "seen": last_revision(service),
                "spoken": ["ro", "pl"],
                "spoken_other": "Wolof; Moonish",
                "interpreter": ["ti"],
            },
            follow=True,
        )
        assert "“Moonish” is no language" in answer.content.decode()
        assert "“Wolof”" not in answer.content.decode()
        spoken = service.languages.filter(way="spoken")
        assert {row.name for row in spoken} == {kept.name, "Polish", "Wolof", "Moonish"}
        assert service.languages.get(way="interpreter").name == "Tigrinya"

    def test_leave_rows_alone_when_only_words_change(self, client):
        member(client)
        service = own_service()
        Language.objects.create(service=service, name="Romanian")
        typed = {"spoken": ["ro"], "interpretation_services": "Book a day before"}
        send(client, service, "languages", **typed)
        assert service.interpretation_services == "Book a day before"
        assert service.local_fields == ["interpretation_services"]


class TestPeople:
    def test_are_ticked_for_and_not_for_and_other_rows_stay(self, client):
        member(client)
        service = own_service()
        Eligibility.objects.create(service=service, facet="other", note="With a card")
        Eligibility.objects.create(service=service, facet="gender", value="men")
        typed = {"is_for": ["who:women", "children:yes"], "is_not_for": "who:men"}
        send(client, service, "people", **typed, minimum_age=16, maximum_age=25)
        said = {(r.facet, r.value, r.is_exclusion) for r in service.eligibility.all()}
        assert said == {
            ("other", "", False),
            ("gender", "women", False),
            ("household", "yes", False),
            ("gender", "men", True),
        }
        assert (service.minimum_age, service.maximum_age) == (16, 25)

    def test_cannot_be_on_both_sides_or_older_than_old(self, client):
        member(client)
        both = {"is_for": "who:men", "is_not_for": "who:men"}
        ages = {"minimum_age": 30, "maximum_age": 20}
        answer = send(client, own_service(), "people", **both, **ages)
        page = answer.content.decode()
        assert "cannot be for them and not for them" in page
        assert "less than the age it begins at" in page


class TestReferral:
    def test_takes_what_to_bring_a_line_each(self, client):
        member(client)
        service = own_service()
        kept = RequiredDocument.objects.create(service=service, document="A letter")
        typed = {"referral": "form", "is_free": "true", "wait_time": "A week"}
        typed |= {"documents": "A letter\n\nProof of address\n"}
        send(client, service, "referral", **typed)
        assert service.is_free
        rows = service.required_documents.order_by("pk")
        assert [row.document for row in rows] == ["A letter", "Proof of address"]
        assert rows[0] == kept


class TestPlace:
    def test_takes_a_town_that_is_known_and_another_place(self, client):
        make_town("Leamore")
        member(client)
        service = own_service()
        region = make_region()
        typed = {"region": region.pk, "city_0": "Leamore", "street_0": "1 New Road"}
        send(client, service, "place", **typed, ramp_0="on")
        assert placed(service)[0].spot.for_wheelchairs
        assert service.region == region
        page = page_of(client, service, "place")
        assert "Another place" in page
        send(client, service, "place", region=region.pk)
        assert placed(service) == []

    def test_says_when_others_are_there_too(self, client):
        member(client)
        service, other = own_service(), own_service("Other")
        location = make_location(service)
        make_address(location)
        other.at_locations.create(location=location)
        assert "Other services are here too" in page_of(client, service, "place")

    def test_of_a_confidential_service_asks_only_for_a_large_region(self, client):
        member(client)
        make_region("Small", population=9)
        large = make_region()
        service = own_service(place_is_confidential=True)
        page = page_of(client, service, "place")
        assert "city_0" not in page
        assert "Small" not in page
        send(client, service, "place", region=large.pk, city_0="Leamore")
        assert (service.home_region, service.region) == (large, None)
        assert placed(service) == []
