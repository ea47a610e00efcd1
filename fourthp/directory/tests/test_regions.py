"""Which region may be said of a confidential service."""

from datetime import UTC, datetime

import pytest

from fourthp.directory.models import Posting, SearchRow, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.listings import Listing, list_service
from fourthp.directory.queries.regions import Offer, Regions, regions_offered
from fourthp.directory.tests.makers import (
    make_country,
    make_refuge,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host
from fourthp.partnership.tests.makers import make_agency

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def said() -> list[str]:
    """Return the regions that are said, of the services in the order of their names."""
    services = Service.objects.order_by("name").select_related("region")
    return [service.region.name if service.region else "" for service in services]


def hide(name: str, region, agency) -> Service:
    service = make_service(name, organization=agency)
    return make_confidential(service, by=Host(), region=region)


class TestTheRegionThatIsSaid:
    def test_is_none_until_three_services_of_two_agencies_are_there(self):
        region, one, two = make_region(), make_agency("One"), make_agency("Two")
        hide("a", region, one)
        hide("b", region, one)
        hide("c", region, one)
        assert said() == ["", "", ""]
        hide("d", region, two)
        assert said() == ["West Region"] * 4

    def test_is_the_next_larger_place_that_holds_enough(self):
        country = make_country()
        west, east = (make_region(name, within=country) for name in ("West", "East"))
        one, two = make_agency("One"), make_agency("Two")
        for name, region, agency in (
            ("a", west, one),
            ("b", west, one),
            ("c", west, two),
            ("d", east, two),
        ):
            hide(name, region, agency)
        assert said() == ["West", "West", "West", "Anyland"]

    def test_is_never_a_place_with_few_people(self):
        country = make_country()
        shire = make_region("Shire", population=499_999, within=country)
        town = make_town()
        town.within = shire
        town.save()
        for name, place in (("a", shire), ("b", town), ("c", shire)):
            hide(name, place, make_agency(name))
        assert said() == ["Anyland"] * 3
        homes = Service.objects.values_list("home_region__name", flat=True)
        assert set(homes) == {"Anyland"}

    def test_is_not_said_any_longer_when_too_few_are_left(self):
        region, agency = make_region(), make_agency("Last")
        first = hide("a", region, agency)
        hide("b", region, make_agency("Two"))
        hide("c", region, make_agency("Three"))
        token = "west"
        assert Posting.objects.filter(token=token).count() == 3
        ended = Edit({"status": Service.Status.DEFUNCT})
        edit_service(first, ended, by=Host(), now=NOW)
        assert said()[1:] == ["", ""]
        assert not Posting.objects.filter(token=token).exists()
        assert SearchRow.objects.count() == 2

    def test_is_none_where_none_was_given(self):
        hide("a", None, make_agency())
        assert said() == [""]

    def test_is_found_for_what_is_listed_too(self):
        region = make_region()
        facts = {"place_is_confidential": True, "region": region}
        for name in ("a", "b", "c"):
            listing = Listing(facts | {"name": name}, was_read=True)
            list_service(make_agency(name), listing, by=Host(), now=NOW)
        assert said() == ["West Region"] * 3

    def test_of_an_open_service_is_what_it_says(self):
        region = make_region()
        listing = Listing({"name": "Open", "region": region})
        list_service(make_agency(), listing, by=Host(), now=NOW)
        assert said() == ["West Region"]

    def test_is_found_also_where_places_lie_in_each_other_in_a_ring(self):
        a, b = make_region("A", population=1), make_region("B", population=2)
        a.within, b.within = b, a
        a.save()
        b.save()
        assert Regions.now().home_of(a) is None


class TestRegionsOffered:
    def test_are_large_and_say_what_would_be_said(self):
        country = make_country()
        region = make_region(within=country)
        make_region("Small", population=499_999)
        agency = make_agency()
        assert regions_offered(agency) == [Offer(country, None), Offer(region, None)]
        for name in ("a", "b"):
            make_refuge(name, region=country)
        assert regions_offered(agency) == [
            Offer(country, country),
            Offer(region, country),
        ]

    def test_counts_a_service_once(self):
        region = make_region()
        refuges = [make_refuge(name, region=region) for name in ("a", "b")]
        own = refuges[0]
        assert regions_offered(own.organization, own) == [Offer(region, None)]
