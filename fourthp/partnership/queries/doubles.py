"""Who may be known already under another address, or another form of her name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.partnership.models import Agency, Person, Seat
from fourthp.partnership.queries.people import in_order, seats_known_to, told
from fourthp.partnership.rules.likeness import like_name, same_mailbox, same_name

MOST = 10


@dataclass(frozen=True)
class Double:
    """Somebody who may be the same person, why, and the seats by which to tell."""

    person: Person
    reasons: list[str]
    seats: list[str]


def whose_address(address: str, *, but: Person | None = None) -> QuerySet[Person]:
    """Return whose mail or sign-in goes to an address, but for one person."""
    own = Q(email__iexact=address) | Q(user__email__iexact=address)
    found = Person.objects.filter(own) if address else Person.objects.none()
    return found.exclude(pk=but.pk) if but else found


def doubles_of(
    name: str, address: str, *, agency: Agency | None, reader: Person
) -> list[Double]:
    """Return who may be the person of a name and an address, the likeliest first.

    Only such are named as the reader may know of.
    """
    rows = Person.objects.visible_to(reader).values_list(
        "pk", "name", "full_name", "email", "user__email"
    )
    seated = set[UUID]()
    if agency is not None:
        held = Seat.objects.holding(today()).filter(agency=agency)
        seated = set(held.values_list("person", flat=True))
    found = dict[UUID, list[str]]()
    for pk, *said in rows.iterator():
        if reasons := list(_reasons(name, address, said)):
            same = [_("sits for the same agency")] if pk in seated else []
            found[pk] = reasons + same
    likeliest = sorted(found, key=lambda pk: -len(found[pk]))[:MOST]
    people, seats = Person.objects.in_bulk(likeliest), _seats_of(likeliest, reader)
    return [Double(people[pk], found[pk], seats.get(pk, [])) for pk in likeliest]


def _reasons(name: str, address: str, said: list[Any]) -> Iterator[str]:
    own, full, email, sign_in = said
    if any(same_mailbox(address, one or "") for one in (email, sign_in)):
        yield _("has the same address")
    if same_name(name, own) or same_name(name, full):
        yield _("has the same name")
    elif like_name(name, own) or like_name(name, full):
        yield _("has a name like it")


def _seats_of(people: list[UUID], reader: Person) -> dict[UUID, list[str]]:
    seats = seats_known_to(reader).holding(today()).filter(person__in=people)
    found: dict[UUID, list[str]] = {}
    for seat in in_order(seats):
        found.setdefault(seat.person_id, []).append(told(seat))
    return found
