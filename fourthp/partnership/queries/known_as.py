"""By which ids, names and addresses somebody is known, and which of these are hers."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fourthp.foundation.models import RevisionPart
from fourthp.partnership.models import Agency, ContactPoint, Merge, Person
from fourthp.partnership.queries.doubles import whose_address
from fourthp.partnership.rules.mailboxes import is_of_nobody
from fourthp.post.queries import addresses


def ids_of(person: Person) -> list[UUID]:
    """Return every id by which rows know somebody: hers, and those she took up."""
    return with_taken_up(person.pk)


def with_taken_up(pk: UUID) -> list[UUID]:
    """Return the id of a person or an agency, with those of the records it took up."""
    found, more = [pk], [pk]
    while more:
        merges = Merge.objects.filter(stays_id__in=more, undone_at=None)
        taken = set(merges.values_list("gone_id", flat=True))
        more = sorted(taken - set(found))
        found += more
    return found


def splits_of(ids: list[UUID]) -> QuerySet[Merge]:
    """Return the merges of two people that were taken back, where one has an id."""
    either = Q(stays_id__in=ids) | Q(gone_id__in=ids)
    found = Merge.objects.filter(either, kind=Merge.Kind.PERSON)
    return found.exclude(undone_at=None)


def changes_of_two(ids: list[UUID]) -> list[UUID]:
    """Return the changes in which facts of two people stand who are two again."""
    return list(splits_of(ids).values_list("revision_id", flat=True))


def names_of(person: Person) -> list[str]:
    """Return every name and address by which somebody was known here, the newest first.

    Those too of a record that she took up, and what she was called before a change; not
    those of somebody who was taken for her.
    """
    said = [person.name, person.full_name, *_addresses(person)]
    ids = ids_of(person)
    keys = {str(pk) for pk in ids}
    parts = RevisionPart.objects.filter(model=Person._meta.label).order_by("-id")
    for part in parts.exclude(revision__in=changes_of_two(ids)).iterator():
        for pk in keys & part.rows.keys():
            said += _names_in(part.rows[pk] or {})
    return list(dict.fromkeys(one for one in said if one))


def _names_in(values: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in ("name", "full_name", "email"):
        value = values.get(name) or []
        found += value if isinstance(value, list) else [value]
    return [one for one in found if one]


def _addresses(person: Person) -> list[str]:
    return [one for one in (person.email, person.user and person.user.email) if one]


def addresses_of(person: Person) -> frozenset[str]:
    """Return every address by which somebody is or was reached, in small letters.

    As her record, its history, her numbers and the mails that went to her have it.
    """
    points = ContactPoint.objects.filter(person=person, value__contains="@")
    sent = addresses.addresses_of(Person.matter_kind, map(str, ids_of(person)))
    said = [*names_of(person), *points.values_list("value", flat=True), *sent]
    return frozenset(one.lower() for one in said if "@" in one)


def addresses_to_forget(person: Person) -> frozenset[str]:
    """Return the addresses that go with somebody: those that nobody else has now."""
    return frozenset(
        one
        for one in addresses_of(person)
        if not whose_address(one, but=person).exists()
    )


def addresses_alone(person: Person) -> frozenset[str]:
    """Return the addresses that nobody but somebody reads, or read as long as is known.

    What came to another, or is from an office, says nothing of her.
    """
    ids = [str(pk) for pk in ids_of(person)]
    return frozenset(
        one
        for one in addresses_to_forget(person)
        if not is_of_nobody(one) and not _is_of_others(one, person, ids)
    )


def _is_of_others(address: str, person: Person, ids: list[str]) -> bool:
    points = ContactPoint.objects.filter(value__iexact=address).exclude(person=person)
    return (
        Agency.objects.filter(email__iexact=address).exists()
        or points.exists()
        or addresses.is_of_others(address, Person.matter_kind, ids)
    )
