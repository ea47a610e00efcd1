"""Whom to ask who follows in a vacant seat, and when somebody was asked last."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from fourthp.foundation.clock import today
from fourthp.partnership.models import FOR_AN_AGENCY, Agency, Person, Role, Seat
from fourthp.partnership.queries.departures import LATELY
from fourthp.partnership.queries.followers import asked_once
from fourthp.partnership.queries.vacancies import Vacancy
from fourthp.post.models import Mailing

# The kind of the letter that asks an agency who follows.
VACANT_SEAT = "partnership.vacant-seat"
# An agency and a group, by their keys.
Place = tuple[Any, UUID]
# Who is asked about an agency where nobody speaks for it.
_ELSE = (Role.OBSERVER,)


@dataclass(frozen=True)
class Asking:
    """A vacant seat, whether somebody of the agency can be asked, and the last day on
    which they were asked who follows: None if nobody asked them in these weeks.
    is_new: that is today, so it is not asked once more.
    """

    vacancy: Vacancy
    may_ask: bool
    asked_on: date | None = None
    is_new: bool = False


def with_whom_to_ask(found: list[Vacancy], now: datetime) -> list[Asking]:
    """Return vacant seats, each with whether and when somebody of the agency is asked.

    No mail names a closed group: of its seats nobody is asked.
    """
    day, asked = localdate(now), _asked_lately(found, now)
    seats = Seat.objects.holding(day).filter(role__in=(*FOR_AN_AGENCY, *_ELSE))
    of = seats.filter(agency__in=[one.agency.pk for one in found])
    can_be = set(of.values_list("agency", flat=True))
    when = [asked.get((one.agency.pk, one.group.pk)) for one in found]
    return [
        Asking(one, one.agency.pk in can_be and not one.group.is_closed, at, at == day)
        for one, at in zip(found, when, strict=True)
    ]


def asked_by_hand(agency: Agency, day: date) -> str:
    """Return the name under which an agency is asked who follows, once on a day."""
    return f"{VACANT_SEAT}:{agency.pk}:{day.isoformat()}"


def _asked_lately(found: list[Vacancy], now: datetime) -> dict[Place, date]:
    """Return when agencies were asked last about vacant seats: by hand about all that
    they have, or because somebody left one of them.
    """
    of = [one.agency.pk for one in found]
    left = Seat.objects.filter(ended_at__gte=now - LATELY, agency__in=of)
    seats = {asked_once(one): (one.agency_id, one.group_id) for one in left}
    asked = Mailing.objects.filter(made_at__gte=now - LATELY)
    asked = asked.filter(Q(kind=VACANT_SEAT) | Q(once__in=list(seats)))
    when: dict[Place, date] = {}
    for name, at in asked.order_by("made_at").values_list("once", "made_at"):
        agency = (name or "").removeprefix(f"{VACANT_SEAT}:").partition(":")[0]
        about = [seats[name]] if name in seats else _places(found, agency)
        when |= dict.fromkeys(about, localdate(at))
    return when


def _places(found: list[Vacancy], agency: str) -> list[Place]:
    some = [one for one in found if str(one.agency.pk) == agency]
    return [(one.agency.pk, one.group.pk) for one in some]


def whom_to_ask(agency: Agency) -> list[Person]:
    """Return who sits for an agency today and would know who follows.

    Where nobody speaks for it, whoever only observes is asked.
    """
    seats = Seat.objects.holding(today()).filter(agency=agency)
    asked = seats.filter(role__in=FOR_AN_AGENCY)
    if not asked.exists():
        asked = seats.filter(role__in=_ELSE)
    found = Person.objects.filter(pk__in=asked.values("person"))
    return list(found.select_related("user").order_by("name", "pk"))
