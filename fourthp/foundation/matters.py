"""Matters: what a message, a revision or an audit row is about, by kind and id.

Each room registers how to ask whether a reader may see one of its kinds. A kind
that nobody registered is closed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import BEARER

LOOK = gettext_lazy("Look at what it is about")
STRUCK = "struck"  # the act, in the record and in every history


class Matter(Protocol):
    """A row that can be named in other rooms without importing its model."""

    matter_kind: str
    pk: UUID


class CannotUndo(Exception):
    """A change cannot be taken back; the message says why."""


def notes_nothing(_reader: object | None, _pk: UUID) -> None:
    """Note of nobody that a matter was looked at."""


def nobody_may(_reader: object | None, _pk: UUID) -> bool:
    """Let nobody change a matter from its history."""
    return False


def shows_every(_reader: object | None, _revision: Any) -> bool:
    """Tell of every change of a matter."""
    return True


def nothing_else(_pk: UUID) -> list[tuple[Any, Any]]:
    """Tell of no change but a matter's own."""
    return []


@dataclass(frozen=True)
class MatterKind:
    """How one kind of matter is found, named, reached, and changed back.

    may_see and may_change take a reader (a Person, or None for the public) and an
    id, as does note_reading, which is called whenever it is shown; title and url take
    an id and answer for somebody who may see it; undo takes the id and a Revision,
    returns what to say, and raises CannotUndo; acts are the words of its
    acts, and goes_back names those that are taken back from its history: no other is.
    shows takes a reader and a Revision: whether she may know of it. also takes an id
    and tells what changes of other matters did to this one: the words, and the change.
    look is what a link to its page says. keeps and may_strike take a reader and an id:
    who sees its history though nobody else sees it any more, and who may strike words
    of it from the record.
    """

    name: str
    may_see: Callable[[object | None, UUID], bool]
    title: Callable[[UUID], str]
    url: Callable[[UUID], str]
    may_change: Callable[[object | None, UUID], bool] = nobody_may
    undo: Callable[..., str] | None = None
    acts: Mapping[str, Any] = field(default_factory=dict)
    goes_back: frozenset[str] = frozenset()
    shows: Callable[[object | None, Any], bool] = shows_every
    note_reading: Callable[[object | None, UUID], None] = notes_nothing
    also: Callable[[UUID], list[tuple[Any, Any]]] = nothing_else
    look: Any = LOOK
    may_strike: Callable[[object | None, UUID], bool] = nobody_may
    keeps: Callable[[object | None, UUID], bool] = nobody_may


# What may happen to every kind.
_OF_ALL = {STRUCK: gettext_lazy("words were struck from the record")}
_kinds: dict[str, str] = {}
_titles: list[str] = []


def register_matter(name: str, kind: str) -> None:
    """Make a kind of matter known by dotted path; done in a room's `apps.py`."""
    _kinds[name] = kind


def matter_kind(name: str) -> MatterKind | None:
    """Return a registered kind, or None: then the matter is closed to everyone."""
    if name not in _kinds:
        return None
    found: MatterKind = import_string(_kinds[name])
    return found


def told_acts(
    kind: MatterKind, pk: UUID, changes: Iterable[Any]
) -> list[tuple[Any, Any, bool]]:
    """Return what changed a matter, newest first, from its own changes and others'.

    Each: the words of the act, the change, and whether it is taken back from here.
    """
    own = [
        (
            {**_OF_ALL, **kind.acts}.get(one.revision.act, one.revision.act),
            one,
            not one.revision.undone_at and one.revision.act in kind.goes_back,
        )
        for one in changes
    ]
    told = [*own, *((words, one, False) for words, one in kind.also(pk))]
    return sorted(told, key=lambda act: act[1].revision.at, reverse=True)


def undo_change(
    kind: MatterKind, pk: UUID, revision: Any, *, by: Any, now: datetime
) -> str:
    """Take a change back, as its room does it; return what to say of it.

    Raises CannotUndo.
    """
    if revision.act == STRUCK:
        raise CannotUndo(_("What was struck is kept nowhere: it cannot come back."))
    if kind.undo is None or revision.act not in kind.goes_back:
        raise CannotUndo(_("Changes of this kind cannot be taken back here."))
    return kind.undo(pk, revision, by=by, now=now)


def register_actor_titles(resolver: str) -> None:
    """Register by dotted path who answers what to call an actor (kind, id, on=)."""
    _titles[:] = [resolver]


def actor_title(kind: str, actor_id: str, *, on: date) -> str:
    """Return what to call whoever acted on a day, without a name."""
    words = {
        "clockwork": _("by itself"),
        "host": _("the host"),
        "public": _("somebody without an account"),
        "link": _("somebody by a link"),
        BEARER: _("whoever had a mail to another"),
    }
    holder, _colon, holder_id = actor_id.partition(":")
    if kind == "link" and holder_id and _titles:
        return _("%s, by a link in a mail") % actor_title(holder, holder_id, on=on)
    if kind == BEARER and holder_id and _titles:
        meant = actor_title(holder, holder_id, on=on)
        return _("whoever had the mail to %s") % meant
    if kind in words or not _titles:
        return words.get(kind, kind)
    return str(import_string(_titles[0])(kind, actor_id, on=on))
