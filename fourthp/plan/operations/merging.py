"""Two records become one: what names the one that goes names the one that stays."""

from collections.abc import Mapping
from uuid import UUID

from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency, Seat
from fourthp.partnership.operations.merging.moving import move_rows
from fourthp.plan.models import Concern, Voice
from fourthp.plan.operations.concerns_voices import voices_of


def follow_agency(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Let all that the plan has of one agency be another's, which has one voice.

    Call it inside the transaction of the merge.
    """
    named = Voice.objects.filter(agency=gone).values_list("concern", flat=True)
    touched = list(named)
    move_rows("plan", gone, stays, revising, but=frozenset())
    changed = []
    for concern in Concern.objects.select_for_update().filter(pk__in=touched):
        before, concern.seen_by = concern.seen_by, voices_of(concern)
        if concern.seen_by != before:
            changed.append((concern, {"seen_by": before}))
    revising.change(changed)


def follow_seats(went: Mapping[UUID, Seat], revising: Revising) -> None:
    """Let all that the plan has of seats which become one be that one's."""
    for gone in Seat.objects.filter(pk__in=went):
        move_rows("plan", gone, went[gone.pk], revising, but=frozenset())
