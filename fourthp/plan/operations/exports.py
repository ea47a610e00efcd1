"""That somebody takes a table of the plan along is noted (S11)."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read
from fourthp.foundation.clock import today
from fourthp.partnership.models import Person
from fourthp.partnership.operations.looks import seat_told

_ALL = UUID(int=0)


@dataclass
class AllOf:
    """All of one kind that somebody sees, as a matter of the record."""

    matter_kind: str
    pk: UUID = _ALL


def note_export(kind: str, *, by: Person) -> None:
    """Note that somebody takes along what she sees of a kind; by the strong door.

    kind: "actions", "aims" or "concerns"; rooms above name their own.
    """
    if not by.is_strong or not by.held:
        raise PermissionDenied
    seat = seat_told(by.seats.holding(today()))
    log_read(by, AllOf(kind), act=Read.Act.EXPORTED, seat=seat)
