"""A step of an action: what is said of it stands in its history, and goes back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.operations.undoing import AlreadyUndone, undo_revision
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.permissions.actions import can_take_back

Kind = ActionStep.Kind
CHANGED, UNDONE = "changed", "undone"


class ActionIsOver(Exception):
    """It is done or dropped already: nothing more is said of it."""


def locked(action: Action) -> Action:
    """Return an action as it is now, held until the transaction ends."""
    rows = Action.objects.select_for_update(of=("self",))
    return rows.select_related("group", "seat__person", "agency").get(pk=action.pk)


def locked_going_on(action: Action) -> Action:
    """Return an action that goes on, held; raise ActionIsOver."""
    found = locked(action)
    if found.state == Action.State.DONE:
        raise ActionIsOver(_("Somebody was faster: it is noted as done already."))
    if not found.goes_on:
        raise ActionIsOver(_("It was dropped: nobody has to do it any more."))
    return found


def take_step(
    action: Action,
    step: ActionStep,
    changed: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> ActionStep:
    """Change an action, and note what was said of it, in the caller's transaction."""
    step.revision_id = change_row(action, changed, act=step.kind, by=by, now=now)
    return note_step(action, step, by=by, now=now)


def note_step(
    action: Action, step: ActionStep, *, by: Actor, now: datetime
) -> ActionStep:
    """Note a step of an action in its history and in the record of acts."""
    step.action, step.at = action, now
    step.actor_kind, step.actor_id = by.actor_kind, by.actor_id
    step.save()
    record(by, step.kind, action)
    return step


def change_row(
    action: Action, changed: Mapping[str, Any], *, act: str, by: Actor, now: datetime
) -> UUID:
    """Write other values into an action; return the revision by which they go back."""
    values = {**changed, "changed_at": now}
    before = {name: getattr(action, name) for name in values}
    for name, value in values.items():
        setattr(action, name, value)
    revising = begin_revision(by, act, action)
    revising.change([(action, before)])
    return revising.revision.pk


def take_step_back(
    action: Action, revision: Revision, *, by: Actor, now: datetime
) -> None:
    """Let an action stand as before one of its steps, as long as that was the last.

    Raises CannotUndo. What was taken back before stays so.
    """
    if not can_take_back(by, action, revision):
        raise PermissionDenied
    with transaction.atomic():
        locked(action)
        try:
            undone = undo_revision(revision, by=by, now=now)
        except AlreadyUndone:
            return
        if undone.kept:
            raise CannotUndo(
                _("More was said of it since then: take the newer back first.")
            )
        ActionStep.objects.filter(revision_id=revision.pk).update(undone_at=now)
        record(by, UNDONE, action)
