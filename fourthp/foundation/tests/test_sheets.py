"""Workbooks, whatever somebody made of them, and tables judged cell by cell."""

import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django import forms
from openpyxl import Workbook

from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.opening import (
    CellProblem,
    judge_row,
    read_table,
    sheets_of,
)
from fourthp.foundation.tables.reading import Numbered
from fourthp.foundation.tables.writing import csv_lines, xlsx_bytes

ROWS = [
    ["Id", "When", "At", "Open", "Share"],
    [1.0, date(2026, 3, 2), time(9, 30), True, 0.5],
    [None, None, None, None, None],
    ["two", datetime.fromisoformat("2026-03-02T09:30"), None, False, "=1+1"],
]


def make_book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def spoilt(path: Path, part: str, change) -> Path:
    """Make a small workbook, one part of which was changed by hand."""
    source = make_book(path.with_suffix(".good.xlsx"), {"One": [["a"], ["x"]]})
    with zipfile.ZipFile(source) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def rows_of(path: Path, **how) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, row.cells) for row in read_table(path, **how)]


class TestReadTable:
    def test_reads_every_kind_of_cell(self, tmp_path):
        path = make_book(tmp_path / "a.xlsx", {"One": ROWS})
        assert rows_of(path) == [
            (
                2,
                {
                    "id": "1",
                    "when": "2026-03-02",
                    "at": "09:30:00",
                    "open": "true",
                    "share": "0.5",
                },
            ),
            (
                4,
                {
                    "id": "two",
                    "when": "2026-03-02T09:30:00",
                    "at": "",
                    "open": "false",
                    "share": "",
                },
            ),
        ]

    def test_offers_the_sheets_and_reads_the_chosen_one(self, tmp_path):
        sheets = {"Notes": [["read me"]], "Agencies": [["id"], [7]]}
        path = make_book(tmp_path / "a.xlsx", sheets)
        assert sheets_of(path) == ["Notes", "Agencies"]
        assert rows_of(path, sheet="Agencies") == [(2, {"id": "7"})]
        assert rows_of(path) == []
        with pytest.raises(TableRefused):
            rows_of(path, sheet="Gone")

    def test_reads_a_workbook_whatever_its_name_says(self, tmp_path):
        # What was handed in lies in the home under a name without an ending.
        named = make_book(tmp_path / "a.xlsx", {"One": [["id"], [7]]})
        kept = named.rename(tmp_path / "open-8f3a")
        assert sheets_of(kept) == ["One"]
        assert rows_of(kept) == [(2, {"id": "7"})]

    def test_reads_text_whatever_its_name_says(self, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"id;name\n1;Ana\n")
        assert sheets_of(path) == []
        assert rows_of(path) == [(2, {"id": "1", "name": "Ana"})]

    def test_reads_what_we_write(self, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx_bytes("One", ["id", "name"], [["1", "Zoë"]]))
        other = tmp_path / "a.csv"
        other.write_text("".join(csv_lines(["id", "name"], [["1", "Zoë"]])))
        assert rows_of(path) == rows_of(other) == [(2, {"id": "1", "name": "Zoë"})]

    @pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 old"])
    def test_refuses_what_is_no_workbook(self, tmp_path, data):
        path = tmp_path / "a.xlsx"
        path.write_bytes(data)
        with pytest.raises(TableRefused):
            rows_of(path)

    def test_refuses_links_and_what_is_not_there(self, tmp_path):
        (tmp_path / "a.csv").symlink_to("/etc/passwd")
        for name in ("a.csv", "b.csv"):
            with pytest.raises(TableRefused):
                rows_of(tmp_path / name)


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str) -> bytes:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()


def noise(count: int, each: str) -> str:
    """Return text that does not pack so well that its ratio alone gives it away."""
    return "".join(each % (n * 7919 % 1_000_003) for n in range(count))


def texts() -> bytes:
    inner = noise(500_100, "<si x='%d'/>")
    return f"<sst {MAIN}>{inner}</sst>".encode()


def styles() -> bytes:
    inner = noise(300_000, "<x a='%d'/>")
    return f"<styleSheet {MAIN}>{inner}</styleSheet>".encode()


# Made when asked for, because some are large.
HOSTILE = {
    "laughs": (
        SHEET,
        lambda: (
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
            + sheet("<row><c t='inlineStr'><is><t>&b;</t></is></c></row>")
        ),
    ),
    "outside": (
        TEXTS,
        lambda: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>',
    ),
    "packed": (SHEET, lambda: sheet("<row/>" * 10_000_000)),
    "rows": (SHEET, lambda: sheet(noise(500_100, "<row x='%d'/>"))),
    "columns": (SHEET, lambda: sheet(f"<row>{noise(600, '<c><v>%d</v></c>')}</row>")),
    "a far column": (
        SHEET,
        lambda: sheet("<row r='1'><c r='XFD1'><v>1</v></c></row>"),
    ),
    "a far row": (
        SHEET,
        lambda: sheet("<row r='99999999'><c r='A99999999'><v>1</v></c></row>"),
    ),
    "a long cell": (
        SHEET,
        lambda: sheet(f"<row><c><v>{noise(300_000, '%d')}</v></c></row>"),
    ),
    "a long attribute": (SHEET, lambda: sheet(f"<row x='{noise(400_000, '%d')}'/>")),
    "deep": (SHEET, lambda: sheet("<x>" * 1_000 + "</x>" * 1_000)),
    "texts": (TEXTS, texts),
    "styles": ("xl/styles.xml", styles),
    "no xml": (SHEET, lambda: b"\0\1\2 nothing of the kind"),
    "cut": (SHEET, lambda: b"<worksheet><sheetData><row>"),
}


class TestHostileWorkbooks:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_are_refused_in_words(self, tmp_path, name):
        part, make = HOSTILE[name]
        path = spoilt(tmp_path / "a.xlsx", part, lambda _: make())
        with pytest.raises(TableRefused) as refused:
            rows_of(path)
        assert re.fullmatch(r"[A-Z][^\n]{10,100}\.", str(refused.value))

    def test_control_the_same_workbook_unspoilt_is_read(self, tmp_path):
        path = spoilt(tmp_path / "a.xlsx", SHEET, lambda data: data)
        assert rows_of(path) == [(2, {"a": "x"})]

    def test_lead_to_no_part_that_was_not_looked_through(self, tmp_path):
        hidden = sheet("<row/>" + "<row><c t='str'><v>in</v></c></row>")

        def point(rels: bytes) -> bytes:
            return rels.replace(b"worksheets/sheet1.xml", b"hidden.bin")

        path = spoilt(tmp_path / "a.xlsx", "xl/_rels/workbook.xml.rels", point)
        with zipfile.ZipFile(path, "a") as book:
            book.writestr("xl/hidden.bin", hidden)
        with pytest.raises(TableRefused):
            rows_of(path)

    def test_pass_over_pictures_and_other_books(self, tmp_path):
        path = spoilt(tmp_path / "a.xlsx", "xl/media/image1.png", lambda _: b"\x89PNG")
        with zipfile.ZipFile(path, "a") as book:
            book.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
        assert rows_of(path) == [(2, {"a": "x"})]

    def test_locked_by_a_password_are_refused(self, tmp_path):
        path = spoilt(tmp_path / "a.xlsx", SHEET, lambda data: data)
        data = bytearray(path.read_bytes())
        at = data.rindex(b"PK\x01\x02")
        data[at + 8] |= 1
        path.write_bytes(bytes(data))
        with pytest.raises(TableRefused):
            rows_of(path)


class TestJudgeRow:
    def test_collects_what_is_wrong_by_row_and_column(self):
        row = Numbered(7, {"name": "Ana", "age": "old", "mail": "x"})
        columns = {
            "name": forms.CharField().clean,
            "age": int,
            "mail": forms.EmailField().clean,
            "town": forms.CharField().clean,
        }
        values, problems = judge_row(row, columns)
        assert values == {"name": "Ana"}
        assert [(p.row, p.column) for p in problems] == [
            (7, "age"),
            (7, "mail"),
            (7, "town"),
        ]
        assert problems[1] == CellProblem(7, "mail", "Enter a valid email address.")
