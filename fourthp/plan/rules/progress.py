"""How far a figure has come, and when it is to be said again."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

# So long a figure may be late before it is called old.
GRACE = timedelta(days=14)


class Course(StrEnum):
    """How a figure stands on a day."""

    UNKNOWN = "unknown"  # nobody has said any yet
    OLD = "old"  # the last one is older than it should be
    REACHED = "reached"
    ON_COURSE = "on-course"
    BEHIND = "behind"


@dataclass(frozen=True)
class Way:
    """What a figure goes from and to; without an end no day is too early for it."""

    baseline: Decimal
    target: Decimal
    from_on: date
    by_on: date | None = None

    def share(self, value: Decimal) -> float:
        """Return how much of the way a value has come, from 0 to 1."""
        if self.target == self.baseline:
            return 1.0 if value == self.target else 0.0
        done = (value - self.baseline) / (self.target - self.baseline)
        return float(min(max(done, Decimal(0)), Decimal(1)))

    def is_reached(self, value: Decimal) -> bool:
        """Tell whether a value is the target, or beyond it."""
        if self.target >= self.baseline:
            return value >= self.target
        return value <= self.target

    def share_of_time(self, day: date) -> float:
        """Return how much of the time is over, from 0 to 1; without an end none."""
        if self.by_on is None or self.by_on <= self.from_on:
            return 0.0
        done = (day - self.from_on).days / (self.by_on - self.from_on).days
        return min(max(done, 0.0), 1.0)


def course(
    way: Way, value: Decimal | None, *, said_on: date | None, today: date, every: int
) -> Course:
    """Return how a figure stands: value as it was said on a day, every in months.

    Behind is whoever has come less far than time has, on the day of the value.
    """
    if value is None or said_on is None:
        return Course.UNKNOWN
    if way.is_reached(value):
        return Course.REACHED
    if due_on(said_on, every) + GRACE < today:
        return Course.OLD
    is_behind = way.share(value) < way.share_of_time(said_on)
    return Course.BEHIND if is_behind else Course.ON_COURSE


def due_on(last: date, every: int) -> date:
    """Return the day some months after another: its last day where it has fewer."""
    months = last.year * 12 + last.month - 1 + every
    year, month = divmod(months, 12)
    days = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(last.day, days))
