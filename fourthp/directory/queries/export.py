"""The rows of the directory that a reader may take along, table by table."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from fourthp.directory.formats.export import Sheet
from fourthp.directory.formats.flat import KEPT
from fourthp.directory.formats.hsds import OTHER, TABLES, Table
from fourthp.directory.formats.values import written
from fourthp.directory.models import (
    Location,
    OtherTable,
    Phone,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.rules.contact import is_number
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.rules.labels import AMBER, strictest

# Rows that name another by its table and id.
_NAMES_A_ROW = {
    "attribute": ("link_entity", "link_id"),
    "metadata": ("resource_type", "resource_id"),
}
_REACHED = frozenset({"url", "email", "website"})
# What a row only mentions: an unseen one is left out of it, the row itself is not.
_MENTIONS = frozenset({"parent", "program", "taxonomy"})


def sheets_of(reader: Person | None, *, today: date) -> Iterator[Sheet]:
    """Yield every table that has rows for a reader, whose rows are read as asked.

    A service's status is what it is today: a closing comes and goes with its dates,
    and so does its news.
    """
    unseen = _Unseen(reader)
    for name, table in TABLES.items():
        if name != OTHER and unseen.leaves_some(name):
            columns = _columns(name, table)
            more = _more(unseen.extras(name), {column for column, _ in columns})
            header = ["id", *(column for column, _ in columns), *more]
            rows = unseen.rest(name)
            if name == "service":
                rows = _as_today(rows, today)
            yield Sheet(name, header, _cells(rows, columns, more))
    yield from _other_sheets(reader)


def _as_today(services: Iterable[Service], today: date) -> Iterator[Service]:
    for service in services:
        service.status = service.status_on(today)
        service.alert = service.alert_on(today)
        service.alert_until = service.alert_until if service.alert else None
        yield service


def _other_sheets(reader: Person | None) -> Iterator[Sheet]:
    """Yield the tables that are not known here, as they came.

    Nobody knows of whom their rows speak: whoever may not see every service of a
    source gets none of its.
    """
    seen = Service.objects.visible_to(reader).values("pk")
    unseen = Service.objects.exclude(pk__in=seen).exclude(source="")
    known = OtherTable.objects.exclude(source__in=unseen.values("source"))
    named: Counter[str] = Counter()
    for table in known.order_by("name", "source"):
        named[table.name] += 1
        again = f"-{named[table.name]}" if named[table.name] > 1 else ""
        rows = (row[1:] for row in table.rows)
        yield Sheet(f"{table.name}{again}", table.header, rows)


class _Unseen:
    """The rows that a reader may not see, and what stands on them, table by table.

    What stands on an unseen row is unseen too, however far away that is. Sets of ids,
    because questions nested as deep as the links are more than SQLite reads.
    """

    def __init__(self, reader: Person | None) -> None:
        self._found: dict[str, set[Any]] = {}
        self._seen = _seen_by(reader)

    def of(self, name: str) -> set[Any]:
        """Return the ids of a table's rows that the reader may not see."""
        if name not in self._found:
            self._found[name] = self._first(name) | self._hanging(name)
        return self._found[name]

    def leaves_some(self, name: str) -> bool:
        """Tell whether a table has a row that the reader may see."""
        return _rows_of(name).count() > len(self.of(name))

    def rest(self, name: str) -> Iterator[Any]:
        """Yield the rows that the reader may see, without what else they mention."""
        links = TABLES[name].links.values()
        mentions = [link for link in links if link.field in _MENTIONS]
        for row in _rows_of(name).order_by("pk").iterator(chunk_size=2_000):
            if row.pk in self.of(name):
                continue
            for link in mentions:
                if getattr(row, f"{link.field}_id") in self.of(link.table):
                    setattr(row, f"{link.field}_id", None)
            yield row

    def extras(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield what those rows keep of their sources' own columns."""
        rows = _rows_of(name).exclude(extra={}).values_list("pk", "extra")
        return (extra for pk, extra in rows.iterator() if pk not in self.of(name))

    def _first(self, name: str) -> set[Any]:
        if name not in self._seen:
            return set()
        unseen = _rows_of(name).exclude(pk__in=self._seen[name])
        return set(unseen.values_list("pk", flat=True))

    def _hanging(self, name: str) -> set[Any]:
        found = self._on_nothing_seen(name) if name in _NAMES_A_ROW else set()
        for link in TABLES[name].links.values():
            # A table may hang on itself only by what is mentioned.
            ids = set() if link.field in _MENTIONS else self.of(link.table)
            if ids:
                ends = _rows_of(name).values_list("pk", f"{link.field}_id")
                found |= {pk for pk, end in ends.iterator() if end in ids}
        return found

    def _on_nothing_seen(self, name: str) -> set[Any]:
        """Return the rows that name no row at all, or an unseen one."""
        kinds = _rows_of(name).values_list(_NAMES_A_ROW[name][0], flat=True).distinct()
        seen = {
            kind: set(_rows_of(kind).values_list("pk", flat=True)) - self.of(kind)
            for kind in set(kinds) & TABLES.keys() - {name}
        }
        ends = _rows_of(name).values_list("pk", *_NAMES_A_ROW[name])
        nothing: set[Any] = set()
        return {
            pk
            for pk, kind, end in ends.iterator()
            if end not in seen.get(kind, nothing)
        }


def _rows_of(name: str) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = apps.get_model(TABLES[name].model)._default_manager.all()
    return rows.order_by()


def _seen_by(reader: Person | None) -> dict[str, QuerySet[Any, Any]]:
    """Return what a reader may see of each kind that others stand on.

    A place is seen with a service there, or where no service is.
    """
    services = Service.objects.visible_to(reader).values("pk")
    at = ServiceAtLocation.objects.filter(service__in=services)
    used = ServiceAtLocation.objects.values("location")
    agencies = Agency.objects.visible_to(reader).values("pk")
    return {
        "service": services,
        "location": Location.objects.filter(
            Q(pk__in=at.values("location")) | ~Q(pk__in=used)
        ).values("pk"),
        "organization": Agency.objects.filter(
            Q(pk__in=agencies) | Q(services__in=services)
        ).values("pk"),
    }


def _columns(name: str, table: Table) -> list[tuple[str, str]]:
    """Return a table's columns with our attribute of each; no attribute twice."""
    found = [(column, f"{link.field}_id") for column, link in table.links.items()]
    found += [(column, field) for column, (field, _) in table.columns.items()]
    found += [(column, column) for column in _NAMES_A_ROW.get(name, ())[1:]]
    seen: set[str] = set()
    kept = []
    for column, attribute in found:
        if attribute not in seen:
            seen.add(attribute)
            kept.append((column, attribute))
    return kept


def _more(extras: Iterable[dict[str, Any]], known: set[str]) -> list[str]:
    """Return the columns of the sources that are none of ours, kept with the rows.

    Not those of which somebody said that nobody is to be shown them.
    """
    found: dict[str, None] = {}
    for extra in extras:
        found |= dict.fromkeys(one for one in extra if not one.startswith(KEPT))
    return [column for column in found if column not in known and column != "id"]


def _cells(
    rows: Iterable[Any], columns: Sequence[tuple[str, str]], more: Sequence[str]
) -> Iterator[list[str]]:
    for row in rows:
        cells = [str(row.pk)]
        for column, attribute in columns:
            cells.append(_cell(row, column, attribute))
        yield cells + [written(row.extra.get(column)) for column in more]


def _cell(row: Any, column: str, attribute: str) -> str:
    if column == "tlp_label":
        return _narrowest(row)
    if column in _REACHED and getattr(row, "place_is_confidential", False):
        return ""  # either may lead to its place
    if _is_no_number(row, attribute):
        return ""
    # What could not be read is given back as it came, until somebody changed it here.
    if column in row.extra and attribute not in row.local_fields:
        return written(row.extra[column])
    return written(getattr(row, attribute))


def _is_no_number(row: Any, attribute: str) -> bool:
    """Tell whether a hidden service's number is none: such words may lead there."""
    if not isinstance(row, Phone) or attribute != "number" or is_number(row.number):
        return False
    return bool(row.service and row.service.place_is_confidential)


def _narrowest(service: Service) -> str:
    """Return the label that travels: an audience cannot, so nobody is let in for it."""
    narrowed = service.audience_id is not None
    return strictest(service.label, AMBER) if narrowed else str(service.label)
