"""Before anything comes in: what is confidential loses its place (S3)."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import NOT_ON_EARTH
from fourthp.directory.models import Service
from fourthp.directory.operations.imports.resolving import Known, Resolved
from fourthp.directory.operations.imports.sweeping import Ids, Sweep
from fourthp.directory.operations.imports.twins import twins_of_hidden
from fourthp.directory.operations.quieting import naming_texts
from fourthp.directory.queries.regions import guard_of
from fourthp.directory.queries.whereabouts import whereabouts_here
from fourthp.directory.rules.places import Guard, Whereabouts, says_hidden
from fourthp.partnership.models import Agency

_ON_EARTH = {"latitude": 90, "longitude": 180}


@dataclass
class Hiding:
    """What an import hides: rows here that turn confidential, by table, and ids of
    rows of which no revision may keep a word; owners are agencies whose
    own words named a place. called is what the places are called.
    """

    turn: dict[str, list[Any]] = field(default_factory=dict)
    forget: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    called: Whereabouts = field(default_factory=Whereabouts)


def hide_places(package: Package, resolved: Resolved, known: Known) -> Hiding:
    """Take every place away from what is confidential here or says that it is.

    A street line that says so makes its location confidential, and with it every
    service there; each taken row is held by number and reason, never by its words.
    """
    mend_coordinates(package, resolved)
    twins = twins_of_hidden(package, resolved, known)
    hidden = _said(resolved, known, twins)
    turn = _turning(hidden, known)
    hidden["service"] |= _here(known, "service")
    hidden["location"] |= _without_others(resolved, hidden["service"])
    for table in ("organization", "service"):
        for row in _rows_in(resolved, table, hidden[table]):
            if known.rows[table].get(row.key) is None or _is_new(known, row):
                row.values["place_is_confidential"] = True
    called = _called(resolved, hidden, turn)
    guard = _guard(resolved, known, hidden, called)
    sweep = Sweep(package, resolved, hidden, guard, called)
    told = sweep.run()
    telling = {
        str(row.pk)
        for row in known.rows["organization"].values()
        if str(row.pk) in sweep.owners and naming_texts(vars(row), called)
    }
    return Hiding(turn, told, telling, called)


def _called(resolved: Resolved, hidden: Ids, turn: dict[str, list[Any]]) -> Whereabouts:
    """Return what hidden places are called, in the package and here."""
    ids = {table: [row.pk for row in rows] for table, rows in turn.items()}
    return _called_by(resolved, hidden) | whereabouts_here(
        agencies=ids["organization"],
        services=ids["service"],
        locations=ids["location"],
    )


def _called_by(resolved: Resolved, hidden: Ids) -> Whereabouts:
    at = resolved.rows["service_at_location"]
    there = {r.links["location"] for r in at if r.links["service"] in hidden["service"]}
    there |= hidden["location"]
    rows = resolved.rows["address"]
    addresses = [row for row in rows if row.links["location"] in there]
    named = resolved.rows["organization"] + resolved.rows["service"]
    return Whereabouts.of(
        _texts(addresses, "city"),
        _texts(addresses, "address_1", "address_2"),
        _texts(_rows_in(resolved, "location", there), "name", "alternate_name"),
        but=_texts(named, "name", "alternate_name"),
    )


def _texts(rows: list[Read], *names: str) -> list[str]:
    return [row.values.get(name) or "" for row in rows for name in names]


def _is_new(known: Known, row: Read) -> bool:
    return hasattr(known.rows[row.table][row.key], "is_placeholder")


def _rows_in(resolved: Resolved, table: str, ids: set[str]) -> list[Read]:
    found = resolved.ids[table]
    return [row for row in resolved.rows[table] if str(found[row.key]) in ids]


def _said(resolved: Resolved, known: Known, twins: set[str]) -> Ids:
    """Return the ids of what a package says is confidential, or an agency here is,
    and of what is hidden here already under another key.
    """
    at = resolved.rows["service_at_location"]
    agencies = _saying(resolved, "organization") | _here(known, "organization")
    locations = {
        row.links["location"]
        for row in resolved.rows["address"]
        if any(says_hidden(str(value)) for value in row.values.values() if value)
    }
    locations |= _here(known, "location") | _of(resolved, "location", agencies)
    services = _saying(resolved, "service") | _of(resolved, "service", agencies)
    services |= twins
    services |= {r.links["service"] for r in at if r.links["location"] in locations}
    locations |= {r.links["location"] for r in at if r.links["service"] in services}
    # Whatever else is at such a place is hidden with it.
    services |= {r.links["service"] for r in at if r.links["location"] in locations}
    return {"organization": agencies, "location": locations, "service": services}


def _saying(resolved: Resolved, table: str) -> set[str]:
    """Return the ids of rows that say of themselves that they are confidential."""
    return {
        str(resolved.ids[table][row.key])
        for row in resolved.rows[table]
        if row.values.pop("place_is_confidential", False)
    }


def _here(known: Known, table: str) -> set[str]:
    rows = known.rows[table].values()
    return {str(r.pk) for r in rows if getattr(r, "place_is_confidential", False)}


def _of(resolved: Resolved, table: str, agencies: set[str]) -> set[str]:
    return {
        str(resolved.ids[table][row.key])
        for row in resolved.rows[table]
        if row.links.get("organization") in agencies
    }


def _without_others(resolved: Resolved, services: set[str]) -> set[str]:
    """Return the locations where none but hidden services are."""
    at = resolved.rows["service_at_location"]
    open_ones = {r.links["location"] for r in at if r.links["service"] not in services}
    return {r.links["location"] for r in at} - open_ones


def _turning(said: Ids, known: Known) -> dict[str, list[Any]]:
    """Return the rows here, of any source, that are open and turn confidential."""
    turning: dict[str, list[Any]] = {
        table: [
            row
            for row in known.rows[table].values()
            if str(row.pk) in ids and not getattr(row, "place_is_confidential", True)
        ]
        for table, ids in said.items()
    }
    there = Service.objects.filter(at_locations__location__in=turning["location"])
    ours = {row.pk for row in turning["service"]}
    more = there.filter(place_is_confidential=False).exclude(pk__in=ours)
    turning["service"] += more.distinct()
    return turning


def _guard(resolved: Resolved, known: Known, hidden: Ids, called: Whereabouts) -> Guard:
    """Return what no row may say; the towns of the package are towns, too."""
    rows = _rows_in(resolved, "service", hidden["service"])
    owners = {row.links["organization"] for row in rows} | hidden["organization"]
    agencies = _rows_in(resolved, "organization", owners)
    services = [
        row
        for row in known.rows["service"].values()
        if str(row.pk) in hidden["service"]
    ]
    cities = {row.values.get("city") or "" for row in resolved.rows["address"]}
    cities |= {getattr(row, "city", "") for row in known.rows["address"].values()}
    here = _here(known, "service") | _here(known, "organization")
    accepted = {
        phone.number
        for phone in known.rows["phone"].values()
        if {str(phone.service_id), str(phone.organization_id)} & here
    }
    return guard_of(
        [Agency(name=row.values["name"]) for row in agencies],
        {getattr(row, "home_region", None) for row in services},
        also=cities | {*called},
        accepted=accepted,
    )


def mend_coordinates(package: Package, resolved: Resolved) -> None:
    """Drop coordinates that are nowhere, and turn those that were swapped."""
    for row in resolved.rows["location"]:
        pair = [row.values.get(name) for name in _ON_EARTH]
        if pair == [None, None]:
            continue
        if None in pair or pair == [Decimal(0), Decimal(0)] or not _mended(row, pair):
            came = {
                n: str(v) for n in _ON_EARTH if (v := row.values.get(n)) is not None
            }
            row.extra |= came  # given back as it came; a hidden place forgets it below
            row.values |= dict.fromkeys(_ON_EARTH, None)
            package.hold(row, "location", "latitude", NOT_ON_EARTH)


def _mended(row: Read, pair: list[Any]) -> bool:
    for latitude, longitude in (pair, pair[::-1]):
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            places = Decimal("0.000001")
            row.values["latitude"] = latitude.quantize(places)
            row.values["longitude"] = longitude.quantize(places)
            return True
    return False
