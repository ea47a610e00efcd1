"""A sheet of people and agencies: found in its file, and given back as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.opening import read_table, sheets_of
from fourthp.foundation.tables.reading import Numbered
from fourthp.foundation.tables.writing import csv_lines
from fourthp.partnership.rules.heads import (
    cells_tell_a_place,
    holds_notes,
    meaning_of,
    recognised,
    tells_a_place,
)

MOST_ROWS = 10_000
MOST_BYTES = 10_000_000
LONGEST_CELL = 2_000
_LOOKED_AT = 200
_LAST_HEADER = 10
_ENOUGH = 2

WHAT_IS_WRONG = gettext_noop("what is wrong")

Row = tuple[int, list[str]]  # its number in the file, its cells


@dataclass(frozen=True)
class Taken:
    """What is kept of a sheet: no address, no notes, nothing above its header."""

    heads: list[str]
    rows: list[Row]
    left_out: list[str] = field(default_factory=list)
    tab: str = ""
    tabs: list[str] = field(default_factory=list)
    header_at: int = 1


def take_sheet(path: Path, *, tab: str = "", header_at: int | None = None) -> Taken:
    """Read a CSV or XLSX file; without being told, find the tab and header itself.

    A column whose head or cells may tell where somebody is, or whose head says that
    it holds notes, is left out at once. Raises TableRefused.
    """
    tabs = sheets_of(path)
    if tab and tab not in tabs:
        raise TableRefused(_("There is no sheet of that name in this workbook."))
    wanted = [tab] if tab or not tabs else tabs
    found = [(one, _header_of(path, one, header_at)) for one in wanted[:_LAST_HEADER]]
    # Of several the first in which most heads say what they are.
    best, (header, _count) = max(found, key=lambda one: one[1][1])
    rows = _rows(path, best, header)
    heads = list(rows[0].cells) if rows else []
    heads = [head for head in heads if not _is_ours(head)]
    kept = [head for head in heads if not _is_shut(head, rows)]
    if not kept:
        raise TableRefused(_("There is no row below the heads of this table."))
    left_out = [head for head in heads if head not in kept]
    cells = [(row.number, [_cut(row.cells[head]) for head in kept]) for row in rows]
    return Taken(kept, cells, left_out, best, tabs, header)


def _header_of(path: Path, tab: str, told: int | None) -> tuple[int, int]:
    """Return in which row the heads stand, and how many of them say what they are."""
    if told is not None:
        return told, recognised(_heads_at(path, tab, told))
    first = recognised(_heads_at(path, tab, 1))
    if first >= _ENOUGH:
        return 1, first
    tried = range(1, _LAST_HEADER + 1)
    counts = {at: recognised(_heads_at(path, tab, at)) for at in tried}
    best = max(counts, key=lambda at: (counts[at], -at))
    return best, counts[best]


def _heads_at(path: Path, tab: str, at: int) -> list[str]:
    row = next(read_table(path, sheet=tab, header_at=at), None)
    return list(row.cells) if row else []


def _rows(path: Path, tab: str, header_at: int) -> list[Numbered]:
    read = read_table(path, sheet=tab, header_at=header_at, as_typed=True)
    rows = list(islice(read, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        most = {"most": MOST_ROWS}
        raise TableRefused(
            _("There are too many rows: at most %(most)d come in at once.") % most
        )
    return rows


def _is_ours(head: str) -> bool:
    """Tell whether the program put a column into rows that it gave back."""
    return head.strip().casefold() in {WHAT_IS_WRONG, _(WHAT_IS_WRONG).casefold()}


def _is_shut(head: str, rows: Sequence[Numbered]) -> bool:
    if tells_a_place(head) or holds_notes(head):
        return True
    if meaning_of(head):
        return False
    return cells_tell_a_place(row.cells[head] for row in rows[:_LOOKED_AT])


def _cut(cell: str) -> str:
    """Return as much of a cell as any field takes, and one more: that is too long."""
    return " ".join(cell[:LONGEST_CELL].split())


def examples(heads: Sequence[str], rows: Iterable[Row]) -> dict[str, list[str]]:
    """Return the first filled cells of each column."""
    found: dict[str, list[str]] = {head: [] for head in heads}
    for _number, cells in islice(rows, _LOOKED_AT):
        for head, cell in zip(heads, cells, strict=True):
            if cell and cell not in found[head]:
                found[head].append(cell)
    return found


def wrong_rows_csv(
    heads: Sequence[str], rows: Iterable[Row], reasons: dict[int, list[str]]
) -> Iterator[str]:
    """Yield the rows that cannot come in as CSV: why, then what they said."""
    header = [_(WHAT_IS_WRONG), *heads]
    wrong = (
        ["; ".join(reasons[number]), *cells]
        for number, cells in rows
        if number in reasons
    )
    return csv_lines(header, wrong)
