"""How much one listing may say, and that its agency's new name finds it."""

from datetime import date

import pytest
from django.urls import reverse

from fourthp.directory.models import Phone
from fourthp.directory.operations.details import LONGEST_TEXT, MOST_ROWS, TooMuch
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.listings import Listing, list_service
from fourthp.directory.queries.details import Spot
from fourthp.directory.rules.freshness import fresh_since, is_stale
from fourthp.directory.tests.makers import make_location, make_phone, make_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.operations.agencies import drop_name, edit_agency
from fourthp.partnership.tests.makers import make_agency

pytestmark = pytest.mark.django_db


def numbers(count: int) -> dict[type, list[Phone]]:
    return {Phone: [Phone(number=f"0121 496 {n:04}") for n in range(count)]}


TOO_MUCH = [
    {"details": numbers(MOST_ROWS + 1)},
    {"spots": [Spot("Leamore", f"{n} Lane") for n in range(MOST_ROWS + 1)]},
    {"facts": {"name": "A", "description": "x" * (LONGEST_TEXT + 1)}},
]


class TestTooMuch:
    @pytest.mark.parametrize("what", TOO_MUCH)
    def test_is_refused_with_a_sentence_and_changes_nothing(self, what):
        service = make_service()
        with pytest.raises(TooMuch, match=r"200 of a kind|shorten it"):
            edit_service(service, Edit(**what), by=Host(), now=now())
        service.refresh_from_db()
        assert not service.phones.exists()
        assert service.description == ""

    @pytest.mark.parametrize("what", TOO_MUCH)
    def test_is_not_listed_either(self, what):
        listing = Listing(**({"facts": {"name": "A"}} | what))
        agency = make_agency()
        with pytest.raises(TooMuch):
            list_service(agency, listing, by=Host(), now=now())
        assert not agency.services.exists()

    def test_may_stay_where_an_import_brought_it_and_become_less(self):
        service = make_service()
        rows = [make_phone(service, f"0121 496 {n:04}") for n in range(MOST_ROWS + 5)]
        edit_service(service, Edit(details={Phone: rows[1:]}), by=Host(), now=now())
        assert service.phones.count() == MOST_ROWS + 4
        make_location(service)
        edit_service(service, Edit(spots=[Spot("Leamore")]), by=Host(), now=now())

    def test_begins_after_two_hundred(self):
        service = make_service()
        edit_service(service, Edit(details=numbers(MOST_ROWS)), by=Host(), now=now())
        assert service.phones.count() == MOST_ROWS


class TestFreshness:
    def test_ends_after_ninety_days(self):
        day = date(2026, 4, 1)
        assert fresh_since(day) == date(2026, 1, 1)
        assert not is_stale(date(2026, 1, 1), day)
        assert is_stale(date(2025, 12, 31), day)
        assert is_stale(None, day)


class TestRenamedAgency:
    def found(self, client, word: str) -> bool:
        page = client.post(reverse("find"), {"q": word}).content.decode()
        return "Nothing answers" not in page

    def test_is_found_by_its_new_name_and_the_former(self, client):
        agency = make_agency("Lantern")
        make_service("Tea", organization=agency)
        index_services()
        edit_agency(agency, {"name": "Kingfisher"}, by=Host(), today=today())
        assert self.found(client, "kingfisher")
        assert self.found(client, "lantern")
        drop_name(agency.called.get(), by=Host())
        assert not self.found(client, "lantern")

    def test_is_indexed_anew_for_its_names_only(self, client):
        agency = make_agency("Lantern")
        make_service("Tea", organization=agency)
        edit_agency(agency, {"description": "Old"}, by=Host(), today=today())
        assert not self.found(client, "lantern")
