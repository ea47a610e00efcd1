"""Tables that are not known here: kept to be given back, unless they tell a place."""

import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from fourthp.directory.formats import others
from fourthp.directory.models import HeldRow, Import, OtherTable, Service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports import keeping
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.export import sheets_of
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.foundation.models import RevisionPart
from fourthp.partnership.models import Agency, Label

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECRET = "12 Mill Lane"
NOTES = [{"id": "1", "note": "Soup"}, {"id": "2", "note": f"Ring at {SECRET}"}]

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(tmp_path):
    times = iter(MONDAY + timedelta(minutes=n) for n in range(60))

    def do(**tables) -> Import:
        plan = plan_import(make_package(tmp_path, **tables), source="city")
        return apply_import(plan, by=Host(), now=next(times))

    return do


def held() -> set[tuple[str, int, str]]:
    return set(HeldRow.objects.values_list("table", "row", "reason"))


def everything_kept() -> str:
    return str(
        [
            list(model._base_manager.values())
            for model in apps.get_models()
            if model.__module__.startswith("fourthp.")
        ]
    )


def hidden() -> dict:
    tables = plain()
    tables["physical_addresses"][0]["address_1"] = "Confidential"
    return tables


class TestKeeping:
    def test_says_so_and_gives_them_back(self, bring):
        bring(
            **plain(), notes=NOTES, meta_table_descriptions=[{"id": "1", "name": "x"}]
        )
        assert held() == {
            ("notes", 0, "this table is not known here: it is kept"),
            ("meta_table_descriptions", 0, "this table is not known here: it is kept"),
        }
        sheets = {sheet.name: sheet for sheet in sheets_of(None, today=today())}
        assert list(sheets["notes"].header) == ["id", "note"]
        assert list(sheets["notes"].rows) == [["1", "Soup"], ["2", NOTES[1]["note"]]]
        assert "meta_table_descriptions" in sheets

    def test_of_a_source_with_something_unseen_are_not_given(self, bring):
        bring(**plain(), notes=NOTES)
        names = {sheet.name for sheet in sheets_of(None, today=today())}
        assert "notes" in names
        Service.objects.update(label=Label.RED)
        names = {sheet.name for sheet in sheets_of(None, today=today())}
        assert "notes" not in names

    def test_changes_nothing_when_they_come_again(self, bring):
        bring(**plain(), notes=NOTES)
        assert bring(**plain(), notes=NOTES).revision_id is None

    def test_follows_what_the_source_has_and_is_undone_to_the_row(self, bring):
        first = bring(**plain(), notes=NOTES)
        second = bring(**plain(), notes=NOTES[:1])
        assert len(OtherTable.objects.get().rows) == 1
        third = bring(**plain())
        assert not OtherTable.objects.exists()
        for made in (third, second):
            undo_import(made, by=Host(), now=MONDAY + timedelta(days=1))
        assert len(OtherTable.objects.get().rows) == 2
        undo_import(first, by=Host(), now=MONDAY + timedelta(days=1))
        assert not OtherTable.objects.exists()

    @pytest.mark.parametrize(
        ("limit", "most"),
        [("MOST_ROWS", 1), ("MOST_CHARACTERS", 5), ("MOST_TABLES", 0)],
    )
    def test_has_a_limit(self, bring, monkeypatch, limit, most):
        monkeypatch.setattr(others, limit, most)
        bring(**plain(), notes=NOTES)
        assert not OtherTable.objects.exists()
        assert held() == {
            ("notes", 0, "this table is not known here, and too large to be kept")
        }

    def test_holds_what_is_no_table(self, tmp_path):
        made = make_package(tmp_path, **plain())
        with zipfile.ZipFile(made, "a") as package:
            package.writestr("12 Mill Lane.pdf", b"%PDF")
            package.writestr("photo.txt", b"\0\0\0")
            package.writestr("a/notes.csv", "id\n1\n")
            package.writestr("b/notes.csv", "id\n2\n")
        plan = plan_import(made, source="city")
        assert {(h.table, h.reason) for h in plan.held} == {
            ("–", "this file is no table that is read"),
            ("photo", "this file is no table that is read"),
            ("notes", "this table is not known here: it is kept"),
            ("notes", "is repeated"),
        }

    def test_says_where_a_cell_stands_under_no_name(self, tmp_path):
        made = make_package(tmp_path, **plain())
        with zipfile.ZipFile(made, "a") as package:
            package.writestr("notes.csv", "id,\n1,x\n")
            package.writestr("phones.csv", "id,service_id,number,\n1,s1,2,x\n")
        plan = plan_import(made, source="city")
        said = {(h.table, h.row, h.reason) for h in plan.held}
        assert ("notes", 2, "stands in a column without a name") in said
        assert ("phone", 2, "stands in a column without a name") in said

    def test_reads_no_file_as_a_table_of_its_own(self, bring):
        bring(**plain(), other_tables=[{"id": "1", "rows": "x"}])
        assert OtherTable.objects.get().rows == [[2, "1", "x"]]


class TestBesideWhatIsConfidential:
    def test_no_row_that_may_tell_a_place_is_kept(self, bring):
        bring(**hidden(), notes=NOTES)
        assert OtherTable.objects.get().rows == [[2, "1", "Soup"]]
        assert ("notes", 3, "may tell a confidential place") in held()
        assert "Mill" not in everything_kept()

    def test_without_that_rule_the_place_would_be_kept(self, bring, monkeypatch):
        monkeypatch.setattr(keeping, "_tells", lambda *_: False)
        bring(**hidden(), notes=NOTES)
        assert SECRET in everything_kept()

    def test_a_table_that_says_so_itself_is_read_so(self, bring):
        notes = [*NOTES, {"id": "3", "note": "address withheld"}]
        bring(**plain(), notes=notes)
        assert SECRET not in everything_kept()

    def test_what_is_hidden_here_already_is_asked_too(self, bring):
        agency = {"organizations": plain()["organizations"]}
        bring(**agency)
        Agency.objects.update(place_is_confidential=True)
        bring(**agency, notes=NOTES)
        assert SECRET not in everything_kept()

    def test_a_place_split_over_cells_or_in_the_header_is_seen(self, bring):
        rows = [{"n": "12", "street": "Mill Lane", "1 Quay Street": "x"}]
        bring(**hidden(), notes=rows)
        assert OtherTable.objects.get().rows == []
        assert "Quay" not in everything_kept()

    @pytest.mark.parametrize("stays", [True, False])
    def test_turning_confidential_leaves_the_place_nowhere(self, bring, stays):
        bring(**plain(), notes=NOTES)
        assert SECRET in everything_kept()
        bring(**plain(), notes=[NOTES[1]])
        last = bring(**hidden(), **({"notes": NOTES} if stays else {}))
        assert SECRET not in everything_kept()
        undo_import(last, by=Host(), now=MONDAY + timedelta(days=1))
        assert SECRET not in everything_kept()

    def test_hiding_by_hand_takes_the_place_out_too(self, bring):
        bring(**plain(), notes=NOTES)
        bring(**plain(), notes=[NOTES[1]])
        make_confidential(Service.objects.get(), by=Host(), region=None)
        assert OtherTable.objects.get().rows == []
        parts = RevisionPart.objects.filter(model="directory.OtherTable")
        assert SECRET not in str(list(parts.values_list("rows", flat=True)))
