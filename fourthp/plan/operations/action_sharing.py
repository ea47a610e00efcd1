"""What follows where an action is shared otherwise, or its group closes."""

from datetime import datetime
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from fourthp.foundation.actors import Actor
from fourthp.plan.models import ActionStep, Has, holder_of
from fourthp.plan.operations.action_mails import (
    BLOCKED,
    GIVEN,
    blocked_letter,
    given_letter,
)
from fourthp.plan.operations.action_reminders import DUE, LATE, due_letter, late_letter
from fourthp.plan.operations.action_steps import locked
from fourthp.plan.queries.action_readers import may_be_told
from fourthp.post.models import Message
from fourthp.post.operations.forgetting import forget_words_about
from fourthp.post.operations.retelling import rewrite_waiting
from fourthp.post.operations.telling import News


def shared_otherwise(row: Any, _by: Actor, now: datetime) -> None:
    """Let mails that wait say what may be said now; of what no mail may tell, nothing.

    The caller has the transaction.
    """
    action, day = locked(row), localdate(now)
    if not may_be_told(action, day):
        forget_words_about(action)
        return
    about = {"about_kind": action.matter_kind, "about_id": str(action.pk)}
    if not Message.objects.filter(**about, has_words=True).exists():
        return
    is_had = holder_of(action, day).has is not Has.NOBODY
    writes = {
        GIVEN: partial(given_letter, action, now),
        DUE: partial(due_letter, action, now),
        LATE: partial(late_letter, action, is_had, now),
    }
    step = action.steps.filter(kind=ActionStep.Kind.BLOCKED).order_by("at").last()
    if step is not None:
        writes[BLOCKED] = partial(blocked_letter, action, step, now)
    for kind, write in writes.items():
        rewrite_waiting(News(kind, write, about=action), now=now)
