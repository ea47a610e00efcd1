"""Every question this room can answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.policies import NOBODY, Standing
from fourthp.partnership.models import (
    OFFICERS,
    Group,
    HelpLine,
    Label,
    Network,
    Person,
    Role,
    Seat,
    Shared,
)
from fourthp.partnership.models.shared import NETWORK_WIDE, rules_met
from fourthp.post.models import Answer, Suppression
from fourthp.post.queries.readership import Readership
from fourthp.post.rules.readers import Reader

# As long as a whole domain may still turn out to be at fault, nobody is asked.
ASKED_AFTER = timedelta(hours=1)
ASKED_WITHIN = timedelta(days=7)
_OF_A_READER = (
    Suppression.Because.HARD,
    Suppression.Because.SOFT,
    Suppression.Because.SILENCE,
)
# The word of the links by which a colleague says it, and her two answers.
HAS_LEFT_PURPOSE, GONE, HERE = "has_left", "gone", "here"
KNOW_OF_COLLEAGUES = (Role.LEAD, Role.REPRESENTATIVE, Role.DEPUTY)


def addresses_in_doubt(*, now: datetime) -> list[Suppression]:
    """Return the addresses stopped lately because nobody seems to be there."""
    since = (now - ASKED_WITHIN, now - ASKED_AFTER)
    found = Suppression.objects.filter(because__in=_OF_A_READER, since__range=since)
    return list(found.order_by("since", "pk"))


def seated_by_address(address: str) -> list[Person]:
    """Return the people with a seat today whose mail goes to an address."""
    own = Q(email__iexact=address) | Q(email="", user__email__iexact=address)
    seats = Seat.objects.holding(today())
    people = Person.objects.filter(own, pk__in=seats.values("person"))
    return list(people.select_related("user").order_by("pk"))


def who_knows(person: Person) -> list[Person]:
    """Return whom to ask whether somebody has left: colleagues, and coordinators."""
    seats = Seat.objects.holding(today())
    agencies = seats.filter(person=person, agency__isnull=False).values("agency")
    beside = Q(agency__in=agencies, role__in=KNOW_OF_COLLEAGUES)
    asked = seats.filter(beside | Q(role=Role.COORDINATOR)).exclude(person=person)
    found = Person.objects.filter(pk__in=asked.values("person"))
    return list(found.select_related("user").order_by("pk"))


def is_asked_about(person: Person, asked_id: str) -> bool:
    """Tell whether somebody is still to say whether a person has left.

    She is a colleague, nothing is sent to the person, and nobody else has said it.
    """
    address = person.email or (person.user.email if person.user else "")
    in_doubt = Suppression.objects.filter(
        address=address.lower(), because__in=_OF_A_READER
    )
    stopped = in_doubt.first()
    if stopped is None or asked_id not in {str(one.pk) for one in who_knows(person)}:
        return False
    said = Answer.objects.filter(
        purpose=HAS_LEFT_PURPOSE,
        about_kind=person.matter_kind,
        about_id=person.pk,
        choice__in=(GONE, HERE),
        undone_at=None,
        at__gte=stopped.since,
    )
    return not said.exclude(holder_id=asked_id).exists()


def standing_of(user: Any, *, is_strong: bool) -> Standing:
    """Return what a user is in the network today, from the seats that hold.

    is_strong says that her session has a second factor.
    """
    person = Person.objects.filter(user=user.pk).first()
    if person is None or not user.is_active:
        return NOBODY
    roles = frozenset(person.seats.holding(today()).values_list("role", flat=True))
    person.is_strong = is_strong
    return Standing(person, roles, bool(roles), bool(roles & OFFICERS), is_strong)


def roles_of(actor: object) -> frozenset[str]:
    """Return the roles that an actor holds today; only a person holds any."""
    if not isinstance(actor, Person):
        return frozenset()
    return frozenset(actor.seats.holding(today()).values_list("role", flat=True))


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


def _network_name() -> str:
    network = this_network()
    return network.name if network else ""


MOST_LIKE = 500


def _named(kind: str, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of some people, each with an agency she has a seat for."""
    if kind != Person.matter_kind:
        return {}
    people = Person.objects.filter(pk__in=list(ids))
    seats = Seat.objects.holding(today()).filter(person__in=people)
    named = seats.exclude(agency=None).order_by("-from_on", "-id")
    agencies = dict(named.values_list("person", "agency__name"))
    return {
        str(one.pk): f"{one.name}, {agencies[one.pk]}"
        if one.pk in agencies
        else one.name
        for one in people
    }


def _seats_told(kind: str, pk: str) -> list[str]:
    """Return the seats of today through which somebody gets mail, in words."""
    if kind != Person.matter_kind:
        return []
    seats = (
        Seat.objects.holding(today()).filter(person=UUID(pk)).order_by("from_on", "id")
    )
    return [_seat_told(seat) for seat in seats.select_related("agency", "group")]


def _seat_told(seat: Seat) -> str:
    role = str(seat.get_role_display())
    agency = f"{seat.agency.name}, " if seat.agency else ""
    group = "" if seat.group.is_network else f" ({seat.group.name})"
    since = _("since %s") % date_format(seat.from_on, "j F Y")
    return f"{agency}{role}{group}, {since}"


def _people_like(text: str) -> list[str]:
    """Return who is called like that, or holds a seat today for an agency that is."""
    agency = Q(agency__name__icontains=text) | Q(agency__alternate_name__icontains=text)
    seats = Seat.objects.holding(today()).filter(agency)
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


def groups_to_write_to() -> QuerySet[Group]:
    """Return the groups within the network that have not ended."""
    open_still = Q(ends_on=None) | Q(ends_on__gte=today())
    return Group.objects.filter(open_still, is_network=False).order_by("name", "pk")


def called(kind: str, pk: str) -> str:
    """Return what somebody with a seat today is called in her own mails.

    An agency whose place is confidential is not named in them.
    """
    person = _seated(kind, pk)
    if person is None:
        return ""
    seats = person.seats.holding(today()).exclude(agency=None)
    named = seats.filter(agency__place_is_confidential=False).order_by("agency__name")
    agencies = named.values_list("agency__name", flat=True).distinct()
    words = {"name": person.name, "agencies": ", ".join(agencies)}
    return _("%(name)s (%(agencies)s)") % words if agencies else person.name


def holders_of(*roles: str) -> list[Person]:
    """Return the people who hold one of some roles today."""
    seats = Seat.objects.holding(today()).filter(role__in=roles)
    found = Person.objects.filter(pk__in=seats.values("person"))
    return list(found.select_related("user").order_by("pk"))


@dataclass(frozen=True)
class Readers:
    """Exactly who may see a shared row through a seat that holds today."""

    everyone: bool
    people: int
    agencies: int


def readers_of(shared: Shared) -> Readers:
    """Count the people and agencies that may see a shared row; the public apart.

    It asks the same question as `visible_to`, from the other side.
    """
    counted = seats_that_see(shared).aggregate(
        people=Count("person", distinct=True), agencies=Count("agency", distinct=True)
    )
    everyone = shared.label == Label.CLEAR and shared.audience_id is None
    return Readers(everyone, **counted)


def seats_that_see(shared: Shared) -> QuerySet[Seat]:
    """Return the seats of today through which a shared row may be seen."""
    seats = Seat.objects.holding(today())
    own = Q(agency=shared.originator_id, agency__isnull=False)
    if shared.audience_id is not None:
        return seats.filter(Exists(rules_met(shared.audience_id)) | own)
    return seats if shared.label in NETWORK_WIDE else seats.filter(own)


def help_lines(kind: str = "") -> list[HelpLine]:
    """Return the network's emergency and national numbers, in their order."""
    lines = HelpLine.objects.all()
    return list(lines.filter(kind=kind) if kind else lines)


def this_network() -> Network | None:
    """Return the network's own row, or None before it is set up."""
    return Network.objects.first()


def network_zone() -> str | None:
    """Return the name of the network's time zone, or None before it is set up."""
    network = this_network()
    return network.time_zone if network else None


def actor_title(kind: str, actor_id: str, *, on: date) -> str:
    """Return the agency and role that a person who acted on a day had; never a name.

    Where no seat held on that day, the latest is told.
    """
    seat = _seat_on(on, actor_id) if kind == Person.actor_kind else None
    if seat is None:
        return _("somebody of the network")
    role = str(seat.get_role_display())
    return f"{seat.agency.name}, {role}" if seat.agency else role


def _seat_on(day: date, person_id: str) -> Seat | None:
    """Return the seat through which a person acted on a day, else the latest."""
    seats = Seat.objects.filter(person_id=person_id).select_related("agency")
    held = seats.holding(day).order_by("from_on", "id").first()
    return held or seats.order_by("-from_on", "-id").first()


READERSHIP = Readership(
    person=_seated,
    readers=_readers_now,
    network=_network_name,
    called=called,
    named=_named,
    seats=_seats_told,
    like=_people_like,
)
