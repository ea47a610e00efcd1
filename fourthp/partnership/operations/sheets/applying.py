"""A sheet comes in, whole or not at all; and is taken back to the row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import Revising, begin_revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.foundation.operations.work import Progress
from fourthp.partnership.models import Agency, Person, Sheet
from fourthp.partnership.operations.agencies import TellsItsPlace
from fourthp.partnership.operations.sheets.handing_in import locked_sheet
from fourthp.partnership.operations.sheets.making import Making
from fourthp.partnership.operations.since import digests_of, touched_since
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import can_import_people
from fourthp.partnership.queries.sheets.here import read_here
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.signals import agency_changed
from fourthp.post.operations.forgetting import forget_reader
from fourthp.post.queries.facts import known_readers

STEPS = 10


class SheetSaysOther(Exception):
    """What the sheet would make has changed since it was shown."""


class NothingToTakeBack(Exception):
    """The sheet made nothing, or was taken back before."""


def _nobody(_done: int, _total: int, _doing: str = "", /) -> None:
    """Tell nobody how far it is."""


def apply_sheet(
    sheet: Sheet,
    *,
    by: Actor,
    now: datetime,
    seen: str,
    progress: Progress | None = None,
) -> Sheet:
    """Make all that a sheet makes, in one transaction, with one revision and one
    entry in the record.

    seen: the digest of the plan that was shown. Raises SheetIsOver, SheetSaysOther.
    """
    if not can_import_people(by):
        raise PermissionDenied
    tell = progress or _nobody
    with transaction.atomic():
        take_turn()
        sheet = locked_sheet(sheet, Sheet.State.READY)
        tell(0, STEPS, gettext_noop("Comparing it with what is here"))
        here = read_here()
        plan = plan_sheet(sheet, here)
        if plan.digest() != seen:
            raise SheetSaysOther(
                _("The network has changed since you looked: look at it again.")
            )
        revising = begin_revision(by, "brought-in", sheet)
        made = _write(Making(plan, here, localdate(now)), revising, tell)
        sheet.state, sheet.applied_at = Sheet.State.APPLIED, now
        sheet.counts, sheet.made = sheet.counts | plan.counts(), made
        sheet.revision_id = revising.revision.pk
        sheet.save()
        record(by, "brought-in", sheet, made=plan.counts())
        tell(STEPS, STEPS)
    return sheet


def _write(making: Making, revising: Revising, tell: Progress) -> dict[str, Any]:
    """Write what is made; return the digests of it, by model."""
    made: dict[str, Any] = {}
    for step, rows in enumerate(making.rows(), start=1):
        tell(step, STEPS, gettext_noop("Writing what is new"))
        if rows:
            revising.make(rows)
            made[rows[0]._meta.label] = digests_of(rows)
            _refuse_telling_names(rows)
    given = making.addresses()
    changed: list[tuple[Model, dict[str, Any]]] = []
    for person in making.addressed():
        person.email = given[person.pk]
        changed.append((person, {"email": ""}))
    revising.change(changed)
    return made


def _refuse_telling_names(rows: Iterable[Model]) -> None:
    """Let no name tell the place of an agency that is to be confidential."""
    for row in rows:
        if isinstance(row, Agency) and row.place_is_confidential:
            try:
                agency_changed.send(sender=Agency, agency=row, changed=["name"])
            except TellsItsPlace as problem:
                reason = _("The name of %s may tell its place: change it in the sheet.")
                raise SheetSaysOther(reason % row) from problem


def undo_sheet(
    sheet: Sheet, *, by: Actor, now: datetime, progress: Progress | None = None
) -> Sheet:
    """Take back what a sheet made; what was changed since stays, and is listed.

    Whoever was changed since keeps her seat, and her agency with it. Raises
    NothingToTakeBack.
    """
    if not can_import_people(by):
        raise PermissionDenied
    tell = progress or _nobody
    with transaction.atomic():
        take_turn()
        sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
        if sheet.state != Sheet.State.APPLIED or sheet.revision_id is None:
            raise NothingToTakeBack(_("This sheet has nothing to take back."))
        tell(0, STEPS, gettext_noop("Looking what was changed since"))
        revision = Revision.objects.get(pk=sheet.revision_id)
        stay = list(touched_since(revision, sheet.made))
        if stay:
            marking = begin_revision(by, "found-changed", sheet)
            for rows in stay:
                marking.mark(rows)
        tell(1, STEPS, gettext_noop("Taking back what it made"))
        people = set(sheet.made.get(Person._meta.label, {}).get("rows", {}))
        undone = undo_revision(revision, by=by, now=now)
        _forget_whoever_went(people, now)
        sheet.state, sheet.undone_at = Sheet.State.UNDONE, now
        sheet.kept, sheet.made = [list(row) for row in undone.kept], {}
        sheet.save()
        record(by, "undone", sheet, put_back=undone.put_back, kept=len(undone.kept))
        tell(STEPS, STEPS)
    return sheet


def _forget_whoever_went(people: set[str], now: datetime) -> None:
    """Let no mail wait for whoever is here no more."""
    left = Person.objects.filter(pk__in=people).values_list("pk", flat=True)
    gone = people - {str(one) for one in left}
    for pk in known_readers(Person.matter_kind, gone):
        forget_reader(Person.matter_kind, pk, now=now)
