"""What a listing says in rows: changed by hand, kept over imports, taken back."""

from datetime import UTC, datetime, time, timedelta

import pytest

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    Accessibility,
    Address,
    Eligibility,
    Language,
    Location,
    OpenInterval,
    Phone,
    RequiredDocument,
    Schedule,
    SearchRow,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.edits import (
    ChangedAgain,
    Edit,
    NothingToTakeBack,
    edit_service,
    undo_edit,
)
from fourthp.directory.operations.listings import TellsThePlace
from fourthp.directory.queries.details import Spot, placed
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.models import Revision
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def edit(service: Service, *, spots=None, later: int = 0, **kinds) -> Service:
    """Change rows of a service: phones=…, hours=…, by their plain facts."""
    models = {"phones": Phone, "hours": Schedule, "languages": Language}
    models |= {"who": Eligibility, "papers": RequiredDocument}
    details = {
        models[name]: [models[name](**facts) for facts in rows]
        for name, rows in kinds.items()
    }
    moment = NOW + timedelta(minutes=later)
    change = Edit(details=details, spots=spots)
    return edit_service(service, change, by=Host(), now=moment)


def undo_last(service: Service):
    revision = Revision.objects.filter(act="edited").order_by("-at", "-id").first()
    return undo_edit(service, revision, by=Host(), now=NOW)


def numbers(service: Service) -> list[str]:
    return [row.number for row in service.phones.order_by("pk")]


def monday(opens: int = 9, closes: int = 17) -> dict[str, object]:
    return {
        "freq": "WEEKLY",
        "byday": "MO",
        "opens_at": time(opens),
        "closes_at": time(closes),
    }


class TestSetDetails:
    def test_keeps_numbers_in_their_order_and_takes_one_away(self):
        service = make_service()
        first = make_phone(service, "1")
        make_phone(service, "2")
        edit(service, phones=[{"number": "1a"}, {"number": "2"}, {"number": "3"}])
        assert numbers(service) == ["1a", "2", "3"]
        assert service.phones.order_by("pk").first() == first
        edit(service, phones=[{"number": "1a"}])
        assert numbers(service) == ["1a"]

    def test_makes_hours_that_are_open_and_findable_at_once(self):
        service = edit(make_service(), hours=[monday()])
        assert OpenInterval.objects.filter(service=service).count() == 8
        assert SearchRow.objects.filter(service=service).exists()
        assert service.last_modified == NOW
        assert Entry.objects.get().detail == {"fields": ["schedule"]}

    def test_leaves_a_row_that_says_the_same_as_it_is(self):
        service = make_service()
        kept = Language.objects.create(service=service, name="Romanian")
        edit(service, languages=[{"name": "Romanian"}, {"name": "Polish"}])
        assert service.languages.get(name="Romanian") == kept
        assert not Revision.objects.get().parts.filter(did="removed").exists()

    def test_without_a_change_leaves_no_trace(self):
        service = make_service()
        make_phone(service, "1")
        edit(service, phones=[{"number": "1"}], spots=[])
        assert not Revision.objects.exists()

    def test_is_one_change_that_is_taken_back_whole(self):
        service = make_service()
        make_phone(service, "1")
        Language.objects.create(service=service, name="Romanian")
        edit(service, phones=[{"number": "2"}], languages=[{"name": "Polish"}])
        undone = undo_last(service)
        assert numbers(service) == ["1"]
        assert [row.name for row in service.languages.all()] == ["Romanian"]
        service.refresh_from_db()
        assert (service.local_fields, undone.kept) == ([], [])

    def test_refuses_a_number_or_word_that_tells_a_hidden_place(self):
        make_network()
        service = make_service(place_is_confidential=True)
        for kinds in (
            {"phones": [{"number": "0121 496 0001"}]},
            {"papers": [{"document": "Ring at 12 Mill Lane"}]},
            {"spots": [Spot(city="Leamore")]},
        ):
            with pytest.raises(TellsThePlace):
                edit(service, **kinds)
        assert not Revision.objects.exists()

    def test_asks_of_a_number_whose_country_is_unknown_here(self):
        make_network(country="RO", time_zone="Europe/Bucharest")
        service = make_service(place_is_confidential=True)
        with pytest.raises(TellsThePlace, match="whole country"):
            edit(service, phones=[{"number": "021 123 4567"}])

    def test_says_no_small_region_of_a_hidden_place(self):
        service = make_service(place_is_confidential=True)
        small = Edit({"region": make_region("Small", population=9)})
        edit_service(service, small, by=Host(), now=NOW)
        service.refresh_from_db()
        assert (service.region, service.home_region) == (None, None)

    def test_of_hours_at_its_places_replaces_them(self):
        service = make_service()
        make_location(service)
        at = service.at_locations.get()
        Schedule.objects.create(service_at_location=at, **monday(8, 9))
        edit(service, hours=[monday()])
        assert not Schedule.objects.filter(opens_at=time(8)).exists()
        undo_last(service)
        assert Schedule.objects.get().opens_at == time(8)


class TestSetSpots:
    def test_puts_a_service_where_a_town_is_known(self):
        make_town("Leamore", "52.60", "-1.99")
        spot = Spot("leamore", "1 Harbour Street", "", for_wheelchairs=True)
        service = edit(make_service(), spots=[spot])
        found = placed(service)[0]
        assert found.spot == spot
        assert str(found.location.latitude) == "52.600000"
        assert "access:wheelchair" in SearchRow.objects.get().codes

    def test_mends_a_place_and_keeps_its_point_while_the_town_stays(self):
        service = make_service()
        location = make_location(service, latitude="52.123456", longitude="-1.5")
        make_address(location, city="Coventry")
        edit(service, spots=[Spot("Coventry", "2 New Road")])
        location.refresh_from_db()
        assert str(location.latitude) == "52.123456"
        assert Address.objects.get().address_1 == "2 New Road"
        edit(service, spots=[Spot("Nowhere known", "2 New Road", "", True)])
        location.refresh_from_db()
        assert location.latitude is None
        edit(service, spots=[Spot("Nowhere known", "2 New Road")])
        assert not Accessibility.objects.filter(for_wheelchairs=True).exists()

    def test_adds_a_second_place_and_leaves_the_first_as_it_is(self):
        service = edit(make_service(), spots=[Spot("Leamore")])
        first = placed(service)[0].link
        edit(service, spots=[Spot("Leamore"), Spot("Ferry")])
        assert [one.spot.city for one in placed(service)] == ["Leamore", "Ferry"]
        assert placed(service)[0].link == first

    def test_gives_a_bare_location_an_address(self):
        service = make_service()
        make_location(service, latitude="52.1", longitude="-1.5")
        edit(service, spots=[Spot("Leamore")])
        assert Address.objects.get().city == "Leamore"

    def test_takes_a_place_away_with_every_row_of_it_and_brings_it_back(self):
        service = make_service()
        make_address(make_location(service))
        at = service.at_locations.get()
        Schedule.objects.create(service_at_location=at, **monday())
        edit(service, spots=[None])
        assert not Location.objects.exists()
        assert not Schedule.objects.exists()
        undo_last(service)
        assert Address.objects.get().address_1 == "1 Harbour Street"
        assert Schedule.objects.exists()
        assert service.at_locations.exists()

    @pytest.mark.parametrize("wanted", [None, Spot("Leamore")])
    def test_leaves_a_shared_place_to_the_others(self, wanted):
        service, other = make_service(), make_service("Other")
        location = make_location(service)
        make_address(location)
        ServiceAtLocation.objects.create(service=other, location=location)
        edit(service, spots=[wanted])
        assert placed(other)[0].spot.address_1 == "1 Harbour Street"
        assert [one.spot for one in placed(service)] == ([wanted] if wanted else [])

    def test_leaves_nothing_of_a_sources_place_that_was_taken_away(self):
        service = make_service(source="city", source_id="1")
        location = make_location(service, name="12 Mill Lane", source="city")
        make_address(location, address_1="12 Mill Lane")
        edit(service, spots=[None])
        assert not Address.objects.exists()
        assert Location.objects.get().name == ""


class TestUndo:
    def test_takes_back_only_the_fields_that_nobody_changed_since(self):
        service = make_service()
        first = Edit({"name": "Ours", "alert": "Closed"})
        edit_service(service, first, by=Host(), now=NOW)
        edit_service(service, Edit({"name": "Hers"}), by=Host(), now=NOW)
        revision = Revision.objects.order_by("at", "id").first()
        undone = undo_edit(service, revision, by=Host(), now=NOW)
        service.refresh_from_db()
        assert (service.name, service.alert) == ("Hers", "")
        assert undone.kept == [("directory.Service", str(service.pk))]

    def test_of_a_change_that_a_newer_one_overtook_is_refused(self):
        service = make_service()
        edit(service, hours=[monday()])
        first = Revision.objects.get()
        edit(service, hours=[])
        with pytest.raises(ChangedAgain):
            undo_edit(service, first, by=Host(), now=NOW)
        undo_last(service)
        undo_edit(service, first, by=Host(), now=NOW)
        assert not Schedule.objects.exists()

    def test_takes_no_revision_of_another_listing(self):
        service, other = make_service(), make_service("Other")
        edit_service(other, Edit({"name": "Renamed"}), by=Host(), now=NOW)
        with pytest.raises(NothingToTakeBack):
            undo_edit(service, Revision.objects.get(), by=Host(), now=NOW)
