"""What rooms offer to pages that span rooms: what waits, what changed, what is found.

Each is declared by a decorator in a room's `panels.py`, asked with the reader, and says
only what that reader may see there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from fourthp.foundation.typed import Typed

Text = Any  # a str, or one that is translated when it is drawn


class Urgency(IntEnum):
    """What comes first in a list of what waits."""

    NOW = 1  # somebody is held up, or harm is near
    SOON = 2  # the network's own rhythm asks for it
    WHEN_YOU_CAN = 3  # it makes something better


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: a title, and one button that leads on.

    of: what it is about, as people call it. why: by which seat it is hers. count: how
    many it stands for. posts: what a press of the button sends to path; without any it
    leads there. names: what the button speaks of, folded; note: what is to be known
    before it is pressed; more: where else to go.
    """

    title: Text
    path: str
    button: Text
    why: Text = ""
    of: str = ""
    urgency: Urgency = Urgency.SOON
    since: date | None = None
    until: date | None = None
    count: int = 1
    posts: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    note: Text = ""
    more: tuple[Text, str] | None = None


@dataclass(frozen=True)
class Change:
    """Something that changed: when, what in the network's words, of what, and where.

    count: how many it stands for, then or before, where they are too many to be named.
    """

    at: datetime
    what: Text
    of: str = ""
    path: str = ""
    where: str = ""
    count: int = 1


@dataclass(frozen=True)
class Hit:
    """Something found: what it is called, where it stands, and what it is."""

    title: str
    path: str
    detail: str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one kind: the first of it, and how many in all.

    is_more: there are more than were counted.
    """

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    is_more: bool = False


Waits = Callable[[Any, datetime], Iterable[Waiting]]
Changes = Callable[[Any, datetime, datetime, int], Iterable[Change]]
Finds = Callable[[Any, Typed, int], Found]


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found, in the order of a page."""

    name: str
    title: Text
    position: int
    find: Finds


_waits: list[Waits] = []
_changes: list[Changes] = []
_kinds: dict[str, Kind] = {}


def waits(offer: Waits) -> Waits:
    """Declare what of a room waits for a reader at a moment."""
    _waits.append(offer)
    return offer


def changes(offer: Changes) -> Changes:
    """Declare what changed in a room between two moments, as a reader may know.

    Last it is told how many of one sort are worth a name; the others are counted.
    """
    _changes.append(offer)
    return offer


def finds(name: str, title: Text, *, position: int) -> Callable[[Finds], Finds]:
    """Declare how things of a kind are found: (reader, what was typed, how many)."""

    def declare(find: Finds) -> Finds:
        _kinds[name] = Kind(name, title, position, find)
        return find

    return declare


def waiting_for(reader: object, now: datetime) -> list[Waiting]:
    """Return all that waits for a reader, the most urgent and the oldest first."""
    found = [one for offer in _waits for one in offer(reader, now)]
    return sorted(found, key=_place)


def _place(one: Waiting) -> tuple[int, date, date]:
    return one.urgency, one.until or date.max, one.since or date.max


def changed_for(
    reader: object, since: datetime, until: datetime, most: int
) -> list[Change]:
    """Return what changed for a reader after one moment and until another, newest
    first; most: how many of one sort are named, where there are many.
    """
    found = [one for offer in _changes for one in offer(reader, since, until, most)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def kinds_found() -> list[Kind]:
    """Return the kinds of things that can be found, in their order."""
    return sorted(_kinds.values(), key=lambda one: one.position)
