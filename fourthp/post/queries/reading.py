"""Whether somebody may read what a message says: asked of what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fourthp.foundation.matters import MatterKind, matter_kind
from fourthp.post.models import Mailing, Message
from fourthp.post.queries.words import kind_in_words
from fourthp.post.rules.kinds import Stream


@dataclass(frozen=True)
class About:
    """What a message is about, for somebody who may see it; look leads to its page."""

    title: str
    url: str
    look: Any


def may_read(person: object | None, message: Message) -> bool:
    """Tell whether somebody may read the words of a message.

    Only who may see its matter now: not of a matter that no room registered, not of
    no matter at all, and never what is about somebody's account.
    """
    if kind_in_words(message.kind).stream is Stream.SECURITY:
        return False
    return _kind_seen(person, message.about_kind, message.about_id) is not None


def about(person: object | None, row: Mailing | Message) -> About | None:
    """Return what a row is about, or None where somebody may not see that."""
    kind = _kind_seen(person, row.about_kind, row.about_id)
    if kind is None:
        return None
    pk = UUID(row.about_id)
    return About(kind.title(pk), kind.url(pk), kind.look)


def about_each(
    person: object | None, messages: Iterable[Message]
) -> dict[tuple[str, str], About]:
    """Return what some messages are about, by kind and id, as far as she may see it.

    Each matter is asked once, however many messages are about it, and noted as read.
    What is about somebody's account is left out.
    """
    matters = dict.fromkeys(
        (one.about_kind, one.about_id)
        for one in messages
        if kind_in_words(one.kind).stream is not Stream.SECURITY
    )
    found = {}
    for name, key in matters:
        kind = _kind_seen(person, name, key)
        if kind is not None:
            pk = UUID(key)
            kind.note_reading(person, pk)
            found[name, key] = About(kind.title(pk), kind.url(pk), kind.look)
    return found


def note_read(person: object | None, row: Mailing | Message) -> None:
    """Note with its room that somebody was shown what a row is about."""
    kind = _kind_seen(person, row.about_kind, row.about_id)
    if kind is not None:
        kind.note_reading(person, UUID(row.about_id))


def _kind_seen(person: object | None, name: str, pk: str) -> MatterKind | None:
    kind = matter_kind(name) if name else None
    try:
        is_seen = kind is not None and kind.may_see(person, UUID(pk))
    except ValueError:
        return None
    return kind if is_seen else None
