"""Listings as those see them who keep them true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fourthp.audit.queries import looked_at
from fourthp.directory.models import Place, Problem, Service
from fourthp.directory.permissions import OWN_ROLES, can_import
from fourthp.directory.rules.freshness import fresh_since
from fourthp.foundation.clock import today
from fourthp.foundation.keyset import page_of
from fourthp.partnership.models import NOT_NAMED, Agency, Person, Role, Seat

PAGE = 50
MOST_LIKE = 12
MOST_TOWNS = 300


class Show(StrEnum):
    """Which listings a page shows."""

    DUE = "due"
    PROBLEMS = "problems"
    ALL = "all"
    ENDED = "ended"


SHOW_NAMES = {
    Show.DUE: _("To be checked"),
    Show.PROBLEMS: _("Something is said to be wrong"),
    Show.ALL: _("All"),
    Show.ENDED: _("Ended"),
}


# Where each kind of problem is mended, and what to do.
_KINDS = Problem.Kind
TO_MEND: dict[str, tuple[str, Any]] = {
    _KINDS.NUMBER: ("listing-contact", _("Try the numbers, and mend them")),
    _KINDS.HOURS: ("listing-hours", _("Look at the hours, and mend them")),
    _KINDS.REFUSED: ("listing-people", _("Look at who it is for, and mend it")),
    _KINDS.LANGUAGE: ("listing-languages", _("Ask which languages they have")),
    _KINDS.CLOSED: ("listing-words", _("Call them, and mend whether it runs")),
    _KINDS.PLACE: ("listing-confidentiality", _("Hide its place, now")),
    _KINDS.OTHER: ("", _("Look it through, and mend what is wrong")),
}


def kept_by(person: Person, day: date) -> QuerySet[Service]:
    """Return the listings that a person keeps: all, or those of her agencies."""
    seen = Service.objects.visible_to(person)
    if can_import(person):
        return seen
    agencies = person.seats.holding(day).filter(role__in=OWN_ROLES).values("agency")
    return seen.filter(Q(owner__in=agencies) | Q(owner=None, organization__in=agencies))


def agencies_with_keepers(day: date) -> QuerySet[Agency]:
    """Return the agencies of which somebody keeps the listings on a day."""
    seats = Seat.objects.holding(day).filter(role__in=OWN_ROLES)
    return Agency.objects.filter(pk__in=seats.values("agency")).order_by("pk")


def keepers_of(agency: Agency, day: date) -> list[Person]:
    """Return the people who keep an agency's listings on a day."""
    seats = agency.seats.holding(day).filter(role__in=OWN_ROLES)
    people = Person.objects.filter(pk__in=seats.values("person"))
    return list(people.select_related("user").order_by("pk"))


def is_kept_by(person: Person, service_id: UUID | None) -> bool:
    """Tell whether a person keeps a listing today by a seat; None is any at all."""
    agencies = own_agencies(person, today())
    if service_id is None:
        return agencies.exists()
    own = Q(owner__in=agencies) | Q(owner=None, organization__in=agencies)
    return Service.objects.filter(own, pk=service_id).exists()


def due_of(agency: Agency, day: date) -> QuerySet[Service]:
    """Return an agency's listings that are to be checked, the longest unchecked first.

    Whoever may see them is not asked: this is for the clockwork.
    """
    own = Q(owner=agency) | Q(owner=None, organization=agency)
    due = _of(Service.objects.filter(own), Show.DUE, day)
    oldest = F("assured_date").asc(nulls_first=True)
    return due.select_related("organization", "owner").order_by(oldest, "name", "pk")


def kept_counts(person: Person, day: date) -> dict[Show, int]:
    """Return how many listings a person keeps, and how many of them need a look."""
    kept = kept_by(person, day)
    return {one: _of(kept, one, day).count() for one in Show}


@dataclass(frozen=True)
class Listings:
    """One page of listings, and how many of each kind there are."""

    rows: list[Service]
    counts: dict[str, int]
    after: str = ""


def listings(
    person: Person, *, show: Show, name: str, after: str, day: date
) -> Listings:
    """Return a page of listings by name; it begins after what an earlier page told."""
    kept = kept_by(person, day)
    if name:
        kept = kept.filter(
            Q(name__icontains=name) | Q(organization__name__icontains=name)
        )
    counts = {one.value: _of(kept, one, day).count() for one in Show}
    wanted = _of(kept, show, day).select_related("organization")
    page = page_of(wanted, by=("name", "id"), after=after, size=PAGE)
    return Listings(with_problems(page.rows), counts, page.after)


def _of(kept: QuerySet[Service], show: Show, day: date) -> QuerySet[Service]:
    if show is Show.ENDED:
        return kept.filter(status=Service.Status.DEFUNCT)
    kept = kept.exclude(status=Service.Status.DEFUNCT)
    if show is Show.DUE:
        old = Q(assured_date=None) | Q(assured_date__lt=fresh_since(day))
        return kept.filter(old)
    if show is Show.PROBLEMS:
        wrong = Problem.objects.filter(settled_at=None).values("service")
        return kept.filter(pk__in=wrong)
    return kept


def with_problems(rows: Iterable[Service]) -> list[Service]:
    """Return services, each with how many problems stand open: `wrong`."""
    found = list(rows)
    open_ones = Problem.objects.filter(service__in=found, settled_at=None)
    counted = dict(open_ones.values_list("service").annotate(n=Count("pk")).order_by())
    for row in found:
        row.wrong = counted.get(row.pk, 0)  # type: ignore[attr-defined]  # for its page
    return found


@dataclass(frozen=True)
class Wrong:
    """What is said to be wrong with a listing: the latest of a kind, and how often."""

    problem: Problem
    times: int

    @property
    def mend(self) -> str:
        """Return the route where it is mended, or nothing."""
        return TO_MEND[self.problem.kind][0]

    @property
    def todo(self) -> str:
        """Return what to do about it."""
        return str(TO_MEND[self.problem.kind][1])


def open_problems(service: Service) -> list[Wrong]:
    """Return what is said to be wrong, the most often said first."""
    found: dict[str, list[Problem]] = {}
    for problem in service.problems.filter(settled_at=None).order_by("-at"):
        found.setdefault(problem.kind, []).append(problem)
    said = [Wrong(rows[0], len(rows)) for rows in found.values()]
    return sorted(said, key=lambda one: -one.times)


@dataclass(frozen=True)
class Look:
    """How often people of one agency and role looked at a listing on one day."""

    day: date
    agency: str
    role: str
    times: int


def who_looked(service: Service) -> list[Look]:
    """Return who looked at a restricted listing, the latest day first; never a name."""
    looks = looked_at(service)
    names = Agency.objects.in_bulk([look.agency_id for look in looks if look.agency_id])
    agencies = {str(pk): agency.name for pk, agency in names.items()}
    roles = {value: str(name) for value, name in Role.choices}
    return [
        Look(one.day, agencies.get(one.agency_id, ""), roles[one.role], one.times)
        for one in looks
        if one.role in roles
    ]


def first_to_show(person: Person, day: date) -> Show:
    """Return what needs a look first: what is due, else what is wrong, else all."""
    kept = kept_by(person, day)
    full = (one for one in (Show.DUE, Show.PROBLEMS) if _of(kept, one, day).exists())
    return next(full, Show.ALL)


def next_due(person: Person, service: Service, day: date) -> Service | None:
    """Return the next listing that a person is to check, other than this one."""
    due = _of(kept_by(person, day), Show.DUE, day).exclude(pk=service.pk)
    due = due.select_related("organization")
    after = due.filter(name__gte=service.name).order_by("name", "pk").first()
    return after or due.order_by("name", "pk").first()


def own_agencies(person: Person, day: date) -> QuerySet[Agency]:
    """Return the agencies whose listings a person keeps."""
    seats = person.seats.holding(day).filter(role__in=OWN_ROLES)
    return Agency.objects.filter(pk__in=seats.values("agency")).order_by("name")


def agencies_like(name: str, reader: Person) -> tuple[list[Agency], list[Agency]]:
    """Return the agencies of exactly this name, and some that have it in theirs."""
    seen = Agency.objects.visible_to(reader).exclude(name=NOT_NAMED)
    seen = seen.order_by("name", "pk")
    exact = list(seen.filter(name__iexact=name)[:MOST_LIKE])
    words = [Q(name__icontains=word) for word in name.split()]
    like = list(seen.filter(reduce(and_, words, Q()))[:MOST_LIKE])
    return exact, like


def towns_offered() -> list[str]:
    """Return the names of larger towns, to choose from while typing."""
    largest = F("population").desc(nulls_last=True)
    towns = Place.objects.filter(kind=Place.Kind.TOWN).order_by(largest, "name")
    return sorted(towns.values_list("name", flat=True)[:MOST_TOWNS])


def regions() -> QuerySet[Place]:
    """Return the regions and countries that a service may be said to be in."""
    kinds = (Place.Kind.REGION, Place.Kind.COUNTRY)
    return Place.objects.filter(kind__in=kinds).order_by("name")
