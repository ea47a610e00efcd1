"""Arithmetic of agendas: clock times, numbers that stand, order, turns."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from string import ascii_lowercase, digits
from typing import Protocol, TypeVar

Key = TypeVar("Key")


class Lined(Protocol):
    """A line of an agenda, as formats draw it."""

    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def purpose(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...


def clock_times(begins: datetime, minutes: Iterable[int]) -> list[datetime]:
    """Return when each item begins, one after another.

    begins is a wall time: nobody counts a changed clock in a room.
    """
    found, at = [], begins
    for one in minutes:
        found.append(at)
        at += timedelta(minutes=one)
    return found


def over_run(minutes: Iterable[int], lasts: int) -> int:
    """Return how many minutes an agenda is longer than its meeting, 0 if it is not."""
    return max(0, sum(minutes) - lasts)


def number_after(before: str, taken: Collection[str]) -> str:
    """Return the number of what comes later, after a number that stands: 4a after 4."""
    base = "".join(one for one in before if one in digits) or "0"
    return next(base + one for one in _letters() if base + one not in taken)


def _letters() -> Iterator[str]:
    length = 0
    while True:
        length += 1
        yield from map("".join, product(ascii_lowercase, repeat=length))


def moved(keys: Sequence[Key], key: Key, place: int) -> list[Key]:
    """Return some keys with one of them at a place, from 1; beyond the ends at these.

    A key that is not among them comes in there.
    """
    left = [one for one in keys if one != key]
    at = min(max(place, 1), len(left) + 1) - 1
    return [*left[:at], key, *left[at:]]


def next_turn(turns: Sequence[tuple[Key, bool]], last: Key | None) -> Key | None:
    """Return whose turn is next: after whoever had the last, of those who still sit.

    turns: each key in its order, and whether its seat holds. Whose seat is over keeps
    a place in the order, so that nobody's turn is skipped by a leaving.
    """
    keys = [key for key, _holds in turns]
    begin = keys.index(last) + 1 if last is not None and last in keys else 0
    around = [*turns[begin:], *turns[:begin]]
    return next((key for key, holds in around if holds), None)
