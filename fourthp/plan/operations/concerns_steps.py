"""A concern is moved on: heard, put on an agenda, decided, begun, raised again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.plan.models import Concern, ConcernStep, State
from fourthp.plan.operations.concerns_mails import tell_of_new, tell_of_step
from fourthp.plan.permissions.concerns import (
    can_let_in,
    can_move_on,
    can_raise_again,
    has_raised,
)
from fourthp.plan.queries.concerns_people import seat_acting
from fourthp.plan.rules.concerns import may_follow


class NotLikeThisNow(Exception):
    """A step that cannot be taken as a concern stands now."""


class NoReasonGiven(Exception):
    """Whoever raises a concern again says why."""


@dataclass(frozen=True)
class Step:
    """A step to be taken: which, for which day of a meeting, and why in words."""

    kind: State
    words: str = ""
    day: date | None = None


def locked(concern: Concern) -> Concern:
    """Return a concern, locked until the transaction ends."""
    rows = Concern.objects.select_for_update(of=("self",))
    return rows.select_related("raised_by", "group").get(pk=concern.pk)


def take_step(concern: Concern, step: Step, *, by: Actor, now: datetime) -> Concern:
    """Take a step, and note it; who may is asked before. Raises NotLikeThisNow.

    The caller has the transaction.
    """
    concern = locked(concern)
    if not may_follow(step.kind, concern.state):
        stands = {"state": concern.get_state_display()}
        raise NotLikeThisNow(_("It is not as you saw it: %(state)s.") % stands)
    concern.state, concern.state_at = step.kind, now
    if step.kind == State.AGAIN:
        concern.open_since = now
    concern.save(update_fields=["state", "state_at", "open_since"])
    note_step(concern, step, by=by, now=now)
    record(by, step.kind, concern)
    return concern


def note_step(concern: Concern, step: Step, *, by: Actor, now: datetime) -> ConcernStep:
    """Write a step into the story of a concern; the caller has the transaction."""
    return ConcernStep.objects.create(
        concern=concern,
        kind=step.kind,
        at=now,
        day=step.day,
        words=step.words.strip(),
        seat=seat_acting(by, concern),
    )


def put_on_agenda(
    concern: Concern, *, when: date, by: Actor, now: datetime, words: str = ""
) -> Concern:
    """Note on which day's agenda a concern is; it may be on another's later.

    Raises NotLikeThisNow.
    """
    return _move(concern, Step(State.AGENDA, words, when), by, now)


def decide_concern(
    concern: Concern, *, words: str, by: Actor, now: datetime
) -> Concern:
    """Note what was decided of a concern; raises NotLikeThisNow."""
    return _move(concern, Step(State.DECIDED, words), by, now)


def begin_concern(
    concern: Concern, *, by: Actor, now: datetime, words: str = ""
) -> Concern:
    """Note that what was decided is being done; raises NotLikeThisNow."""
    return _move(concern, Step(State.BEGUN, words), by, now)


def begin_if_it_waits(concern: Concern, *, by: Actor, now: datetime) -> None:
    """Note that a decided concern is being done, where whoever acts moves it on.

    The caller has the transaction.
    """
    if can_move_on(by, concern) and locked(concern).state == State.DECIDED:
        begin_concern(concern, by=by, now=now)


def _move(concern: Concern, step: Step, by: Actor, now: datetime) -> Concern:
    """Take a step as who may move it on; who raised it and who sees it too hears it."""
    if not can_move_on(by, concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = take_step(concern, step, by=by, now=now)
        tell_of_step(concern, by=by, now=now)
    return concern


def raise_again(concern: Concern, *, words: str, by: Actor, now: datetime) -> Concern:
    """Raise what was answered again, and say why; or what one withdrew oneself.

    It waits for an answer from now on, and who moves it on is told. Raises
    NoReasonGiven, NotLikeThisNow.
    """
    if not can_raise_again(by, concern):
        raise PermissionDenied
    if not words.strip():
        raise NoReasonGiven(_("Say why you raise it again."))
    with transaction.atomic():
        is_own = has_raised(by, concern)
        if locked(concern).state == State.WITHDRAWN and not is_own:
            raise PermissionDenied
        concern = take_step(concern, Step(State.AGAIN, words), by=by, now=now)
        tell_of_new(concern, by=by, now=now)
    return concern


def decline_concern(concern: Concern, *, by: Actor, now: datetime) -> Concern:
    """Do not let in what somebody without an account raised; it goes after 30 days.

    Until then it may be heard after all. Raises NotLikeThisNow.
    """
    if not can_let_in(by):
        raise PermissionDenied
    with transaction.atomic():
        return take_step(concern, Step(State.DECLINED), by=by, now=now)
