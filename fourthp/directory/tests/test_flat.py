"""One flat table, a service a row."""

import csv
from datetime import date, time
from pathlib import Path

import pytest

from fourthp.directory.formats.columns import HIDES, LEFT_OUT
from fourthp.directory.formats.flat import read_flat
from fourthp.directory.formats.reasons import HOURS_UNREAD, SAME_SERVICE
from fourthp.directory.models import (
    Address,
    Attribute,
    Columns,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
)
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import FlatTable, Plan, plan_import
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.reading import Numbered
from fourthp.partnership.models import Agency

HEADS = {
    "organisation": "organization.name",
    "service": "service.name",
    "tel": "phone.number",
    "languages": "language.name",
    "hours": "schedule.description",
    "address": "address.address_1",
    "town": "address.city",
    "category": "taxonomy_term.name",
}
ROW = {
    "organisation": "Harbour Aid",
    "service": "Drop-in",
    "tel": "0121 496 0001 / 0121 496 0002",
    "languages": "Romanian, Albanian; Polish",
    "hours": "Mon-Fri 9am-5pm; Sat 10:00 to 12:00",
    "address": "1 Quay Street",
    "town": "Coventry",
    "category": "Advice; Housing",
    "colour": "blue",
}

pytestmark = pytest.mark.django_db


def table(path: Path, *rows: dict[str, str]) -> Path:
    made = path / "list.csv"
    with made.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(ROW))
        writer.writeheader()
        writer.writerows(rows)
    return made


def plan(path: Path, *rows: dict[str, str]) -> Plan:
    flat = FlatTable(HEADS)
    return plan_import(table(path, *rows), source="sheet", flat=flat)


class TestReadFlat:
    def test_brings_every_detail_of_a_row(self, tmp_path):
        apply_import(plan(tmp_path, ROW), by=Host(), now=now())
        service = Service.objects.get()
        assert service.name == "Drop-in"
        assert service.organization.name == "Harbour Aid"
        assert service.extra == {"column colour": "blue"}
        numbers = list(Phone.objects.order_by("pk").values_list("number", flat=True))
        assert sorted(numbers) == ["0121 496 0001", "0121 496 0002"]
        spoken = set(Language.objects.values_list("name", flat=True))
        assert spoken == {"Romanian", "Albanian", "Polish"}
        terms = set(Attribute.objects.values_list("taxonomy_term__name", flat=True))
        assert terms == {"Advice", "Housing"}
        rules = set(Schedule.objects.values_list("byday", "opens_at", "closes_at"))
        assert rules == {
            ("MO,TU,WE,TH,FR", time(9), time(17)),
            ("SA", time(10), time(12)),
        }
        assert service.open_intervals.count() > 40

    def test_brings_an_agency_once_for_all_its_services(self, tmp_path):
        other = ROW | {"service": "Night stay"}
        found = plan(tmp_path, ROW, other)
        assert found.counts()["organization"] == {"new": 1}
        assert found.counts()["service"] == {"new": 2}

    def test_changes_nothing_when_the_same_list_comes_again(self, tmp_path):
        rows = (ROW, ROW | {"service": "Night stay"}, ROW)
        apply_import(plan(tmp_path, *rows), by=Host(), now=now())
        assert plan(tmp_path, *rows).changes_nothing()

    def test_holds_a_row_that_names_nothing_and_takes_the_rest(self, tmp_path):
        nameless = ROW | {"organisation": "", "service": ""}
        found = plan(tmp_path, nameless, ROW)
        assert [(h.table, h.row, h.field) for h in found.held] == [
            ("service", 2, "name")
        ]
        assert found.counts()["service"] == {"new": 1}

    @pytest.mark.parametrize("name", ["-", "\u200b", "…", "n/a"])
    def test_takes_no_mark_for_a_name(self, tmp_path, name):
        found = plan(tmp_path, ROW | {"service": name, "organisation": name}, ROW)
        assert [(h.row, h.reason) for h in found.held] == [(2, "is missing")]
        assert len(found.make["service"]) == 1

    def test_brings_rows_without_an_agency_under_the_one_that_was_said(self, tmp_path):
        rows = (ROW | {"organisation": ""}, ROW | {"service": "Night stay"})
        before = plan_import(table(tmp_path, *rows), source="a", flat=FlatTable(HEADS))
        apply_import(before, by=Host(), now=now())
        assert Agency.objects.count() == 2
        flat = FlatTable(HEADS, agency="Quay Trust")
        found = plan_import(table(tmp_path, *rows), source="a", flat=flat)
        apply_import(found, by=Host(), now=now())
        drop_in, night = Service.objects.order_by("name")
        assert drop_in.organization.name == "Quay Trust"
        assert night.organization.name == "Harbour Aid"
        assert found.counts()["service"] == {"changed": 1, "same": 1}

    def test_brings_when_a_row_was_last_changed(self, tmp_path):
        flat = FlatTable(HEADS | {"colour": "service.last_modified"})
        made = table(tmp_path, ROW | {"colour": "2026-02-03"})
        apply_import(plan_import(made, source="a", flat=flat), by=Host(), now=now())
        assert Service.objects.get().last_modified.date() == date(2026, 2, 3)

    def test_keeps_hours_that_cannot_be_read_as_words_and_says_so(self, tmp_path):
        found = plan(tmp_path, ROW | {"hours": "by appointment"}, ROW)
        assert [(h.table, h.row, h.reason) for h in found.held] == [
            ("schedule", 2, HOURS_UNREAD),
            ("service", 3, SAME_SERVICE),
        ]
        apply_import(found, by=Host(), now=now())
        words = Schedule.objects.get(description="by appointment")
        assert (words.freq, words.opens_at) == ("", None)

    def test_keeps_no_word_of_a_place_said_to_be_confidential(self, tmp_path):
        hidden = ROW | {"address": "Confidential", "town": "Mill Lane"}
        found = plan(tmp_path, hidden)
        apply_import(found, by=Host(), now=now())
        assert Service.objects.get().place_is_confidential
        assert not Location.objects.exclude(latitude=None).exists()
        assert "Mill Lane" not in str([list(Location.objects.values()), found.held])

    def test_brings_nothing_of_a_column_that_is_left_out(self, tmp_path):
        flat = FlatTable(HEADS | {"colour": LEFT_OUT})
        found = plan_import(table(tmp_path, ROW), source="sheet", flat=flat)
        apply_import(found, by=Host(), now=now())
        assert Service.objects.get().extra == {}

    @pytest.mark.parametrize(
        ("cell", "is_hidden"),
        [("yes", True), ("X", True), ("refuge!", True), ("No", False), ("", False)],
    )
    def test_hides_the_place_of_a_row_that_does_not_say_no(
        self, tmp_path, cell, is_hidden
    ):
        flat = FlatTable(HEADS | {"colour": HIDES})
        made = table(tmp_path, ROW | {"colour": cell})
        apply_import(plan_import(made, source="a", flat=flat), by=Host(), now=now())
        assert Service.objects.get().place_is_confidential is is_hidden
        assert Address.objects.exists() is not is_hidden

    def test_refuses_a_table_in_which_no_row_has_a_name(self, tmp_path):
        with pytest.raises(TableRefused):
            plan(tmp_path, ROW | {"organisation": "", "service": ""})


TRUSTS = "R0A,HARBOUR TRUST ,1 Quay Street,CITY,AB1 2CD\nR0B,MILL TRUST,,,\n"
PARTS = {"1": "id", "2": "organization.name"}


def trusts(path: Path, chosen: dict[str, str], text: str = TRUSTS) -> Plan:
    made = path / "trusts.csv"
    made.write_text(text)
    flat = FlatTable(chosen, header_at=0)
    return plan_import(made, source="trusts", flat=flat)


class TestATableOfAgencies:
    def test_without_a_header_brings_each_row_and_no_service(self, tmp_path):
        apply_import(trusts(tmp_path, PARTS), by=Host(), now=now())
        found = Agency.objects.order_by("source_id")
        assert [a.name for a in found] == ["HARBOUR TRUST", "MILL TRUST"]
        assert found[0].extra["column 5"] == "AB1 2CD"
        assert not Service.objects.exists()
        assert trusts(tmp_path, PARTS).changes_nothing()

    def test_brings_their_places(self, tmp_path):
        places = {"3": "address.address_1", "5": "address.postal_code"}
        apply_import(trusts(tmp_path, PARTS | places), by=Host(), now=now())
        address = Address.objects.get()
        assert (address.address_1, address.postal_code) == ("1 Quay Street", "AB1 2CD")
        assert address.location.organization.name == "HARBOUR TRUST"

    def test_keeps_no_word_of_a_row_that_says_it_is_confidential(self, tmp_path):
        text = f"{TRUSTS}R0C,QUIET TRUST,Confidential,Mill Lane,\n,,x,,\n"
        found = trusts(tmp_path, PARTS, text)
        apply_import(found, by=Host(), now=now())
        assert "Mill Lane" not in str(list(Agency.objects.values()))
        assert {(h.row, h.reason) for h in found.held} >= {
            (3, "the place is confidential"),
            (4, "is missing"),
        }

    def test_keeps_no_place_of_a_row_that_hides_it(self, tmp_path):
        chosen = PARTS | {"3": "address.address_1", "4": HIDES}
        apply_import(trusts(tmp_path, chosen), by=Host(), now=now())
        hidden = Agency.objects.filter(place_is_confidential=True)
        assert [a.name for a in hidden] == ["HARBOUR TRUST"]
        assert not Address.objects.exists()

    def test_that_says_more_is_a_table_of_services(self, tmp_path):
        found = trusts(tmp_path, {"2": "organization.name", "3": "phone.number"})
        assert found.counts()["service"] == {"new": 2}

    def test_holds_a_cell_beyond_the_columns(self, tmp_path):
        for chosen in (PARTS, {"2": "service.name"}):
            found = trusts(tmp_path, chosen, "R0A,HARBOUR TRUST\nR0B,MILL,x\n")
            reasons = {(h.row, h.reason) for h in found.held}
            assert (2, "stands in a column without a name") in reasons


def test_a_saved_choice_has_one_name():
    Columns.objects.create(name="Council list", chosen=HEADS)
    assert str(Columns.objects.get()) == "Council list"


def test_a_closed_day_makes_the_others_no_less_sure(tmp_path):
    made = plan(tmp_path, ROW | {"hours": "Mon-Fri 9-5, Sat & Sun closed"})
    apply_import(made, by=Host(), now=now())
    [row] = Schedule.objects.all()
    assert (row.byday, row.opens_at, row.description) == (
        "MO,TU,WE,TH,FR",
        time(9),
        "",
    )
    assert not [held for held in made.held if held.reason == HOURS_UNREAD]


def test_reads_days_as_its_column_writes_them():
    rows = [
        {"Agency": "A", "Service": "One", "Updated": "03/04/2024"},
        {"Agency": "A", "Service": "Two", "Updated": "15/03/2024"},
    ]
    chosen = {
        "Agency": "organization.name",
        "Service": "service.name",
        "Updated": "service.last_modified",
    }
    package = read_flat([Numbered(at, row) for at, row in enumerate(rows, 2)], chosen)
    said = [row.values["last_modified"] for row in package.rows["service"].values()]
    assert [f"{one:%Y-%m-%d}" for one in said] == ["2024-04-03", "2024-03-15"]
    alone = read_flat([Numbered(2, rows[0])], chosen)
    [held] = alone.held
    assert (held.field, held.row) == ("last_modified", 2)


def test_a_column_of_days_that_is_gone_empties_nothing():
    row = Numbered(2, {"Agency": "A", "Service": "One"})
    chosen = {
        "Agency": "organization.name",
        "Service": "service.name",
        "Updated": "service.last_modified",
    }
    [service] = read_flat([row], chosen).rows["service"].values()
    assert "last_modified" not in service.values
    emptied = Numbered(2, row.cells | {"Updated": ""})
    [service] = read_flat([emptied], chosen).rows["service"].values()
    assert service.values["last_modified"] is None
