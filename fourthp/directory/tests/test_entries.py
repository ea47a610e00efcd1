"""What a page says of a service: its hours in words, its numbers, what it costs."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import override

from fourthp.directory.models import (
    CostOption,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
)
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries.entries import entries
from fourthp.directory.tests.makers import make_location, make_phone, make_service
from fourthp.foundation.actors import Host
from fourthp.partnership.operations.network import NetworkFacts, set_up_network

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SATURDAY, SUNDAY = (
    datetime(2026, 2, 28, 12, tzinfo=UTC),
    datetime(2026, 3, 1, 12, tzinfo=UTC),
)
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=UTC)
WORKING = "MO,TU,WE,TH,FR"
WHOLE_WEEK = f"{WORKING},SA,SU"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network():
    set_up_network(NetworkFacts("Net", "GB", "Europe/London"), by=Host())


def make_open(byday: str = WORKING, **facts: object) -> Service:
    service = make_service("Advice", **facts)
    Schedule.objects.create(
        service=service, byday=byday, opens_at=time(9), closes_at=time(17)
    )
    return service


def pages(client, service: Service, *, at: datetime = NOON) -> tuple[str, str]:
    """Return the entry's page and the results that have it, at a moment."""
    refresh_open_hours(now=at)
    index_services()
    with time_machine.travel(at, tick=False):
        entry = client.get(reverse("service", args=[service.pk]))
        found = client.post(reverse("find"), {"q": "advice"})
    return entry.content.decode(), found.content.decode()


class TestHoursInWords:
    @pytest.mark.parametrize(
        ("facts", "at", "words"),
        [
            ({}, NOON, "Open until 17:00"),
            ({}, MONDAY, "Opens today 09:00"),
            ({}, SUNDAY, "Opens tomorrow 09:00"),
            ({}, SATURDAY, "Opens Monday 09:00"),
            ({"time_zone": "America/New_York"}, NOON, "Opens today 09:00 (New York "),
            ({"time_zone": "Mars/Base"}, NOON, "Ask when it is open"),
            ({"status": "temporarily closed"}, NOON, "Closed for a time"),
            ({"closed_from": date(2026, 3, 1)}, NOON, "Closed for a time"),
            ({"closed_from": date(2026, 3, 3)}, NOON, "Open until 17:00"),
            ({"reopens_on": date(2026, 3, 9)}, NOON, "It opens again on 9 March 2026"),
            (
                {"status": "temporarily closed", "reopens_on": date(2026, 3, 2)},
                NOON,
                "Open until 17:00",
            ),
            ({}, CHRISTMAS, "Usual hours 09:00–17:00. Public holiday: call first"),
        ],
    )
    def test_are_the_same_on_a_result_and_on_its_page(self, client, facts, at, words):
        service = make_open(**facts)
        assert all(words in page for page in pages(client, service, at=at))

    def test_of_days_on_end_name_the_day_on_which_it_closes(self, client):
        service = make_open()
        Schedule.objects.update(opens_at=time(0), closes_at=time(0))
        for page in pages(client, service):
            assert "Open until Saturday 00:00" in page
        Schedule.objects.update(byday=WHOLE_WEEK)
        for page in pages(client, service, at=CHRISTMAS):
            assert "Open day and night" in page

    def test_of_the_rows_zone_are_shown_in_it(self, client):
        service = make_open()
        Schedule.objects.update(timezone="America/New_York")
        for page in pages(client, service, at=NOON.replace(hour=15)):
            assert "Open until 17:00 (New York time)" in page

    @pytest.mark.parametrize("status", ["inactive", "defunct"])
    def test_of_a_service_that_is_over_are_not_said(self, client, status):
        service = make_open(status=status)
        page, found = pages(client, service)
        said = {"inactive": "is not active now", "defunct": "has ended"}[status]
        assert said in page
        assert "Open" not in page.split("<main")[1]
        assert "Nothing found" in found

    def test_that_are_words_stand_beside_those_that_are_rules(self, client):
        service = make_open()
        Schedule.objects.create(service=service, description="Evenings on request")
        page, _ = pages(client, service)
        assert "Open until 17:00" in page
        assert "Evenings on request" in page


class TestPublicHoliday:
    def test_only_what_is_certain_counts_as_open(self, client):
        make_open()
        line = make_open(WHOLE_WEEK)
        line.schedules.update(opens_at=time(0), closes_at=time(0))
        refresh_open_hours(now=CHRISTMAS)
        index_services()
        with time_machine.travel(CHRISTMAS, tick=False):
            answer = client.post(reverse("find"), {"q": "advice", "now": "on"})
        page = answer.content.decode()
        assert "1 service" in page
        assert "Only services that say so" in page

    def test_is_said_of_the_day_that_is_asked_for(self, client):
        make_open()
        index_services()
        asked = {"q": "advice", "on": "2026-12-25", "at": "12:00"}
        with time_machine.travel("2026-12-23T12:00Z", tick=False):
            page = client.post(reverse("find"), asked).content.decode()
        assert "That day is a public holiday (Christmas Day)" in page


def numbers(service: Service) -> list[str]:
    (entry,) = entries([service.pk], reader=None, now=NOON)
    return [phone.number for phone in entry.phones]


class TestWhatItsPlacesSay:
    def test_their_numbers_are_its_numbers_its_own_first(self):
        service = make_service()
        location = make_location(service)
        Phone.objects.create(location=location, number="0121 496 0003")
        at = location.at_services.get()
        Phone.objects.create(service_at_location=at, number="0121 496 0002")
        Phone.objects.create(organization=service.organization, number="0121 496 0009")
        assert numbers(service) == ["0121 496 0002", "0121 496 0003"]
        make_phone(service, "0121 496 0001")
        make_phone(service, "0121 496 0003")
        assert numbers(service) == ["0121 496 0001", "0121 496 0003", "0121 496 0002"]

    def test_a_number_of_another_service_there_is_not_its_own(self):
        service = make_service()
        other = make_service("Other")
        location = make_location(service)
        Phone.objects.create(location=location, service=other, number="0121 496 0004")
        assert numbers(service) == []

    def test_their_languages_are_spoken_there(self):
        service = make_service()
        Language.objects.create(service=service, name="Polish")
        for name in ("Arabic", "Polish"):
            Language.objects.create(location=make_location(service), name=name)
        (entry,) = entries([service.pk], reader=None, now=NOON)
        assert entry.languages == ["Arabic", "Polish"]

    def test_their_words_about_hours_are_shown(self):
        service = make_service()
        Schedule.objects.create(
            location=make_location(service), description="Ring the bell"
        )
        (entry,) = entries([service.pk], reader=None, now=NOON)
        assert entry.hours_text == ["Ring the bell"]


def test_a_cost_begins_and_ends_on_the_networks_own_days():
    service = make_service()
    CostOption.objects.create(service=service, option="To", valid_to=date(2026, 7, 1))
    from_then = {"option": "From", "valid_from": date(2026, 7, 2)}
    CostOption.objects.create(service=service, **from_then)
    midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    with override("Europe/London"):
        (entry,) = entries([service.pk], reader=None, now=midnight)
    assert [cost.option for cost in entry.costs] == ["From"]


def test_an_entry_says_what_it_costs_and_what_to_bring(client):
    service = make_open()
    CostOption.objects.create(
        service=service, option="First visit", amount=5, currency="GBP"
    )
    CostOption.objects.create(
        service=service, option="Last year", valid_to=date(2025, 12, 31)
    )
    RequiredDocument.objects.create(service=service, document="A letter, if any")
    page, _ = pages(client, service)
    assert "First visit 5 GBP" in page
    assert "Last year" not in page
    assert "A letter, if any" in page
