"""Tables that are not known here: kept as they came, to be given back on export."""

import re
from collections.abc import Iterable

from fourthp.directory.formats.hsds import OTHER
from fourthp.directory.formats.reasons import (
    NO_COLUMN,
    NOT_A_TABLE,
    REPEATED,
    TOO_LARGE,
    UNKNOWN_TABLE,
)
from fourthp.directory.formats.rows import Held, Package, Read
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.tables.reading import Numbered

MOST_TABLES = 50
MOST_ROWS = 5_000
MOST_CHARACTERS = 1_000_000
_UNSAFE = re.compile(r"[^\w. -]+")


def name_of(file_name: str) -> str:
    """Return what a table is called, by its file's name."""
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return _UNSAFE.sub("_", stem)[:100].strip(". ") or "table"


def hold_file(package: Package, file_name: str, reason: str) -> None:
    """Note a whole file: by its name, unless that tells a place."""
    name = name_of(file_name)
    said = "–" if may_tell_a_place(name.replace("_", " ")) else name
    package.held.append(Held(said[:60], 0, "", reason))


def hold_no_table(package: Package, file_name: str) -> None:
    """Note a file that is no table."""
    hold_file(package, file_name, NOT_A_TABLE)


def keep_table(package: Package, file_name: str, rows: Iterable[Numbered]) -> None:
    """Keep the rows of a table that is not known here, unless it is too large."""
    kept = package.rows.setdefault(OTHER, {})
    name = name_of(file_name)
    if name in kept:
        hold_file(package, file_name, REPEATED)
        return
    header: list[str] = []
    cells: list[list[object]] = []
    size = 0
    for row in rows:
        header = header or list(row.cells)
        cells.append([row.number, *row.cells.values()])
        size += sum(map(len, row.cells.values()))
        if row.beyond:
            package.hold(row, name[:60], "", NO_COLUMN)
        if len(cells) > MOST_ROWS or size > MOST_CHARACTERS:
            break
    is_small = len(cells) <= MOST_ROWS and size <= MOST_CHARACTERS
    if not is_small or len(kept) >= MOST_TABLES:
        hold_file(package, file_name, TOO_LARGE)
        return
    hold_file(package, file_name, UNKNOWN_TABLE)
    values = {"name": name, "header": header, "rows": cells}
    kept[name] = Read(OTHER, 0, name, values)
