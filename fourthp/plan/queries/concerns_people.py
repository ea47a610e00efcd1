"""Who raised a concern, who moves it on, whose agencies see it too."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from fourthp.foundation.clock import today
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import FOR_AN_AGENCY, Group, Person, Role, Seat
from fourthp.partnership.models.people import SeatQuerySet
from fourthp.plan.models import Concern, State


def seats_to_raise_by(person: Person, group: Group | None) -> list[Seat]:
    """Return the seats by which somebody may raise a concern in a group.

    Of the network: one for each agency that she sits for, in her own right where she
    sits for none; a seat that every member may know of comes first.
    """
    seats = person.seats.holding(today()).select_related("agency", "group")
    if group is not None and not group.is_network:
        seats = seats.filter(group=group)
    by_agency: dict[UUID | None, Seat] = {}
    for one in sorted(seats, key=lambda one: (one.group.is_closed, one.from_on)):
        by_agency.setdefault(one.agency_id, one)
    for_some = [one for one in by_agency.values() if one.agency_id is not None]
    return for_some or list(by_agency.values())


def seat_acting(actor: object, concern: Concern) -> Seat | None:
    """Return the seat by which somebody acts on a concern; None where none is told.

    A chair or coordinator by that seat; never by one in a closed group, but for a
    concern of that very group.
    """
    person = _person(actor)
    if person is None:
        return None
    seats = person.seats.holding(today())
    told = seats.filter(Q(group__is_closed=False) | Q(group=concern.group_id))

    def nearness(seat: Seat) -> tuple[bool, bool, date]:
        acts = seat.role in {Role.COORDINATOR, Role.CHAIR}
        return (not acts, seat.group_id != concern.group_id, seat.from_on)

    return min(told, key=nearness, default=None)


def _person(actor: object) -> Person | None:
    if isinstance(actor, SignedLink):
        return Person.objects.filter(pk=actor.holder_id).first()
    return actor if isinstance(actor, Person) else None


def who_moves_on(concern: Concern) -> QuerySet[Person]:
    """Return who moves a concern on today: coordinators, and its group's chair.

    What nobody has let in is the coordinators' alone.
    """
    seats = Seat.objects.holding(today())
    runs = Q(role=Role.COORDINATOR, group__is_network=True)
    if concern.state in {State.HELD, State.DECLINED}:
        return _people(seats.filter(runs))
    here = (
        Q(group__is_network=True)
        if concern.group_id is None
        else Q(group=concern.group_id)
    )
    return _people(seats.filter(runs | Q(here, role=Role.CHAIR)))


def who_hears(concern: Concern) -> QuerySet[Person]:
    """Return who hears what becomes of a concern: who raised it, and who sees it too.

    Of an agency that sees it those who look after its matters; in the group of the
    concern, where that has one.
    """
    agencies = concern.voices.filter(sees=True).values("agency")
    seats = _seats_for_agencies(concern.group_id).filter(agency__in=agencies)
    holding = Seat.objects.holding(today())
    raised = Q(pk__in=[])
    if concern.raised_by is not None:
        raised = Q(person=concern.raised_by.person_id)
    return _people(holding.filter(Q(pk__in=seats.values("pk")) | raised))


def seats_to_ask(concern: Concern) -> list[Seat]:
    """Return the seats that are asked whether their agencies see a concern too.

    Of each agency of its group that has not said so, and did not raise it: its
    representatives and its lead; its deputies where it has none of these.
    """
    said = concern.voices.filter(sees__isnull=False).values("agency")
    seats = _seats_for_agencies(concern.group_id).exclude(agency__in=said)
    by_agency: dict[UUID, list[Seat]] = {}
    for one in seats.select_related("person__user", "agency"):
        if one.agency_id is not None:
            by_agency.setdefault(one.agency_id, []).append(one)
    asked: list[Seat] = []
    for some in by_agency.values():
        first = [one for one in some if one.role != Role.DEPUTY]
        asked += first or some
    return asked


def _seats_for_agencies(group: UUID | None) -> SeatQuerySet:
    """Return the seats of today that look after agencies' matters in a group."""
    seats = Seat.objects.holding(today()).filter(
        role__in=FOR_AN_AGENCY, agency__isnull=False
    )
    if group is None:
        return seats.filter(group__is_network=True)
    return seats.filter(group=group)


def _people(seats: SeatQuerySet) -> QuerySet[Person]:
    found = Person.objects.filter(pk__in=seats.values("person"))
    return found.select_related("user").order_by("pk")
