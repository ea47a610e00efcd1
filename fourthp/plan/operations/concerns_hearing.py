"""A concern is heard: let in if nobody with a seat raised it, sorted, asked about."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.plan.models import Concern, State
from fourthp.plan.operations.concerns import SORTED, Sorting, sort_concern
from fourthp.plan.operations.concerns_asking import ask_agencies
from fourthp.plan.operations.concerns_mails import tell_of_step
from fourthp.plan.operations.concerns_steps import Step, take_step
from fourthp.plan.permissions.concerns import can_let_in, can_move_on


def hear_concern(
    concern: Concern,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    sorting: Sorting | None = None,
    asks: bool = False,
) -> Concern:
    """Note that a concern is heard; what was held is let in by it.

    sorting: what it is about, None leaves it. asks: the agencies of its group are asked
    by mail whether they see it too. Raises NotLikeThisNow.
    """
    is_held = concern.state in {State.HELD, State.DECLINED}
    if not (can_let_in(by) if is_held else can_move_on(by, concern)):
        raise PermissionDenied
    with transaction.atomic():
        concern = take_step(concern, Step(State.HEARD, words), by=by, now=now)
        if sorting is not None:
            revising = begin_revision(by, SORTED, concern)
            sort_concern(concern, sorting, revising=revising)
        tell_of_step(concern, by=by, now=now)
        if asks:
            ask_agencies(concern, by=by, now=now)
    return concern
