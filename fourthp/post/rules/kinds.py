"""Kinds of message, and the four streams they belong to.

Each room declares its kinds where it is set up; a kind that nobody declared sends
nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class Stream(StrEnum):
    """What somebody can want or not want as one."""

    DUTY = "duty"  # part of a seat: papers, invitations, actions
    NEWS = "news"  # may be left and had again at any time
    SECURITY = "security"  # about somebody's own account
    ALERT = "alert"  # what must be known within the hour


# What somebody may choose how often to get; the others come as they come.
CHOSEN = (Stream.DUTY, Stream.NEWS)
# What goes first when much is waiting.
PRIORITY = {Stream.SECURITY: 0, Stream.ALERT: 1, Stream.DUTY: 2, Stream.NEWS: 3}


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    name: `directory.due`, kept for ever. subject: the fixed neutral words of its
    envelope (S14). title: what it is, for lists. reason: one sentence that says why
    somebody gets it. waits: it may wait for the reader's bundle. answers: by dotted
    path, what takes an answer that came by mail to a message of this kind. is_for_all:
    any seat may bring it, and not only one that looks after the network. is_for: tells
    whether somebody, and the id of its matter or None, still are for each other when it
    leaves: she may see what is no task of hers any more. roles: whose seats bring it;
    where none is named, any seat. is_last: it is the last that somebody gets who was
    erased: once it has ended, nobody can tell any more whom it was for.
    """

    name: str
    stream: Stream
    subject: Any
    title: Any
    reason: Any
    waits: bool = False
    answers: str = ""
    is_for_all: bool = True
    is_for: Callable[[Any, UUID | None], bool] | None = None
    roles: tuple[str, ...] = ()
    is_last: bool = False


_kinds: dict[str, Kind] = {}


class KindTwice(Exception):
    """Two kinds of message have one name: the later would hide the earlier."""


class UnknownKind(Exception):
    """A message of a kind that no room declared."""


def declare_kind(kind: Kind) -> Kind:
    """Declare a kind of message; done in the file of the room that sends it.

    Raises KindTwice.
    """
    if kind.name in _kinds:
        raise KindTwice(kind.name)
    _kinds[kind.name] = kind
    return kind


def kind_of(name: str) -> Kind:
    """Return a declared kind; raise UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def all_kinds() -> list[Kind]:
    """Return every declared kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
