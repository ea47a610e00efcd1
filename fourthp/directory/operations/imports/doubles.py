"""Rows that are perhaps the same: named, never joined."""

from collections.abc import Iterable

from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import NEAR_AGENCY, SAME_AGENCY, SAME_SERVICE
from fourthp.foundation.text import fold, words_of
from fourthp.partnership.models import Agency


def note_doubles(package: Package, source: str) -> None:
    """Note services that a file names twice, and agencies that are perhaps one."""
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
    near = {_letters(name) for name in names}
    for row in rows:
        name = _folded(row.values["name"])
        if name in names:
            package.hold(row, "organization", "name", SAME_AGENCY)
        elif _letters(name) in near:
            package.hold(row, "organization", "name", NEAR_AGENCY)
        near.add(_letters(name))


def _folded(name: str) -> str:
    return " ".join(fold(name).split())


def _letters(name: str) -> str:
    """Return a name without what people write in two ways: “St. Marys”, “St Mary’s”."""
    return "".join(words_of(name))
