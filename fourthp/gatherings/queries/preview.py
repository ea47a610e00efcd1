"""The next dozen of a rhythm, before it is kept."""

from dataclasses import dataclass
from datetime import datetime

from fourthp.gatherings.models import Rhythm
from fourthp.gatherings.queries.words import (
    day_in_words,
    odd_clock,
    rhythm_times,
    rule_in_words,
)
from fourthp.gatherings.rules.repeating import When, next_walls, rrule_of

_SHOWN = 12


@dataclass(frozen=True)
class Preview:
    """What would be planned: in words, and the days, each with what clocks do then.

    is_all: there are no more than these.
    """

    rule: str
    times: str
    walls: tuple[datetime, ...]
    days: tuple[tuple[str, str], ...]
    is_all: bool


def preview_of(when: When) -> Preview:
    """Return the next dozen of what somebody is about to plan, by its first day."""
    found = next_walls(when.rule, when.first, after=None, most=_SHOWN + 1)
    shown = found[:_SHOWN]
    rule = rrule_of(when.rule, when.first.date()) if when.rule else ""
    rhythm = Rhythm(
        first_on=when.first.date(),
        at=when.first.time(),
        minutes=when.minutes,
        zone=when.zone,
        rule=rule,
    )
    return Preview(
        rule=rule_in_words(rhythm),
        times=rhythm_times(rhythm),
        walls=tuple(shown),
        days=tuple(
            (day_in_words(one.date()), odd_clock(one, when.zone)) for one in shown
        ),
        is_all=len(found) <= _SHOWN,
    )
