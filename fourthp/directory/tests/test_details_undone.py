"""Details of a service that is hidden, forbidden or imported, and taking them back."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    Address,
    Location,
    Problem,
    Schedule,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations import hiding
from fourthp.directory.operations.edits import (
    ChangedAgain,
    Edit,
    edit_service,
    release_fields,
    undo_edit,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.settling import settle_problem
from fourthp.directory.queries.details import Spot, placed
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_service,
)
from fourthp.directory.tests.packages import make_package, plain
from fourthp.directory.tests.test_details import (
    NOW,
    edit,
    monday,
    numbers,
)
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Label, Role
from fourthp.partnership.tests.makers import make_agency, make_member

pytestmark = pytest.mark.django_db


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
