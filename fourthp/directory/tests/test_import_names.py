"""S3: an import that hides a place takes what it is called out of every word."""

from datetime import timedelta

import pytest

from fourthp.directory.models import Import, Location, OtherTable, Service
from fourthp.directory.operations import quieting
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports import hiding
from fourthp.directory.operations.imports.applying import undo_import
from fourthp.directory.rules.places import Whereabouts
from fourthp.directory.tests.makers import make_address, make_location, make_service
from fourthp.directory.tests.packages import SERVICE, plain
from fourthp.directory.tests.test_hiding import kept_in
from fourthp.directory.tests.test_import_hiding import MONDAY, bring
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Agency
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db

# The street has no word that says it is one; the marker is in every name.
STREET, BUILDING, TOWN = "Zorblax Bottom", "The Zorblax Annexe", "Zorblaxton"
SAID = f"A blue door on {STREET}."


def told() -> dict[str, list[dict[str, object]]]:
    """A package in which words say the street, the building and the town of a place."""
    tables = plain()
    tables["organizations"][0] |= {
        "description": SAID,
        "alternate_name": f"Aid at {BUILDING}",
        "x_where": STREET,
    }
    tables["services"][0] |= {"description": SAID, "alert": f"Ring in {TOWN}."}
    tables["locations"][0]["name"] = BUILDING
    tables["physical_addresses"][0] |= {"address_1": f"9 {STREET}", "city": TOWN}
    tables["contacts"] = [
        {"id": "c1", "service_id": "s1", "name": "Ana", "title": f"of {BUILDING}"}
    ]
    tables["unheard_of"] = [{"id": "1", "words": SAID}, {"id": "2", "words": "Tea"}]
    return tables


def hidden() -> dict[str, list[dict[str, object]]]:
    tables = told()
    tables["services"][0]["place_is_confidential"] = "true"
    return tables


def is_kept() -> set[str]:
    return {name for name in kept_in() if not name.startswith("Import.")}


class TestAnImport:
    def test_that_lists_a_hidden_place_says_nothing_that_it_is_called(self, tmp_path):
        make_network()
        made = bring(tmp_path, **hidden())
        assert is_kept() == set()
        service = Service.objects.get()
        assert service.contacts.get().name == "Ana"
        assert Agency.objects.get().name == "Harbour Aid"
        assert [row[1:] for row in OtherTable.objects.get().rows] == [["2", "Tea"]]
        held = set(made.held_rows.values_list("table", "field"))
        assert {("organization", "description"), ("service", "alert")} <= held

    def test_without_that_all_of_it_would_be_kept(self, tmp_path, monkeypatch):
        make_network()
        monkeypatch.setattr(hiding, "_called", lambda *_: Whereabouts())
        bring(tmp_path, **hidden())
        assert {"Agency.description", "Service.description"} <= is_kept()

    def test_that_turns_it_leaves_nothing_of_what_came_before(self, tmp_path):
        make_network()
        first = bring(tmp_path, **told())
        changed = told()
        changed["organizations"][0] |= {"description": "Tea", "alternate_name": ""}
        second = bring(tmp_path, later=1, **changed)
        ours = make_service("Ours", organization=Agency.objects.get())
        assert is_kept()
        last = bring(tmp_path, later=2, **hidden())
        assert is_kept() == set()
        for made in (last, second, first):
            undo_import(made, by=Host(), now=MONDAY + timedelta(days=1))
            assert is_kept() == set()
        assert not Service.objects.get(pk=ours.pk).place_is_confidential

    def test_that_turns_it_without_a_word_of_the_street_reads_it_here(self, tmp_path):
        make_network()
        bring(tmp_path, **told())
        tables = hidden()
        for name in ("locations", "services_at_location", "physical_addresses"):
            del tables[name]
        bring(tmp_path, later=1, **tables)
        assert is_kept() == set()

    def test_takes_it_out_of_what_people_here_wrote(self, tmp_path):
        make_network()
        bring(tmp_path, **plain_with_place())
        service = Service.objects.get()
        edit_service(service, Edit({"what_to_say": SAID}), by=Host(), now=MONDAY)
        Agency.objects.update(description=SAID, local_fields=["description"])
        tables = plain_with_place()
        tables["services"][0]["place_is_confidential"] = "true"
        bring(tmp_path, later=1, **tables)
        assert is_kept() == set()

    def test_that_hides_an_agency_takes_it_out_of_each_of_its_services(self, tmp_path):
        make_network()
        bring(tmp_path, **plain_with_place())
        agency = Agency.objects.get()
        make_service("Ours", organization=agency, description=SAID)
        tables = plain_with_place()
        tables["organizations"][0]["place_is_confidential"] = "true"
        bring(tmp_path, later=1, **tables)
        assert is_kept() == set()
        assert Service.objects.filter(place_is_confidential=True).count() == 2

    def test_is_the_same_again(self, tmp_path):
        make_network()
        bring(tmp_path, **hidden())
        again: Import = bring(tmp_path, later=1, **hidden())
        assert again.revision_id is None

    def test_lets_a_town_stand_in_the_words_of_an_open_agency(self, tmp_path):
        make_network()
        tables = hidden()
        tables["organizations"][0]["description"] = f"Open to all in {TOWN}."
        bring(tmp_path, **tables)
        assert Agency.objects.get().description == f"Open to all in {TOWN}."

    def test_takes_no_word_for_a_building_that_is_the_agencys_name(self, tmp_path):
        make_network()
        tables = hidden()
        tables["locations"][0]["name"] = "Harbour Aid"
        tables["services"].append(
            dict(SERVICE, id="s2", description="Run by Harbour Aid.")
            | {"place_is_confidential": "true"}
        )
        bring(tmp_path, **tables)
        assert Service.objects.get(source_id="s2").description == "Run by Harbour Aid."


def plain_with_place() -> dict[str, list[dict[str, object]]]:
    tables = plain()
    tables["physical_addresses"][0] |= {"address_1": f"9 {STREET}", "city": TOWN}
    return tables


class TestHidingByHand:
    def a_place(self) -> Service:
        agency = make_agency(description=SAID, extra={"x": STREET, "y": "Tea"})
        service = make_service(organization=agency)
        place = make_location(service, name=BUILDING)
        make_address(place, address_1=f"9 {STREET}", city=TOWN)
        make_network()
        return service

    def test_takes_its_street_out_of_its_open_agencys_words(self):
        service = self.a_place()
        make_confidential(service, by=Host(), region=None)
        agency = Agency.objects.get()
        assert (agency.description, agency.extra) == ("", {"y": "Tea"})
        assert is_kept() == set()
        assert not Location.objects.exists()

    def test_without_that_its_agency_would_tell(self, monkeypatch):
        service = self.a_place()
        monkeypatch.setattr(quieting, "naming_texts", lambda *_: {})
        make_confidential(service, by=Host(), region=None)
        assert {"Agency.description", "Agency.extra"} <= is_kept()

    def test_takes_what_a_building_is_called(self):
        service = self.a_place()
        service.alert = f"Come to {BUILDING}."
        service.save()
        make_confidential(service, by=Host(), region=None)
        assert is_kept() == set()
