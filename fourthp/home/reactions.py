"""What this room does when a lower one announces something."""

from typing import Any

from django.dispatch import receiver

from fourthp.home.operations import forget_look
from fourthp.partnership.models import Person
from fourthp.partnership.signals import person_erased


@receiver(person_erased)
def forget_her_look(*, person: Person, **_more: Any) -> None:
    """Of somebody who is erased nothing is kept that she looked at."""
    forget_look(person)
