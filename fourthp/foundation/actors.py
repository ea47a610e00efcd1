"""Whoever acts: audit rows, revisions and operations ask only these two names."""

from dataclasses import dataclass
from typing import Protocol

# The kind of whoever has a link in a mail and is not whom it stands for.
BEARER = "bearer"


class Actor(Protocol):
    """Somebody or something that changes or reads rows.

    actor_kind is a short word (`person`, `clockwork`); actor_id a text id, empty
    where the kind says all.
    """

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_id(self) -> str: ...


@dataclass(frozen=True)
class Clockwork:
    """A timed duty that acts by itself."""

    duty: str
    actor_kind: str = "clockwork"

    @property
    def actor_id(self) -> str:
        return self.duty


@dataclass(frozen=True)
class Host:
    """Whoever holds the server, at its command line."""

    actor_kind: str = "host"
    actor_id: str = ""


@dataclass(frozen=True)
class Public:
    """Somebody without an account."""

    actor_kind: str = "public"
    actor_id: str = ""
