"""What no cell and no file should hold: held or refused in words, never a fault."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from fourthp.directory.formats.values import CannotRead, amount, count, moment, whole
from fourthp.directory.models import CostOption, HeldRow, Phone, Service
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.drafts import hand_in, read_draft
from fourthp.directory.operations.imports.planning import Plan, plan_import
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now

pytestmark = pytest.mark.django_db

NUMBERS = ("sNaN", "-Infinity", "1e400", "9" * 400, "-1", "²", "0x10")
ENDS = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")
DAYS = ("10000-01-01", "2024-02-30", "0000-01-01", "2024-01-01T25:00")
UUID = "0195f0de-0000-7000-8000-00000000000a"


def bring(path: Path, tables: dict) -> Plan:
    made = make_package(path, **tables)
    plan = plan_import(made, source="city")
    apply_import(plan, by=Host(), now=now())
    assert plan_import(made, source="city").changes_nothing()
    return plan


class TestACell:
    @pytest.mark.parametrize(
        ("table", "column", "cells"),
        [
            ("services", "minimum_age", NUMBERS),
            ("services", "last_modified", ENDS + DAYS),
            ("services", "assured_date", DAYS),
            ("services", "closed_from", DAYS),
            ("locations", "latitude", ("sNaN", "Infinity", "1e400")),
            ("regular_schedules", "count", NUMBERS),
            ("regular_schedules", "interval", NUMBERS),
            ("regular_schedules", "opens_at", ("25:00", "-1:00", "9999")),
            ("cost_options", "amount", ("sNaN", "Infinity", "99999999.999")),
            ("service_capacities", "available", ("sNaN", "-5", "1e9")),
        ],
    )
    def test_that_cannot_be_kept_is_held(self, tmp_path, table, column, cells):
        for cell in cells:
            tables = plain() | {"units": [{"id": "u1", "name": "bed"}]}
            tables.setdefault(table, [{"id": "x", "service_id": "s1", "unit_id": "u1"}])
            tables[table][0][column] = cell
            plan = bring(tmp_path, tables)
            assert plan.held, cell
        assert Service.objects.get().name == "Drop-in"

    def test_at_the_end_of_the_calendar_comes_in(self, tmp_path):
        tables = plain()
        tables["services"][0] |= {"assured_date": "9999-12-31"}
        tables["regular_schedules"][0] |= {"valid_from": "0001-01-01", "count": "0"}
        tables["regular_schedules"][0] |= {"until": "9999-12-31", "bymonthday": "99,x"}
        bring(tmp_path, tables)
        assert Service.objects.get().assured_date == date.max

    def test_with_more_decimals_than_are_kept_is_the_same_again(self, tmp_path):
        costs = [{"id": "c1", "service_id": "s1", "amount": "12.345"}]
        bring(tmp_path, plain() | {"cost_options": costs})
        assert str(CostOption.objects.get().amount) == "12.34"

    @pytest.mark.parametrize(
        ("reader", "cell"),
        [(whole, "sNaN"), (whole, "1.5"), (amount, "sNaN"), (count, "-0.01")]
        + [(moment, cell) for cell in ENDS],
    )
    def test_has_a_reason(self, reader, cell):
        with pytest.raises(CannotRead):
            reader(cell)


class TestOneUuidSpeltTwice:
    def test_is_one_row_and_the_second_is_held(self, tmp_path):
        tables = plain()
        second = tables["services"][0] | {"id": UUID.upper(), "name": "Other"}
        tables["services"] = [tables["services"][0] | {"id": UUID}, second]
        tables["services_at_location"][0]["service_id"] = UUID.upper()
        tables["regular_schedules"][0]["service_id"] = UUID.upper()
        number = {"id": UUID, "service_id": UUID, "number": "1"}
        tables["phones"] = [number, number | {"id": UUID.upper(), "number": "2"}]
        bring(tmp_path, tables)
        service = Service.objects.get()
        assert (str(service.pk), service.name) == (UUID, "Drop-in")
        assert service.schedules.count() == 1
        # A language may hang on a telephone: of one with the same id nobody could tell.
        assert set(Phone.objects.values_list("number", flat=True)) == {"1"}
        assert HeldRow.objects.filter(reason="is repeated").exists()


def packed_as(path: Path, method: int) -> None:
    """Write a zip whose member says that it is packed in some way."""
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("services.csv", "id,name\n1,a\n")
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = data.index(mark) + at
        data[start : start + 2] = method.to_bytes(2, "little")
    path.write_bytes(bytes(data))


OTHERS = {
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "photo": b"\xff\xd8\xff\xe0\x10JFIF" + bytes(range(1, 256)) * 40,
    "pdf": b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n",
    "page": b"\n <!DOCTYPE html><html><body>Not found</body></html>",
    "data": b'{"name": "services", "resources": []}',
    "packed": b"\x1f\x8b\x08\x01" + bytes(range(1, 256)) * 10,
    "empty": b"",
    "empty zip": b"PK\x05\x06" + b"\0" * 18,
    "cut": b"PK\x03\x04",
    "old Excel": b"\xd0\xcf\x11\xe0" + b"\0" * 100,
}


class TestAFileNamedAsAPackage:
    def said(self, path: Path) -> str:
        given = {"source": "city", "file_name": "a.zip", "columns": None}
        draft = hand_in([path.read_bytes()], **given, by=Host(), now=now())
        draft = read_draft(draft, lambda *_told: None)
        assert draft.state == draft.State.REFUSED
        return draft.said

    @pytest.mark.parametrize("kind", list(OTHERS))
    def test_that_is_none_is_refused_in_a_sentence(self, tmp_path, kind):
        path = tmp_path / "a.zip"
        path.write_bytes(OTHERS[kind])
        assert self.said(path).endswith(".")

    @pytest.mark.parametrize("method", [1, 6, 9, 12, 14, 93, 99])
    def test_that_is_packed_in_another_way_is_refused(self, tmp_path, method):
        path = tmp_path / "a.zip"
        packed_as(path, method)
        assert self.said(path).endswith(".")

    def test_that_is_damaged_inside_is_refused(self, tmp_path):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("services.csv", "id,name\n" + "1,a\n" * 100)
        data = bytearray(path.read_bytes())
        data[45:60] = b"\xff" * 15
        path.write_bytes(bytes(data))
        assert self.said(path).endswith(".")
