"""Tables that are not known here, beside what is confidential (S3)."""

from typing import Any

from fourthp.directory.formats.hsds import OTHER
from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import TELLING
from fourthp.directory.formats.rows import Held
from fourthp.directory.models import OtherTable
from fourthp.directory.operations.imports.resolving import Known, Resolved
from fourthp.directory.rules.places import (
    Guard,
    Whereabouts,
    says_hidden,
    telling_names,
)
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.operations.revisions import forget_rows

_KINDS = ("organization", "service", "location")


def quiet_others(
    package: Package,
    resolved: Resolved,
    known: Known,
    called: Whereabouts,
    *,
    is_turning: bool,
) -> bool:
    """Leave rows that may tell a place out of tables that are not known here.

    Only where anything of their source is confidential, or turns it; return whether
    it is.
    """
    if not is_turning and not _has_hidden(resolved, known):
        return False
    guard = _guard(called)
    for row in resolved.rows[OTHER]:
        row.values["place_is_confidential"] = True
        stay = []
        for one in row.values["rows"]:
            if _tells(one[1:], guard):
                package.held.append(Held(row.key[:60], one[0], "", TELLING))
            else:
                stay.append(one)
        row.values |= {"header": _safe(row.values["header"], guard), "rows": stay}
    return True


def _has_hidden(resolved: Resolved, known: Known) -> bool:
    coming = (row for kind in _KINDS for row in resolved.rows[kind])
    if any(row.values.get("place_is_confidential") for row in coming):
        return True
    here = (row for kind in (*_KINDS, OTHER) for row in known.rows[kind].values())
    if any(getattr(row, "place_is_confidential", False) for row in here):
        return True
    return any(_says_hidden(row) for row in resolved.rows[OTHER])


def _says_hidden(row: Read) -> bool:
    return any(says_hidden(cell) for one in row.values["rows"] for cell in one[1:])


def _guard(called: Whereabouts) -> Guard:
    """Return what no cell may say: towns may be those of what is open."""
    return Guard(names=telling_names(called.streets))


def _tells(cells: list[Any], guard: Guard) -> bool:
    """Tell whether cells may tell a place, one by one or read on."""
    return any(_is_telling(cell, guard) for cell in (*cells, " ".join(cells)))


def _is_telling(text: str, guard: Guard) -> bool:
    return may_tell_a_place(text) or guard.names_one(text)


def _safe(header: list[str], guard: Guard) -> list[str]:
    return ["–" if _is_telling(name, guard) else name for name in header]


def forget_others(source: str, called: Whereabouts) -> None:
    """Take what may tell a place out of a source's tables that are not known here.

    Call it inside the transaction in which anything of the source turns confidential.
    """
    guard = _guard(called)
    for table in OtherTable.objects.filter(source=source).exclude(source=""):
        table.place_is_confidential = True
        table.header = _safe(table.header, guard)
        table.rows = [row for row in table.rows if not _tells(row[1:], guard)]
        table.save()
        forget_rows(OtherTable, [table.pk])
