"""Seats that end when somebody leaves: which, what hangs on them, who hears of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.matters import actor_title
from fourthp.foundation.models import Revision
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Circular,
    Group,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.permissions import can_end_seats
from fourthp.post.models import Mailing

# The words of what brings a leaving, as revisions and the record name it.
LEFT, STAYS = "left", "stays-after-all"
# How long a leaving stands on the page of those who look after seats.
LATELY = timedelta(days=60)
# The seats that one person hands on to one other; of the rest there may be many.
HANDED_ON = (Role.REPRESENTATIVE, Role.LEAD, Role.CHAIR)


def seats_of(person: Person, day: date, agency: Agency | None = None) -> QuerySet[Seat]:
    """Return the seats of somebody that are not over, for one agency or all."""
    seats = Seat.objects.filter(goes_on(day), person=person)
    found = seats.filter(agency=agency) if agency else seats
    return found.select_related("agency", "group", "person").order_by("from_on", "pk")


def goes_on(day: date) -> Q:
    """Return the condition that nobody ended a seat, and that it is not over."""
    return (Q(to_on=None) | Q(to_on__gte=day)) & Q(ended_at=None)


def agencies_of(person: Person, day: date) -> list[Agency]:
    """Return the agencies that somebody has a seat for, by name."""
    seats = seats_of(person, day).exclude(agency=None)
    return list(Agency.objects.filter(pk__in=seats.values("agency")).order_by("name"))


def shared_agencies(person: Person, colleague: Person, day: date) -> list[Agency]:
    """Return the agencies that somebody has a seat for, as a colleague may know, and
    that the colleague looks after.
    """
    known = agencies_known(seats_of(person, day), colleague, *FOR_AN_AGENCY)
    return [one for one in agencies_of(person, day) if one.pk in known]


def agencies_known(seats: Iterable[Seat], reader: Person, *roles: str) -> set[UUID]:
    """Return for which agencies some seats are, of those for which a reader sits in
    some roles: as far as she may know of the seats.
    """
    own = {one.agency for one in reader.held if one.role in roles}
    seen = {one.agency_id for one in seats_seen(seats, reader)}
    return {one for one in seen if one and one in own}


def who_may_know(seats: Iterable[Seat], day: date, *roles: str) -> list[Person]:
    """Return coordinators, and who sits in some roles for an agency of some seats, as
    far as they may know of its seat.
    """
    of = list(seats)
    held = Seat.objects.holding(day)
    agencies = {one.agency_id for one in of if one.agency_id}
    found = held.filter(agency__in=agencies, role__in=roles)
    found |= held.filter(role=Role.COORDINATOR)
    people = Person.objects.filter(pk__in=found.values("person"))
    return [
        one
        for one in people.select_related("user").order_by("pk")
        if Role.COORDINATOR in one.roles_held or agencies_known(of, one, *roles)
    ]


def who_hears(seats: Iterable[Seat], day: date) -> list[Person]:
    """Return who is told when somebody leaves seats: who leads, and coordinators."""
    return who_may_know(seats, day, Role.LEAD)


def who_answers_for(
    agency: Agency,
    day: date,
    group: Group | None = None,
    *,
    without: Person | None = None,
) -> list[Person]:
    """Return whom to ask about an agency's people: its lead, else representatives, else
    deputies; of a closed group those alone who sit in it. without: who leaves.
    """
    seats = agency.seats.holding(day).exclude(person=without)
    if group is not None and group.is_closed:
        seats = seats.filter(person__in=group.seats.holding(day).values("person"))
    for role in FOR_AN_AGENCY:
        people = Person.objects.filter(pk__in=seats.filter(role=role).values("person"))
        if people.exists():
            return list(people.select_related("user").order_by("pk"))
    return []


def is_without_representative(seat: Seat, day: date) -> bool:
    """Tell whether nobody represents the agency of a seat in its group any more."""
    if seat.role != Role.REPRESENTATIVE or seat.agency is None:
        return False
    is_member = seat.agency.memberships.holding(day).exists()
    is_over = seat.group.ends_on is not None and seat.group.ends_on < day
    same = {"agency": seat.agency, "group": seat.group, "role": seat.role}
    others = Seat.objects.filter(goes_on(day), **same)
    return is_member and not is_over and not others.exists()


def deputies_for(seat: Seat, day: date) -> QuerySet[Seat]:
    """Return the deputies of an agency in the group of a seat, in their order."""
    found = Seat.objects.holding(day).filter(
        agency=seat.agency, group=seat.group, role=Role.DEPUTY
    )
    return found.select_related("person").order_by("position", "from_on", "pk")


@dataclass(frozen=True)
class Owned:
    """What hangs on somebody's seats, and is nobody's or another's when they end.

    alone: seats in which nobody else represents the agency; chaired: groups that have
    no other chair; held: letters to members that wait for somebody to let them go.
    """

    alone: list[Seat]
    chaired: list[Seat]
    held: list[Circular]

    def __bool__(self) -> bool:
        return bool(self.alone or self.chaired or self.held)


def owned_by(person: Person, day: date, agency: Agency | None = None) -> Owned:
    """Return what hangs on the seats of somebody for one agency, or on all of them."""
    seats = list(_without_another(seats_of(person, day, agency), person, day))
    letters = Circular.objects.filter(
        actor_kind=person.actor_kind,
        actor_id=person.actor_id,
        mailing__state=Mailing.State.HELD,
    )
    return Owned(
        [one for one in seats if one.role == Role.REPRESENTATIVE and one.agency],
        [one for one in seats if one.role == Role.CHAIR],
        list(letters.order_by("made_at")),
    )


def _without_another(
    seats: QuerySet[Seat], person: Person, day: date
) -> QuerySet[Seat]:
    """Return those of some seats that nobody else holds in the same way.

    A group has one chair, whoever she sits there for.
    """
    others = Seat.objects.holding(day).exclude(person=person)
    beside = others.filter(
        agency=OuterRef("agency"), group=OuterRef("group"), role=OuterRef("role")
    )
    chairs = others.filter(group=OuterRef("group"), role=Role.CHAIR)
    is_chaired = seats.filter(role=Role.CHAIR).filter(Exists(chairs))
    return seats.exclude(Exists(beside)).exclude(pk__in=is_chaired.values("pk"))


def seats_of_leaving(leaving: Revision) -> list[Seat]:
    """Return the seats that ended by a leaving and are known still."""
    label = Seat._meta.label
    ids = [pk for part in leaving.parts.filter(model=label) for pk in part.rows]
    found = Seat.objects.filter(pk__in=ids).select_related("person", "agency", "group")
    return list(found.order_by("person__name", "from_on", "pk"))


def said_by(leaving: Revision, people: Iterable[Person]) -> str:
    """Return who said that people left: by name where somebody said it of herself."""
    kind, actor_id = leaving.actor_kind, leaving.actor_id
    _holder, _colon, held_by = actor_id.rpartition(":")
    herself = next((one for one in people if str(one.pk) == held_by), None)
    if herself and kind in {Person.actor_kind, "link"}:
        return _("%s, of themselves") % herself.name
    return actor_title(kind, actor_id, on=localdate(leaving.at))


def leavings_lately(today: date) -> list[Revision]:
    """Return what was said of people who left in the last weeks, newest first."""
    since = today - LATELY
    found = Revision.objects.filter(act=LEFT, at__date__gte=since)
    return list(found.order_by("-at", "-id"))


def alone_coordinates(person: Person, day: date) -> bool:
    """Tell whether somebody is the only coordinator: she cannot leave before another
    is.
    """
    held = Seat.objects.holding(day).filter(role=Role.COORDINATOR)
    people = set(held.values_list("person", flat=True))
    return people == {person.pk}


def may_leave(person: Person, reader: Person, day: date) -> list[Agency | None]:
    """Return what of somebody's seats a reader may end, the most first: None is all.

    Where that is the same as one agency's, it is offered once. An agency is offered to
    whoever may know of a seat for it; what else there is for it ends with that.
    """
    agencies, seats = agencies_of(person, day), seats_of(person, day)
    if can_end_seats(reader, person, None):
        if not seats.exists():
            return []
        is_all = len(agencies) == 1 and not seats.filter(agency=None).exists()
        return [None] if is_all else [None, *agencies]
    known = agencies_known(seats, reader, Role.LEAD) if agencies else set()
    return [one for one in agencies if one.pk in known]


def seats_seen(seats: Iterable[Seat], reader: Person) -> list[Seat]:
    """Return those of some seats in whose groups a reader may look."""
    groups = set(Group.objects.visible_to(reader).values_list("pk", flat=True))
    return [one for one in seats if one.group_id in groups]


def stands_empty(seat: Seat, day: date) -> bool:
    """Tell whether nobody sits where a seat ended, and somebody should."""
    if seat.role == Role.CHAIR:
        chairs = Seat.objects.holding(day).filter(group=seat.group, role=Role.CHAIR)
        is_over = seat.group.ends_on is not None and seat.group.ends_on < day
        return not is_over and not chairs.exists()
    return is_without_representative(seat, day)


def place_of(seat: Seat) -> tuple[object, ...]:
    """Return what tells one place from another: a group has one chair, for whomever."""
    agency = None if seat.role == Role.CHAIR else seat.agency_id
    return agency, seat.group_id, seat.role


@dataclass(frozen=True)
class Told:
    """One leaving as a list tells it: who, of which agencies, and how it stands."""

    leaving: Revision
    names: str
    agencies: str


def told_lately(leavings: Iterable[Revision]) -> list[Told]:
    """Return some leavings as a list tells them, without those whose seats are gone."""
    found = []
    for one in leavings:
        seats = seats_of_leaving(one)
        names = dict.fromkeys(seat.person.name for seat in seats)
        agencies = dict.fromkeys(str(seat.agency) for seat in seats if seat.agency)
        if names:
            found.append(Told(one, ", ".join(names), ", ".join(agencies)))
    return found


def people_known_to(reader: Person, now: datetime) -> QuerySet[Person]:
    """Return of whom a reader may know, and who left an agency that she leads, as far
    as she may know of the seat.
    """
    own = reader.seats.holding(localdate(now)).filter(role=Role.LEAD)
    ended = Seat.objects.visible_to(reader).filter(
        agency__in=own.exclude(agency=None).values("agency"),
        ended_at__gte=now - LATELY,
    )
    seen = Person.objects.visible_to(reader).values("pk")
    return Person.objects.filter(Q(pk__in=seen) | Q(pk__in=ended.values("person")))


def saw_leave(person: Person, reader: Person, now: datetime) -> bool:
    """Tell whether a reader might end seats that she sees and that ended lately."""
    ended = person.seats.filter(ended_at__gte=now - LATELY).select_related("agency")
    return can_end_seats(reader, person, None) or any(
        can_end_seats(reader, person, one.agency)
        for one in seats_seen(ended, reader)
        if one.agency
    )


def seats_ended_on(person: Person, day: date) -> date | None:
    """Return since when none of somebody's seats holds; None where one does, or none
    ever was.
    """
    over = person.seats.filter(Q(to_on__lt=day) | Q(to_on=day, ended_at__isnull=False))
    if person.seats.filter(goes_on(day)).exists():
        return None
    last = over.aggregate(last=Max("to_on"))["last"]
    return last if isinstance(last, date) else None


def agencies_left(person: Person) -> list[Agency]:
    """Return the agencies that somebody had a seat for, by name."""
    ended = person.seats.exclude(ended_at=None).exclude(agency=None)
    return list(Agency.objects.filter(pk__in=ended.values("agency")).order_by("name"))
