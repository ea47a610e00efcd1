"""What is shared in any room, by kind: who keeps it, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.rules.shared_kinds import path_of_shared, paths_of_shared

# What is done to how a row is shared, in the record and in histories.
NARROWED, WIDENED, RECALLED = "narrowed", "widened", "recalled"
SHARING_ACTS = frozenset({NARROWED, WIDENED, RECALLED})


def nothing_follows(_row: Any, _by: Actor, _now: datetime) -> None:
    """Do nothing more once a row is shared otherwise."""


def nothing_drawn(_row: Any, _whom: Person | None, _beside: Person) -> str:
    """Draw nothing of a row that nobody looks at as another."""
    return ""


def whose_it_was(row: Any) -> Agency | None:
    """Return the agency that a row came from, if any did it."""
    found: Agency | None = row.originator
    return found


@dataclass(frozen=True)
class SharedKind:
    """How one room's shared rows are narrowed, widened, and looked at as another.

    rows: all of them; what: what one is called; url: its page; readers_url: where its
    label is chosen, if not beside its last day. labels are those that it may have.
    may_narrow: who says who sees one, and looks at it as somebody else. own: the agency
    whose people go on seeing what is narrowed from all the members. draws: a row for
    two readers, nothing unless both of them see it. has_history: what is done to it
    stands there, and goes back by no history. follows is called once a row is
    changed, in the transaction of the change; and where a group closes that its
    audience names, or the field that in_group names.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    url: Callable[[UUID], str]
    labels: tuple[str, ...]
    what: Any
    may_narrow: Callable[[Actor, Any], bool] = can_narrow
    own: Callable[[Any], Agency | None] = whose_it_was
    has_history: bool = False
    readers_url: Callable[[UUID], str] | None = None
    draws: Callable[[Any, Person | None, Person], str] = nothing_drawn
    follows: Callable[[Any, Actor, datetime], None] = nothing_follows
    in_group: str = ""


def shared_kind(name: str) -> SharedKind | None:
    """Return a registered kind of shared row, or None."""
    path = path_of_shared(name)
    found: SharedKind | None = import_string(path) if path else None
    return found


def shared_kinds() -> list[SharedKind]:
    """Return every registered kind of shared row."""
    return [import_string(path) for path in paths_of_shared()]


def kept_row(kind: SharedKind, pk: UUID, reader: Person) -> Any:
    """Return a shared row that a reader sees, or keeps though it is over; or None."""
    rows = kind.rows()
    seen = rows.visible_to(reader).filter(pk=pk).first()  # type: ignore[attr-defined]  # rows are Shared
    if seen is None:
        seen = rows.over_for(reader).filter(pk=pk).first()  # type: ignore[attr-defined]  # likewise
    return seen
