"""Days of actions: when somebody is written to, how late one is, where it moves to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# Days after the due day on which somebody is written to; below zero before it.
SOON, DUE, LATE, TO_CHAIR = -7, 0, 7, 14
STAGES = (SOON, DUE, LATE, TO_CHAIR)
# How far an owner moves one by a link: the name of the choice, and days.
MOVES = {"week": 7, "fortnight": 14, "month": 30}


def stage_on(
    due: date, day: date, *, since: date, reminded: int | None = None
) -> int | None:
    """Return for which stage somebody is written to on a day; None for none.

    The last that has come: what was missed meanwhile is not told any more. since: the
    day on which its owner heard of it last; what came before that was told then.
    """
    come = [one for one in STAGES if due + timedelta(one) <= day]
    if not come:
        return None
    last = come[-1]
    was_told = due + timedelta(last) <= since
    return None if was_told or (reminded is not None and reminded >= last) else last


def moved_to(due: date, day: date, by: str) -> date:
    """Return where a choice moves a due day to: from a day on, never before it."""
    return max(due, day) + timedelta(MOVES[by])


@dataclass(frozen=True)
class Bucket:
    """How far off actions are: days after their due day, both ends among them."""

    name: str
    least: int | None
    most: int | None

    def ends(self, day: date) -> tuple[date | None, date | None]:
        """Return the first and the last due day of those in it, seen from a day."""
        first = None if self.most is None else day - timedelta(self.most)
        last = None if self.least is None else day - timedelta(self.least)
        return first, last


BUCKETS = (
    Bucket("long", 61, None),
    Bucket("months", 15, 60),
    Bucket("weeks", 1, 14),
    Bucket("soon", -7, 0),
    Bucket("later", None, -8),
)
OVERDUE = ("long", "months", "weeks")


def bucket_of(due: date, day: date) -> str:
    """Return in which bucket a due day is, seen from a day."""
    late = (day - due).days
    found = [one for one in BUCKETS if one.least is None or late >= one.least]
    return found[0].name


def months_until(day: date, count: int) -> Iterator[tuple[date, date]]:
    """Yield the first day of some months and of that which follows, the last with a
    day in it.
    """
    first = day.replace(day=1)
    starts = [first]
    for _n in range(count - 1):
        starts.append((starts[-1] - timedelta(1)).replace(day=1))
    for start in reversed(starts):
        yield start, (start + timedelta(32)).replace(day=1)


@dataclass
class Kept:
    """What became of the actions due in a month, by how many."""

    month: date
    on_time: int = 0
    late: int = 0
    open: int = 0
    dropped: int = 0

    @property
    def due(self) -> int:
        """Return how many were due; what was dropped was not to be done any more."""
        return self.on_time + self.late + self.open


def counted_by_month(
    months: Iterable[tuple[date, date]],
    actions: Iterable[tuple[date, str, date | None]],
) -> list[Kept]:
    """Count actions by the month in which they were due; each its due day, its state
    and the day on which it was done.
    """
    found = {first: Kept(first) for first, _next in months}
    for due, state, done in actions:
        kept = found.get(due.replace(day=1))
        if kept is not None:
            name = _became(due, state, done)
            setattr(kept, name, getattr(kept, name) + 1)
    return list(found.values())


def _became(due: date, state: str, done: date | None) -> str:
    if state == "dropped":
        return "dropped"
    if done is None:
        return "open"
    return "on_time" if done <= due else "late"
