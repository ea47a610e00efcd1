"""That somebody takes a table of actions along is noted."""

from dataclasses import dataclass
from uuid import UUID

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read
from fourthp.foundation.clock import today
from fourthp.partnership.models import Person

_ALL = UUID(int=0)


@dataclass
class AllActions:
    """The actions that somebody may see, as a matter of the record."""

    pk: UUID = _ALL
    matter_kind: str = "actions"


def note_export(*, by: Person) -> None:
    """Note that somebody takes actions along as a table, and by which open seat."""
    seats = by.seats.holding(today()).filter(group__is_closed=False)
    seat = seats.order_by("from_on", "id").first()
    told = (str(seat.agency_id or ""), seat.role) if seat else ("", "")
    log_read(by, AllActions(), act=Read.Act.EXPORTED, seat=told)
