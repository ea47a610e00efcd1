"""One flat table, a service a row, as the rows of a package."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from fourthp.directory.formats.columns import DATED, HIDES, LEFT_OUT, says_no
from fourthp.directory.formats.packages import Package, take_row
from fourthp.directory.formats.reasons import HIDDEN, MISSING, NO_COLUMN
from fourthp.directory.formats.rows import key_of, says_nothing
from fourthp.directory.rules.hours import may_close
from fourthp.directory.rules.places import says_hidden
from fourthp.directory.rules.written_days import Order, in_iso, order_of
from fourthp.directory.rules.written_week import read_week
from fourthp.foundation.tables.reading import Numbered, said
from fourthp.foundation.text import fold

# Before the head of a column that is kept and shown to nobody.
KEPT = "column "
_PARTS = re.compile(r"\s*[;|\n]\s*|,\s+")
_PHONES = re.compile(r"\s*[;|/\n]\s*|,\s+|\s+or\s+")


def read_flat(
    rows: Iterable[Numbered], chosen: Mapping[str, str], *, agency: str = ""
) -> Package:
    """Read a flat table by what its columns are (folded head → meaning).

    agency: whose services those are whose row does not say it.

    A column that is nothing here is kept with its service, one that is left out is
    not. Rows without a name of a service or an agency are held. A table that says
    nothing of services brings agencies alone.
    """
    package, keys = Package(), Counter[str]()
    take = _take_agency if _names_only_agencies(chosen) else _take
    for row in _with_days(rows, chosen):
        found: dict[str, str] = {}
        rest = {}
        for head in row.cells:
            cell, meaning = said(row.cells, head), chosen.get(head, "")
            if meaning == LEFT_OUT:
                continue
            if meaning:
                found[meaning] = " ".join(filter(None, (found.get(meaning), cell)))
            else:
                rest[f"{KEPT}{head}"] = cell
        if row.beyond:
            package.hold(row, "service", "", NO_COLUMN)
        found["agency"] = agency
        take(package, row, found, rest, keys)
    return package


def _with_days(
    rows: Iterable[Numbered], chosen: Mapping[str, str]
) -> Iterable[Numbered]:
    """Return rows with days as ISO 8601, where their column tells how to read them."""
    dated = [head for head, meaning in chosen.items() if meaning == DATED]
    if not dated:
        return rows
    kept = list(rows)
    orders = {h: order_of(said(row.cells, h) for row in kept) for h in dated}
    return (replace(row, cells=row.cells | _days(row, orders)) for row in kept)


def _days(row: Numbered, orders: Mapping[str, Order | None]) -> dict[str, str]:
    """Return the days of a row; what has no column in the file has no cell."""
    return {
        head: in_iso(said(row.cells, head), order)
        for head, order in orders.items()
        if head in row.cells
    }


def _names_only_agencies(chosen: Mapping[str, str]) -> bool:
    """Tell whether columns say who there is and where, and nothing of a service."""
    tables = {meaning.partition(".")[0] for meaning in chosen.values()}
    only = {"", LEFT_OUT, HIDES, "id", "organization", "address", "location"}
    return "organization" in tables and tables <= only


def _take_agency(
    package: Package,
    row: Numbered,
    found: dict[str, str],
    rest: dict[str, str],
    _keys: Counter[str],
) -> None:
    name = found.get("organization.name", "")
    if says_nothing(name):
        package.hold(row, "organization", "name", MISSING)
        return
    key = key_of(found.get("id", "")) or f"agency {_digest(fold(name))}"
    one = {"id": key, "name": name}
    if _hides(found) or any(says_hidden(cell) for cell in row.cells.values()):
        _give(package, row, "organization", one | {"place_is_confidential": "yes"})
        package.hold(row, "organization", "", HIDDEN)
        return
    _give(package, row, "organization", rest | one)
    _take_place(package, row, found, key)


def _take(
    package: Package,
    row: Numbered,
    found: dict[str, str],
    rest: dict[str, str],
    keys: Counter[str],
) -> None:
    agency, name = _named(found, "organization"), _named(found, "service")
    name = name or agency
    if not name:
        package.hold(row, "service", "name", MISSING)
        package.unread.setdefault("service", set()).add(key_of(found.get("id", "")))
        return
    own = key_of(found.get("id", "")) or _digest(fold(agency), fold(name))
    keys[own] += 1
    key = own if keys[own] == 1 else f"{own}~{keys[own]}"
    # Said of all of them, it is no part of what tells one row from another.
    agency = agency or found["agency"]
    owner = f"agency {_digest(fold(agency))}" if agency else ""
    if owner and owner not in package.rows.get("organization", {}):
        _give(package, row, "organization", {"id": owner, "name": agency})
    facts = _of(found, "service") | {"name": name, "id": key, "organization_id": owner}
    if _hides(found):
        facts["place_is_confidential"] = "yes"
    _give(package, row, "service", rest | facts)
    _take_details(package, row, found, key)
    _take_place(package, row, found, key)


def _named(found: Mapping[str, str], table: str) -> str:
    name = found.get(f"{table}.name", "")
    return "" if says_nothing(name) else name


def _hides(found: Mapping[str, str]) -> bool:
    """Tell whether a row says that its place must not be known, whatever it says."""
    said = found.get(HIDES, "")
    return bool(said) and not says_no(said)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _of(found: Mapping[str, str], table: str) -> dict[str, str]:
    return {
        code.partition(".")[2]: cell
        for code, cell in found.items()
        if code.startswith(f"{table}.")
    }


def _give(package: Package, row: Numbered, table: str, cells: dict[str, str]) -> None:
    take_row(package, table, Numbered(row.number, cells))


def _take_details(
    package: Package, row: Numbered, found: Mapping[str, str], key: str
) -> None:
    for number, phone in enumerate(_several(found, "phone.number", _PHONES)):
        one = {"id": f"{key}/phone/{number}", "service_id": key, "number": phone}
        _give(package, row, "phone", one)
    for number, name in enumerate(_several(found, "language.name")):
        one = {"id": f"{key}/language/{number}", "service_id": key, "name": name}
        _give(package, row, "language", one)
    for number, name in enumerate(_several(found, "service_area.name")):
        one = {"id": f"{key}/area/{number}", "service_id": key, "name": name}
        _give(package, row, "service_area", one)
    for number, name in enumerate(_several(found, "taxonomy_term.name")):
        term = f"term {_digest(fold(name))}"
        if term not in package.rows.get("taxonomy_term", {}):
            _give(package, row, "taxonomy_term", {"id": term, "name": name})
        at = {"id": f"{key}/term/{number}", "taxonomy_term_id": term}
        _give(
            package,
            row,
            "attribute",
            at | {"link_entity": "service", "link_id": key},
        )
    _take_hours(package, row, found.get("schedule.description", ""), key)


def _several(
    found: Mapping[str, str], code: str, between: re.Pattern[str] = _PARTS
) -> list[str]:
    lines = found.get(code, "").splitlines()
    parts = between.split("\n".join(" ".join(line.split()) for line in lines))
    return list(dict.fromkeys(part for part in parts if part))


def _take_hours(package: Package, row: Numbered, text: str, key: str) -> None:
    if not text:
        return
    week = read_week(text)
    # What is read whole closes nothing more than the days that have no hours.
    one = {"service_id": key, "description": "" if week and may_close(text) else text}
    if not week:
        _give(package, row, "schedule", {"id": f"{key}/hours", **one})
    for number, (byday, opens, closes) in enumerate(week):
        rule = {"freq": "weekly", "byday": byday}
        times = {"opens_at": f"{opens:%H:%M}", "closes_at": f"{closes:%H:%M}"}
        made = {"id": f"{key}/hours/{number}", **one, **rule, **times}
        _give(package, row, "schedule", made)


def _take_place(
    package: Package, row: Numbered, found: Mapping[str, str], key: str
) -> None:
    address, spot = _of(found, "address"), _of(found, "location")
    if not any((*address.values(), *spot.values())):
        return
    place, one = f"{key}/place", {"id": f"{key}/place", **spot}
    if key in package.rows.get("service", {}):
        at = {"id": f"{key}/at", "service_id": key, "location_id": place}
        _give(package, row, "location", one)
        _give(package, row, "service_at_location", at)
    else:
        _give(package, row, "location", one | {"organization_id": key})
    if any(address.values()):
        one = {"id": f"{key}/address", "location_id": place, **address}
        _give(package, row, "address", one)
