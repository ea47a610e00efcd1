"""Several actions are looked through at once: done, moved or dropped in one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.ids import new_id
from fourthp.plan.models import Action
from fourthp.plan.operations.action_said import (
    NothingChanges,
    drop_action,
    finish_action,
    move_action,
)
from fourthp.plan.operations.action_steps import ActionIsOver

DONE, MOVE, DROP = "done", "move", "drop"


@dataclass(frozen=True)
class Review:
    """What is said of several actions at once: `to` is the day they move to."""

    says: str
    to: date | None = None


@dataclass
class Reviewed:
    """A review as a matter of the record of acts."""

    pk: UUID
    matter_kind: str = "action_review"


def review_actions(
    actions: Iterable[Action], review: Review, *, by: Actor, now: datetime
) -> tuple[int, int]:
    """Say the same of several actions, all or none; return how many, and how many were
    so already.

    Raises PermissionDenied where one is not the actor's to change, and DayIsPast.
    """
    said = skipped = 0
    with transaction.atomic():
        # In one order: two who look through the same never wait for each other.
        for action in sorted(actions, key=lambda one: one.pk):
            try:
                _say(action, review, by, now)
                said += 1
            except (ActionIsOver, NothingChanges):
                skipped += 1
        record(by, "reviewed", Reviewed(new_id()), says=review.says, actions=said)
    return said, skipped


def _say(action: Action, review: Review, by: Actor, now: datetime) -> None:
    if review.says == DONE:
        finish_action(action, by=by, now=now)
    elif review.says == DROP:
        drop_action(action, by=by, now=now)
    else:
        move_action(action, review.to or action.due_on, by=by, now=now)
