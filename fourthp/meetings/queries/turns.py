"""Whose turn it is to chair a meeting, and to take its minutes."""

from uuid import UUID

from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering
from fourthp.meetings.models import Meeting, MeetingSeries, Turn
from fourthp.meetings.rules import next_turn
from fourthp.partnership.models import Seat

FIELDS = {Turn.Duty.CHAIR: "chair", Turn.Duty.MINUTES: "minute_taker"}


def turns_of(kept: MeetingSeries, duty: str) -> list[tuple[UUID, bool]]:
    """Return the seats of a rota in their order, and whether each holds today."""
    keys = list(kept.turns.filter(duty=duty).values_list("seat", flat=True))
    held = set(
        Seat.objects.holding(today()).filter(pk__in=keys).values_list("pk", flat=True)
    )
    return [(key, key in held) for key in keys]


def whose_turn(kept: MeetingSeries, duty: Turn.Duty, of: Gathering) -> UUID | None:
    """Return the seat whose turn one meeting is; None where nobody is in the rota."""
    name = FIELDS[duty]
    before = Meeting.objects.filter(
        gathering__rhythm__series=kept.series_id, gathering__starts_at__lt=of.starts_at
    ).exclude(**{name: None})
    last = before.order_by("-gathering__starts_at").values_list(name, flat=True).first()
    return next_turn(turns_of(kept, duty), last)
