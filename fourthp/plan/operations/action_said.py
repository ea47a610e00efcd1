"""What is said of an action: done, moved, blocked, handed over, dropped, open again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import last_revision, refuse_if_changed
from fourthp.partnership.models import Agency, Seat
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations.action_mails import (
    tell_blocked,
    tell_given,
    tell_said,
)
from fourthp.plan.operations.action_owners import judge_owner, owned_by
from fourthp.plan.operations.action_steps import (
    locked,
    locked_going_on,
    take_step,
)
from fourthp.plan.operations.actions import refuse_past
from fourthp.plan.permissions.actions import (
    can_change_action,
    can_hand_over,
    can_speak_for,
)

State, Kind = Action.State, ActionStep.Kind


class NothingChanges(Exception):
    """What was said of an action is so already."""


class NoSuchReason(Exception):
    """What was ticked is no reason for which an action is blocked."""


def finish_action(
    action: Action, *, by: Actor, now: datetime, words: str = ""
) -> ActionStep:
    """Note that an action is done. Raises ActionIsOver."""
    if not can_speak_for(by, action):
        raise PermissionDenied
    with transaction.atomic():
        action = locked_going_on(action)
        step = ActionStep(kind=Kind.DONE, words=words.strip())
        changed = {"state": State.DONE, "done_at": now}
        return _told_step(action, step, changed, by=by, now=now)


def move_action(
    action: Action,
    to: date,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    seen: str | None = None,
) -> ActionStep:
    """Move the due day of an action; one that was blocked goes on.

    To a later day it counts as carried over. seen is what stood for it as its page was
    opened. Raises ActionIsOver, DayIsPast, NothingChanges and SomebodyWasFaster.
    """
    if not can_speak_for(by, action):
        raise PermissionDenied
    refuse_past(to, localdate(now))
    with transaction.atomic():
        action = locked_going_on(action)
        refuse_if_changed(seen, is_now=last_revision(action))
        if to == action.due_on:
            raise NothingChanges(_("It is due on that day already."))
        step = ActionStep(kind=Kind.MOVED, from_due=action.due_on, to_due=to)
        step.words = words.strip()
        later = action.times_moved + int(to > action.due_on)
        changed = {"due_on": to, "times_moved": later, "reminded": None}
        changed |= {"state": State.OPEN}
        return _told_step(action, step, changed, by=by, now=now)


def block_action(
    action: Action,
    reasons: Iterable[str],
    *,
    by: Actor,
    now: datetime,
    words: str = "",
) -> ActionStep:
    """Note that an action cannot go on, and why; whoever can help is told by mail.

    reasons are of ActionStep.Reason. Raises ActionIsOver and NoSuchReason.
    """
    if not can_speak_for(by, action):
        raise PermissionDenied
    told = sorted(set(reasons))
    if not told or not set(ActionStep.Reason.values).issuperset(told):
        raise NoSuchReason(*told)
    with transaction.atomic():
        action = locked_going_on(action)
        step = ActionStep(kind=Kind.BLOCKED, reasons=told, words=words.strip())
        take_step(action, step, {"state": State.BLOCKED}, by=by, now=now)
        tell_blocked(action, step, by=by, now=now)
        return step


def take_up_action(action: Action, *, by: Actor, now: datetime) -> ActionStep:
    """Note that an action which was blocked goes on. Raises NothingChanges."""
    if not can_speak_for(by, action):
        raise PermissionDenied
    with transaction.atomic():
        action = locked_going_on(action)
        if action.state != State.BLOCKED:
            raise NothingChanges(_("It is not blocked any more."))
        step = ActionStep(kind=Kind.TAKEN_UP)
        return _told_step(action, step, {"state": State.OPEN}, by=by, now=now)


def hand_over_action(
    action: Action, to: Seat | Agency, *, by: Actor, now: datetime, words: str = ""
) -> ActionStep:
    """Let another seat or agency have an action, which is told of it; it is open then.

    Raises ActionIsOver, NotTheirs and NothingChanges.
    """
    if not can_hand_over(by, action, to):
        raise PermissionDenied
    with transaction.atomic():
        action = locked_going_on(action)
        step = ActionStep(kind=Kind.HANDED_OVER, words=words.strip())
        step.from_seat, step.from_agency = action.seat, action.agency
        changed = owned_by(to)
        if all(getattr(action, name) == said for name, said in changed.items()):
            raise NothingChanges(_("They have it already."))
        # Judged as it will be: on a row of its own, which is not saved.
        judge_owner(
            Action(group=action.group, label=action.label, **changed), localdate(now)
        )
        step.to_seat, step.to_agency = changed["seat"], changed["agency"]
        changed |= {"state": State.OPEN, "reminded": None}
        take_step(action, step, changed, by=by, now=now)
        tell_given(action, by=by, now=now)
        return step


def reopen_action(action: Action, *, by: Actor, now: datetime) -> ActionStep:
    """Let an action that is done or dropped be open again. Raises NothingChanges.

    What was dropped, whoever gives actions there takes up again.
    """
    with transaction.atomic():
        action = locked(action)
        may = can_speak_for if action.state == State.DONE else can_change_action
        if not may(by, action):
            raise PermissionDenied
        if action.goes_on:
            raise NothingChanges(_("It is open already."))
        changed = {"state": State.OPEN, "done_at": None}
        return _told_step(
            action, ActionStep(kind=Kind.REOPENED), changed, by=by, now=now
        )


def drop_action(
    action: Action, *, by: Actor, now: datetime, words: str = ""
) -> ActionStep:
    """Note that nobody has to do an action any more. Raises ActionIsOver."""
    if not can_change_action(by, action):
        raise PermissionDenied
    with transaction.atomic():
        action = locked_going_on(action)
        step = ActionStep(kind=Kind.DROPPED, words=words.strip())
        return _told_step(action, step, {"state": State.DROPPED}, by=by, now=now)


def _told_step(
    action: Action,
    step: ActionStep,
    changed: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> ActionStep:
    """Take a step; whoever has the action is told, where somebody else says so."""
    taken = take_step(action, step, changed, by=by, now=now)
    tell_said(action, taken, by=by, now=now)
    return taken
