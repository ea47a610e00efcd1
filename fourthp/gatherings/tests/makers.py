"""Makers of this room's rows."""

from datetime import UTC, date, datetime, timedelta

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.operations.series import (
    SeenBy,
    SeriesFacts,
    plan_series,
)
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.rules.repeating import By, Rule, When
from fourthp.partnership.models import Group, Person, Role
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_network_group,
    make_seat,
)

# A Monday, in the morning.
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECOND_TUESDAY = Rule(By.WEEKDAY)


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001 -- a wall time has no zone


TEN = wall(2026, 3, 10, 10, 0)


def soon() -> datetime:
    """A Tuesday at ten that is to come, by today's clock."""
    day = today() + timedelta(days=40)
    day -= timedelta(days=(day.weekday() - 1) % 7 + (day.day - 1) // 28 * 7)
    return datetime(day.year, day.month, day.day, 10, 0)  # noqa: DTZ001 -- a wall time


def make_chair(group: Group, name: str = "Tom Okoro") -> Person:
    """Somebody who chairs a group, and came with a second factor."""
    person = make_member(name)
    make_seat(person, group=group, role=Role.CHAIR)
    return person


def make_coordinator(name: str = "Maya Lind") -> Person:
    return make_member(name, role=Role.COORDINATOR)


def make_when(first: datetime = TEN, **facts: object) -> When:
    said = {"minutes": 120, "zone": "Europe/London", "rule": SECOND_TUESDAY}
    return When(first, **said | facts)


def make_series(
    name: str = "Housing meeting",
    *,
    group: Group | None = None,
    seen_by: SeenBy = SeenBy.MEMBERS,
    when: When | None = None,
    where: Where | None = None,
    by: Actor | None = None,
    now: datetime = NOW,
) -> Series:
    group = group or make_group("Housing group")
    facts = SeriesFacts(name, group, seen_by, when or make_when(), where or Where())
    return plan_series(facts, by=by or make_coordinator(), now=now)


def make_gathering(**facts: object) -> Gathering:
    """One gathering: that is held once, or the first of a series."""
    when = make_when(rule=None)
    return gatherings(make_series(**{"when": when} | facts))[0]


def gatherings(series: Series) -> list[Gathering]:
    found = Gathering.objects.filter(rhythm__series=series)
    return list(found.select_related("rhythm__series__group").order_by("starts_at"))


def days_of(series: Series) -> list[date]:
    return [one.day for one in gatherings(series)]


def later(**parts: int) -> datetime:
    return NOW + timedelta(**parts)


__all__ = [name for name in dir() if name.startswith("make_")] + [
    "NOW",
    "SECOND_TUESDAY",
    "TEN",
    "days_of",
    "gatherings",
    "later",
    "make_network_group",
    "soon",
    "wall",
]
