"""What changed since somebody last looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from fourthp.foundation.offers import Change, Text, changed_for
from fourthp.home.models import LastLook
from fourthp.partnership.models import Person

# Who never said so is shown two weeks; further back than two months nobody is led.
AT_FIRST, FARTHEST = timedelta(days=14), timedelta(days=60)
# What began before is written by then: told earlier, it might be told never.
SETTLED = timedelta(minutes=1)
MOST_OPEN, MOST_FOLDED, FEW_FOLDED = 3, 50, 8


@dataclass(frozen=True)
class Together:
    """Changes of one sort on one day; many of them are told as one line and folded.

    reaches_back: some of those that are not shown may be of days before.
    """

    day: date
    what: Text
    rows: list[Change]
    count: int
    reaches_back: bool = False

    @property
    def is_folded(self) -> bool:
        """Tell whether they are too many to stand open."""
        return self.count > MOST_OPEN

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Changed:
    """What changed for somebody between two moments, newest first; until is what she
    may say that she has seen.

    is_first: she has never said how far she has looked; goes_back: what she said last
    can be taken back. more: how many of these lines are not shown.
    """

    since: datetime
    until: datetime
    rows: list[Together]
    more: int = 0
    is_first: bool = False
    goes_back: bool = False


def changed_since(person: Person, now: datetime, *, most: int | None = None) -> Changed:
    """Return what changed for somebody since she last looked: all of it, or the first
    lines of it, with fewer names in each.
    """
    until = now - SETTLED
    look = LastLook.objects.filter(person=person).first()
    since = max(look.until, now - FARTHEST) if look else now - AT_FIRST
    named = MOST_FOLDED if most is None else FEW_FOLDED
    rows = together(changed_for(person, since, until, named))
    shown = rows[:most]
    return Changed(
        since,
        until,
        shown,
        len(rows) - len(shown),
        is_first=look is None,
        goes_back=look is not None,
    )


def together(rows: Iterable[Change]) -> list[Together]:
    """Return changes, the newest first, those of one sort and day as one."""
    found: dict[tuple[date, str], list[Change]] = {}
    for one in rows:
        found.setdefault((localdate(one.at), str(one.what)), []).append(one)
    return [_together(day, what, some) for (day, what), some in found.items()]


def _together(day: date, what: Text, rows: list[Change]) -> Together:
    return Together(
        day,
        what,
        [one for one in rows if one.of][:MOST_FOLDED],
        sum(one.count for one in rows),
        reaches_back=any(not one.of for one in rows),
    )
