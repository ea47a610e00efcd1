"""A reader who went into another: what she wants goes along, what waits does not."""

from datetime import datetime
from uuid import UUID

from fourthp.foundation.operations.revisions import Revising
from fourthp.post.models import Message, Wishes
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.forgetting import cancel_open


def follow_reader(
    kind: str, gone: UUID, stays: UUID, revising: Revising, *, now: datetime
) -> int:
    """Let a reader’s wishes be another’s who has none; return how many mails waited.

    What waits does not go: its links would act for nobody. What was sent stays under
    the reader that it was sent to. Call it inside the transaction of the act.
    """
    old = Wishes.objects.filter(reader_kind=kind, reader_id=str(gone)).first()
    own = Wishes.objects.filter(reader_kind=kind, reader_id=str(stays))
    if old is not None and not own.exists():
        old.reader_id = str(stays)
        revising.change([(old, {"reader_id": str(gone)})])
    elif old is not None:
        revising.remove([old])
    waiting = Message.objects.filter(
        reader_kind=kind, reader_id=str(gone), state__in=OPEN
    )
    count = waiting.count()
    cancel_open(waiting, now)
    return count
