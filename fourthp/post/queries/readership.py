"""Who the readers are: asked of the rooms above, which know them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.module_loading import import_string

from fourthp.foundation.matters import matter_kind
from fourthp.post.models import Message
from fourthp.post.rules.kinds import Stream
from fourthp.post.rules.readers import ADDRESS, Reader


@dataclass(frozen=True)
class Readership:
    """What the rooms above answer about readers, each by a function of kind and id.

    person: whom to ask matters for, or None for nobody; she counts as having come by
    the strongest door, because a message tells no more than that there is something.
    readers: some readers as they are now. network: what the network is called.
    named: what some readers are called, by id (a kind, some ids). seats: in words,
    through which seats somebody gets mail, as far as whoever looks may know of them.
    like: ids of those whose name has a text.
    called: what a reader is called in her own mails, “Rosa Hale (Harbour Aid)”.
    """

    person: Callable[[str, str], Any]
    readers: Callable[[str, Iterable[str]], list[Reader]]
    network: Callable[[], str]
    named: Callable[[str, Iterable[str]], dict[str, str]]
    seats: Callable[[str, str, object], list[str]]
    like: Callable[[str], list[str]]
    called: Callable[[str, str], str]


_paths: list[str] = []


def register_readership(path: str) -> None:
    """Register by dotted path who answers about readers."""
    _paths[:] = [path]


def readership() -> Readership:
    """Return who answers about readers."""
    found: Readership = import_string(_paths[0])
    return found


def readers_now(messages: Iterable[Message]) -> dict[tuple[str, str], Reader]:
    """Return the readers of some messages as they are now, by kind and id.

    Who is nobody any more is not among them.
    """
    found, ids = {}, dict[str, set[str]]()
    for one in messages:
        if one.reader_kind == ADDRESS:
            found[ADDRESS, one.reader_id] = Reader(ADDRESS, one.reader_id, one.address)
        elif one.reader_id:
            ids.setdefault(one.reader_kind, set()).add(one.reader_id)
    for kind, some in ids.items():
        known = readership().readers(kind, some)
        found |= {(kind, reader.id): reader for reader in known}
    return found


def reader_now(kind: str, pk: str) -> Reader | None:
    """Return a reader as she is now, or None when there is none any more."""
    return next(iter(readership().readers(kind, [pk])), None) if pk else None


def reader_today(message: Message, here: Mapping[tuple[str, str], Reader]) -> Reader:
    """Return a message's reader as she is now, out of some; else as she was then.

    What is about an account stays at the address that it was written to.
    """
    key = message.reader_kind, message.reader_id
    then = Reader(*key, message.address)
    found = here.get(key, then) if message.reader_kind != ADDRESS else then
    if message.what.stream is Stream.SECURITY:
        return replace(found, address=message.address)
    return replace(found, address=found.address.strip())


def address_now(message: Message) -> str:
    """Return the address that a message goes to if it is sent now."""
    return reader_today(message, readers_now([message])).address


def is_entitled(message: Message) -> bool:
    """Tell whether a message's reader may still see what it is about, and it is hers.

    What is about no matter needs a reader who is still here; a matter of a kind that
    nobody registered is closed. A kind may ask for more: that it is still her task.
    """
    if message.what.stream is Stream.SECURITY or message.reader_kind == ADDRESS:
        return True
    return sees_its_matter(message)


def sees_its_matter(message: Message) -> bool:
    """Tell whether a message's reader is here and sees what it is about, by a seat."""
    if not message.reader_id:
        return False  # she was forgotten
    person = readership().person(message.reader_kind, message.reader_id)
    if person is None:
        return False
    about = None
    if message.about_kind:
        kind = matter_kind(message.about_kind)
        if kind is None or not kind.may_see(person, about := UUID(message.about_id)):
            return False
    is_for = message.what.is_for
    return is_for is None or is_for(person, about)


def names_of(messages: Iterable[Message]) -> dict[tuple[str, str], str]:
    """Return what the readers of some messages are called, by kind and id."""
    ids: dict[str, set[str]] = {}
    for one in messages:
        if one.reader_id and one.reader_kind != ADDRESS:
            ids.setdefault(one.reader_kind, set()).add(one.reader_id)
    asked = readership()
    return {
        (kind, pk): name
        for kind, some in ids.items()
        for pk, name in asked.named(kind, some).items()
    }
