"""Listings as those see them who keep them true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models import Place, Problem, Service
from fourthp.directory.permissions import OWN_ROLES, can_import
from fourthp.directory.rules.freshness import fresh_since
from fourthp.foundation.keyset import page_of
from fourthp.partnership.models import NOT_NAMED, Agency, Person, Seat
from fourthp.partnership.models.conditions import Written
from fourthp.partnership.models.shared import lasting
from fourthp.partnership.queries.agencies import called_like

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


# Counted and listed on the first page of whoever keeps listings: put together of
# questions, these took longer than the answer.
_LISTED = f"{{status}} <> '{Service.Status.DEFUNCT}'"
_DUE = f"{_LISTED} AND ({{assured_date}} IS NULL OR {{assured_date}} < {{day}})"
_WRONG = (
    f"{_LISTED} AND {{id}} IN (SELECT said.service_id FROM directory_problem said"  # noqa: S608 -- of words that stand here
    " WHERE said.settled_at IS NULL)"
)


def kept_by(person: Person) -> QuerySet[Service]:
    """Return the listings that a person keeps: all, or those of her agencies."""
    seen = Service.objects.visible_to(person)
    if can_import(person):
        return seen
    agencies = _kept_for(person)
    return seen.filter(Q(owner__in=agencies) | Q(owner=None, organization__in=agencies))


def _kept_for(person: Person) -> set[UUID]:
    """Return the keys of the agencies whose listings a person keeps today."""
    seats = (one for one in person.held if one.role in OWN_ROLES)
    return {one.agency for one in seats if one.agency}


def keeps_listings(person: Person) -> bool:
    """Tell whether a person keeps the listings of an agency today."""
    return bool(_kept_for(person))


def agencies_with_keepers(day: date) -> QuerySet[Agency]:
    """Return the agencies of which somebody keeps the listings on a day."""
    seats = Seat.objects.holding(day).filter(role__in=OWN_ROLES)
    return Agency.objects.filter(pk__in=seats.values("agency")).order_by("pk")


def keepers_of(
    agency: Agency, day: date, *, known_to: Person | None = None
) -> list[Person]:
    """Return the people who keep an agency's listings on a day.

    known_to: those whose seat for it somebody may know of.
    """
    seats = agency.seats.holding(day).filter(role__in=OWN_ROLES)
    if known_to is not None:
        seats = seats.filter(pk__in=Seat.objects.visible_to(known_to).values("pk"))
    people = Person.objects.filter(pk__in=seats.values("person"))
    return list(people.select_related("user").order_by("pk"))


def is_kept_by(person: Person, service_id: UUID | None) -> bool:
    """Tell whether a person keeps a listing today by a seat; None is any at all."""
    agencies = _kept_for(person)
    if service_id is None:
        return bool(agencies)
    own = Q(owner__in=agencies) | Q(owner=None, organization__in=agencies)
    return Service.objects.filter(own, pk=service_id).exists()


def due_of(agency: Agency, day: date) -> QuerySet[Service]:
    """Return an agency's listings that are to be checked, the longest unchecked first.

    Whoever may see them is not asked: this is for the clockwork. Of what was recalled,
    or whose last day is over, nobody is asked.
    """
    own = Q(owner=agency) | Q(owner=None, organization=agency)
    due = _of(Service.objects.filter(own, lasting(day)), Show.DUE, day)
    oldest = F("assured_date").asc(nulls_first=True)
    return due.select_related("organization", "owner").order_by(oldest, "name", "pk")


@dataclass(frozen=True)
class Counts:
    """How many listings there are, and how many of them need a look."""

    all: int
    due: int
    wrong: int


def own_counts(agency: Agency, reader: Person, day: date) -> Counts:
    """Return how many listings an agency keeps, as far as a reader sees them."""
    own = Q(owner=agency) | Q(owner=None, organization=agency)
    counted = _counted(Service.objects.visible_to(reader).filter(own), day)
    return Counts(counted[Show.ALL], counted[Show.DUE], counted[Show.PROBLEMS])


def kept_counts(person: Person, day: date) -> dict[Show, int]:
    """Return how many listings a person keeps, and how many of them need a look."""
    return _counted(kept_by(person), day)


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
    kept = kept_by(person)
    if name:
        kept = kept.filter(
            Q(name__icontains=name) | Q(organization__name__icontains=name)
        )
    counts = {one.value: n for one, n in _counted(kept, day).items()}
    wanted = _of(kept, show, day).select_related("organization")
    page = page_of(wanted, by=("name", "id"), after=after, size=PAGE)
    return Listings(with_problems(page.rows), counts, page.after)


def _of(kept: QuerySet[Service], show: Show, day: date) -> QuerySet[Service]:
    return kept.filter(_is(show, day))


def _counted(kept: QuerySet[Service], day: date) -> dict[Show, int]:
    """Return how many of some listings a page of each kind shows, asked at once."""
    counts = {one.value: Count("pk", filter=_is(one, day)) for one in Show}
    return {Show(name): n for name, n in kept.aggregate(**counts).items()}


def _is(show: Show, day: date) -> Q:
    if show is Show.DUE:
        return Q(Written(_DUE, "status", "assured_date", day=fresh_since(day)))
    if show is Show.PROBLEMS:
        return Q(Written(_WRONG, "status", "id"))
    ended = Q(status=Service.Status.DEFUNCT)
    return ended if show is Show.ENDED else ~ended


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


def first_to_show(person: Person, day: date) -> Show:
    """Return what needs a look first: what is due, else what is wrong, else all."""
    kept = kept_by(person)
    full = (one for one in (Show.DUE, Show.PROBLEMS) if _of(kept, one, day).exists())
    return next(full, Show.ALL)


def next_due(person: Person, service: Service, day: date) -> Service | None:
    """Return the next listing that a person is to check, other than this one."""
    due = _of(kept_by(person), Show.DUE, day).exclude(pk=service.pk)
    due = due.select_related("organization")
    after = due.filter(name__gte=service.name).order_by("name", "pk").first()
    return after or due.order_by("name", "pk").first()


def own_agencies(person: Person) -> QuerySet[Agency]:
    """Return the agencies whose listings a person keeps."""
    return Agency.objects.filter(pk__in=_kept_for(person)).order_by("name")


def agencies_like(name: str, reader: Person) -> tuple[list[Agency], list[Agency]]:
    """Return the agencies of exactly this name, and some that have it in theirs."""
    seen = Agency.objects.visible_to(reader).exclude(name=NOT_NAMED)
    seen = seen.order_by("name", "pk")
    exact = list(seen.filter(name__iexact=name)[:MOST_LIKE])
    return exact, list(seen.filter(called_like(name))[:MOST_LIKE])


def towns_offered() -> list[str]:
    """Return the names of larger towns, to choose from while typing."""
    largest = F("population").desc(nulls_last=True)
    towns = Place.objects.filter(kind=Place.Kind.TOWN).order_by(largest, "name")
    return sorted(towns.values_list("name", flat=True)[:MOST_TOWNS])


def regions() -> QuerySet[Place]:
    """Return the regions and countries that a service may be said to be in."""
    kinds = (Place.Kind.REGION, Place.Kind.COUNTRY)
    return Place.objects.filter(kind__in=kinds).order_by("name")


def nothing_is_listed(reader: Person | None) -> bool:
    """Tell whether there is nothing at all that a reader could find."""
    return not Service.objects.visible_to(reader).exists()
