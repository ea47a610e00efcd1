"""The board: what somebody may see, by how it stands, agency, group and age."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fourthp.foundation.keyset import page_of
from fourthp.partnership.models import Agency, Group, Person
from fourthp.plan.models import GOING_ON, Action, Holder, holders_of
from fourthp.plan.rules.actions import BUCKETS, OVERDUE

State = Action.State
GOING, OVER, BLOCKED, DONE, DROPPED = "going", "overdue", "blocked", "done", "dropped"
AGES = tuple(one.name for one in BUCKETS)
SHOWS = (GOING, OVER, *AGES, BLOCKED, DONE, DROPPED)
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("due_on", "id"),
    "last": ("-due_on", "-id"),
    "new": ("-given_at", "-id"),
}
PAGE = 50
_BESIDE = ("group", "agency", "seat__person", "seat__agency")


@dataclass(frozen=True)
class Asked:
    """What of the board is asked for; empty is all of it. It stands in the address."""

    show: str = GOING
    group: str = ""
    agency: str = ""
    sort: str = "due"
    after: str = ""

    def query(self, **other: str) -> str:
        """Return the address of the same with something else asked for."""
        said = {n: v for n, v in asdict(replace(self, **other)).items() if v}
        return f"?{urlencode(said)}"


@dataclass(frozen=True)
class Board:
    """A page of the board: each action with who has it, and where the next begins."""

    rows: list[tuple[Action, Holder]]
    after: str


def asked_for(reader: Person, asked: Asked) -> QuerySet[Action]:
    """Return the actions of a group and an agency that a reader may see."""
    found = Action.objects.visible_to(reader)
    if asked.group:
        found = found.filter(group=UUID(asked.group))
    if asked.agency:
        found = found.filter(agency=UUID(asked.agency))
    return found


def shown(found: QuerySet[Action], show: str, day: date) -> QuerySet[Action]:
    """Return those of some actions that stand so on a day."""
    return found.filter(condition_of(show, day))


def condition_of(show: str, day: date) -> Q:
    """Return the condition that an action stands so on a day."""
    going = Q(state__in=(State.OPEN, State.BLOCKED))
    if show in {BLOCKED, DONE, DROPPED}:
        return Q(state=show)
    if show == OVER:
        return going & Q(due_on__lt=day)
    for bucket in BUCKETS:
        if bucket.name == show:
            first, last = bucket.ends(day)
            going &= Q(due_on__gte=first) if first else Q()
            going &= Q(due_on__lte=last) if last else Q()
    return going


def board(reader: Person, asked: Asked, day: date) -> Board:
    """Return a page of what is asked for, each action with who has it on a day."""
    rows = shown(asked_for(reader, asked), asked.show, day).select_related(*_BESIDE)
    page = page_of(rows, by=SORTS[asked.sort], after=asked.after, size=PAGE)
    holders = holders_of(page.rows, day)
    return Board([(one, holders[one.pk]) for one in page.rows], page.after)


def counts(reader: Person, asked: Asked, day: date) -> dict[str, int]:
    """Count what a reader may see of a group and an agency by how it stands."""
    found = asked_for(reader, asked)
    return found.aggregate(
        **{show: Count("pk", filter=condition_of(show, day)) for show in SHOWS}
    )


@dataclass(frozen=True)
class Line:
    """One agency's actions that go on, by age; agency None: for no agency."""

    agency: UUID | None
    name: str
    ages: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.ages.values())

    @property
    def overdue(self) -> int:
        return sum(self.ages[one] for one in OVERDUE)


MOST_LINES = 200


def by_agency(reader: Person, asked: Asked, day: date) -> list[Line]:
    """Return how many actions each agency has to do, those with most late first."""
    going = asked_for(reader, asked).filter(state__in=GOING_ON)
    counted = {age: Count("pk", filter=condition_of(age, day)) for age in AGES}
    rows = going.order_by().values("agency", "agency__name").annotate(**counted)
    lines = [_line(row) for row in rows]
    lines.sort(key=lambda one: (-one.overdue, -one.total, one.name.casefold()))
    return lines[:MOST_LINES]


def _line(row: Mapping[str, Any]) -> Line:
    ages = {age: row[age] for age in AGES}
    return Line(row["agency"], row["agency__name"] or "", ages)


def groups_with_actions(reader: Person) -> QuerySet[Group]:
    """Return the groups in which there are actions that a reader may see."""
    seen = Action.objects.visible_to(reader).order_by().values("group")
    return Group.objects.filter(pk__in=seen).order_by("-is_network", "name", "pk")


def agencies_with_actions(reader: Person) -> QuerySet[Agency]:
    """Return the agencies that have actions which a reader may see."""
    seen = Action.objects.visible_to(reader).order_by().values("agency")
    return Agency.objects.filter(pk__in=seen).order_by("name", "pk")
