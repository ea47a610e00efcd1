"""Answers to what the network announces."""

from typing import Any

from django.dispatch import receiver

from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency
from fourthp.partnership.operations.merging.moving import move_rows
from fourthp.partnership.signals import agencies_merged


@receiver(agencies_merged)
def plan_with_the_other(
    gone: Agency, stays: Agency, revising: Revising, **_: Any
) -> None:
    """Let what an agency brings and keeps be that of the one that it went into."""
    move_rows("plan", gone, stays, revising, but=frozenset())
