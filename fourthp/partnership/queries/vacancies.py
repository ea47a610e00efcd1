"""Vacant seats: computed from the seats that hold, never noted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Window

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Group,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.models.conditions import lasts_on
from fourthp.partnership.models.groups import group_seen

# Who speaks for an agency: a deputy stands in for one of these, and follows nobody.
SPEAK = (Role.LEAD, Role.REPRESENTATIVE)
# Who is asked about an agency where nobody speaks for it.
_ELSE = (Role.OBSERVER,)


@dataclass(frozen=True)
class Vacancy:
    """An agency, by its name, for which nobody sits where somebody should.

    since: the last day on which somebody did; None if nobody ever has.
    """

    agency: Agency
    group: Group
    since: date | None = None

    @property
    def place(self) -> str:
        """Return which group it is, where it is not the network itself."""
        return "" if self.group.is_network else self.group.name


def vacancies(reader: Person, *, agency: Agency | None = None) -> list[Vacancy]:
    """Return the vacant seats that a reader may know of, of one agency or of all.

    A member agency needs somebody who speaks for it in the network; in a smaller group
    a representative who is gone, and whom nobody followed, leaves a vacant seat.
    """
    if agency is not None:
        found = _of_agency(agency, reader)
    else:
        members, network = _members(), _network(reader)
        found = list(_in_network(members, network)) if network else []
        found += _in_groups(members, reader)
    return sorted(found, key=_by_name)


def _of_agency(agency: Agency, reader: Person) -> list[Vacancy]:
    """Return the vacant seats of one agency: who spoke for it is asked at once."""
    day = today()
    begun = Q(group__begins_on__lte=day) | Q(group__is_network=True)
    going = begun & lasts_on(day, "group__ends_on", "group__ended_at")
    spoke = Seat.objects.filter(
        going, group_seen(reader, "group__"), agency=agency, role__in=SPEAK
    )
    places: dict[Group, list[Seat]] = defaultdict(list)
    for seat in spoke.select_related("group"):
        # Who begins later leaves no group's seat vacant, and the network's until then.
        if seat.group.is_network or seat.from_on <= day:
            places[seat.group].append(seat)
    if not any(group.is_network for group in places):
        places |= {one: [] for one in [_network(reader)] if one is not None}
    found = [
        Vacancy(agency, group, max((s.to_on for s in seats if s.to_on), default=None))
        for group, seats in places.items()
        if not any(_lasts(seat, day) for seat in seats)
    ]
    is_member = found and _members().filter(pk=agency.pk).exists()
    return found if is_member else []


def _lasts(seat: Seat, day: date) -> bool:
    """Tell whether a seat has begun and is not over, as `lasts_on` says."""
    is_over = seat.to_on is not None and seat.to_on < day
    is_ended = seat.to_on == day and seat.ended_at is not None
    return seat.from_on <= day and not (is_over or is_ended)


def first_vacancies(reader: Person, most: int) -> tuple[int, list[Vacancy]]:
    """Return how many seats are vacant whose agency has somebody at all.

    With them the first, by name, and no more than that.
    """
    asked = Seat.objects.holding(today()).filter(agency=OuterRef("pk"))
    members = _members().filter(Exists(asked))
    found = _in_groups(members, reader)
    count, network = len(found), _network(reader)
    if network is not None:
        silent = _silent(members, network).annotate(count=Window(Count("pk")))
        rows = list(silent.order_by("name")[:most])
        count += rows[0].count if rows else 0
        found += [Vacancy(one, network, one.since) for one in rows]
    return count, sorted(found, key=_by_name)[:most]


def _by_name(vacancy: Vacancy) -> tuple[str, str]:
    return vacancy.agency.name, vacancy.place


def _members() -> QuerySet[Agency]:
    return Agency.objects.members(today()).only("name")


def _network(reader: Person) -> Group | None:
    return Group.objects.visible_to(reader).filter(is_network=True).first()


def _in_network(members: QuerySet[Agency], network: Group) -> Iterator[Vacancy]:
    for one in _silent(members, network):
        yield Vacancy(one, network, one.since)


def _silent(members: QuerySet[Agency], network: Group) -> QuerySet[Any, Any]:
    """Return the members for which nobody speaks, each with since when nobody does."""
    spoke = Seat.objects.filter(group=network, agency=OuterRef("pk"), role__in=SPEAK)
    # Of members, in a group that always goes on, a seat holds for as long as it lasts.
    speaking = spoke.filter(lasts_on(today()), from_on__lte=today())
    last = spoke.order_by().values("agency").annotate(last=Max("to_on")).values("last")
    return members.filter(~Exists(speaking)).annotate(since=Subquery(last))


def _in_groups(members: QuerySet[Agency], reader: Person) -> list[Vacancy]:
    day = today()
    groups = Group.objects.visible_to(reader).filter(is_network=False)
    going = groups.going_on(day)
    spoke = Seat.objects.filter(
        group__in=going, agency__isnull=False, from_on__lte=day, role__in=SPEAK
    )
    # Most seats last: who else speaks there is asked of those that are over.
    beside = {"agency": OuterRef("agency"), "group": OuterRef("group")}
    lasting = Seat.objects.filter(
        lasts_on(day), from_on__lte=day, role__in=SPEAK, **beside
    )
    over = spoke.filter(~lasts_on(day)).filter(~Exists(lasting)).order_by()
    over = over.filter(Exists(members.filter(pk=OuterRef("agency"))))
    rows = over.values_list("agency", "group").annotate(last=Max("to_on"))
    left = list(rows)
    agencies = members.in_bulk([of for of, _group, _last in left])
    named = going.in_bulk([group for _of, group, _last in left])
    return [Vacancy(agencies[of], named[group], last) for of, group, last in left]


def with_whom_to_ask(found: list[Vacancy]) -> list[tuple[Vacancy, bool]]:
    """Return vacant seats, each with whether somebody of the agency can be asked.

    No mail names a closed group: of its seats nobody is asked.
    """
    seats = Seat.objects.holding(today()).filter(role__in=(*FOR_AN_AGENCY, *_ELSE))
    of = seats.filter(agency__in=[one.agency.pk for one in found])
    asked = set(of.values_list("agency", flat=True))
    return [(one, one.agency.pk in asked and not one.group.is_closed) for one in found]


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


def colleagues(agency: Agency, *, reader: Person) -> QuerySet[Person]:
    """Return who sits for an agency today, of whom the reader may know."""
    seats = Seat.objects.visible_to(reader).holding(today()).filter(agency=agency)
    known = Person.objects.visible_to(reader)
    return known.filter(pk__in=seats.values("person")).order_by("name", "pk")
