"""Timed duties: what happens on its own, declared in each room's `tasks.py`.

A duty is a function of `now` that may run twice, late, or in two workers at once,
and ends in the same state (R7).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Act = Callable[[datetime], object]


@dataclass(frozen=True)
class Duty:
    """One timed duty: its name, how often, and what it does."""

    name: str
    every: timedelta
    act: Act


_duties: dict[str, Duty] = {}


def duty(name: str, *, every: timedelta) -> Callable[[Act], Act]:
    """Declare a timed duty; the name is kept for ever (`directory.refresh_hours`)."""

    def declare(act: Act) -> Act:
        _duties[name] = Duty(name, every, act)
        return act

    return declare


def all_duties() -> list[Duty]:
    """Return every declared duty, by name."""
    return [_duties[name] for name in sorted(_duties)]
