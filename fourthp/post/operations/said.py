"""What was said of a reader by a link: a coordinator looks at it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.post.models import Answer
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.said import LOOKED_AT


def note_look(answer: Answer, *, by: Actor) -> Answer:
    """Note that somebody looked at what was said of a reader; twice it is once."""
    return _set(answer, by, waits=False, act=LOOKED_AT)


def let_wait_again(answer: Answer, *, by: Actor) -> Answer:
    """Put what was said of a reader among what waits for a look again.

    What was taken back by its link meanwhile stays as it is.
    """
    return _set(answer, by, waits=True, act="brought-back")


def _set(answer: Answer, by: Actor, *, waits: bool, act: str) -> Answer:
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        answer = Answer.objects.select_for_update().get(pk=answer.pk)
        if answer.undone_at is None and answer.waits_for_look is not waits:
            answer.waits_for_look = waits
            answer.save(update_fields=["waits_for_look"])
            record(by, act, answer)
    return answer
