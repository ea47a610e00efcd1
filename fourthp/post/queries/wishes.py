"""What a reader wants, what each stream brings, and what stops her mail."""

from dataclasses import dataclass

from fourthp.foundation.models import Revision
from fourthp.post.models import Suppression, Wishes
from fourthp.post.queries.readership import reader_now
from fourthp.post.rules.kinds import Stream, all_kinds

# What the post sends of its own accord only carries what others say.
_OWN = ("post.", "test.")


@dataclass(frozen=True)
class Brings:
    """What a stream brings, by the titles of its kinds."""

    at_once: list[str]
    waits: list[str]


def brings(stream: Stream) -> Brings:
    """Return the titles of what a stream brings."""
    kinds = [k for k in all_kinds() if k.stream is stream]
    told = [k for k in kinds if k.is_for_all and not k.name.startswith(_OWN)]
    return Brings(
        [str(k.title) for k in told if not k.waits],
        [str(k.title) for k in told if k.waits],
    )


def stopped(kind: str, pk: str) -> Suppression | None:
    """Return what stops mail to the address that a reader has now."""
    reader = reader_now(kind, pk)
    if reader is None:
        return None
    return Suppression.objects.filter(address=reader.address.lower()).first()


def last_change(wishes: Wishes) -> Revision | None:
    """Return the last change of somebody's wishes that stands."""
    found = Revision.objects.filter(
        matter_kind=wishes.matter_kind, matter_id=str(wishes.pk), undone_at=None
    )
    return found.order_by("-at", "-id").first()
