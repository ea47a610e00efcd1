"""What a listing says in rows: changed by hand, kept over imports, taken back."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    Accessibility,
    Address,
    Eligibility,
    Language,
    Location,
    OpenInterval,
    Phone,
    Problem,
    RequiredDocument,
    Schedule,
    SearchRow,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations import hiding
from fourthp.directory.operations.edits import (
    ChangedAgain,
    Edit,
    NothingToTakeBack,
    edit_service,
    release_fields,
    undo_edit,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.listings import TellsThePlace
from fourthp.directory.operations.settling import settle_problem
from fourthp.directory.queries.details import Spot, placed
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_region,
    make_service,
    make_town,
)
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Label, Role
from fourthp.partnership.tests.makers import make_agency, make_member, make_network

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


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


class TestUndoOfAHiddenService:
    """S3: a service whose place was hidden never gets it back."""

    def hidden(self) -> tuple[Service, Revision]:
        service = make_service()
        make_address(make_location(service), address_1="12 Mill Lane")
        edit(service, spots=[Spot("Leamore", "3 Ferry Road")], later=1)
        edit(service, spots=[None], later=2)
        revision = Revision.objects.order_by("-at", "-id").first()
        make_confidential(service, by=Host(), region=None)
        return service, revision

    def test_has_nothing_left_to_bring_back(self):
        service, revision = self.hidden()
        with pytest.raises(Revision.DoesNotExist):
            undo_edit(service, revision, by=Host(), now=NOW)
        assert not Revision.objects.exclude(act="hidden").exists()
        assert not Address.objects.exists()

    def test_is_kept_by_the_database_even_if_its_history_stayed(self, monkeypatch):
        for name in ("forget_matter", "forget_standing_on"):
            monkeypatch.setattr(hiding, name, lambda _given: 0)
        service, revision = self.hidden()
        assert undo_edit(service, revision, by=Host(), now=NOW).kept
        assert not Address.objects.exists()


class TestPermission:
    def test_is_asked_first(self):
        service = make_service()
        problem = Problem.objects.create(service=service, kind="hours", at=NOW)
        edit_service(service, Edit({"name": "Renamed"}), by=Host(), now=NOW)
        revision = Revision.objects.get()
        for act in (
            lambda: edit_service(service, Edit({"alert": "x"}), by=Public(), now=NOW),
            lambda: release_fields(service, by=Public()),
            lambda: settle_problem(problem, by=Public(), now=NOW),
            lambda: undo_edit(service, revision, by=Public(), now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_to_give_a_listing_away_is_the_keepers_of_the_directory(self):
        person = make_member(agency="Harbour Aid")
        agency = person.seats.get().agency
        service = make_service(organization=agency)
        give = Edit({"owner": make_agency("Other")})
        with pytest.raises(PermissionDenied):
            edit_service(service, give, by=person, now=NOW)
        editor = make_member("Dele Obi", role=Role.EDITOR)
        given = edit_service(service, give, by=editor, now=NOW)
        assert given.owner.name == "Other"

    @pytest.mark.parametrize(
        ("before", "after", "may"),
        [
            (Label.CLEAR, Label.GREEN, True),
            (Label.GREEN, Label.CLEAR, True),
            (Label.GREEN, Label.RED, False),
            (Label.AMBER, Label.CLEAR, False),
        ],
    )
    def test_to_change_readers_ends_at_the_network(self, before, after, may):
        service = make_service(label=before)
        if may:
            edit_service(service, Edit({"label": after}), by=Host(), now=NOW)
        else:
            with pytest.raises(PermissionDenied):
                edit_service(service, Edit({"label": after}), by=Host(), now=NOW)


PHONE = {"id": "n1", "service_id": "s1", "number": "0121 496 0001"}
TONGUE = {"id": "t1", "service_id": "s1", "language": "Romanian"}


class TestImports:
    """What was changed here wins over imports until it is given back."""

    def bring(self, path, *, later: int = 0, **changed):
        tables = plain() | {"phones": [PHONE], "languages": [TONGUE]} | changed
        plan = plan_import(make_package(path, **tables), source="city")
        return apply_import(plan, by=Host(), now=NOW + timedelta(minutes=later))

    def test_of_the_same_again_change_nothing_that_was_changed_here(self, tmp_path):
        self.bring(tmp_path)
        service = Service.objects.get()
        edit(
            service,
            phones=[{"number": "0800 1"}, {"number": "0800 2"}],
            languages=[],
            hours=[monday(10, 12)],
            spots=[Spot("Leamore", "3 Ferry Road")],
        )
        again = self.bring(tmp_path, later=1)
        assert again.revision_id is None
        assert numbers(service) == ["0800 1", "0800 2"]
        assert not service.languages.exists()
        assert service.schedules.get().opens_at == time(10)
        assert [one.spot.city for one in placed(service)] == ["Leamore"]

    def test_leave_a_place_away_that_was_taken_away_here(self, tmp_path):
        hours = {"id": "h1", "service_at_location_id": "a1", "byday": "MO"}
        hours |= {"opens_at": "09:00", "closes_at": "10:00", "freq": "WEEKLY"}
        tables = {"schedules": [hours], "regular_schedules": []}
        self.bring(tmp_path, **tables)
        service = Service.objects.get()
        edit(service, spots=[None])
        self.bring(tmp_path, later=1, **tables)
        assert not service.at_locations.exists()
        assert not Address.objects.exists()
        assert not Schedule.objects.exists()

    def test_say_it_all_again_after_it_was_given_back(self, tmp_path):
        self.bring(tmp_path)
        service = Service.objects.get()
        edit(service, languages=[{"name": "Polish"}], phones=[{"number": "0800 1"}])
        release_fields(service, by=Host())
        self.bring(tmp_path, later=1)
        assert [row.name for row in service.languages.all()] == ["Romanian"]
        assert numbers(service) == ["0121 496 0001"]

    def test_keep_what_is_said_of_a_place_where_another_service_is_too(self, tmp_path):
        self.bring(tmp_path)
        service, place = Service.objects.get(), Location.objects.get()
        Service.objects.update(local_fields=["name"])
        Location.objects.update(local_fields=["name"])
        there = ServiceAtLocation.objects.create(service=make_service(), location=place)
        release_fields(service, by=Host())
        assert Service.objects.get(pk=service.pk).local_fields == []
        assert Location.objects.get().local_fields == ["name"]
        there.delete()
        release_fields(service, by=Host())
        assert Location.objects.get().local_fields == []

    def test_are_told_of_nothing_where_nothing_was_given_back(self):
        release_fields(make_service(), by=Host())
        assert not Revision.objects.exists()
        assert not Entry.objects.exists()

    def test_keep_a_row_that_the_source_dropped_but_people_here_keep(self, tmp_path):
        self.bring(tmp_path)
        service = Service.objects.get()
        edit(service, languages=[{"name": "Romanian"}, {"name": "Polish"}])
        self.bring(tmp_path, later=1, languages=[])
        assert {r.name for r in service.languages.all()} == {"Romanian", "Polish"}

    def test_bring_no_row_twice_when_a_change_is_taken_back_after_them(self, tmp_path):
        self.bring(tmp_path)
        service = Service.objects.get()
        edit(service, languages=[])
        revision = Revision.objects.get(act="edited")
        release_fields(service, by=Host())
        self.bring(tmp_path, later=1)
        with pytest.raises(ChangedAgain):
            undo_edit(service, revision, by=Host(), now=NOW)
        assert service.languages.count() == 1

    def test_take_places_by_hand_away_for_good_when_the_source_hides(self, tmp_path):
        self.bring(tmp_path)
        service = Service.objects.get()
        edit(service, spots=[None, Spot("Leamore", "3 Ferry Road")])
        address = {"id": "p1", "location_id": "l1", "address_1": "Confidential"}
        made = self.bring(tmp_path, later=1, physical_addresses=[address])
        service.refresh_from_db()
        assert service.place_is_confidential
        assert not service.at_locations.exists()
        assert not Address.objects.exists()
        undo_import(made, by=Host(), now=NOW)
        assert not Address.objects.exists()

    def test_that_are_taken_back_leave_what_people_here_made(self, tmp_path):
        made = self.bring(tmp_path)
        service = Service.objects.get()
        edit(service, languages=[{"name": "Polish"}])
        undo_import(made, by=Host(), now=NOW + timedelta(minutes=1))
        assert [row.name for row in service.languages.all()] == ["Polish"]


def test_what_a_matter_forgot_no_other_revision_tells():
    """Another import's revision kept the street that a keeper then took away."""
    service = make_service()
    address = make_address(make_location(service), address_1="10 Mill Lane")
    other = make_service("An import stands for it")
    edit_service(other, Edit({"name": "Renamed"}), by=Host(), now=NOW)
    told = Revision.objects.get()
    told.parts.create(
        model="directory.Address",
        did="changed",
        rows={str(address.pk): {"address_1": ["10 Mill Lane", "12 Mill Lane"]}},
    )
    edit(service, spots=[None])
    make_confidential(service, by=Host(), region=None)
    assert "Mill Lane" not in str([part.rows for part in told.parts.all()])
    undo_revision(told, by=Host(), now=NOW)
