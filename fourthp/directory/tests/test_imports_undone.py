"""Imports: what is irregular or confidential in them, and taking one back."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from fourthp.directory.models import (
    Accessibility,
    Address,
    Attribute,
    Eligibility,
    HeldRow,
    Language,
    Location,
    Metadata,
    OpenInterval,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.imports.applying import (
    ImportIsUndone,
    undo_import,
)
from fourthp.directory.operations.imports.hiding import Hiding
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.digests import digests
from fourthp.directory.tests.packages import AT, SERVICE, plain
from fourthp.directory.tests.test_imports import (
    MONDAY,
    bring,
)
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.models import RevisionPart
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db


def reasons() -> set[tuple[str, str, str]]:
    return set(HeldRow.objects.values_list("table", "field", "reason"))


class TestIrregularities:
    """Nothing is dropped in silence, nothing aborts the rest."""

    def test_a_service_of_no_organisation_gets_one_that_says_so(self, tmp_path):
        services = [
            {"id": "s1", "organization_id": "gone", "name": "One"},
            {"id": "s2", "organization_id": "gone", "name": "Two"},
            {"id": "s3", "organization_id": "", "name": "Three"},
        ]
        made = bring(tmp_path, services=services)
        assert Service.objects.count() == 3
        assert set(Agency.objects.values_list("name", flat=True)) == {
            "Not named by its source"
        }
        assert made.held_rows.filter(field="organization_id").count() == 3

    def test_rows_that_lead_nowhere_are_held_and_the_rest_comes_in(self, tmp_path):
        tables = plain() | {
            "eligibility": [{"id": "", "service_id": "", "eligibility": "Anyone"}],
            "phones": [
                {"id": "1", "service_id": "none", "number": "0121 496 0001"},
                {"id": "2", "service_id": "s1", "number": ""},
                {"id": "3", "service_id": "s1", "number": "0121 496 0003"},
            ],
        }
        bring(tmp_path, **tables)
        assert Phone.objects.get().number == "0121 496 0003"
        assert not Eligibility.objects.exists()
        assert {
            ("eligibility", "service_id", "is missing"),
            ("phone", "service_id", "names nothing that is here"),
            ("phone", "id", "belongs to nothing"),
            ("phone", "number", "is missing"),
        } <= reasons()

    def test_a_cell_that_cannot_be_read_is_kept_as_it_came(self, tmp_path):
        tables = plain()
        tables["services"][0] |= {
            "status": "open-ish",
            "minimum_age": "eighteen",
            "assured_date": "last spring",
            "shoe_size": "44",
        }
        tables["regular_schedules"][0]["opens_at"] = "dawn"
        bring(tmp_path, **tables)
        service = Service.objects.get()
        assert service.status == "active"
        assert service.extra == {
            "status": "open-ish",
            "minimum_age": "eighteen",
            "assured_date": "last spring",
            "shoe_size": "44",
        }
        assert ("schedule", "opens_at", "not a time of day") in reasons()
        assert not OpenInterval.objects.exists()

    def test_ages_in_the_wrong_order_are_turned(self, tmp_path):
        tables = plain()
        tables["services"][0] |= {"minimum_age": "60", "maximum_age": "18.0"}
        bring(tmp_path, **tables)
        service = Service.objects.get()
        assert (service.minimum_age, service.maximum_age) == (18, 60)

    @pytest.mark.parametrize(
        ("latitude", "longitude", "expected"),
        [
            ("0", "0", None),
            ("52.4", "", None),
            ("300", "300", None),
            ("-118.2", "34.05", "34.050000"),
            ("52.4", "-1.5", "52.400000"),
        ],
    )
    def test_coordinates_are_dropped_or_turned(
        self, tmp_path, latitude, longitude, expected
    ):
        tables = plain()
        tables["locations"][0] |= {"latitude": latitude, "longitude": longitude}
        bring(tmp_path, **tables)
        found = Location.objects.get().latitude
        assert (str(found) if found is not None else None) == expected

    def test_the_same_id_with_other_words_is_another_row(self, tmp_path):
        languages = [
            {"id": "1", "service_id": "s1", "language": name}
            for name in ("English", "Romanian", "Romanian", "others upon request")
        ]
        bring(tmp_path, **plain(), languages=languages)
        found = dict(Language.objects.values_list("name", "way"))
        assert found == {
            "English": "spoken",
            "Romanian": "spoken",
            "others upon request": "interpreter",
        }
        assert ("language", "id", "is repeated") in reasons()

    def test_terms_of_a_taxonomy_are_attached_in_old_and_new_shape(self, tmp_path):
        terms = [
            {"id": "t1", "name": "Housing", "parent_id": "t2", "vocabulary": "v"},
            {"id": "t2", "name": "Needs", "parent_id": "", "vocabulary": "v"},
        ]
        links = [
            {"id": "1", "service_id": "s1", "taxonomy_id": "t1", "taxonomy_detail": ""},
            {"id": "2", "service_id": "s1", "taxonomy_id": "t9", "taxonomy_detail": ""},
        ]
        bring(tmp_path, **plain(), taxonomy=terms, services_taxonomy=links)
        attribute = Attribute.objects.get()
        assert attribute.taxonomy_term.parent.name == "Needs"
        assert attribute.service == Service.objects.get()
        assert attribute.link_id == attribute.service_id

    def test_what_a_source_says_of_its_own_changes_is_kept(self, tmp_path):
        said = {
            "resource_type": "service",
            "last_action_date": "2026-01-01",
            "last_action_type": "update",
            "field_name": "name",
            "updated_by": "x",
        }
        notes = [
            {"id": "m1", "resource_id": "s1", **said},
            {"id": "m2", "resource_id": "s9", **said},
        ]
        bring(tmp_path, **plain(), metadata=notes)
        assert Metadata.objects.get().resource_id == Service.objects.get().pk
        assert ("metadata", "resource_id", "names nothing that is here") in reasons()

    def test_a_key_that_only_looks_like_a_uuid_is_a_key(self, tmp_path):
        key = "z" * 36
        bring(tmp_path, organizations=[{"id": key, "name": "Harbour Aid"}])
        assert Agency.objects.get().source_id == key

    def test_null_words_are_nothing(self, tmp_path):
        tables = plain()
        tables["services"][0] |= {"alternate_name": "NULL", "url": "N/A"}
        bring(tmp_path, **tables)
        assert Service.objects.filter(alternate_name="", url="").exists()


SECRET = "12 Mill Lane"


def hidden() -> dict:
    """A service whose street line says that it is confidential."""
    tables = plain()
    tables["physical_addresses"][0]["address_1"] = "Confidential"
    tables["locations"][0] |= {"name": SECRET, "notes": SECRET}
    tables["services"][0] |= {"description": f"Ring the bell at {SECRET}.", "x": SECRET}
    return tables | {
        "service_areas": [{"id": "r1", "service_id": "s1", "service_area": SECRET}],
        "accessibility_for_disabilities": [
            {"id": "b1", "location_id": "l1", "accessibility": SECRET}
        ],
        "phones": [
            {"id": "1", "service_id": "s1", "number": "1", "description": SECRET}
        ],
    }


def everything_kept() -> str:
    """Return every value of every row, as text."""
    return str(
        [
            list(model._base_manager.values())
            for model in apps.get_models()
            if model.__module__.startswith("fourthp.")
        ]
    )


class TestConfidential:
    def test_a_street_line_that_says_so_hides_place_and_service(self, tmp_path):
        bring(tmp_path, **hidden())
        service = Service.objects.get()
        assert service.place_is_confidential
        assert service.label == Label.GREEN
        places = (Location, Address, ServiceAtLocation, ServiceArea, Accessibility)
        for model in places:
            assert not model.objects.exists(), model
        assert SECRET not in everything_kept()
        assert "Mill" not in everything_kept()

    def test_without_the_hiding_the_place_would_be_kept(self, tmp_path, monkeypatch):
        monkeypatch.setattr(
            "fourthp.directory.operations.imports.planning.hide_places",
            lambda *_: Hiding(),
        )
        bring(tmp_path, **hidden())
        assert SECRET in everything_kept()

    def test_another_service_at_that_place_is_hidden_too(self, tmp_path):
        tables = hidden()
        tables["services"].append(dict(SERVICE, id="s2"))
        tables["services_at_location"].append(dict(AT, id="a2", service_id="s2"))
        bring(tmp_path, **tables)
        assert not Service.objects.filter(place_is_confidential=False).exists()

    def test_turning_confidential_leaves_the_place_nowhere(self, tmp_path):
        tables = plain()
        tables["physical_addresses"][0]["address_1"] = SECRET
        tables["locations"][0]["name"] = SECRET
        bring(tmp_path, **tables)
        tables["locations"][0]["name"] = f"{SECRET}, rear"
        bring(tmp_path, later=1, **tables)
        assert SECRET in everything_kept()
        last = bring(tmp_path, later=2, **hidden())
        assert SECRET not in everything_kept()
        undo_import(last, by=Host(), now=MONDAY + timedelta(days=1))
        assert SECRET not in everything_kept()

    def test_an_import_never_opens_what_is_hidden_here(self, tmp_path):
        bring(tmp_path, **hidden())
        bring(tmp_path, later=1, **plain())
        assert Service.objects.get().place_is_confidential
        assert not Address.objects.exists()

    def test_a_hidden_agency_hides_the_services_it_brings_later(self, tmp_path):
        bring(
            tmp_path,
            organizations=plain()["organizations"],
            services=[dict(SERVICE, id="s0", organization_id="o1")],
        )
        Service.objects.update(place_is_confidential=True)
        Agency.objects.update(place_is_confidential=True)
        tables = plain()
        tables["locations"].append({"id": "l2", "organization_id": "o1"})
        bring(tmp_path, later=1, **tables)
        assert not Service.objects.filter(place_is_confidential=False).exists()
        assert not Location.objects.filter(place_is_confidential=False).exists()

    def test_a_number_whose_area_code_tells_the_place_is_held(self, tmp_path):
        make_network()
        numbers = ("0121 496 0001", "03069 990001")
        phones = [
            {"id": number, "service_id": "s1", "number": number} for number in numbers
        ]
        bring(tmp_path, **(hidden() | {"phones": phones}))
        assert Phone.objects.get().number == "03069 990001"
        assert ("phone", "number", "may tell a confidential place") in reasons()

    def test_what_hangs_on_a_place_that_was_taken_lets_go_of_it(self, tmp_path):
        schedule = {"id": "h1", "service_id": "s1", "service_at_location_id": "a1"}
        bring(tmp_path, **(hidden() | {"schedules": [schedule]}))
        assert Schedule.objects.get(source_id="h1").service_at_location is None


def full() -> dict:
    """A package of which towns are learned and tables kept."""
    tables = plain()
    tables["physical_addresses"][0]["city"] = "Newtown"
    return tables | {"notes": [{"id": "1", "note": "Soup"}]}


def refresh(now: datetime) -> None:
    """Compute what follows from listings, as an import does."""
    refresh_open_hours(now=now)
    index_services()


class TestUndoImport:
    def test_takes_everything_back_to_the_row(self, tmp_path):
        bring(tmp_path, source="before", **full())
        refresh(MONDAY)
        before = digests()
        made = bring(tmp_path, later=1, **full())
        undo_import(made, by=Host(), now=MONDAY)
        refresh(MONDAY)
        assert digests() == before

    def test_brings_back_what_was_changed_and_gone(self, tmp_path):
        bring(tmp_path, **plain())
        before = everything()
        tables = plain()
        tables["services"][0]["name"] = "Renamed"
        tables["locations"][0]["latitude"] = "52.5"
        tables["physical_addresses"] = []
        del tables["physical_addresses"]
        second = bring(tmp_path, later=1, **tables)
        assert not Address.objects.exists()
        undo_import(second, by=Host(), now=MONDAY + timedelta(days=1))
        assert everything() == before

    def test_keeps_what_was_edited_since_and_what_it_stands_on(self, tmp_path):
        made = bring(tmp_path, **plain())
        service = Service.objects.get()
        service.name = "Mended here"
        begin_revision(Host(), "edited", service).change([(service, {"name": "x"})])
        taken = undo_import(made, by=Host(), now=MONDAY)
        assert Service.objects.get().name == "Mended here"
        assert Agency.objects.count() == 1
        assert not Location.objects.exists()
        assert {label for label, _ in taken.undone.kept} == {
            "directory.Service",
            "partnership.Agency",
        }

    def test_happens_once_and_by_those_who_may(self, tmp_path):
        made = bring(tmp_path, **plain())
        with pytest.raises(PermissionDenied):
            undo_import(made, by=Public(), now=MONDAY)
        undo_import(made, by=Host(), now=MONDAY)
        with pytest.raises(ImportIsUndone):
            undo_import(made, by=Host(), now=MONDAY)
        assert RevisionPart.objects.exists()


def everything() -> dict[str, list]:
    return {
        model._meta.label: sorted(map(str, model._base_manager.values()))
        for model in (Service, Location, Address, Agency, Schedule, ServiceAtLocation)
    }
