"""Which services and agencies a difference makes, changes and ends: by name.

Of a row that is here its id is kept and not its name, so that what is hidden
meanwhile is not named; what is confidential, or turns it, is only counted (S3).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from fourthp.directory.formats.hsds import TABLES
from fourthp.directory.models import Service, ServiceAtLocation
from fourthp.directory.operations.imports.planning import Plan
from fourthp.partnership.models import NOT_NAMED, Agency

NAMED = ("service", "organization")
# What an import notes for itself says nothing to a person.
_NOT_TOLD = frozenset({"local_fields", "status_before"})

Row = tuple[str, str]  # a table and an id


def named_rows(plan: Plan) -> dict[str, Any]:
    """Return what a plan makes, changes and ends, services first.

    new: [table, name, its agency]; changed: [table, id, own fields, tables of its
    details]; gone: [table, id]; unnamed: how many of each kind are not told.
    """
    unnamed = Counter[str]()
    found: dict[str, list[list[Any]]] = {"new": [], "changed": [], "gone": []}
    hidden = _turning(plan)
    for kind, told in (
        ("new", _new(plan, hidden)),
        ("changed", _changed(plan)),
        ("gone", _gone(plan)),
    ):
        for row, entry in told:
            if _is_hidden(row, hidden):
                unnamed[kind] += 1
            else:
                found[kind].append(entry)
    return {**found, "unnamed": dict(unnamed)}


def _turning(plan: Plan) -> set[str]:
    return {str(row.pk) for rows in plan.hiding.turn.values() for row in rows}


def _is_hidden(row: Any, turning: set[str]) -> bool:
    return bool(row.place_is_confidential) or str(row.pk) in turning


def _new(plan: Plan, hidden: set[str]) -> Iterator[tuple[Any, list[Any]]]:
    rows: list[Any] = [*plan.make.get("service", ())]
    made: list[Any] = [*plan.make.get("organization", ())]
    there = {row.organization_id for row in rows} - {agency.pk for agency in made}
    names = {
        agency.pk: agency.name
        for agency in (*made, *Agency.objects.in_bulk(there).values())
        if agency.name != NOT_NAMED and not _is_hidden(agency, hidden)
    }
    for row in rows:
        yield row, ["service", row.name, names.get(row.organization_id, "")]
    for agency in made:
        if agency.name != NOT_NAMED:
            yield agency, ["organization", agency.name, ""]


def _gone(plan: Plan) -> Iterator[tuple[Any, list[Any]]]:
    for row, before in plan.change.get("service", ()):
        if _ends(row, before):
            yield row, ["service", str(row.pk)]


def _ends(row: Any, before: dict[str, Any]) -> bool:
    return "status" in before and row.status == Service.Status.DEFUNCT


def _changed(plan: Plan) -> Iterator[tuple[Any, list[Any]]]:
    """Yield what stays and differs, in itself or in what hangs on it."""
    own: dict[Row, list[str]] = {}
    details = _details(plan)
    rows: dict[Row, Any] = {}
    for table in NAMED:
        for row, before in plan.change.get(table, ()):
            if table == "service" and _ends(row, before):
                details.pop((table, str(row.pk)), None)
                continue
            rows[table, str(row.pk)] = row
            own[table, str(row.pk)] = [n for n in before if n not in _NOT_TOLD]
        for row in plan.hiding.turn.get(table, ()):
            rows[table, str(row.pk)] = row
    rows |= _here(details.keys() - rows.keys())
    for table in NAMED:
        for at, row in rows.items():
            if at[0] == table:
                yield row, [*at, own.get(at, []), list(details.get(at, ()))]


def _here(wanted: Iterable[Row]) -> dict[Row, Any]:
    """Return the services and agencies that are here; what is new is told apart."""
    found: dict[Row, Any] = {}
    for table, model in (("service", Service), ("organization", Agency)):
        ids = [pk for kind, pk in wanted if kind == table]
        for row in model._default_manager.in_bulk(ids).values():
            found[table, str(row.pk)] = row
    return found


def _details(plan: Plan) -> dict[Row, dict[str, None]]:
    """Return which tables' rows differ below each service and agency."""
    owners = _Owners(plan)
    found: dict[Row, dict[str, None]] = {}
    for table, rows in _touched(plan):
        for row in rows:
            for owner in owners.of(table, row):
                found.setdefault(owner, {})[table] = None
    return found


def _touched(plan: Plan) -> Iterator[tuple[str, list[Any]]]:
    for table in [table for table in TABLES if table not in NAMED]:
        changed = [row for row, _before in plan.change.get(table, ())]
        yield table, [*plan.make.get(table, ()), *changed, *plan.remove.get(table, ())]


class _Owners:
    """Whose a row is: its service's, those at its place, or its agency's."""

    def __init__(self, plan: Plan) -> None:
        self.at: dict[str, str] = {}
        self.there: dict[str, set[str]] = {}
        here = ServiceAtLocation.objects.filter(source=plan.source)
        made: list[Any] = plan.make.get("service_at_location", [])
        for row in (*here.iterator(), *made):
            service = str(row.service_id)
            self.at[str(row.pk)] = service
            self.there.setdefault(str(row.location_id), set()).add(service)

    def of(self, table: str, row: Any) -> Iterator[Row]:
        """Yield the services, else the agency, that a row hangs on."""
        services = self._services(table, row)
        yield from (("service", service) for service in sorted(services))
        agency = getattr(row, "organization_id", None)
        if agency and not services:
            yield "organization", str(agency)

    def _services(self, table: str, row: Any) -> set[str]:
        own = getattr(row, "service_id", None)
        if own:
            return {str(own)}
        at = self.at.get(str(getattr(row, "service_at_location_id", None)))
        if at:
            return {at}
        place = row.pk if table == "location" else getattr(row, "location_id", None)
        return self.there.get(str(place), set())
