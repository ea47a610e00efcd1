"""The difference between a package and what is here."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from fourthp.directory.formats.flat import read_flat
from fourthp.directory.formats.hsds import OTHER, TABLES
from fourthp.directory.formats.packages import Held, Package, read_package
from fourthp.directory.models import Service
from fourthp.directory.operations.imports.differing import (
    first_values,
    set_what_differs,
    values_of,
)
from fourthp.directory.operations.imports.doubles import note_doubles
from fourthp.directory.operations.imports.hiding import Hiding, hide_places
from fourthp.directory.operations.imports.keeping import quiet_others
from fourthp.directory.operations.imports.left_alone import (
    LeftAlone,
    hangs_on,
    released_rows,
)
from fourthp.directory.operations.imports.resolving import (
    Known,
    Resolved,
    model_of,
    resolve,
)
from fourthp.directory.queries.imports import directory_version
from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.archives import open_archive
from fourthp.foundation.tables.opening import read_table

# Gone from the source, these stay: seats, other services and histories stand on them.
STAY = frozenset({"organization", "location", "taxonomy", "taxonomy_term", "unit"})


@dataclass
class Plan:
    """What an import would do: rows to make, change and remove, and what is held."""

    source: str
    file_name: str
    after: str = ""  # the version of the directory that it was made against
    make: dict[str, list[models.Model]] = field(default_factory=dict)
    change: dict[str, list[tuple[models.Model, dict[str, Any]]]] = field(
        default_factory=dict
    )
    remove: dict[str, list[models.Model]] = field(default_factory=dict)
    hiding: Hiding = field(default_factory=Hiding)
    held: list[Held] = field(default_factory=list)
    same: Counter[str] = field(default_factory=Counter)
    ended: int = 0  # services among the changed that their source no longer has

    def changes_nothing(self) -> bool:
        """Tell whether what is here is what the package says."""
        kinds = (self.make, self.change, self.remove, self.hiding.turn)
        return not any(any(kind.values()) for kind in kinds)

    def digest(self) -> str:
        """Return what tells this difference from any other."""
        held = [(h.table, h.row, h.field, h.reason) for h in self.held]
        changed = [sorted(map(str, ids)) for ids in self._changed_ids().values()]
        told = json.dumps([self.counts(), held, changed], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def _changed_ids(self) -> dict[str, set[Any]]:
        found = {t: {row.pk for row, _ in rows} for t, rows in self.change.items()}
        for table, rows in self.hiding.turn.items():
            found.setdefault(table, set()).update(row.pk for row in rows)
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each table are new, changed, gone, the same."""
        found: dict[str, dict[str, int]] = {}
        kinds: tuple[tuple[str, Mapping[str, Sized]], ...] = (
            ("new", self.make),
            ("changed", self._changed_ids()),
            ("gone", self.remove),
        )
        for kind, rows_of in kinds:
            for table, rows in rows_of.items():
                if rows:
                    found.setdefault(table, {})[kind] = len(rows)
        for table, count in self.same.items():
            found.setdefault(table, {})["same"] = count
        if self.ended:
            found["service"]["ended"] = self.ended
        return found


@dataclass(frozen=True)
class FlatTable:
    """How to read a file that is one table: sheet, row of the header, columns.

    agency: whose services these are, where no column says it.
    """

    chosen: Mapping[str, str]
    sheet: str = ""
    header_at: int = 1
    agency: str = ""


def plan_import(
    path: Path, *, source: str, file_name: str = "", flat: FlatTable | None = None
) -> Plan:
    """Read a package, or a flat table, and find what it would change.

    Nothing is written. Raises TableRefused, with a sentence, for what is no package
    of a directory.
    """
    package = _read(path, flat)
    version = directory_version()
    known = Known.of(source)
    note_doubles(package, source)
    resolved = resolve(package, known)
    plan = Plan(source, file_name or path.name, after=version)
    plan.hiding = hide_places(package, resolved, known)
    is_turning = any(plan.hiding.turn.values())
    called = plan.hiding.called
    resolved.is_quiet = quiet_others(
        package, resolved, known, called, is_turning=is_turning
    )
    left_alone = LeftAlone.of(known)
    for table in TABLES:
        _plan_table(plan, table, resolved, known, left_alone)
    _plan_gone(plan, resolved, known, left_alone)
    plan.held = sorted(package.held, key=lambda held: (held.table, held.row))
    return plan


def _read(path: Path, flat: FlatTable | None) -> Package:
    if flat is None:
        with open_archive(path) as archive:
            return read_package(archive)
    rows = read_table(path, sheet=flat.sheet, header_at=flat.header_at)
    package = read_flat(rows, flat.chosen, agency=flat.agency)
    if not package.rows.get("organization") and not package.rows.get("service"):
        raise TableRefused(_("No row of this table names a service or an agency."))
    return package


def _plan_table(
    plan: Plan,
    table: str,
    resolved: Resolved,
    known: Known,
    left_alone: LeftAlone,
) -> None:
    model, here = model_of(table), known.rows[table]
    for row in resolved.rows[table]:
        present = here.get(row.key)
        if left_alone.holds(table, row.links.values()):
            left_alone.note(resolved.ids[table][row.key], present)
            plan.same[table] += 1
            continue
        values = values_of(model, row, known)
        if present is None or hasattr(present, "is_placeholder"):
            made = model(
                id=resolved.ids[table][row.key],
                source=plan.source,
                source_id=row.key,
                **first_values(table, values),
            )
            plan.make.setdefault(table, []).append(made)
            continue
        before = set_what_differs(present, values)
        if before:
            _forget_quiet(plan, table, present, resolved)
            plan.change.setdefault(table, []).append((present, before))
        else:
            plan.same[table] += 1


def _forget_quiet(plan: Plan, table: str, row: Any, resolved: Resolved) -> None:
    """Let no revision keep what an unknown table said beside what is confidential."""
    if table == OTHER and resolved.is_quiet:
        plan.hiding.forget.add(str(row.pk))


def _plan_gone(
    plan: Plan, resolved: Resolved, known: Known, left_alone: LeftAlone
) -> None:
    """Plan what the source no longer has; a service ends, its details stay with it."""
    ended = _plan_ends(plan, resolved, known)
    for table in reversed([t for t in TABLES if t not in STAY | {"service"}]):
        for key, row in known.rows[table].items():
            if not resolved.is_gone(table, key) or hasattr(row, "is_placeholder"):
                continue
            if getattr(row, "service_id", None) in ended or row.local_fields:
                continue
            if left_alone.holds(table, hangs_on(row)):
                continue
            _forget_quiet(plan, table, row, resolved)
            plan.remove.setdefault(table, []).append(row)
    _plan_released(plan, known, ended, left_alone)


def _plan_ends(plan: Plan, resolved: Resolved, known: Known) -> set[UUID]:
    """End services that are gone, and keep what they were until they come again."""
    gone = {
        service.pk: service
        for key, service in known.rows["service"].items()
        if resolved.is_gone("service", key) and hasattr(service, "status")
    }
    for service in gone.values():
        is_own = "status" in service.local_fields
        if is_own or service.status == Service.Status.DEFUNCT:
            continue
        before = {"status": service.status, "status_before": service.status_before}
        service.status_before = service.status
        service.status = Service.Status.DEFUNCT
        plan.change.setdefault("service", []).append((service, before))
        plan.ended += 1
    return set(gone)


def _plan_released(
    plan: Plan, known: Known, ended: set[UUID], left_alone: LeftAlone
) -> None:
    """Plan that rows made by hand go where a service was given back to its source.

    Those of a service that turns confidential go with its hiding.
    """
    stay = {row.pk for row in known.rows["service"].values()} - ended
    turning = {row.pk for row in plan.hiding.turn.get("service", ())}
    for table, rows in released_rows(stay - turning, left_alone).items():
        there = {row.pk for row in plan.remove.get(table, ())}
        plan.remove.setdefault(table, []).extend(
            row for row in rows if row.pk not in there
        )
