"""Tables that are not known here, beside what is confidential (S3)."""

from typing import Any

from fourthp.directory.formats.hsds import OTHER
from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import TELLING
from fourthp.directory.formats.rows import Held
from fourthp.directory.models import OtherTable
from fourthp.directory.operations.imports.resolving import Known, Resolved
from fourthp.directory.rules.places import may_tell_a_place, says_hidden
from fourthp.foundation.operations.revisions import forget_rows

_KINDS = ("organization", "service", "location")


def quiet_others(
    package: Package, resolved: Resolved, known: Known, *, is_turning: bool
) -> bool:
    """Leave rows that may tell a place out of tables that are not known here.

    Only where anything of their source is confidential, or turns it; return whether
    it is.
    """
    if not is_turning and not _has_hidden(resolved, known):
        return False
    for row in resolved.rows[OTHER]:
        row.values["place_is_confidential"] = True
        stay = []
        for one in row.values["rows"]:
            if _tells(one[1:]):
                package.held.append(Held(row.key[:60], one[0], "", TELLING))
            else:
                stay.append(one)
        row.values |= {"header": _safe(row.values["header"]), "rows": stay}
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


def _tells(cells: list[Any]) -> bool:
    """Tell whether cells may tell a place, one by one or read on."""
    return any(may_tell_a_place(cell) for cell in (*cells, " ".join(cells)))


def _safe(header: list[str]) -> list[str]:
    return ["–" if may_tell_a_place(name) else name for name in header]


def forget_others(source: str) -> None:
    """Take what may tell a place out of a source's tables that are not known here.

    Call it inside the transaction in which anything of the source turns confidential.
    """
    for table in OtherTable.objects.filter(source=source).exclude(source=""):
        table.place_is_confidential = True
        table.header = _safe(table.header)
        table.rows = [row for row in table.rows if not _tells(row[1:])]
        table.save()
        forget_rows(OtherTable, [table.pk])
