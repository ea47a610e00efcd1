"""Who sat in a seat before, what they left for whoever follows, who is new in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from fourthp.partnership.models import Handover, Person, Seat
from fourthp.partnership.models.conditions import LASTS, Written
from fourthp.partnership.models.people import SeatQuerySet
from fourthp.partnership.permissions.handovers import (
    can_read_before,
    can_write_handover,
)
from fourthp.partnership.queries.departures import seats_seen

# So long the first page leads somebody new to what was left for her.
NEW_FOR = timedelta(days=90)
# That another sat in the same seat before, and does no more; for an agency, or else for
# none: asked of both at once, every seat of the group would be read.
_SAT = (
    "EXISTS (SELECT 1 FROM partnership_seat sat"  # noqa: S608 -- of words that stand here
    " WHERE sat.group_id = {group} AND sat.role = {role} AND sat.person_id <> {person}"
    " AND (sat.from_on < {from_on} OR sat.to_on <= {from_on})"
    f" AND NOT {LASTS.format(day='{day}', to='sat.to_on', ended='sat.ended_at')}"
)
_SAT_BEFORE = (
    f"{_SAT} AND sat.agency_id = {{agency}})"
    f" OR ({{agency}} IS NULL AND {_SAT} AND sat.agency_id IS NULL))"
)
MOST_BEFORE = 5


@dataclass(frozen=True)
class Before:
    """Somebody who sat in a seat before: until when, her words, and who wrote them.

    name is empty where the reader may not know it.
    """

    seat: Seat
    name: str
    handover: Handover | None


def sat_before(seat: Seat, reader: Person, day: date) -> list[Before]:
    """Return who held a seat before its holder of today, the latest first.

    Nobody to whom that is not open. Of another agency, or of none, they are named to
    those alone who came by the strong door.
    """
    if not can_read_before(reader, seat):
        return []
    same = Seat.objects.filter(agency=seat.agency, group=seat.group, role=seat.role)
    over = _before(seat, _over(same, day)).exclude(person=seat.person)
    rows = over.select_related("person", "handover__writer")
    names = reader.is_strong or _is_colleague(seat, reader, day)
    return [
        Before(one, one.person.name if names else "", getattr(one, "handover", None))
        for one in rows.order_by("-to_on", "-ended_at", "-pk")[:MOST_BEFORE]
    ]


def _over(seats: SeatQuerySet, day: date) -> SeatQuerySet:
    return seats.filter(to_on__lte=day).exclude(to_on=day, ended_at=None)


def _before(seat: Seat, others: SeatQuerySet) -> SeatQuerySet:
    """Return those that began before a seat, also where both sat there for a while."""
    return others.filter(Q(from_on__lt=seat.from_on) | Q(to_on__lte=seat.from_on))


def _is_colleague(seat: Seat, reader: Person, day: date) -> bool:
    if seat.agency is None:
        return False
    return reader.seats.holding(day).filter(agency=seat.agency).exists()


def may_read_handover(reader: Person, seat: Seat) -> bool:
    """Tell whether somebody may see what was left for whoever holds a seat."""
    return can_write_handover(reader, seat)


def with_words(seats: Iterable[Seat], reader: Person) -> list[tuple[Seat, bool]]:
    """Return the seats of which a reader may know what is left for whoever follows,
    each with whether something is.
    """
    shown = seats_seen(seats, reader)
    written = Handover.objects.filter(seat__in=shown).exclude(words="")
    pks = set(written.values_list("seat", flat=True))
    may = [one for one in shown if can_write_handover(reader, one)]
    return [(one, one.pk in pks) for one in may]


def new_seats(person: Person, day: date) -> list[Seat]:
    """Return the seats that somebody holds for a short while, after another did."""
    since = day - NEW_FOR
    if not any(one.from_on >= since for one in person.held):
        return []
    of = ("person", "agency", "group", "role", "from_on")
    seats = person.seats.holding(day).filter(from_on__gte=since)
    rows = seats.filter(Written(_SAT_BEFORE, *of, day=day)).order_by("from_on", "pk")
    # Few have any: what is beside them is fetched for those alone.
    return list(rows.prefetch_related("agency", "group"))
