"""Two records become one: what names the one that goes names the one that stays."""

from collections.abc import Mapping
from uuid import UUID

from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency, Seat
from fourthp.partnership.operations.merging.moving import move_rows


def follow_agency(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Let all that the plan has of one agency be another's.

    Call it inside the transaction of the merge.
    """
    move_rows("plan", gone, stays, revising, but=frozenset())


def follow_seats(went: Mapping[UUID, Seat], revising: Revising) -> None:
    """Let all that the plan has of seats which become one be that one's."""
    for gone in Seat.objects.filter(pk__in=went):
        move_rows("plan", gone, went[gone.pk], revising, but=frozenset())
