"""What the post and the histories keep of somebody under every id that she had."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.operations.revisions import (
    forget_changes,
    forget_matter,
    forget_rows,
    forget_values,
)
from fourthp.partnership.models import ContactPoint, Merge, Person, PersonTerm
from fourthp.partnership.queries.known_as import changes_of_two, ids_of
from fourthp.post.operations.forgetting import forget_reader

# How long a history tells what was said of somebody before a change.
HISTORY_LASTS = Retention.DAYS_30


@dataclass
class Known:
    """Somebody under one of her ids, as a matter of histories."""

    pk: UUID
    matter_kind: str = Person.matter_kind


def forget_what_was_before(*, now: datetime) -> int:
    """Forget what names, addresses and numbers were before they were changed.

    A slip is noticed within a month; a number that somebody took away is no business
    of anybody's for longer. Of two records that are one it stays, as long as they can
    be two again. Returns how many changes it is of.
    """
    before = now - LASTS[HISTORY_LASTS]
    merged = Merge.objects.filter(undone_at=None).values_list("revision_id", flat=True)
    kept = list(merged)
    return sum(
        forget_values(model, before=before, but=kept)
        for model in (Person, ContactPoint, PersonTerm)
    )


def forget_every_name(people: Iterable[Person], *, now: datetime) -> None:
    """Forget what histories and the post keep of people, and of whom they took up."""
    people = list(people)
    ids = [pk for person in people for pk in ids_of(person)]
    points = ContactPoint.objects.filter(person__in=people).values_list("pk", flat=True)
    for pk in ids:
        forget_matter(Known(pk))
        forget_reader(Person.matter_kind, str(pk), now=now)
    forget_rows(Person, ids)
    forget_rows(ContactPoint, list(points))
    # What stands of one in the other's changes, where two were taken for one.
    forget_changes(changes_of_two(ids))
    Merge.objects.filter(kind=Merge.Kind.PERSON, stays_id__in=ids).delete()
