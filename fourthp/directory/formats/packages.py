"""An HSDS package of any version, as rows in one shape."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from fourthp.directory.formats.hsds import OTHER, TABLES, Table, table_of
from fourthp.directory.formats.others import hold_no_table, keep_table
from fourthp.directory.formats.reasons import (
    HOURS_UNREAD,
    MISSING,
    NO_COLUMN,
    REPEATED,
)
from fourthp.directory.formats.rows import Held, Package, Read, key_of, says_nothing
from fourthp.directory.formats.shapes import shape
from fourthp.directory.formats.values import CannotRead
from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.archives import Archive
from fourthp.foundation.tables.reading import (
    Numbered,
    read_csv,
    refuse_too_many_rows,
    said,
)

__all__ = ["Held", "Package", "Read", "read_package", "take_row"]

_NAMES_A_ROW = ("link_id", "resource_id")
LINKED = frozenset(
    link.table for table in TABLES.values() for link in table.links.values()
)


def read_package(archive: Archive) -> Package:
    """Read every table of a package.

    Raises TableRefused when nothing in it is a table of a directory.
    """
    package = Package()
    for name in sorted(archive.names()):
        if name.lower().endswith((".csv", ".txt", ".tsv")):
            _read_file(package, archive, name)
        elif not name.lower().endswith("datapackage.json"):
            hold_no_table(package, name)
    if not package.rows.keys() - {OTHER}:
        raise TableRefused(_("No table of a directory was found in this package."))
    return package


def _read_file(package: Package, archive: Archive, name: str) -> None:
    if table_of(name, set()) is not None:
        with archive.open(name) as stream:
            refuse_too_many_rows(stream)
    with archive.open(name) as stream:
        rows = read_csv(stream)
        try:
            first = next(rows, None)
        except TableRefused:
            if table_of(name, set()) is not None:
                raise
            hold_no_table(package, name)
            return
        if first is not None:
            _take_all(package, name, first, rows)


def _take_all(
    package: Package, name: str, first: Numbered, rest: Iterator[Numbered]
) -> None:
    known = table_of(name, set(first.cells))
    if known is None:
        keep_table(package, name, chain([first], rest))
        return
    keys: Counter[str] = Counter()
    for row in chain([first], rest):
        _take(package, known, row, keys)


def _take(package: Package, name: str, row: Numbered, keys: Counter[str]) -> None:
    table = TABLES[name]
    cells = _as_today(table, row)
    if name == "attribute" and "link_id" not in cells:
        cells |= {"link_entity": "service", "link_id": cells.get("service_id", "")}
    key = cells.pop("id", "") or _own_key(cells, keys)
    columns = package.columns(frozenset(cells))
    read = Read(name, row.number, key[:250], columns=columns)
    if row.beyond:
        package.hold(read, name, "", NO_COLUMN)
    for column, cell in cells.items():
        _take_cell(package, table, read, column, cell)
    kept = package.rows.setdefault(name, {})
    if _lacks_something(package, table, read):
        return
    shape(read)
    if name == "schedule" and _says_hours_in_words(read):
        package.hold(read, name, "description", HOURS_UNREAD)
    while read.key in kept:
        if name in LINKED or kept[read.key].says_the_same(read):
            package.hold(read, name, "id", REPEATED)
            return
        # Nothing points at these rows: the same id with other words is another row.
        read.key = f"{read.key}~{_digest(cells)}"
    kept[read.key] = read


def _says_hours_in_words(read: Read) -> bool:
    """Tell whether a row says when it is open, and nobody can compute with it."""
    said = read.values
    return bool(said.get("description")) and not (
        said.get("opens_at") or said.get("is_closure")
    )


def _lacks_something(package: Package, table: Table, read: Read) -> bool:
    """Hold a row without what it must have: it is there, and not gone."""
    missing = [n for n in table.required if says_nothing(read.values.get(n))]
    for column in missing:
        package.hold(read, read.table, column, MISSING)
        package.unread.setdefault(read.table, set()).add(read.key)
    return bool(missing)


def _as_today(table: Table, row: Numbered) -> dict[str, str]:
    """Return a row's cells under today's names; where two say one thing, both stay."""
    cells: dict[str, str] = {}
    for name in row.cells:
        today, cell = table.renamed.get(name, name), said(row.cells, name)
        if today != name and said(row.cells, today):
            cells[name] = cell
        elif cell:
            cells[today] = cell
        else:
            cells.setdefault(today, "")
    for name in ("id", *table.links, *_NAMES_A_ROW):
        if name in cells:
            cells[name] = key_of(cells[name])
    return cells


def take_row(package: Package, table: str, row: Numbered) -> None:
    """Take one row with an id into a table of a package."""
    _take(package, table, row, Counter())


def _own_key(cells: dict[str, str], keys: Counter[str]) -> str:
    """Return a key for a row without one: what it says, and how often before it."""
    digest = _digest(cells)
    keys[digest] += 1
    return f"~{digest}.{keys[digest]}"


def _digest(cells: dict[str, str]) -> str:
    whole = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _take_cell(
    package: Package, table: Table, read: Read, column: str, cell: str
) -> None:
    link = table.links.get(column)
    if link:
        read.links[link.field] = cell
        return
    if column not in table.columns:
        if cell:
            read.extra[column] = cell
        return
    name, reader = table.columns[column]
    # What is empty, or cannot be read, is no longer what was said before.
    read.values.setdefault(name, None)
    if not cell:
        return
    try:
        read.values[name] = reader(cell)
    except CannotRead as problem:
        read.extra[column] = cell
        package.hold(read, read.table, column, str(problem))
