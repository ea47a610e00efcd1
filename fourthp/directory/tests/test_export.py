"""The directory goes out as it came in."""

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Model, TextField

from fourthp.audit.models import Read
from fourthp.directory.formats.export import package_chunks
from fourthp.directory.formats.hsds import OTHER, TABLES
from fourthp.directory.models import Import, Place, Service
from fourthp.directory.operations.edits import Edit, edit_service, note_export
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.imports.resolving import model_of
from fourthp.directory.queries.export import sheets_of
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_refuge,
    make_service,
)
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.partnership.models import Label, Role
from fourthp.partnership.tests.makers import (
    make_agency,
    make_audience,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db

# What is another row's id, or says where a row came from.
NOT_SAID = {"id", "source", "source_id", "local_fields", "link_id", "resource_id"}


def exported(reader=None) -> bytes:
    return b"".join(package_chunks(sheets_of(reader, today=date(2026, 3, 2))))


def said() -> dict[str, list[str]]:
    """Return what every row says, without ids."""
    found = {}
    for table in TABLES:
        model = model_of(table)
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in NOT_SAID and not field.is_relation
        ]
        rows = [
            {n: v for n, v in row.items() if n != "last_modified"}
            for row in model._base_manager.values(*names)
        ]
        found[table] = sorted(str(row) for row in rows)
    return found


def bring(path, source="city") -> Import:
    return apply_import(plan_import(path, source=source), by=Host(), now=now())


class TestExport:
    def test_gives_back_what_came_also_what_is_not_modelled(self, tmp_path):
        tables = plain()
        tables["services"][0] |= {
            "colour": "blue",
            "description": "=1+1",
            "minimum_age": "18",
        }
        tables["phones"] = [
            {"id": "p1", "service_id": "s1", "number": "+44 121 496 0001"},
        ]
        tables["languages"] = [
            {"id": "g1", "service_id": "s1", "language": "Polish by request"},
        ]
        tables["eligibilities"] = [
            {"id": "e1", "service_id": "s1", "eligibility": "women"}
        ]
        made = bring(make_package(tmp_path, **tables))
        before = said()
        assert before["service"]
        out = tmp_path / "out.zip"
        out.write_bytes(exported())
        undo_import(made, by=Host(), now=now())
        Place.objects.all().delete()
        assert not Service.objects.exists()
        bring(out, source="ourselves")
        assert said() == before
        assert Service.objects.get().extra["colour"] == "blue"

    def test_changes_nothing_when_it_comes_back_twice(self, tmp_path):
        made = bring(make_package(tmp_path, **plain()))
        out = tmp_path / "out.zip"
        out.write_bytes(exported())
        undo_import(made, by=Host(), now=now())
        bring(out, source="ourselves")
        assert plan_import(out, source="ourselves").changes_nothing()

    def test_gives_a_reader_only_what_she_may_see(self):
        hidden = make_service("Quiet words", label=Label.AMBER)
        make_phone(hidden, "0121 496 0999")
        make_address(make_location(make_service()), address_1="1 Quay Street")
        content = text_of(exported())
        assert "Harbour drop-in" in content
        assert "1 Quay Street" in content
        assert "Quiet words" not in content
        assert "0121 496 0999" not in content

    def test_says_that_a_place_is_confidential_and_keeps_it_so(self, tmp_path):
        make_refuge("Safe stay", label=Label.CLEAR)
        out = tmp_path / "out.zip"
        out.write_bytes(exported())
        bring(out, source="ourselves")
        assert Service.objects.filter(place_is_confidential=True).count() == 2

    def test_gives_the_status_that_holds_on_the_day(self):
        make_service("Shut", closed_from=date(2026, 3, 1))
        make_service("Open again", status="temporarily closed", reopens_on="2026-03-01")
        lines = text_of(exported()).splitlines()
        (shut,) = [line for line in lines if "Shut" in line]
        (again,) = [line for line in lines if "Open again" in line]
        assert "temporarily closed" in shut
        assert "temporarily closed" not in again

    def test_no_cell_is_a_formula(self):
        make_service("=cmd()|x")
        assert ",'=cmd()|x" in text_of(exported())

    def test_describes_itself(self):
        make_service()
        with zipfile.ZipFile(io.BytesIO(exported())) as found:
            assert "datapackage.json" in found.namelist()
            assert b'"service.csv"' in found.read("datapackage.json")


def fill(table: str, **links) -> Model:
    """Make a row of a table with a marker of its own in every text that it has."""
    model = model_of(table)
    words = {
        field.name: f"zq{table}{field.name}"[: field.max_length]
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not field.choices
        and field.name not in NOT_SAID | UNMARKED
    }
    return model._base_manager.create(**(words | links))


def fill_all(service: Service) -> None:
    """Hang a row of every table on a service, by the longest way there is."""
    at = fill("service_at_location", service=service, location=fill("location"))
    contact = fill("contact", service_at_location=at)
    phone = fill("phone", contact=contact)
    language = fill("language", phone=phone)
    for table in ("address", "accessibility"):
        fill(table, location=at.location)
    for table in ("schedule", "service_area"):
        fill(table, service_at_location=at)
    for table in ("required_document", "cost_option", "funding", "url"):
        fill(table, service=service)
    fill("eligibility", service=service, facet="other")
    fill("service_capacity", service=service, unit=fill("unit"), available=1)
    term = fill("taxonomy_term", taxonomy=fill("taxonomy"))
    named = {"link_entity": "phone", "link_id": phone.pk}
    attribute = fill("attribute", taxonomy_term=term, **named)
    for kind, row in (("language", language), ("attribute", attribute)):
        fill("metadata", resource_type=kind, resource_id=row.pk)


# Of a word that says what kind of row is meant, of three letters, of two.
UNMARKED = {"currency", "wkst", "link_entity", "resource_type", "status_before"}
# A vocabulary, and whoever is named to everyone, hang on no listing.
HANG_ON_NOTHING = {"organization", "taxonomy", "taxonomy_term", "unit", "program"}
HANG_ON_NOTHING |= {"organization_identifier", OTHER}


def told(reader=None) -> set[str]:
    """Return the tables whose markers an export tells."""
    said = text_of(exported(reader))
    return {table for table in TABLES if f"zq{table}" in said} - HANG_ON_NOTHING


class TestWhatStandsOnTheUnseen:
    @pytest.fixture
    def unseen(self):
        fill_all(fill("service", organization=make_agency(), label=Label.RED))
        return make_member(role=Role.COORDINATOR)

    def test_is_unseen_in_every_table(self, unseen):
        assert told(unseen) == set()
        assert not any("zq" in row for rows in sheets_said() for row in rows)

    def test_without_the_one_question_would_be_told(self, unseen, nothing_is_hidden):
        assert told(unseen) == set(TABLES) - HANG_ON_NOTHING

    def test_a_note_of_a_row_that_is_gone_is_not_told(self):
        fill("metadata", resource_type="phone", resource_id=new_id())
        assert told() == set()

    def test_what_is_only_mentioned_is_left_out_of_its_row(self):
        hidden = make_agency("Hidden", place_is_confidential=True)
        program = fill("program", organization=hidden)
        make_service("Open", program=program, organization=make_agency(parent=hidden))
        said = text_of(exported())
        assert "Open" in said
        assert str(hidden.pk) not in said
        assert str(program.pk) not in said


def sheets_said() -> list[list[str]]:
    return [
        [" ".join(row) for row in sheet.rows]
        for sheet in sheets_of(None, today=date(2026, 3, 2))
        if sheet.name not in HANG_ON_NOTHING
    ]


class TestTheLabel:
    def brought(self, tmp_path, reader) -> Service:
        out = tmp_path / "out.zip"
        out.write_bytes(exported(reader))
        bring(out, source="ourselves")
        return Service.objects.get(source="ourselves")

    def test_travels(self, tmp_path):
        make_service(label=Label.GREEN)
        found = self.brought(tmp_path, make_member(role=Role.EDITOR))
        assert found.label == Label.GREEN

    def test_of_a_narrower_audience_lets_nobody_in(self, tmp_path):
        editor = make_member(role=Role.EDITOR)
        for_editors = make_audience({"role": Role.EDITOR})
        make_service(label=Label.CLEAR, audience=for_editors)
        found = self.brought(tmp_path, editor)
        assert found.label == Label.AMBER
        assert not Service.objects.filter(pk=found.pk).visible_to(editor).exists()


def test_gives_back_a_cell_that_could_not_be_read(tmp_path):
    tables = plain()
    tables["services"][0] |= {"status": "open-ish", "minimum_age": "eighteen"}
    bring(make_package(tmp_path, **tables))
    assert "open-ish" in text_of(exported())
    edit = Edit({"status": "inactive"})
    edit_service(Service.objects.get(), edit, by=Host(), now=now())
    said = text_of(exported())
    assert "open-ish" not in said
    assert "eighteen" in said


def text_of(package: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        return "".join(found.read(name).decode() for name in found.namelist())


class TestNoteExport:
    def test_leaves_a_line_in_the_read_log(self):
        person = make_member(role=Role.EDITOR)
        note_export(by=person)
        read = Read.objects.get()
        assert (read.act, read.role) == (Read.Act.EXPORTED, "editor")

    @pytest.mark.parametrize("first", [True, False])
    def test_names_the_seat_that_may_export(self, first):
        person = make_person()
        seats = [
            {"agency": make_member_agency("Quay Housing")},
            {"agency": make_member_agency("Harbour Aid"), "role": Role.EDITOR},
            {"role": Role.COORDINATOR, "from_on": today()},
        ]
        for seat in seats if first else reversed(seats):
            make_seat(person, **seat)
        note_export(by=person)
        read = Read.objects.get()
        assert (read.agency_id, read.role) == (str(seats[1]["agency"].pk), "editor")

    def test_is_not_for_everyone(self):
        with pytest.raises(PermissionDenied):
            note_export(by=make_member(role=Role.OBSERVER))


class TestKeptForNobody:
    def test_a_column_of_a_table_that_nobody_is_shown_does_not_go_out(self):
        service = make_service("Desk")
        service.extra = {"column their code": "kingfisher", "colour": "lantern"}
        service.save(update_fields=["extra"])
        with zipfile.ZipFile(io.BytesIO(exported())) as package:
            text = "".join(package.read(name).decode() for name in package.namelist())
        assert "lantern" in text
        assert "kingfisher" not in text
        assert "their code" not in text
