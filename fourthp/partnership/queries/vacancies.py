"""Vacant seats: computed from the seats that hold, never noted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Group,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.models.people import holds_on

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
    members = Agency.objects.members(today()).only("name")
    if agency is not None:
        members = members.filter(pk=agency.pk)
    found = _in_network(members, reader)
    found += _in_groups(members, reader, agency)
    return sorted(found, key=lambda one: (one.agency.name, one.place))


def _in_network(members: QuerySet[Agency], reader: Person) -> list[Vacancy]:
    network = Group.objects.visible_to(reader).filter(is_network=True).first()
    if network is None:
        return []
    speaking = _speaking().filter(group=network, agency=OuterRef("pk"))
    silent = list(members.filter(~Exists(speaking)))
    seats = Seat.objects.filter(group=network, agency__in=silent)
    since = _last_days(seats)
    return [Vacancy(one, network, since.get((one.pk, network.pk))) for one in silent]


def _in_groups(
    members: QuerySet[Agency], reader: Person, agency: Agency | None
) -> list[Vacancy]:
    day = today()
    groups = Group.objects.visible_to(reader).filter(is_network=False)
    going = groups.exclude(ends_on__lt=day).exclude(begins_on=None)
    spoke = Seat.objects.filter(
        group__in=going, agency__isnull=False, from_on__lte=day, role__in=SPEAK
    )
    if agency is not None:
        spoke = spoke.filter(agency=agency)
    # One reading of the seats: to ask of each who else speaks there takes ten times it.
    holding = Count("pk", filter=holds_on(day))
    rows = spoke.order_by().values_list("agency", "group").annotate(last=Max("to_on"))
    left = rows.alias(holding=holding).filter(holding=0)
    since = {(of, group): last for of, group, last in left}
    agencies = members.in_bulk([of for of, _group in since])
    named = going.in_bulk([group for _of, group in since])
    return [
        Vacancy(agencies[of], named[group], last)
        for (of, group), last in since.items()
        if of in agencies
    ]


def _speaking() -> QuerySet[Seat]:
    return Seat.objects.holding(today()).filter(role__in=SPEAK)


def _last_days(seats: QuerySet[Seat]) -> dict[tuple[UUID, UUID], date | None]:
    """Return the last day on which somebody spoke for an agency in a group."""
    spoke = seats.filter(role__in=SPEAK).order_by()
    rows = spoke.values_list("agency", "group").annotate(last=Max("to_on"))
    return {(agency, group): last for agency, group, last in rows}


def with_whom_to_ask(found: list[Vacancy]) -> list[tuple[Vacancy, bool]]:
    """Return vacant seats, each with whether somebody of the agency can be asked."""
    seats = Seat.objects.holding(today()).filter(role__in=(*FOR_AN_AGENCY, *_ELSE))
    of = seats.filter(agency__in=[one.agency.pk for one in found])
    asked = set(of.values_list("agency", flat=True))
    return [(one, one.agency.pk in asked) for one in found]


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
