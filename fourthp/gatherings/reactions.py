"""What this room does when a lower one announces something."""

from typing import Any

from django.dispatch import receiver

from fourthp.gatherings.operations.feeds import forget_feed
from fourthp.partnership.models import Person
from fourthp.partnership.signals import people_merged, person_erased


@receiver(person_erased)
def forget_her_feed(*, person: Person, **_more: Any) -> None:
    """Of somebody who is erased no calendar goes on."""
    forget_feed(person)


@receiver(people_merged)
def end_the_feed_of_the_other(*, gone: Person, **_more: Any) -> None:
    """The calendar link of a record that went into another ends."""
    forget_feed(gone)
