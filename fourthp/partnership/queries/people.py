"""Whom a reader may know, what of them, and how to reach them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.keyset import Page, page_of
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    OFFICERS,
    Agency,
    ContactPoint,
    Person,
    PersonTerm,
    Reach,
    Role,
    Seat,
    Vocabulary,
    may_be_read,
    name_shown,
    reached_publicly,
)
from fourthp.partnership.models.people import SeatQuerySet, holds_on
from fourthp.partnership.models.roles import role_in_words
from fourthp.partnership.rules.tongues import language_name

PAGE = 30
AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """What a list of people is narrowed to; left: those without a seat today."""

    name: str = ""
    agency: str = ""
    role: str = ""
    group: str = ""
    language: str = ""
    topic: str = ""
    left: bool = False


def people_query(asked: Asked, after: str = "") -> str:
    """Return what stands behind a list's address for what it is narrowed to."""
    said = asdict(asked) | {"left": "yes" if asked.left else "", "after": after}
    return "?" + urlencode({name: value for name, value in said.items() if value})


def export_path(asked: Asked) -> str:
    """Return where the people that are asked for are taken along."""
    return reverse("people-export") + people_query(asked)


FAR = (Reach.NETWORK, Reach.PUBLIC)


@dataclass(frozen=True)
class Way:
    """One way to reach somebody; reach is how far it goes, in words.

    is_narrow: it does not go as far as the whole network.
    """

    kind: str
    value: str
    note: str = ""
    reach: Any = ""
    is_mail: bool = False
    is_number: bool = False
    is_narrow: bool = False


@dataclass
class Ways:
    """How somebody may be reached; out of hours stands apart."""

    plain: list[Way] = field(default_factory=list)
    out_of_hours: list[Way] = field(default_factory=list)

    @property
    def is_narrow(self) -> bool:
        """Tell whether one of them does not go as far as the whole network."""
        return any(one.is_narrow for one in (*self.plain, *self.out_of_hours))


@dataclass
class Known:
    """One person as a reader may know her."""

    person: Person
    seats: list[Seat] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)

    @property
    def tongues(self) -> str:
        """Return the languages she speaks, as the reader calls them."""
        return ", ".join(tongues_of(self.person))


def tongues_of(person: Person) -> list[str]:
    """Return the languages somebody speaks, in the language of now."""
    spoken = get_language() or "en"
    return [language_name(code, spoken) for code in person.languages]


def seats_known_to(reader: Person | None) -> SeatQuerySet:
    """Return the seats of which a reader may know who sits in them.

    By password those of her agencies and the coordinators’; with a second factor all
    that are in groups that she may see (S6).
    """
    seats = Seat.objects.visible_to(reader)
    if reader is None or reader.is_strong:
        return seats
    own = reader.seats.holding(today()).exclude(agency=None).values("agency")
    near = Q(agency__in=own) | Q(role=Role.COORDINATOR)
    return seats.filter(Q(person=reader.pk) | near)


def people_asked_for(asked: Asked, *, reader: Person) -> QuerySet[Person]:
    """Return whom a reader may know of who is like what was asked for."""
    known = seats_known_to(reader).holding(today())
    found = Person.objects.visible_to(reader)
    if asked.left:
        held = Seat.objects.holding(today()).filter(person=OuterRef("pk"))
        found = found.filter(~Exists(held))
    else:
        found = found.filter(_sits(known, asked))
    if asked.name:
        found = found.filter(name__icontains=asked.name)
    if asked.language:
        found = found.annotate(tongues=Cast("languages", TextField()))
        found = found.filter(tongues__contains=f'"{asked.language}"')  # type: ignore[misc]  # made above
    if asked.topic:
        found = found.filter(interested_in__term=UUID(asked.topic))
    return found


def _sits(seats: SeatQuerySet, asked: Asked) -> Any:
    """Return the condition that somebody sits where it was asked for.

    Asked of each person in turn where many do, else of the few seats.
    """
    like = _like(seats, asked)
    if asked.agency or asked.group or asked.role in OFFICERS:
        return Q(pk__in=like.values("person"))
    return Exists(like.filter(person=OuterRef("pk")))


def _like(seats: QuerySet[Seat], asked: Asked) -> QuerySet[Seat]:
    """Return the seats that an agency, a role and a group narrow others to."""
    if asked.agency:
        words = asked.agency
        by = Q(agency__name__icontains=words)
        by |= Q(agency__alternate_name__icontains=words)
        by |= Q(agency__called__name__icontains=words)
        seats = seats.filter(by)
    if asked.role:
        seats = seats.filter(role=asked.role)
    return seats.filter(group=UUID(asked.group)) if asked.group else seats


def people_page(asked: Asked, *, reader: Person, after: str = "") -> Page[Person]:
    """Return a page of the people that were asked for, by name."""
    found = people_asked_for(asked, reader=reader)
    return page_of(found, by=("name", "id"), after=after, size=PAGE)


def known_to(reader: Person, people: Iterable[Person]) -> list[Known]:
    """Return people with the seats of today that the reader may know of."""
    found = {one.pk: Known(one) for one in people}
    seats = seats_known_to(reader).holding(today()).filter(person__in=list(found))
    for seat in in_order(seats):
        found[seat.person_id].seats.append(seat)
    return list(found.values())


# The network’s first, then by agency.
_IN_ORDER = ("-group__is_network", "agency__name", "from_on", "id")


def in_order(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Return seats with all that is said of them: the network’s first, by agency."""
    return seats.select_related("agency", "group").order_by(*_IN_ORDER)


class Place(NamedTuple):
    """A seat as a list tells it: the role, and what stands beside it with its page.

    agency is empty for a seat in one’s own right, group for one in the network itself.
    """

    role: str
    agency: str = ""
    agency_path: str = ""
    group: str = ""
    group_path: str = ""


def places_of(reader: Person, people: Iterable[Person]) -> dict[UUID, list[Place]]:
    """Return where people sit today, as far as the reader may know, by their keys."""
    found: dict[UUID, list[Place]] = {one.pk: [] for one in people}
    path = lru_cache(maxsize=None)(lambda route, pk: reverse(route, args=[pk]))
    seats = seats_known_to(reader).holding(today()).filter(person__in=list(found))
    said = ("person", "role", "agency", "agency__name", "group", "group__name")
    rows = seats.order_by(*_IN_ORDER).values_list(*said, "group__is_network")
    for pk, role, agency, called, group, name, is_network in rows:
        of = (name_shown(called), path("agency", agency)) if agency else ("", "")
        there = ("", "") if is_network else (name, path("group", group))
        found[pk].append(Place(capfirst(role_in_words(role)), *of, *there))
    return found


def ways_to(reader: Person | None, people: Iterable[UUID]) -> dict[UUID, Ways]:
    """Return how a reader may reach people, each by how far her own reach goes."""
    asked = list(people)
    found: dict[UUID, Ways] = defaultdict(Ways)
    for pk, way in _addresses(reader, asked):
        found[pk].plain.append(way)
    points = ContactPoint.objects.visible_to(reader).filter(person__in=asked)
    for point in points.order_by("kind", "id"):
        late = point.kind == ContactPoint.Kind.OUT_OF_HOURS
        ways = found[point.person_id]
        (ways.out_of_hours if late else ways.plain).append(_way(point))
    return found


def _way(point: ContactPoint) -> Way:
    kind = str(point.get_kind_display())
    is_number = point.kind != ContactPoint.Kind.OTHER
    return Way(
        kind,
        point.value,
        point.note,
        point.get_reach_display(),
        is_number=is_number,
        is_narrow=point.reach not in FAR,
    )


def _addresses(reader: Person | None, people: list[UUID]) -> Iterator[tuple[UUID, Way]]:
    shown = may_be_read(reader, reach="email_reach", owner="pk")
    found = Person.objects.filter(shown, pk__in=people).exclude(email="")
    for pk, email, reach in found.values_list("pk", "email", "email_reach"):
        goes, narrow = Reach(reach).label, reach not in FAR
        way = Way(_("e-mail"), email, reach=goes, is_mail=True, is_narrow=narrow)
        yield pk, way


def interests_of(person: Person) -> dict[str, list[str]]:
    """Return what somebody takes an interest in: topics, and areas."""
    rows = PersonTerm.objects.filter(person=person)
    found: dict[str, list[str]] = {Vocabulary.TOPIC: [], Vocabulary.AREA: []}
    said = rows.order_by("term__position", "term__name")
    for vocabulary, name in said.values_list("term__vocabulary", "term__name"):
        found.setdefault(vocabulary, []).append(name)
    return found


def seats_before(person: Person, *, reader: Person) -> list[Seat]:
    """Return the seats somebody does not hold today that a reader may be told of.

    A coordinator is told of all; an agency’s lead of those for her agency.
    """
    held = reader.held
    runs = reader.is_strong and Role.COORDINATOR in reader.roles_held
    led = {one.agency for one in held if one.role == Role.LEAD and one.agency}
    if not (runs or led):
        return []
    seats = Seat.objects.visible_to(reader).filter(person=person)
    if not runs:
        seats = seats.filter(agency__in=led)
    over = seats.exclude(holds_on(today())).select_related("agency", "group")
    return list(over.order_by("-to_on", "-from_on", "id"))


def shown_publicly(agency_id: UUID) -> list[Known]:
    """Return whom an agency’s page names to everyone, with the ways they opened."""
    if not _opens_anything(agency_id):
        return []
    seats = reached_publicly().filter(agency=agency_id)
    ways = ways_to(None, seats.values_list("person", flat=True))
    people = Person.objects.in_bulk(list(ways))
    known = [Known(people[pk], ways=said) for pk, said in ways.items()]
    return sorted(known, key=lambda one: (one.person.name, one.person.pk))


def _opens_anything(agency_id: UUID) -> bool:
    """Tell whether anyone who ever sat for an agency opened a way to everyone.

    Hardly anybody does: the long question is asked of those agencies only.
    """
    people = Person.objects.filter(seats__agency=agency_id)
    point = ContactPoint.objects.filter(person=OuterRef("pk"), reach=Reach.PUBLIC)
    return people.filter(Q(email_reach=Reach.PUBLIC) | Q(Exists(point))).exists()


# In which order an agency’s people stand; who has another role comes last.
_RANK = {role: rank for rank, role in enumerate(FOR_AN_AGENCY)}


def seats_of_agency(agency: Agency, *, reader: Person) -> list[Seat]:
    """Return an agency’s seats of today that a reader may know of, in their order."""
    seats = seats_known_to(reader).holding(today()).filter(agency=agency)
    found = seats.select_related("person", "group", "agency")
    last = len(_RANK)
    return sorted(
        found,
        key=lambda seat: (
            not seat.group.is_network,
            seat.group.name,
            _RANK.get(Role(seat.role), last),
            seat.position,
            seat.from_on,
            seat.pk,
        ),
    )


def may_be_public(person: Person) -> bool:
    """Tell whether something of her may be shown to everyone, on her agency’s page."""
    seats = reached_publicly().filter(person=person)
    return seats.exists()


EXPORTED: tuple[Any, ...] = (
    gettext_lazy("name"),
    gettext_lazy("seats"),
    gettext_lazy("languages"),
    gettext_lazy("e-mail"),
    gettext_lazy("telephone"),
    gettext_lazy("out of hours"),
)


def exported(asked: Asked, *, reader: Person) -> Iterator[tuple[str, ...]]:
    """Yield a list of people as rows of a table, in constant memory."""
    after = ""
    while True:
        people = people_asked_for(asked, reader=reader)
        page = page_of(people, by=("name", "id"), after=after, size=AT_ONCE)
        ways = ways_to(reader, [one.pk for one in page.rows])
        for one in known_to(reader, page.rows):
            yield _row(one, ways.get(one.person.pk, Ways()))
        after = page.after
        if not after:
            return


def _row(one: Known, ways: Ways) -> tuple[str, ...]:
    return (
        one.person.name,
        # Who sits in a closed group does not leave the house.
        "; ".join(told(seat) for seat in one.seats if not seat.group.is_closed),
        one.tongues,
        ", ".join(way.value for way in ways.plain if way.is_mail),
        ", ".join(way.value for way in ways.plain if not way.is_mail),
        ", ".join(way.value for way in ways.out_of_hours),
    )


def told(seat: Seat) -> str:
    """Return a seat in words: for whom, as what, and where if not in the network."""
    agency = seat.agency.name if seat.agency else None
    return in_words(seat.role, agency, seat.group.name, seat.group.is_network)


def in_words(role: str, agency: str | None, group: str, is_network: bool) -> str:
    """Return the same of what a row has of a seat; agency and group are their names."""
    of = f"{name_shown(agency)}, " if agency else ""
    return f"{of}{role_in_words(role)}" + ("" if is_network else f" ({group})")
