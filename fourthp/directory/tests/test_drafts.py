"""A directory is handed in, read, looked at, imported or thrown away."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from fourthp.audit.models import Entry
from fourthp.directory.models import Columns, Draft, HeldRow, Import, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.imports.columns import save_columns
from fourthp.directory.operations.imports.drafts import (
    Choice,
    DifferenceIsOld,
    apply_draft,
    choose_columns,
    forget_drafts,
    hand_in,
    read_draft,
    throw_away,
)
from fourthp.directory.queries.imports import reads_as_last_time
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.clock import now
from fourthp.foundation.seals import FileIsGone, opened_file
from fourthp.foundation.tables.writing import xlsx_bytes

SECRET = "12 Mill Lane"
AGENCY = "Harbour Aid"

pytestmark = pytest.mark.django_db


def silent(_done: int, _total: int, _doing: str = "") -> None:
    pass


def make_draft(path: Path, *, columns: Columns | None = None) -> Draft:
    return hand_in(
        [path.read_bytes()],
        source="city",
        file_name=path.name,
        columns=columns,
        by=Host(),
        now=now(),
    )


def package(path: Path, **more) -> Path:
    return make_package(path, **(plain() | more))


def flat(path: Path, text: str) -> Path:
    made = path / "list.csv"
    made.write_text(text)
    return made


class TestHandIn:
    def test_keeps_nothing_readable_of_the_file(self, tmp_path, settings):
        settings.HOME = tmp_path / "home"
        draft = make_draft(flat(tmp_path, f"service,address\nStay,{SECRET}\n"))
        kept = [f for f in (settings.HOME / "files").rglob("*") if f.is_file()]
        assert len(kept) == 1
        assert SECRET.encode() not in kept[0].read_bytes()
        with opened_file(draft.file_key) as path:
            assert SECRET in path.read_text()
        assert len(list((settings.HOME / "files" / "kept").iterdir())) == 1

    def test_is_not_for_the_public(self, tmp_path):
        with pytest.raises(PermissionDenied):
            hand_in([], source="a", file_name="a", columns=None, by=Public(), now=now())


class TestReadDraft:
    def test_keeps_the_difference_of_a_package(self, tmp_path):
        draft = read_draft(make_draft(package(tmp_path)), silent)
        assert draft.state == Draft.State.READY
        assert draft.counts["service"] == {"new": 1}
        assert not Service.objects.exists()

    def test_ends_the_same_when_it_is_read_twice(self, tmp_path):
        bad = [{"id": "x", "service_id": "none", "number": "1"}]
        draft = make_draft(package(tmp_path, phones=bad))
        first = read_draft(draft, silent).digest
        held = HeldRow.objects.count()
        assert read_draft(draft, silent).digest == first
        assert HeldRow.objects.count() == held > 0

    def test_says_why_it_cannot_be_read(self, tmp_path):
        made = tmp_path / "a.zip"
        with zipfile.ZipFile(made, "w") as empty:
            empty.writestr("recipes.csv", "id\n1\n")
        draft = read_draft(make_draft(made), silent)
        assert draft.state == Draft.State.REFUSED
        assert draft.said

    def test_asks_for_the_columns_of_a_table_and_suggests_them(self, tmp_path):
        draft = read_draft(make_draft(flat(tmp_path, "service,tel\nStay,1\n")), silent)
        assert draft.state == Draft.State.COLUMNS
        assert draft.chosen == {"service": "service.name", "tel": "phone.number"}
        assert draft.columns() == [("service", "Stay"), ("tel", "1")]

    def test_keeps_cells_and_heads_sealed_for_they_may_be_a_street(
        self, tmp_path, settings
    ):
        file = flat(tmp_path, f"a,12 Acacia Avenue\n{SECRET},\n")
        draft = read_draft(make_draft(file), silent)
        assert draft.columns() == [("a", SECRET), ("12 acacia avenue", "")]
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM directory_draft")
            kept = str(cursor.fetchall()).lower()
        assert "mill" not in kept
        assert "acacia" not in kept
        settings.SECRET_KEY = "another key, as after a loss"
        assert Draft.objects.get().columns() == []

    def test_asks_nothing_when_the_choice_was_saved(self, tmp_path):
        saved = Columns.objects.create(
            name="ours", chosen={"what": "service.name", "tel": ""}, agency=AGENCY
        )
        file = flat(tmp_path, "what,tel\nStay,1\n")
        draft = read_draft(make_draft(file, columns=saved), silent)
        assert draft.state == Draft.State.READY
        assert draft.counts["service"] == {"new": 1}

    def test_asks_of_a_column_that_was_not_in_the_saved_choice(self, tmp_path):
        saved = Columns.objects.create(name="ours", chosen={"what": "service.name"})
        file = flat(tmp_path, "what,staff only,tel\nStay,a,1\n")
        draft = read_draft(make_draft(file, columns=saved), silent)
        assert (draft.state, bool(draft.said)) == (Draft.State.COLUMNS, True)
        assert draft.chosen == {
            "what": "service.name",
            "staff only": "left-out",
            "tel": "phone.number",
        }

    def test_asks_again_when_the_choice_reads_nothing(self, tmp_path):
        saved = Columns.objects.create(name="ours", chosen={"tel": "phone.number"})
        file = flat(tmp_path, "what,tel\nStay,1\n")
        draft = read_draft(make_draft(file, columns=saved), silent)
        assert (draft.state, bool(draft.said)) == (Draft.State.COLUMNS, True)

    def test_asks_whose_services_these_are_where_no_column_says_it(self, tmp_path):
        draft = read_draft(make_draft(flat(tmp_path, "service\nStay\nRest\n")), silent)
        assert (draft.state, draft.agency) == (Draft.State.COLUMNS, "")
        assert "whose services" in draft.said
        unsaid = choose_columns(draft, Choice(draft.chosen), by=Host())
        assert read_draft(unsaid, silent).state == Draft.State.COLUMNS
        choice = Choice(draft.chosen, agency=AGENCY)
        draft = read_draft(choose_columns(draft, choice, by=Host()), silent)
        assert draft.counts["organization"] == {"new": 1}
        assert draft.counts["service"] == {"new": 2}
        assert not draft.held_rows.exists()

    def test_asks_nothing_more_where_a_column_names_the_agency(self, tmp_path):
        file = flat(tmp_path, "service,provider\nStay,Harbour Aid\n")
        draft = read_draft(make_draft(file), silent)
        assert (draft.state, draft.said) == (Draft.State.COLUMNS, "")

    def test_reads_a_workbook_from_the_sheet_that_was_chosen(self, tmp_path):
        file = tmp_path / "list.xlsx"
        file.write_bytes(xlsx_bytes("March", ["what"], [["Stay"]]))
        for sheet in ("March", "gone"):
            draft = make_draft(file)
            Draft.objects.filter(pk=draft.pk).update(sheet=sheet)
            draft = read_draft(Draft.objects.get(pk=draft.pk), silent)
            assert draft.headers[0]["head"] == "what"

    def test_asks_for_other_columns_when_these_name_nobody(self, tmp_path):
        draft = read_draft(make_draft(flat(tmp_path, "what,tel\n,1\n")), silent)
        choice = Choice({"what": "service.name", "tel": "phone.number"}, agency=AGENCY)
        draft = read_draft(choose_columns(draft, choice, by=Host()), silent)
        assert draft.state == Draft.State.COLUMNS
        assert "names a service" in draft.said

    def test_says_so_when_there_is_nothing_below_the_header(self, tmp_path):
        draft = read_draft(make_draft(flat(tmp_path, "service,tel\n")), silent)
        assert draft.state == Draft.State.REFUSED
        assert draft.said == "There is no row below the header."

    def test_says_so_when_the_file_is_gone(self, tmp_path, settings):
        settings.HOME = tmp_path / "one"
        draft = make_draft(package(tmp_path))
        settings.HOME = tmp_path / "other"
        assert read_draft(draft, silent).state == Draft.State.REFUSED


class TestChooseColumns:
    def test_saves_the_choice_under_its_name(self, tmp_path):
        draft = read_draft(make_draft(flat(tmp_path, "what\nStay\n")), silent)
        choice = Choice({"what": "service.name"}, agency=AGENCY, save_as="ours")
        draft = read_draft(choose_columns(draft, choice, by=Host()), silent)
        assert draft.state == Draft.State.READY
        assert Columns.objects.get().chosen == {"what": "service.name"}

    def test_saves_nothing_that_was_given_no_name(self, tmp_path):
        draft = read_draft(make_draft(flat(tmp_path, "what\nStay\n")), silent)
        choose_columns(draft, Choice({"what": "service.name"}), by=Host())
        assert not Columns.objects.exists()

    def test_is_not_for_the_public(self, tmp_path):
        with pytest.raises(PermissionDenied):
            choose_columns(make_draft(package(tmp_path)), Choice(), by=Public())


class TestApplyDraft:
    def test_imports_what_was_shown_and_forgets_the_file(self, tmp_path):
        draft = read_draft(make_draft(package(tmp_path)), silent)
        key = draft.file_key
        made = apply_draft(draft, by=Host(), now=now(), progress=silent)
        assert Import.objects.get() == made
        assert Service.objects.count() == 1
        assert not Draft.objects.exists()
        with pytest.raises(FileIsGone), opened_file(key):
            pass

    def test_refuses_when_the_directory_has_changed_since_it_was_shown(self, tmp_path):
        apply_draft(
            read_draft(make_draft(package(tmp_path)), silent),
            by=Host(),
            now=now(),
            progress=silent,
        )
        changed = plain()
        changed["services"][0]["name"] = "Renamed"
        draft = read_draft(make_draft(make_package(tmp_path, **changed)), silent)
        edit_service(
            Service.objects.get(), Edit({"name": "Ours"}), by=Host(), now=now()
        )
        with pytest.raises(DifferenceIsOld):
            apply_draft(draft, by=Host(), now=now(), progress=silent)
        assert Service.objects.get().name == "Ours"
        draft.refresh_from_db()
        assert draft.counts["service"] == {"same": 1}

    def test_is_not_for_the_public(self, tmp_path):
        draft = read_draft(make_draft(package(tmp_path)), silent)
        with pytest.raises(PermissionDenied):
            apply_draft(draft, by=Public(), now=now(), progress=silent)


class TestTheSameColumnsAsLastTime:
    def bring(self, file: Path, choice: Choice) -> None:
        draft = read_draft(make_draft(file), silent)
        draft = read_draft(choose_columns(draft, choice, by=Host()), silent)
        apply_draft(draft, by=Host(), now=now(), progress=silent)

    def test_are_taken_without_asking(self, tmp_path):
        choice = Choice({"what": "service.name", "tel": ""}, agency=AGENCY)
        self.bring(flat(tmp_path, "what,tel\nStay,1\n"), choice)
        draft = read_draft(make_draft(flat(tmp_path, "tel,what\n1,Rest\n")), silent)
        assert draft.state == Draft.State.READY
        assert reads_as_last_time(draft)
        again = choose_columns(draft, Choice({"tel": "service.name"}), by=Host())
        assert not reads_as_last_time(again)

    def test_are_forgotten_when_nothing_was_imported(self, tmp_path):
        file = flat(tmp_path, "what\nStay\n")
        draft = read_draft(make_draft(file), silent)
        choose_columns(draft, Choice({"what": "service.name"}), by=Host())
        assert not reads_as_last_time(draft)
        assert read_draft(make_draft(file), silent).state == Draft.State.COLUMNS

    def test_never_hold_a_head_that_is_a_street(self, tmp_path):
        chosen = {"stay": "service.name", SECRET.lower(): "address.address_1"}
        choice = Choice(chosen, agency=AGENCY)
        self.bring(flat(tmp_path, f"Stay,{SECRET}\nRest,x\n"), choice)
        assert Columns.objects.get().chosen == {"stay": "service.name"}

    def test_are_looked_for_in_the_first_sheet_and_row_when_theirs_are_gone(
        self, tmp_path
    ):
        facts = {"sheet": "March", "header_at": 7, "agency": AGENCY}
        Columns.objects.create(name="city", chosen={"what": "service.name"}, **facts)
        draft = read_draft(make_draft(flat(tmp_path, "what\nStay\n")), silent)
        assert (draft.state, draft.header_at) == (Draft.State.READY, 1)

    def test_are_not_saved_by_the_public(self):
        with pytest.raises(PermissionDenied):
            save_columns("city", {}, sheet="", header_at=1, by=Public())


class TestThrowAway:
    def test_is_not_undone_by_a_reading_that_goes_on(self, tmp_path):
        draft = make_draft(package(tmp_path))
        throw_away(Draft.objects.get(), by=Host())
        with pytest.raises(Draft.DoesNotExist):
            read_draft(draft, silent)
        assert not Draft.objects.exists()

    def test_stops_an_import_that_has_begun_to_compare(self, tmp_path):
        draft = read_draft(make_draft(package(tmp_path)), silent)

        def meanwhile(*_told: object) -> None:
            Draft.objects.all().delete()

        with pytest.raises(Draft.DoesNotExist):
            apply_draft(draft, by=Host(), now=now(), progress=meanwhile)
        assert not Import.objects.exists()
        assert not Service.objects.exists()

    def test_leaves_an_entry_and_nothing_else(self, tmp_path, settings):
        settings.HOME = tmp_path / "home"
        throw_away(make_draft(package(tmp_path)), by=Host())
        assert not Draft.objects.exists()
        assert not list((settings.HOME / "files" / "kept").iterdir())
        assert Entry.objects.filter(act="threw-away").count() == 1

    def test_is_not_for_the_public(self, tmp_path):
        with pytest.raises(PermissionDenied):
            throw_away(make_draft(package(tmp_path)), by=Public())


class TestForgetDrafts:
    def test_forgets_what_is_a_day_old_with_its_file(self, tmp_path, settings):
        settings.HOME = tmp_path / "home"
        old = make_draft(package(tmp_path))
        Draft.objects.update(made_at=now() - timedelta(hours=25))
        young = make_draft(package(tmp_path))
        assert forget_drafts(now=now()) == 1
        assert Draft.objects.get() == young
        with pytest.raises(FileIsGone), opened_file(old.file_key):
            pass
