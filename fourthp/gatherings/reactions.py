"""What this room does when a lower one announces something."""

from typing import Any

from django.dispatch import receiver

from fourthp.foundation.operations.revisions import Revising
from fourthp.foundation.subjects import Subject
from fourthp.gatherings.operations.feeds import forget_feed
from fourthp.gatherings.operations.inviting import forget_answers_of
from fourthp.partnership.models import Person
from fourthp.partnership.operations.merging.moving import move_rows
from fourthp.partnership.signals import people_merged, person_erased


@receiver(person_erased)
def forget_her_feed(*, person: Person, **_more: Any) -> None:
    """Of somebody who is erased no calendar goes on."""
    forget_feed(person)


@receiver(person_erased)
def forget_her_answers(*, person: Person, subject: Subject, **_more: Any) -> None:
    """Of somebody who is erased nobody knows whether she came."""
    forget_answers_of(person, subject)


@receiver(people_merged)
def let_her_answers_be_of_one(
    *, gone: Person, stays: Person, revising: Revising, **_more: Any
) -> None:
    """What a record answered that went into another is the other's answer."""
    move_rows("gatherings", gone, stays, revising, but=frozenset({"Feed"}))


@receiver(people_merged)
def end_the_feed_of_the_other(*, gone: Person, **_more: Any) -> None:
    """The calendar link of a record that went into another ends."""
    forget_feed(gone)
