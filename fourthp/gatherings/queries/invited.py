"""Who is invited: the seats of today, asked each time and written down nowhere."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from fourthp.foundation.clock import today
from fourthp.gatherings.models import Answer, Gathering, Guest, Invites, Series
from fourthp.gatherings.permissions import groups_invited
from fourthp.partnership.models import FOR_AN_AGENCY, Group, Person, Role, Seat

# A page or a mail that offers deputies names so many at most.
MOST_DEPUTIES = 6


def seats_invited(series: Series, day: date | None = None) -> list[Seat]:
    """Return whom a series invites by the seats of a day, each person once.

    A deputy is not asked where somebody else of her agency is.
    """
    seats = _seats(series, day or today())
    asked = {one.agency_id for one in seats if one.role != Role.DEPUTY}
    found = [
        one
        for one in seats
        if one.role != Role.DEPUTY or one.agency_id not in asked or not one.agency_id
    ]
    return _each_once(found)


def invited_to(gathering: Gathering) -> list[Seat]:
    """Return whom one gathering invites: who its series does, and who stands in."""
    series = gathering.series
    standing = gathering.answers.exclude(deputy=None).values_list("deputy", flat=True)
    own = seats_invited(series)
    there = {one.person_id for one in own}
    stand_in = [
        one for one in _seats(series, today()) if one.person_id in set(standing) - there
    ]
    return _in_order([*own, *_each_once(stand_in)])


def invites_now(person: Person, gathering: Gathering) -> bool:
    """Tell whether one gathering invites somebody today, or would as a deputy."""
    return any(one.person_id == person.pk for one in _seats(gathering.series, today()))


def deputies_of(
    gathering: Gathering, person: Person, *, day: date | None = None
) -> list[Seat]:
    """Return who may come instead of somebody: her agencies' others in these groups."""
    seats = _seats(gathering.series, day or today())
    agencies = {one.agency_id for one in seats if one.person_id == person.pk}
    others = [
        one
        for one in seats
        if one.agency_id in agencies - {None}
        and one.person_id != person.pk
        and one.role in FOR_AN_AGENCY
    ]
    return _each_once(others)[:MOST_DEPUTIES]


def _seats(series: Series, day: date) -> list[Seat]:
    """Return the seats of every group that a series invites; who represents first."""
    seats = Seat.objects.holding(day).filter(group__in=groups_invited(series))
    rows = seats.select_related("person__user", "agency", "group")
    found = list(rows.order_by("position", "from_on", "pk"))
    return sorted(found, key=lambda one: one.role == Role.DEPUTY)


def _each_once(seats: Iterable[Seat]) -> list[Seat]:
    once: dict[UUID, Seat] = {}
    for one in seats:
        once.setdefault(one.person_id, one)
    return _in_order(once.values())


def _in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Return seats by agency, those of none last, and by name."""

    def place(one: Seat) -> tuple[bool, str, str]:
        named = one.agency.name if one.agency else ""
        return not named, named.casefold(), one.person.name.casefold()

    return sorted(seats, key=place)


def guests_of(gathering: Gathering) -> QuerySet[Guest]:
    """Return the guests of one gathering."""
    return gathering.guests.order_by("agency", "name", "pk")


def others_may_come(series: Series) -> bool:
    """Tell whether who cannot come may send somebody who has no seat."""
    return Invites.objects.filter(series=series, others_may_come=True).exists()


def sent_at(series: Series) -> datetime | None:
    """Return since when invitations to a series go out, if they do."""
    found = Invites.objects.filter(series=series).first()
    return found.sent_at if found else None


def further_groups(series: Series, *, asks: Person) -> QuerySet[Group]:
    """Return the further groups that a series invites, as far as somebody knows."""
    keys = groups_invited(series) - {series.group_id}
    return Group.objects.visible_to(asks).filter(pk__in=keys).order_by("name", "pk")


def groups_to_invite(series: Series, *, asks: Person) -> QuerySet[Group]:
    """Return the groups that could be invited too, as far as somebody knows of them."""
    seen = Group.objects.visible_to(asks).going_on(today())
    return seen.exclude(pk=series.group_id).exclude(is_network=True).order_by("name")


def answer_of(person: Person, gathering: Gathering) -> Answer | None:
    """Return what somebody said of a gathering, if anything."""
    found = Answer.objects.filter(gathering=gathering, person=person)
    return found.select_related("deputy", "other").first()
