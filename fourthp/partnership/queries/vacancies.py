"""Vacant seats: computed from the seats that hold, never noted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Lower

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Agency,
    Group,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.models.conditions import (
    IS_MEMBER,
    SEAT_LASTS,
    SITS_FOR_A_MEMBER,
    Written,
    lasts_on,
)
from fourthp.partnership.models.groups import group_seen

# Who speaks for an agency: a deputy stands in for one of these, and follows nobody.
SPEAK = (Role.LEAD, Role.REPRESENTATIVE)
# That somebody speaks for an agency in a group. Of members, in a group that goes on, a
# seat holds for as long as it lasts.
_SPEAKS = (
    "EXISTS (SELECT 1 FROM partnership_seat sits"  # noqa: S608 -- of words that stand here
    " WHERE sits.agency_id = {agency} AND sits.group_id = {group}"
    f" AND sits.role IN ({str([str(one) for one in SPEAK])[1:-1]}) AND {SEAT_LASTS})"
)
# That somebody sits for a member at all, in whatever group goes on.
_HAS_SOMEBODY = (
    "EXISTS (SELECT 1 FROM partnership_seat sits"  # noqa: S608 -- of words that stand here
    " INNER JOIN partnership_group its ON its.id = sits.group_id"
    f" WHERE sits.agency_id = {{agency}} AND {SITS_FOR_A_MEMBER})"
)


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


@dataclass(frozen=True)
class Lacking:
    """What members lack: who have nobody at all, by name, and how many vacant seats
    there are of agencies that have somebody, with the first of these.
    """

    nobody: list[tuple[UUID, str]]
    count: int
    first: list[Vacancy]


def vacancies(reader: Person, *, agency: Agency | None = None) -> list[Vacancy]:
    """Return the vacant seats that a reader may know of, of one agency or of all.

    A member agency needs somebody who speaks for it in the network; in a smaller group
    a representative who is gone, and whom nobody followed, leaves a vacant seat.
    """
    if agency is not None:
        found = _of_agency(agency, reader)
    else:
        network = _network(reader)
        found = list(_in_network(network)) if network else []
        found += _in_groups(reader)
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
    members = Agency.objects.members(day)
    is_member = found and members.filter(pk=agency.pk).exists()
    return found if is_member else []


def _lasts(seat: Seat, day: date) -> bool:
    """Tell whether a seat has begun and is not over, as `lasts_on` says."""
    is_over = seat.to_on is not None and seat.to_on < day
    is_ended = seat.to_on == day and seat.ended_at is not None
    return seat.from_on <= day and not (is_over or is_ended)


def lacking(reader: Person, most: int) -> Lacking:
    """Return what members lack; of vacant seats the first, by name, and no more."""
    network, day = _network(reader), today()
    # Who has nobody is silent in the network too: one question tells both.
    somebody = Written(_HAS_SOMEBODY, day=day, others={"agency": "pk"})
    silent = _silent(network).annotate(has_somebody=somebody)
    told = ("pk", "name", "since", "has_somebody")
    rows = list(silent.order_by(Lower("name"), "pk").values_list(*told))
    left = [row[:3] for row in rows if network and row[3]]
    first = sorted(left, key=itemgetter(1))[:most]
    named = _named(pk for pk, _name, _since in first)
    found = _in_groups(reader, has_somebody=True)
    count = len(left) + len(found)
    if network is not None:
        found += [Vacancy(named[pk], network, since) for pk, _name, since in first]
    return Lacking(
        [(pk, name) for pk, name, _since, has_somebody in rows if not has_somebody],
        count,
        sorted(found, key=_by_name)[:most],
    )


def _by_name(vacancy: Vacancy) -> tuple[str, str]:
    return vacancy.agency.name, vacancy.place


def _named(pks: Iterable[UUID]) -> dict[UUID, Agency]:
    return Agency.objects.only("name").in_bulk(list(pks))


def leaves_vacant(seat: Seat, day: date) -> bool:
    """Tell whether nobody else sits where a seat that holds would end, and should."""
    beside = Seat.objects.holding(day).filter(group=seat.group).exclude(pk=seat.pk)
    if seat.role == Role.CHAIR:
        return not beside.filter(role=Role.CHAIR).exists()
    if seat.agency is None or seat.role not in SPEAK:
        return False
    return not beside.filter(agency=seat.agency, role__in=SPEAK).exists()


def _network(reader: Person) -> Group | None:
    return Group.objects.visible_to(reader).filter(is_network=True).first()


def _in_network(network: Group) -> Iterator[Vacancy]:
    for one in _silent(network).only("name"):
        yield Vacancy(one, network, one.since)


def _silent(network: Group | None) -> QuerySet[Any, Any]:
    """Return the members for which nobody speaks, each with since when nobody does."""
    day, group = today(), Value(network and network.pk, UUIDField())
    speaks = Written(_SPEAKS, day=day, others={"agency": "pk", "group": group})
    spoke = Seat.objects.filter(group=network, agency=OuterRef("pk"), role__in=SPEAK)
    last = spoke.order_by().values("agency").annotate(last=Max("to_on")).values("last")
    # Asked first: of most agencies nothing else need be asked then.
    silent = Agency.objects.filter(~Q(speaks)).members(day)
    return silent.annotate(since=Subquery(last))


def _in_groups(reader: Person, *, has_somebody: bool = False) -> list[Vacancy]:
    groups = Group.objects.visible_to(reader).filter(is_network=False)
    going, day = groups.going_on(today()), today()
    over = _over_in(going)
    if has_somebody:
        over = over.filter(Written(_HAS_SOMEBODY, day=day, others={"agency": "agency"}))
    rows = over.values_list("agency", "group").annotate(last=Max("to_on"))
    left = list(rows)
    agencies = _named(of for of, _group, _last in left)
    named = going.in_bulk([group for _of, group, _last in left])
    return [Vacancy(agencies[of], named[group], last) for of, group, last in left]


def _over_in(groups: QuerySet[Group]) -> QuerySet[Seat]:
    """Return the seats of members in some groups that are over and not followed."""
    day = today()
    spoke = Seat.objects.filter(
        group__in=groups, agency__isnull=False, from_on__lte=day, role__in=SPEAK
    )
    member = Written(IS_MEMBER, "agency", day=day)
    # Most seats last: who else speaks there is asked of those that are over.
    over = spoke.filter(~lasts_on(day), member, to_on__isnull=False)
    return over.exclude(Written(_SPEAKS, "agency", "group", day=day)).order_by()


def colleagues(agency: Agency, *, reader: Person) -> QuerySet[Person]:
    """Return who sits for an agency today, of whom the reader may know."""
    seats = Seat.objects.visible_to(reader).holding(today()).filter(agency=agency)
    known = Person.objects.visible_to(reader)
    return known.filter(pk__in=seats.values("person")).order_by("name", "pk")
