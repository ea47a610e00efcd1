"""Reading XLSX: one sheet, row by row, after a look that nothing in it explodes.

openpyxl builds a row, the shared texts and the styles in memory; so every part is
first walked by a parser that builds nothing and counts.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook

from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.archives import Limits, judge
from fourthp.foundation.tables.reading import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Numbered,
    numbered,
)

LIMITS = Limits(packed=30_000_000, unpacked=200_000_000, members=2_000)
MOST_CELLS = 3_000_000
MOST_TEXTS = 500_000
# Styles, the list of sheets, the theme: what no sheet of real life comes near.
MOST_ELSEWHERE = 3_000_000
CHUNK = 65_536
DEEPEST = 24
LONGEST_NAME = 100  # Excel itself allows 31


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, in its order.

    Raises TableRefused for what is no workbook, or one that would explode.
    """
    with _workbook(path) as book:
        names = [sheet.title for sheet in book.worksheets]
    if any(len(name) > LONGEST_NAME for name in names):
        raise _unreadable()
    return names


def read_sheet(
    path: Path, sheet: str = "", *, header_at: int = 1, as_typed: bool = False
) -> Iterator[Numbered]:
    """Read a sheet with a header, row by row; without a name the first sheet.

    Dates and times become ISO 8601, whole numbers lose their ".0", a formula gives
    what was computed last. Raises TableRefused.
    """
    with _workbook(path) as book:
        found = {one.title: one for one in book.worksheets}
        wanted = found.get(sheet) if sheet else next(iter(found.values()), None)
        if wanted is None:
            raise TableRefused(_("There is no such sheet in this workbook."))
        wanted.reset_dimensions()  # what a file says of its own size is not believed
        with closing(wanted.iter_rows(values_only=True)) as rows:
            yield from numbered(_texts(rows), header_at=header_at, as_typed=as_typed)


def _texts(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[str]]:
    for row in rows:
        if len(row) > MOST_COLUMNS and any(v is not None for v in row[MOST_COLUMNS:]):
            raise TableRefused(_("There are too many columns."))
        yield [cell_text(value) for value in row[:MOST_COLUMNS]]


def cell_text(value: object) -> str:
    """Return a cell as the text that stands for it in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    seen = _look_through(path)
    # Opened here: of a path the library reads its ending, and a kept file has none.
    file = path.open("rb")
    try:
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    except Exception as problem:  # openpyxl raises whatever it stumbles over
        file.close()
        raise _unreadable() from problem
    # openpyxl goes where the workbook points: nothing else is there for it.
    for name in set(reader.archive.NameToInfo) - seen:
        del reader.archive.NameToInfo[name]
    reader.valid_files = list(seen)
    try:
        reader.read()
        yield reader.wb
    except TableRefused:
        raise
    except Exception as problem:  # as above, and while its rows are read
        raise _unreadable() from problem
    finally:
        reader.archive.close()
        file.close()


def _unreadable() -> TableRefused:
    return TableRefused(
        _("This workbook cannot be read. Save it again as .xlsx or CSV.")
    )


def _look_through(path: Path) -> set[str]:
    """Return the names of the parts that were looked through and may be read."""
    if path.stat().st_size > LIMITS.packed:
        raise TableRefused(_("This workbook is too large."))
    try:
        with ZipFile(path) as found:
            judge(found.infolist(), LIMITS)
            wanted = [m for m in found.infolist() if _is_wanted(m)]
            for member in wanted:
                with found.open(member) as stream:
                    _Look(member.filename).through(stream)
    except TableRefused:
        raise
    except Exception as problem:  # a zip is as hostile as what is in it
        raise _unreadable() from problem
    return {member.filename for member in wanted}


def _is_wanted(member: ZipInfo) -> bool:
    name = member.filename
    is_small = member.file_size <= MOST_ELSEWHERE or name == "xl/styles.xml"
    return name.endswith((".xml", ".rels")) and (_is_large(name) or is_small)


def _is_large(name: str) -> bool:
    """Tell whether a part holds rows or texts, which may be many."""
    return name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml"


class _Look:
    """A walk through one part of a workbook that builds nothing and counts."""

    def __init__(self, name: str) -> None:
        self.most = LIMITS.unpacked if _is_large(name) else MOST_ELSEWHERE
        self.elements = {"row": 0, "c": 0, "si": 0}
        self.in_row = self.depth = self.last = 0
        self.is_in_row = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def through(self, stream: IO[bytes]) -> None:
        fed = 0
        while chunk := stream.read(CHUNK):
            fed += len(chunk)
            self._no_longer_than(fed, self.most)
            self.parser.Parse(chunk)
            self._no_longer_than(fed - self.parser.CurrentByteIndex, MOST_CELL)
            self._no_longer_than(fed - self.last, 2 * MOST_CELL)
        self.parser.Parse(b"", True)

    @staticmethod
    def _no_longer_than(length: int, most: int) -> None:
        if length > most:
            raise TableRefused(_("A part of this workbook is too large."))

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        at, self.depth = self.parser.CurrentByteIndex, self.depth + 1
        self._no_longer_than(at - self.last, MOST_CELL)
        self._no_longer_than(self.depth, DEEPEST)
        self.last = at
        kind = name.rpartition(":")[2]
        if kind in self.elements:
            self.elements[kind] += 1
            self._count(kind)

    def _count(self, kind: str) -> None:
        if kind == "row":
            self.in_row, self.is_in_row = 0, True
        # The chain of formulas has cells too, and no rows.
        self.in_row += self.is_in_row
        if self.in_row > MOST_COLUMNS + 1:
            raise TableRefused(_("There are too many columns."))
        if self.elements["row"] > MOST_ROWS or self.elements["c"] > MOST_CELLS:
            raise TableRefused(_("There are too many rows."))
        self._no_longer_than(self.elements["si"], MOST_TEXTS)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _doctype(self, *_declared: object) -> None:
        raise TableRefused(_("This workbook holds what no workbook should."))
