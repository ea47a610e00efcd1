"""Opening a table by what it is, and judging its cells one by one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.reading import Numbered, read_csv, refuse_too_many_rows
from fourthp.foundation.tables.sheets import read_sheet, sheet_names

MOST_BYTES = 100_000_000
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"

Parse = Callable[[str], Any]


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell, in words; the cell's own text is not in it."""

    row: int
    column: str
    reason: str


def sheets_of(path: Path) -> list[str]:
    """Return the names of the sheets to choose from; none for a table of text.

    Raises TableRefused.
    """
    return sheet_names(path) if _begins(path) == _ZIP else []


def is_one_table(path: Path) -> bool:
    """Tell whether a file is a table by itself, not a package of several.

    A zip that holds a workbook's parts is a workbook. Raises TableRefused.
    """
    if path.is_dir() or _begins(path) != _ZIP:
        return not path.is_dir()
    try:
        with ZipFile(path) as found:
            return "xl/workbook.xml" in found.namelist()
    except (BadZipFile, NotImplementedError) as problem:
        raise TableRefused(_("This is no zip file that can be read.")) from problem


def read_table(
    path: Path, *, sheet: str = "", header_at: int = 1, as_typed: bool = False
) -> Iterator[Numbered]:
    """Read a CSV or XLSX file, row by row; its name is not asked what it is.

    as_typed: its columns are called as they are written, and not in small letters.

    Raises TableRefused.
    """
    if _begins(path) == _ZIP:
        yield from read_sheet(path, sheet, header_at=header_at, as_typed=as_typed)
        return
    with path.open("rb") as stream:
        refuse_too_many_rows(stream)
        stream.seek(0)
        yield from read_csv(stream, header_at=header_at, as_typed=as_typed)


def _begins(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise TableRefused(_("There is no such file: %s.") % path.name)
    if path.stat().st_size > MOST_BYTES:
        size = MOST_BYTES // 1_000_000
        raise TableRefused(_("This is too large: at most %d MB are read.") % size)
    with path.open("rb") as stream:
        begins = stream.read(len(_ZIP))
    if begins == _OLD_EXCEL:
        raise TableRefused(_("This is an old Excel file. Save it as .xlsx or CSV."))
    return begins


def judge_row(
    row: Numbered, columns: Mapping[str, Parse]
) -> tuple[dict[str, Any], list[CellProblem]]:
    """Return a row's values by column, and what is wrong with its other cells.

    A column's parser takes the text (empty where the row is short) and raises
    ValueError or ValidationError with a reason in words; a form field's `clean` is one.
    """
    values: dict[str, Any] = {}
    problems: list[CellProblem] = []
    for column, parse in columns.items():
        try:
            values[column] = parse(row.cells.get(column, ""))
        except ValidationError as problem:
            reason = " ".join(problem.messages)
            problems.append(CellProblem(row.number, column, reason))
        except ValueError as problem:
            problems.append(CellProblem(row.number, column, str(problem)))
    return values, problems
