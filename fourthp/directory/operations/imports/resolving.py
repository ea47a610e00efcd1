"""Rows of a package into rows of ours: keys become ids, and every link is found."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps

from fourthp.directory.formats.hsds import TABLES
from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import (
    HANGS_ON_NOTHING,
    MISSING,
    NO_ORGANISATION,
    NOWHERE,
)
from fourthp.foundation.clock import today
from fourthp.partnership.models import NOT_NAMED

# RFC 9562 names a row that has no UUID of its own by its source, table and key.
NAMESPACE = UUID("6a0f2b51-5a3e-5c0b-9d0e-0f4f75727468")


def model_of(table: str) -> Any:
    """Return the model that holds a table's rows."""
    return apps.get_model(TABLES[table].model)


@dataclass
class Known:
    """What is here already of a source: rows by table and key, and taken ids."""

    source: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    day: date = field(default_factory=today)  # on which it is read

    @classmethod
    def of(cls, source: str) -> "Known":
        """Read everything that this source brought before."""
        known = cls(source)
        for table in TABLES:
            found = model_of(table)._default_manager.filter(source=source)
            known.rows[table] = {row.source_id: row for row in found}
        return known

    def has(self, table: str, key: str) -> bool:
        """Tell whether this source brought a row before."""
        row = self.rows[table].get(key)
        return row is not None and not hasattr(row, "is_placeholder")

    def id_for(self, table: str, key: str) -> UUID:
        """Return the id of a row, the same over every import of this source."""
        row = self.rows[table].get(key)
        if row is not None:
            found: UUID = row.pk
            return found
        return own_uuid(key) or uuid5(NAMESPACE, f"{self.source}/{table}/{key}")


def own_uuid(key: str) -> UUID | None:
    """Return a key that is a UUID as one."""
    try:
        return UUID(key) if len(key) == 36 else None
    except ValueError:
        return None


@dataclass
class Resolved:
    """Ids of every row that can come in, and the rows by table."""

    ids: dict[str, dict[str, UUID]] = field(default_factory=dict)
    rows: dict[str, list[Read]] = field(default_factory=dict)
    unread: dict[str, set[str]] = field(default_factory=dict)  # held, so not gone
    is_quiet: bool = False  # something of the source is confidential

    def is_gone(self, table: str, key: str) -> bool:
        """Tell whether a source has no such row any more, not even one that is held."""
        return key not in self.ids[table] and key not in self.unread.get(table, ())


def resolve(package: Package, known: Known) -> Resolved:
    """Find every link; rows that lead nowhere are held, in the order of tables."""
    resolved = Resolved(unread=package.unread)
    _stand_ins(package, known)
    _note_taken_ids(package, known)
    _keep_what_has_no_column(package, known)
    for table in TABLES:
        found = package.rows.get(table, {})
        # A term's or an agency's parent may stand further down in the same file.
        resolved.ids[table] = {key: known.id_for(table, key) for key in found}
        resolved.rows[table] = [
            row
            for row in found.values()
            if _links_are_found(row, package, resolved, known)
        ]
        stay = {row.key for row in resolved.rows[table]}
        resolved.ids[table] = {
            k: v for k, v in resolved.ids[table].items() if k in stay
        }
    return resolved


def _stand_ins(package: Package, known: Known) -> None:
    """Give services of an unnamed organisation one that says so: they stay findable.

    One that this source has named before is still known by that name, and a service
    stays with its own where the file has no column for it.
    """
    organizations = package.rows.setdefault("organization", {})
    made: dict[str, Read] = {}
    for row in package.rows.get("service", {}).values():
        if row.links.get("organization") in known.rows["organization"]:
            continue
        if "organization" not in row.links and known.has("service", row.key):
            continue
        key = row.links.get("organization", "") or f"of service {row.key}"
        row.links["organization"] = key
        if key not in organizations or key in made:
            package.hold(row, "service", "organization_id", NO_ORGANISATION)
            made[key] = Read("organization", row.number, key, {"name": NOT_NAMED})
            organizations[key] = made[key]


def _keep_what_has_no_column(package: Package, known: Known) -> None:
    """Keep what a source said in columns that this file does not have."""
    for table, rows in package.rows.items():
        for key, row in rows.items():
            before = getattr(known.rows[table].get(key), "extra", {})
            kept = {k: v for k, v in before.items() if k not in row.columns}
            row.extra = kept | row.extra


def _note_taken_ids(package: Package, known: Known) -> None:
    """Give a new id to rows whose UUID another source has brought already."""
    for table, rows in package.rows.items():
        own = {key: own_uuid(key) for key in rows if key not in known.rows[table]}
        wanted = [found for found in own.values() if found]
        if not wanted:
            continue
        taken = model_of(table)._default_manager.in_bulk(wanted)
        for key, found in own.items():
            if found in taken:
                fresh = uuid5(NAMESPACE, f"{known.source}/{table}/{key}")
                known.rows[table][key] = _Placeholder(fresh)


@dataclass
class _Placeholder:
    """Stands where a row of ours would, for its id alone."""

    pk: UUID
    is_placeholder: bool = True


def _links_are_found(
    row: Read, package: Package, resolved: Resolved, known: Known
) -> bool:
    links = TABLES[row.table].links
    _stay_where_no_column_says(row, known)
    for column, link in links.items():
        key = row.links.get(link.field, "")
        if (not key and not link.required) or link.field in row.stays:
            continue
        target = resolved.ids.get(link.table, {}).get(key)
        is_unread = key in resolved.unread.get(link.table, ())
        if target is None and (is_unread or link.table == "organization"):
            target = getattr(known.rows[link.table].get(key), "pk", None)
        row.links[link.field] = str(target) if target else ""
        if target is None:
            package.hold(row, row.table, column, NOWHERE if key else MISSING)
            row.extra |= {column: key} if key else {}
            if link.required:
                return False
    return _hangs_on_something(row, package, resolved)


def _stay_where_no_column_says(row: Read, known: Known) -> None:
    """Let a row that is here hang on what it hangs on, where the file does not say."""
    if not known.has(row.table, row.key):
        return
    present = known.rows[row.table][row.key]
    for column, link in TABLES[row.table].links.items():
        before = getattr(present, f"{link.field}_id")
        if column not in row.columns and link.field not in row.links and before:
            row.links[link.field] = str(before)
            row.stays.add(link.field)


def _hangs_on_something(row: Read, package: Package, resolved: Resolved) -> bool:
    if row.table in {"attribute", "metadata"}:
        return _points_at_a_row(row, package, resolved)
    links = TABLES[row.table].links
    optional = links and not any(link.required for link in links.values())
    roots = {"organization", "taxonomy_term", "location"}
    if optional and row.table not in roots and not any(row.links.values()):
        package.hold(row, row.table, "id", HANGS_ON_NOTHING)
        return False
    return True


def _points_at_a_row(row: Read, package: Package, resolved: Resolved) -> bool:
    kind, name = ("link_entity", "link_id")
    if row.table == "metadata":
        kind, name = ("resource_type", "resource_id")
    table = row.values.get(kind, "")
    target = resolved.ids.get(table, {}).get(row.extra.pop(name, ""))
    if target is None:
        package.hold(row, row.table, name, NOWHERE)
        return False
    row.values[name] = target
    return True
