"""People as the post knows them: readers, with names and addresses."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Group,
    Person,
    Seat,
)
from fourthp.partnership.queries.audiences import Way, seats_by_ways
from fourthp.partnership.queries.network import network_name, network_zone
from fourthp.post.queries.readership import Readership
from fourthp.post.rules.readers import Reader


def readers_for(people: Iterable[Person]) -> list[Reader]:
    """Return some people as the post knows them, each with her own address."""
    zone = network_zone() or ""
    return [_reader(person, zone) for person in people]


def _reader(person: Person, zone: str) -> Reader:
    address = person.email or (person.user.email if person.user else "")
    return Reader(Person.matter_kind, str(person.pk), address, zone=zone)


def _seated(kind: str, pk: str) -> Person | None:
    """Return a person who holds a seat today, as if she came by the strongest door."""
    if kind != Person.matter_kind:
        return None
    seats = Seat.objects.holding(today()).filter(person=UUID(pk))
    seat = next(iter(seats.select_related("person__user")[:1]), None)
    if seat is None:
        return None
    seat.person.is_strong = True
    return seat.person


def _readers_now(kind: str, ids: Iterable[str]) -> list[Reader]:
    """Return those of some people who hold a seat today, as the post knows them."""
    if kind != Person.matter_kind:
        return []
    seats = Seat.objects.holding(today()).filter(person__in=map(UUID, ids))
    found = Person.objects.filter(pk__in=seats.values("person"))
    return readers_for(found.select_related("user"))


MOST_LIKE = 500


def _named(kind: str, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of some people, each with an agency she has a seat for.

    In a group that is not closed: who reads this may not know of that.
    """
    if kind != Person.matter_kind:
        return {}
    people = Person.objects.filter(pk__in=list(ids))
    seats = Seat.objects.holding(today()).filter(person__in=people)
    seats = seats.filter(group__is_closed=False)
    named = seats.exclude(agency=None).order_by("-from_on", "-id")
    agencies = dict(named.values_list("person", "agency__name"))
    return {
        str(one.pk): f"{one.name}, {agencies[one.pk]}"
        if one.pk in agencies
        else one.name
        for one in people
    }


def _seats_told(kind: str, pk: str, reader: object) -> list[str]:
    """Return the seats of today through which somebody gets mail, in words.

    A group that the reader may not see is not named, and no seat in it is told.
    """
    if kind != Person.matter_kind or not isinstance(reader, Person):
        return []
    seen = Seat.objects.visible_to(reader) & Seat.objects.holding(today())
    seats = seen.filter(person=UUID(pk)).order_by("from_on", "id")
    return [_seat_told(seat) for seat in seats.select_related("agency", "group")]


def _seat_told(seat: Seat) -> str:
    role = str(seat.get_role_display())
    agency = f"{seat.agency.name}, " if seat.agency else ""
    group = "" if seat.group.is_network else f" ({seat.group.name})"
    since = _("since %s") % date_format(seat.from_on, "j F Y")
    return f"{agency}{role}{group}, {since}"


def _people_like(text: str) -> list[str]:
    """Return who is called like that, or holds an open seat for an agency that is."""
    agency = Q(agency__name__icontains=text) | Q(agency__alternate_name__icontains=text)
    seats = Seat.objects.holding(today()).filter(agency, group__is_closed=False)
    like = Q(name__icontains=text) | Q(pk__in=seats.values("person"))
    found = Person.objects.filter(like).order_by("name", "pk")
    return [str(pk) for pk in found.values_list("pk", flat=True)[:MOST_LIKE]]


def people_of(group: Group | None) -> QuerySet[Person]:
    """Return who holds a seat today in a group, or anywhere in the network."""
    seats = Seat.objects.holding(today())
    if group is not None and not group.is_network:
        seats = seats.filter(group=group)
    found = Person.objects.filter(pk__in=seats.values("person"))
    return found.select_related("user").order_by("name", "pk")


def people_by_ways(ways: Iterable[Way]) -> QuerySet[Person]:
    """Return who holds a seat today that meets one of some ways in."""
    found = Person.objects.filter(pk__in=seats_by_ways(ways).values("person"))
    return found.select_related("user").order_by("name", "pk")


def groups_to_write_to(writer: Person) -> QuerySet[Group]:
    """Return the groups within the network that go on and that a writer may see."""
    seen = Group.objects.visible_to(writer).going_on(today())
    return seen.filter(is_network=False).order_by("name", "pk")


def called(kind: str, pk: str) -> str:
    """Return what somebody with a seat today is called in mails.

    An agency whose place is confidential is not named in them, nor one for which she
    sits in a closed group alone: others read them who do not know of it.
    """
    person = _seated(kind, pk)
    if person is None:
        return ""
    seats = person.seats.holding(today()).exclude(agency=None)
    named = seats.filter(agency__place_is_confidential=False, group__is_closed=False)
    names = named.order_by("agency__name").values_list("agency__name", flat=True)
    agencies = names.distinct()
    words = {"name": person.name, "agencies": ", ".join(agencies)}
    return _("%(name)s (%(agencies)s)") % words if agencies else person.name


def group_in_mail(group: Group) -> str:
    """Return what a mail calls a group: a closed one is not named."""
    if group.is_network:
        return _("the network")
    return _("a group of the network") if group.is_closed else group.name


def seat_in_mail(seat: Seat) -> str:
    """Return what a mail calls a seat: no agency whose place is confidential."""
    words = [str(seat.get_role_display()), group_in_mail(seat.group)]
    if seat.agency and not seat.agency.place_is_confidential:
        words.insert(0, seat.agency.name)
    return ", ".join(words)


READERSHIP = Readership(
    person=_seated,
    readers=_readers_now,
    network=network_name,
    called=called,
    named=_named,
    seats=_seats_told,
    like=_people_like,
)
