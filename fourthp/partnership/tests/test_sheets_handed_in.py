"""Sheets of agencies and people: what is read of a file, and what is kept."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import override

from fourthp.audit.models import Entry
from fourthp.foundation.clock import now
from fourthp.foundation.seals import _folder
from fourthp.foundation.tables import TableRefused
from fourthp.partnership.formats.sheets import MOST_ROWS, wrong_rows_csv
from fourthp.partnership.models import Sheet, SheetColumns
from fourthp.partnership.operations.sheets.handing_in import (
    SheetIsOver,
    choose,
    confirm_columns,
    forget_sheets,
    hand_in_sheet,
    throw_away_sheet,
)
from fourthp.partnership.queries.sheets.planning import plan_sheet, reasons_by_row
from fourthp.partnership.rules import heads
from fourthp.partnership.tasks import forget_rows_of_sheets
from fourthp.partnership.tests.makers import make_member
from fourthp.partnership.tests.sheets import (
    bring_in,
    hand_in,
    make_coordinator,
    workbook,
)

pytestmark = pytest.mark.django_db

PLAIN = "Organisation,Name,E-mail\nHarbour Aid,Asha Bell,asha@harbour.example\n"


@pytest.fixture
def cora():
    return make_coordinator()


def stored(sheet: Sheet) -> str:
    """What the database itself holds of a sheet, and what it opens to."""
    sheet.refresh_from_db()
    return json.dumps([sheet.heads, sheet.rows, sheet.chosen, sheet.left_out])


class TestHandInSheet:
    def test_refuses_whoever_does_not_coordinate(self):
        member = make_member()
        with pytest.raises(PermissionDenied):
            hand_in_sheet([b"Name\nAsha"], file_name="x.csv", by=member, now=now())

    def test_guesses_the_columns_and_asks_once(self, cora):
        sheet = hand_in_sheet([PLAIN.encode()], file_name="a.csv", by=cora, now=now())
        assert sheet.state == Sheet.State.COLUMNS
        assert sheet.chosen == {
            "Organisation": "agency",
            "Name": "name",
            "E-mail": "email",
        }
        confirm_columns(sheet, sheet.chosen, by=cora)
        again = hand_in_sheet([PLAIN.encode()], file_name="b.csv", by=cora, now=now())
        assert again.state == Sheet.State.READY
        assert again.chosen == sheet.chosen

    def test_keeps_columns_under_the_set_of_their_heads_and_no_word_of_them(self, cora):
        hand_in(PLAIN, by=cora)
        other = "Name,Organisation,E-mail\nBo Ng,Harbour Aid,bo@harbour.example\n"
        sheet = hand_in_sheet([other.encode()], file_name="b.csv", by=cora, now=now())
        assert sheet.state == Sheet.State.READY
        assert "organisation" not in str(SheetColumns.objects.get().chosen)

    @pytest.mark.parametrize(
        "text",
        [
            PLAIN.replace(",", ";"),
            PLAIN.replace(",", "\t"),
            PLAIN.encode("utf-16"),
            b"\xef\xbb\xbf" + PLAIN.encode(),
            PLAIN.replace("\n", "\r\n"),
            "Members of our network 2026\n\n" + PLAIN,
        ],
    )
    def test_reads_what_programs_write(self, cora, text):
        plan = plan_sheet(hand_in(text, by=cora))
        assert [one.name for one in plan.new_people()] == ["Asha Bell"]

    def test_takes_nobodys_row_for_the_heads(self, cora, monkeypatch):
        odd = "Org,Sort,Who we deal with,Job,E-mail addr.,Rep?\n"
        row = "Lantern,Local authority,Name,Rep,priya@lantern.example,Group\n"
        text = f"Our list\n\n{odd}{row}{row}"
        sheet = hand_in(text, by=cora)
        assert (sheet.header_at, sheet.heads[0]) == (3, "Org")
        # The control: those are more words that heads say.
        monkeypatch.setattr(heads, "_OF_SOMEBODY", re.compile(r"(?!)"))
        assert hand_in(text, by=cora).header_at == 4

    def test_reads_windows_letters(self, cora):
        text = "Einrichtung;Vorname;Nachname\nFrauenhaus Köln;Änne;Müßig\n"
        plan = plan_sheet(hand_in(text.encode("cp1252"), by=cora))
        assert [one.name for one in plan.new_people()] == ["Änne Müßig"]
        assert [one.name for one in plan.new_agencies()] == ["Frauenhaus Köln"]

    def test_finds_the_tab_in_which_the_people_are(self, cora):
        rows = [["Name", "Agency"], ["Asha Bell", "Harbour Aid"]]
        book = workbook(About=[["Our list"], ["of 2026"]], People=rows)
        sheet = hand_in(book, by=cora, name="list.xlsx")
        assert (sheet.tab, len(sheet.rows)) == ("People", 1)

    def test_takes_the_tab_and_header_that_are_named(self, cora):
        rows = [["Name", "Agency"], ["Asha Bell", "Harbour Aid"]]
        old = [["Name", "Agency"], ["Bo Ng", "Harbour Aid"]]
        book = workbook(People=rows, Old=[["Before"], *old])
        sheet = hand_in(book, by=cora, name="l.xlsx", tab="Old", header_at=2)
        assert [cells for _n, cells in sheet.rows] == [["Bo Ng", "Harbour Aid"]]
        with pytest.raises(TableRefused):
            hand_in(book, by=cora, name="l.xlsx", tab="Nobody")

    def test_reads_a_formula_as_what_it_came_to(self, cora):
        book = workbook(P=[["Name", "Agency"], ['=HYPERLINK("x")', "Harbour Aid"]])
        plan = plan_sheet(hand_in(book, by=cora, name="l.xlsx"))
        assert plan.new_people() == []
        assert len(plan.new_agencies()) == 1

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"", "empty.csv"),
            (b"Name,Agency\n", "heads.csv"),
            (b"PK\x03\x04 not really", "macros.xlsm"),
            (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old.xls"),
            (b"%PDF-1.4 some page", "list.pdf"),
            (b"Street,Notes\nHigh St 1,tall\n", "nothing.csv"),
        ],
    )
    def test_refuses_what_is_no_table_of_people_in_a_sentence(self, cora, data, name):
        with pytest.raises(TableRefused, match=r"\.$"):
            hand_in(data, by=cora, name=name)
        assert not Sheet.objects.exists()

    def test_refuses_more_rows_than_a_network_has(self, cora):
        with pytest.raises(TableRefused):
            hand_in("Name\n" + "Asha\n" * (MOST_ROWS + 1), by=cora)

    def test_keeps_no_file(self, cora):
        before = set(_folder().iterdir())
        hand_in(PLAIN, by=cora)
        assert set(_folder().iterdir()) == before


class TestWhatIsKept:
    TOLD = (
        "Agency,Name,Address,Notes,Postcode,Shoe size\n"
        "Safe Haven,Asha Bell,12 Hidden Lane,has a scar,B1 1AA,43\n"
    )

    def test_leaves_addresses_and_notes_out_before_anybody_confirms(self, cora):
        sheet = hand_in_sheet(
            [self.TOLD.encode()], file_name="a.csv", by=cora, now=now()
        )
        kept = stored(sheet)
        for word in ("Hidden Lane", "scar", "B1 1AA"):
            assert word not in kept
        assert "Asha Bell" in kept  # the control: what comes in is kept
        assert sheet.left_out == ["Address", "Notes", "Postcode"]

    def test_leaves_out_a_column_whose_cells_look_like_addresses(self, cora):
        text = "R0A,MANCHESTER TRUST,KAYLL ROAD\nR0B,OTHER TRUST,OXFORD ROAD\n"
        sheet = hand_in_sheet(
            [text.encode()], file_name="t.csv", by=cora, now=now(), header_at=0
        )
        assert "ROAD" not in stored(sheet)
        assert sheet.header_at == 0

    def test_forgets_what_means_nothing_here_once_columns_are_confirmed(self, cora):
        sheet = hand_in(self.TOLD, by=cora)
        assert "43" not in stored(sheet)
        assert "Shoe size" in sheet.left_out

    def test_lies_sealed(self, cora):
        sheet = hand_in(PLAIN, by=cora)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rows, heads FROM partnership_sheet")
            assert "Asha" not in str(cursor.fetchall())
        assert "Asha" in stored(sheet)

    def test_writes_no_word_into_the_record(self, cora):
        hand_in(PLAIN, by=cora)
        assert "Asha" not in str(list(Entry.objects.values_list("detail", flat=True)))


class TestRowsGivenBack:
    TEXT = "Organisation,Job title,Name,E-mail\nAid,Nurse,Asha Bell,no address\n"

    def given_back(self, sheet: Sheet) -> bytes:
        reasons = reasons_by_row(plan_sheet(sheet))
        return "".join(wrong_rows_csv(sheet.heads, sheet.rows, reasons)).encode()

    @pytest.mark.parametrize("language", ["en", "de"])
    def test_come_in_again_and_nobody_is_asked_about_columns(self, cora, language):
        with override(language):
            data = self.given_back(hand_in(self.TEXT, by=cora))
            data = data.replace(b"no address", b"asha@aid.example")
            again = hand_in_sheet([data], file_name="b.csv", by=cora, now=now())
        assert again.state == Sheet.State.READY
        assert again.heads == ["Organisation", "Name", "E-mail"]
        assert again.left_out == []
        assert [one.name for one in plan_sheet(again).new_people()] == ["Asha Bell"]

    def test_are_asked_about_where_another_column_stands_in_them(self, cora):
        hand_in(self.TEXT, by=cora)
        other = self.TEXT.replace("Job title", "Pets")
        sheet = hand_in_sheet([other.encode()], file_name="b.csv", by=cora, now=now())
        assert sheet.state == Sheet.State.COLUMNS

    def test_and_the_first_sheet_are_asked_about_anew_once_it_is_thrown_away(
        self, cora
    ):
        head = "Organisation,Postcode,Job title,Name,E-mail\n"
        text = f"{head}Aid,IP1 1AA,Nurse,Asha Bell,no address\n"
        sheet = hand_in(text, by=cora)
        data = self.given_back(sheet)
        throw_away_sheet(sheet, by=cora)
        for one in (text.encode(), data):
            again = hand_in_sheet([one], file_name="b.csv", by=cora, now=now())
            assert again.state == Sheet.State.COLUMNS


class TestForgetSheets:
    def test_forgets_one_that_never_came_in_after_a_day(self, cora):
        hand_in(PLAIN, by=cora)
        assert forget_sheets(now=now() + timedelta(hours=23)) == 0
        assert forget_rows_of_sheets(now() + timedelta(hours=25)) == 1
        assert not Sheet.objects.exists()

    def test_forgets_the_rows_of_one_that_came_in_and_keeps_what_it_made(self, cora):
        sheet = bring_in(hand_in(PLAIN, by=cora), by=cora)
        assert forget_sheets(now=now() + timedelta(hours=25)) == 1
        assert forget_sheets(now=now() + timedelta(hours=25)) == 0
        assert "Asha" not in stored(sheet)
        assert sheet.counts["people"] == 1

    def test_forgets_that_it_came_after_two_years(self, cora):
        bring_in(hand_in(PLAIN, by=cora), by=cora)
        assert forget_sheets(now=now() + timedelta(days=740)) == 1
        assert not Sheet.objects.exists()


class TestThrowAwaySheet:
    def test_forgets_it_at_once(self, cora):
        throw_away_sheet(hand_in(PLAIN, by=cora), by=cora)
        assert not Sheet.objects.exists()

    def test_leaves_one_that_came_in(self, cora):
        sheet = bring_in(hand_in(PLAIN, by=cora), by=cora)
        with pytest.raises(SheetIsOver):
            throw_away_sheet(sheet, by=cora)


class TestChoose:
    def test_adds_to_what_was_chosen_of_other_rows(self, cora):
        sheet = hand_in(PLAIN, by=cora)
        choose(sheet, "doubles", {"p:2": "new"}, by=cora)
        choose(sheet, "doubles", {"p:3": "skip"}, by=cora)
        sheet = choose(sheet, "admit", False, by=cora)
        assert sheet.choices["doubles"] == {"p:2": "new", "p:3": "skip"}
        assert plan_sheet(sheet).joining == []

    def test_refuses_one_that_came_in_or_whose_rows_are_gone(self, cora):
        sheet = hand_in(PLAIN, by=cora)
        Sheet.objects.filter(pk=sheet.pk).update(rows=[])
        with pytest.raises(SheetIsOver, match="forgotten"):
            choose(sheet, "admit", True, by=cora)
        sheet.delete()
        with pytest.raises(SheetIsOver):
            confirm_columns(sheet, {}, by=cora)

    def test_only_for_coordinators(self, cora):
        sheet, member = hand_in(PLAIN, by=cora), make_member("Bo Ng")
        for act in (
            lambda: choose(sheet, "admit", True, by=member),
            lambda: confirm_columns(sheet, {}, by=member),
            lambda: throw_away_sheet(sheet, by=member),
        ):
            with pytest.raises(PermissionDenied):
                act()
