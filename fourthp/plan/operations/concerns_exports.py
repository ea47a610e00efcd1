"""Concerns are taken along: it is noted who took them."""

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
class AllConcerns:
    """The concerns that somebody sees, as a matter of the record."""

    pk: UUID = _ALL
    matter_kind: str = "concerns"


def note_export(*, by: Person) -> None:
    """Note that somebody takes the concerns that she sees along; by the strong door."""
    if not by.is_strong or not by.held:
        raise PermissionDenied
    seat = seat_told(by.seats.holding(today()))
    log_read(by, AllConcerns(), act=Read.Act.EXPORTED, seat=seat)
