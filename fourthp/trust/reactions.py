"""What this room does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from fourthp.foundation.actors import Actor
from fourthp.foundation.subjects import Subject
from fourthp.partnership.signals import person_erased
from fourthp.trust.operations import forget_witnesses_at


@receiver(person_erased)
def forget_her_as_witness(
    *, subject: Subject, by: Actor, now: datetime, **_more: Any
) -> None:
    """Whoever is erased keeps no notes for the network either."""
    forget_witnesses_at(subject, by=by, now=now)
