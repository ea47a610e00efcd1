"""What goes, what ends and what stays when somebody is erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.timezone import localdate

from fourthp.audit.models import Entry
from fourthp.foundation.inventory import DataClass, inventory_of
from fourthp.foundation.seals import SealedJSON
from fourthp.foundation.subjects import all_holdings
from fourthp.partnership.models import Circular, Handover, Person, Seat
from fourthp.partnership.queries.departures import alone_coordinates, seats_of
from fourthp.partnership.queries.doubles import Double, doubles_of
from fourthp.partnership.queries.known_as import names_of
from fourthp.partnership.queries.subjects import subject_of

SHORTEST = 4  # a name of fewer letters stands in too many other words
_TELLS = frozenset({DataClass.PUBLIC, DataClass.NETWORK})


@dataclass(frozen=True)
class Erasing:
    """What would happen: what ends and goes, what stays, and what is in the way.

    named: words of others in which a name or an address of hers stands, by table and
    field, and how many; None where nobody has looked yet. doubles: records that may be
    of the same person.
    """

    seats: list[Seat]
    contacts: int
    mails: int
    has_account: bool
    held: int
    letters: int
    words: int
    acts: int
    named: list[tuple[str, str, int]] | None
    doubles: list[Double]
    is_last: bool
    address: str


def erasing_outlook(
    person: Person, *, reader: Person, now: datetime, looks: bool = False
) -> Erasing:
    """Return what happens if somebody is erased.

    looks: say in whose words she is named, too; every text that stands is read for it.
    """
    who = subject_of(person, now=now)
    day = localdate(now)
    found = {one.model: one.find(who) for one in all_holdings()}
    mine = who.is_in("actor_kind", "actor_id")
    about = who.is_in("matter_kind", "matter_id")
    doubles = doubles_of(person.name, address_of(person), agency=None, reader=reader)
    return Erasing(
        seats=list(seats_of(person, day)),
        contacts=person.contact_points.count(),
        mails=found["post.Message"].count(),
        has_account=person.user_id is not None,
        held=person.seats.count(),
        letters=Circular.objects.filter(mine).count(),
        words=Handover.objects.filter(writer=person).count(),
        acts=Entry.objects.filter(mine | about).count(),
        named=where_named(names_of(person), reader=reader) if looks else None,
        doubles=[one for one in doubles if one.person.pk != person.pk],
        is_last=alone_coordinates(person, day),
        address=address_of(person),
    )


def address_of(person: Person) -> str:
    """Return the address that somebody's mail goes to; nothing where none is known."""
    return person.email or (person.user.email if person.user else "")


def where_named(names: list[str], *, reader: Person) -> list[tuple[str, str, int]]:
    """Return in which words of others some names stand: table, field, and how many.

    Asked of every field that the inventory calls public or the network's, and of no row
    that a reader may not see.
    """
    wanted = [one for one in names if len(one) >= SHORTEST]
    found = []
    for model in apps.get_models():
        for field in _texts(model):
            rows = _rows_for(model, reader)
            count = _naming(rows, field.name, wanted).count() if wanted else 0
            if count:
                table = capfirst(str(model._meta.verbose_name))
                found.append((table, str(field.verbose_name), count))
    return found


def _texts(model: type[Model]) -> Iterator[Any]:
    inventory = inventory_of(model)
    for field in model._meta.concrete_fields:
        held = inventory.get(field.name)
        is_text = isinstance(field, (CharField, TextField, JSONField))
        is_words = is_text and not isinstance(field, SealedJSON) and not field.choices
        if is_words and held is not None and held.data_class in _TELLS:
            yield field


def _rows_for(model: type[Model], reader: Person) -> QuerySet[Any]:
    rows: Any = model._default_manager
    seen: QuerySet[Any] = getattr(rows, "visible_to", lambda _who: rows.all())(reader)
    return seen


def _naming(rows: QuerySet[Any], name: str, wanted: list[str]) -> QuerySet[Any]:
    rows = rows.annotate(in_words=Cast(name, TextField()))
    stands = Q(pk__in=[])
    for word in wanted:
        stands |= Q(in_words__icontains=word)
    return rows.filter(stands)


def erased_lately(since: datetime) -> QuerySet[Person]:
    """Return who was erased since, newest first: no more than that somebody was."""
    return Person.objects.filter(erased_at__gte=since).order_by("-erased_at", "-pk")
