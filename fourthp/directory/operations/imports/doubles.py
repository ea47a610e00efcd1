"""Rows that are perhaps the same: named, never joined."""

from collections.abc import Iterable

from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import SAME_AGENCY, SAME_SERVICE
from fourthp.foundation.text import fold
from fourthp.partnership.models import Agency


def note_doubles(package: Package, source: str) -> None:
    """Note services that a file names twice, and agencies that are here already."""
    seen: set[tuple[str, str]] = set()
    for row in package.rows.get("service", {}).values():
        # Of an organisation that is not named, nobody can tell.
        owner = row.links.get("organization", "")
        pair = (owner, _folded(row.values["name"]))
        if owner and pair in seen:
            package.hold(row, "service", "name", SAME_SERVICE)
        seen.add(pair)
    agencies = package.rows.get("organization", {})
    _note_agencies(package, agencies.values(), source)


def _note_agencies(package: Package, rows: Iterable[Read], source: str) -> None:
    here = Agency.objects.exclude(source=source).values_list("name", flat=True)
    names = {_folded(name) for name in here.iterator()}
    for row in rows:
        if _folded(row.values["name"]) in names:
            package.hold(row, "organization", "name", SAME_AGENCY)


def _folded(name: str) -> str:
    return " ".join(fold(name).split())
