"""Timed duties: what happens on its own, declared in each room's `tasks.py`.

A duty is a function of `now` that may run late, twice, in two workers at once, or be
cut off in its midst, and ends in the same state (R7). It says in words what it is and
why that is so, and may return how many things it did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from django.utils.functional import Promise

Act = Callable[[datetime], int | None]
Text = str | Promise

DAY = timedelta(days=1)
MOST_GRACE = timedelta(hours=6)


@dataclass(frozen=True)
class Duty:
    """One timed duty: its name, what it is in words, how often, and what it does.

    if_late says in a sentence what comes of it when it runs late, twice, or was cut
    off. at is the hour of a duty that is due once a day by the network's own clock.
    """

    name: str
    title: Text
    if_late: Text
    every: timedelta
    act: Act
    at: time | None = None

    @property
    def grace(self) -> timedelta:
        """Return how long after it is due nobody calls it late."""
        return min(2 * self.every, MOST_GRACE)

    def next_after(self, due_at: datetime, *, now: datetime, zone: tzinfo) -> datetime:
        """Return when it is due again, which is after now, having been due at due_at.

        What was missed is not made up for: however late it ran, it runs once. The
        clock changes move no beat, and neither leave out nor double an hour of the
        day: of an hour that comes twice the first counts, and one that is missing
        stands where the clock jumped.
        """
        if self.at is None:
            missed = max(0, (now - due_at) // self.every)
            return due_at + (missed + 1) * self.every
        day = now.astimezone(zone).date()
        hour = datetime.combine(day, self.at, tzinfo=zone)
        if hour.timestamp() <= now.timestamp():
            hour = datetime.combine(day + DAY, self.at, tzinfo=zone)
        return hour.astimezone(UTC)


_duties: dict[str, Duty] = {}


def duty(
    name: str, *, title: Text, if_late: Text, every: timedelta, at: time | None = None
) -> Callable[[Act], Act]:
    """Declare a timed duty; the name is kept for ever (`directory.refresh_hours`)."""

    def declare(act: Act) -> Act:
        _duties[name] = Duty(name, title, if_late, every, act, at)
        return act

    return declare


def daily(
    name: str, *, title: Text, if_late: Text, at: time = time(3)
) -> Callable[[Act], Act]:
    """Declare a duty of once a day, at an hour of the network's own clock."""
    return duty(name, title=title, if_late=if_late, every=DAY, at=at)


def all_duties() -> list[Duty]:
    """Return every declared duty, by name."""
    return [_duties[name] for name in sorted(_duties)]
