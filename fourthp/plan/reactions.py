"""Answers to what the network announces."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency, Seat
from fourthp.partnership.signals import agencies_merged, seats_joined
from fourthp.plan.operations.merging import follow_agency, follow_seats


@receiver(agencies_merged)
def be_of_the_other(gone: Agency, stays: Agency, revising: Revising, **_: Any) -> None:
    """Let what an agency has in the plan be that of the one it went into."""
    follow_agency(gone, stays, revising)


@receiver(seats_joined)
def be_of_one_seat(went: Mapping[UUID, Seat], revising: Revising, **_: Any) -> None:
    """Let what seats have in the plan be that of the one which they become."""
    follow_seats(went, revising)
