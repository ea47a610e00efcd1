"""Applying a plan in one transaction, and taking it back to the row."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fourthp.audit.operations import record
from fourthp.directory.formats.hsds import TABLES
from fourthp.directory.formats.reasons import CAME_IN
from fourthp.directory.models import Draft, HeldRow, Import, Location
from fourthp.directory.operations.hiding import (
    Kept,
    hide_agency,
    hide_services,
    say_regions,
    take_locations,
)
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.imports.planning import Plan
from fourthp.directory.operations.imports.unread import (
    leave_to_members,
    words_for_everyone,
)
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.quieting import drop_unused_terms
from fourthp.directory.permissions import can_import
from fourthp.directory.queries.imports import directory_version
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    forget_rows,
    forget_standing_on,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.foundation.operations.work import Progress
from fourthp.partnership.models import Agency
from fourthp.partnership.operations.turns import take_turn

# Every table three times over, then hours, towns and the index.
STEPS = 3 * len(TABLES) + 3


class ImportRunsAlready(Exception):
    """Another import of this source came first: look at the difference again."""


class ImportIsUndone(Exception):
    """The import was taken back before, or changed nothing."""


def apply_import(
    plan: Plan, *, by: Actor, now: datetime, progress: Progress | None = None
) -> Import:
    """Do what a plan says, whole or not at all; return the import with its id.

    Raises ImportRunsAlready when the directory was imported into since the plan
    was made, so that two at once cannot mix.
    """
    if not can_import(by):
        raise PermissionDenied
    tell = progress or _nobody
    with transaction.atomic():
        _alone(plan)
        made = Import.objects.create(
            source=plan.source,
            file_name=plan.file_name[:255],
            made_at=now,
            counts=plan.counts(),
        )
        _hold(made, plan)
        if not plan.changes_nothing():
            revising = begin_revision(by, "imported", made)
            read = words_for_everyone(plan.source)
            _write(plan, revising, tell)
            _hide(plan, by)
            leave_to_members(read, source=plan.source, by=by)
            made.revision_id = revising.revision.pk
            made.save(update_fields=["revision_id"])
            _refresh(now, tell)
            _ask_for_comparing()
        tell(STEPS, STEPS)
        record(by, "imported", made, tables=_totals(plan))
    return made


def _nobody(_done: int, _total: int, _doing: str = "", /) -> None:
    """Tell nobody how far it is."""


def _refresh(now: datetime, tell: Progress) -> None:
    """Bring what is computed from listings up to date, in the same transaction."""
    tell(STEPS - 3, STEPS, gettext_noop("Working out when each is open"))
    refresh_open_hours(now=now)
    tell(STEPS - 2, STEPS, gettext_noop("Making all of it findable"))
    say_regions()
    index_services()


def _ask_for_comparing() -> None:
    """Let what was compared with the directory before be compared again."""
    Draft.objects.filter(state=Draft.State.READY).update(state=Draft.State.READING)


def _alone(plan: Plan) -> None:
    """Let one import in at a time, and only on what it was planned against."""
    take_turn()
    if directory_version() != plan.after:
        raise ImportRunsAlready(
            _("The directory has changed since this difference was made: look again.")
        )


def _hold(made: Import, plan: Plan) -> None:
    rows = (
        HeldRow(
            of_import=made,
            table=held.table,
            row=held.row,
            field=held.field[:100],
            reason=held.reason[:200],
        )
        for held in plan.held
    )
    HeldRow.objects.bulk_create(rows, batch_size=2_000)


def _write(plan: Plan, revising: Revising, tell: Progress) -> None:
    """Take away what must go first, so that nothing stands on what is gone."""
    for step, table in enumerate(reversed(TABLES)):
        tell(step, STEPS, gettext_noop("Taking away what is gone"))
        revising.remove(plan.remove.get(table, []))
    for step, table in enumerate(TABLES, start=len(TABLES)):
        tell(step, STEPS, gettext_noop("Writing what has changed"))
        revising.change(plan.change.get(table, []))
    for step, table in enumerate(TABLES, start=2 * len(TABLES)):
        tell(step, STEPS, gettext_noop("Writing what is new"))
        revising.make(plan.make.get(table, []))


def _hide(plan: Plan, by: Actor) -> None:
    """Hide what turns confidential as people would, and forget what this import told.

    What hangs on it here, of whichever source and whoever changed it, is looked
    through as well; none of it can come back by an undo. What its places were called
    was read before the import took them.
    """
    turn, called = plan.hiding.turn, plan.hiding.called
    for agency in turn.get("organization", []):
        hide_agency(agency, Kept(called=called), by=by)
    services = turn.get("service", [])
    hide_services([(one, Kept(one.region, called=called)) for one in services], by=by)
    forget_rows(Agency, plan.hiding.owners)
    places = [location.pk for location in turn.get("location", [])]
    left = Location.objects.filter(pk__in=places, at_services=None)
    forget = {*plan.hiding.forget, *map(str, places)}
    take_locations(left.values_list("pk", flat=True))
    if forget:
        drop_unused_terms(plan.hiding.forget)
        forget_standing_on(forget)


def _totals(plan: Plan) -> dict[str, int]:
    counts = plan.counts().values()
    kinds = ("new", "changed", "gone", "same")
    return {kind: sum(c.get(kind, 0) for c in counts) for kind in kinds} | {
        "held": sum(h.reason not in CAME_IN for h in plan.held)
    }


@dataclass(frozen=True)
class Taken:
    """An import that was taken back, and what of it had to stay."""

    of_import: Import
    undone: Undone


def undo_import(
    made: Import, *, by: Actor, now: datetime, progress: Progress | None = None
) -> Taken:
    """Take an import back to the row; rows edited since stay and are listed.

    Raises ImportIsUndone.
    """
    if not can_import(by):
        raise PermissionDenied
    tell = progress or _nobody
    with transaction.atomic():
        take_turn()
        made = Import.objects.select_for_update().get(pk=made.pk)
        if made.undone_at or made.revision_id is None:
            raise ImportIsUndone(_("This import has nothing to take back."))
        revision = Revision.objects.get(pk=made.revision_id)
        tell(0, STEPS, gettext_noop("Putting every row back"))
        read = words_for_everyone(made.source)
        undone = undo_revision(revision, by=by, now=now)
        leave_to_members(read, source=made.source, by=by)
        made.undone_at, made.kept = now, [list(row) for row in undone.kept]
        made.save(update_fields=["undone_at", "kept"])
        _refresh(now, tell)
        _ask_for_comparing()
        record(by, "undone", made, put_back=undone.put_back, kept=len(undone.kept))
    return Taken(made, undone)
