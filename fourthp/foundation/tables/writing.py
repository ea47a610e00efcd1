"""Writing CSV and XLSX that no spreadsheet takes for a formula (S9)."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from fourthp.foundation.gaps import said_with_gaps
from fourthp.foundation.tables.reading import STARTS_A_FORMULA


def safe_cell(value: Any) -> str:
    """Return a value as text that a spreadsheet shows and does not run."""
    text = "" if value is None else said_with_gaps(str(value).replace("\0", ""))
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield a table as lines of CSV (RFC 4180), in constant memory."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in chain([header], rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def xlsx_bytes(
    title: str, header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> bytes:
    """Return a table as an XLSX file whose cells are all text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in chain([header], rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=safe_cell(value))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
