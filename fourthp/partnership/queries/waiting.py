"""What waits for somebody because of the seats that she holds."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Person,
    Reach,
    Role,
    Seat,
)
from fourthp.partnership.models.doors import STANDS, LetIn
from fourthp.partnership.permissions import MAY_VOUCH
from fourthp.partnership.queries.departures import (
    LATELY,
    stands_empty,
    who_answers_for,
)
from fourthp.partnership.queries.vacancies import Vacancy, vacancies


def role_for(person: Person, agency: Agency) -> str:
    """Return in words by which of her seats somebody looks after an agency."""
    held = {one.role for one in person.held if one.agency == agency.pk}
    return next((str(one.label) for one in FOR_AN_AGENCY if one in held), "")


def agencies_looked_after(person: Person, *roles: str) -> QuerySet[Agency]:
    """Return the agencies for which somebody sits in one of some roles, by name."""
    ids = _looked_after(person, *roles)
    return Agency.objects.filter(pk__in=ids).order_by("name", "pk")


def _looked_after(person: Person, *roles: str) -> set[UUID]:
    return {one.agency for one in person.held if one.agency and one.role in roles}


def seats_to_fill(person: Person, day: date) -> list[Seat]:
    """Return the seats that stand empty and of which somebody is asked who follows."""
    agencies = _looked_after(person, *FOR_AN_AGENCY)
    if not agencies:
        return []
    ended = Seat.objects.filter(
        agency__in=agencies,
        role=Role.REPRESENTATIVE,
        ended_at__isnull=False,
        to_on__gte=day - LATELY,
    )
    found: dict[object, Seat] = {}
    # Mostly there is none: what is beside a seat is fetched where one is.
    rows = ended.prefetch_related("agency", "group", "person")
    for seat in rows.order_by("-ended_at", "pk"):
        if stands_empty(seat, day) and _answers(person, seat, day):
            found.setdefault((seat.agency_id, seat.group_id), seat)
    return list(found.values())


def _answers(person: Person, seat: Seat, day: date) -> bool:
    if seat.agency is None:
        return False
    return person in who_answers_for(seat.agency, day, seat.group)


def seats_vacant(person: Person, beside: Iterable[Seat]) -> list[Vacancy]:
    """Return the vacant seats of the agencies that somebody leads, but for those that
    are asked of her already.
    """
    if not _looked_after(person, Role.LEAD):
        return []
    asked = {(one.agency_id, one.group_id) for one in beside}
    return [
        one
        for agency in agencies_looked_after(person, Role.LEAD)
        for one in vacancies(person, agency=agency)
        if (one.agency.pk, one.group.pk) not in asked
    ]


def to_vouch_for(person: Person, now: datetime) -> list[LetIn]:
    """Return whom somebody is asked to vouch for: never herself, nor by password."""
    if not person.is_strong or not {one.role for one in person.held} & set(MAY_VOUCH):
        return []
    asked = LetIn.objects.filter(done_at=None, asked_at__gt=now - STANDS)
    rows = asked.exclude(person=person).prefetch_related("person")
    found = list(rows.order_by("asked_at", "pk"))
    if not found:
        return []
    held = person.seats.holding(localdate(now)).filter(role__in=MAY_VOUCH)
    return found if held.filter(group__is_network=True).exists() else []


def is_out_of_reach(person: Person) -> bool:
    """Tell whether nobody but the coordinators can see how to reach somebody."""
    if person.email and person.email_reach != Reach.NOBODY:
        return False
    return not person.contact_points.exclude(reach=Reach.NOBODY).exists()
