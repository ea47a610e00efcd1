"""The three facts behind every delivery, and the answer that comes of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fourthp.post.models import (
    Answer,
    Mailing,
    Message,
    Suppression,
    Wishes,
    digests_of,
)
from fourthp.post.queries.kinds import BUNDLE, FRESH_LINK, NEWS_BUNDLE
from fourthp.post.queries.readership import is_entitled, sees_its_matter
from fourthp.post.rules.bundles import next_bundle
from fourthp.post.rules.delivery import Cadence, Delivery, Facts, Why, delivery
from fourthp.post.rules.kinds import Kind, Stream
from fourthp.post.rules.readers import Reader

AT_ONCE = 1_000


def wishes_of(kind: str, pk: str) -> Wishes:
    """Return what a reader wants; where she never said, what is usual."""
    found = Wishes.objects.filter(reader_kind=kind, reader_id=pk).first()
    return found or Wishes(reader_kind=kind, reader_id=pk)


def wishes_by_reader(readers: Iterable[Reader]) -> dict[tuple[str, str], Wishes]:
    """Return what some readers want, by kind and id; of those who said anything."""
    ids = {reader.id for reader in readers if reader.id}
    rows: Any = Wishes.objects.filter(reader_id__in=ids)
    return {(row.reader_kind, row.reader_id): row for row in rows}


def wanted(wishes: Wishes, stream: Stream) -> Cadence:
    """Return how often somebody wants what can wait of a stream."""
    said = {Stream.DUTY: wishes.duty, Stream.NEWS: wishes.news}
    return Cadence(said.get(stream, Cadence.AT_ONCE))


def bundle_after(
    reader: Reader, kind: Kind, wishes: Wishes, *, now: datetime
) -> datetime:
    """Return when a reader's next bundle goes that takes a message of a kind."""
    return next_bundle(
        wanted(wishes, kind.stream),
        after=now,
        zone=wishes.zone or reader.zone,
        weekday=wishes.weekday,
    )


def suppressed(addresses: Iterable[str]) -> dict[str, str]:
    """Return why nothing is sent to those of some addresses to which nothing is."""
    folded = {address.lower() for address in addresses}
    rows = Suppression.objects.of(folded).values_list("address", "because")
    known = {digest: one for one in folded for digest in digests_of(one)}
    return {known.get(address, address): because for address, because in rows}


def delivery_to(
    reader: Reader, kind: Kind, *, is_entitled: bool, wishes: Wishes, stopped: str
) -> Delivery:
    """Return whether a message of a kind goes to a reader, when, and why."""
    facts = Facts(
        is_entitled=is_entitled,
        wants=wanted(wishes, kind.stream),
        suppressed=stopped,
        has_address="@" in reader.address,
    )
    return delivery(kind, facts)


def hindrance_since(message: Message) -> Why | None:
    """Return what has come between a message and its reader since it was written.

    She may see it no more, or has left the news meanwhile. A bundle does not go as it
    is where that holds of a part of it, or where a part is stopped or forgotten.
    """
    why = _hindrance(message)
    if why is None and message.kind in (BUNDLE.name, NEWS_BUNDLE.name):
        return Why.CHANGED if _has_changed(message) else None
    return why


def _has_changed(bundle: Message) -> bool:
    """Tell whether a bundle says what a mail to its reader would not say today.

    It is asked of the rows, because a word may be forgotten while it waits.
    """
    rows = Message.objects.filter(bundle=bundle)
    parts = rows.filter(state=Message.State.BUNDLED).select_related("mailing")
    is_emptied = Message.objects.filter(pk=bundle.pk, has_words=False).exists()
    return is_emptied or any(not _goes_on(part) for part in parts)


def _goes_on(part: Message) -> bool:
    mailing = part.mailing
    is_going = mailing is None or mailing.state == Mailing.State.GOING
    return is_going and part.has_words and _hindrance(part) is None


def _hindrance(message: Message) -> Why | None:
    # A fresh link is about a matter, and not about an account alone.
    is_fresh = message.kind == FRESH_LINK.name
    if not (sees_its_matter if is_fresh else is_entitled)(message):
        return Why.NOT_ENTITLED
    if message.what.stream is not Stream.NEWS:
        return None
    wishes = wishes_of(message.reader_kind, message.reader_id)
    return Why.NOT_WANTED if wanted(wishes, Stream.NEWS) is Cadence.NEVER else None


def known_readers(kind: str, ids: Iterable[str]) -> set[str]:
    """Return those of some readers of whom the post knows anything."""
    wanted, found = list(ids), set[str]()
    for at in range(0, len(wanted), AT_ONCE):
        some = wanted[at : at + AT_ONCE]
        asked: tuple[Any, ...] = (
            Message.objects.filter(reader_kind=kind, reader_id__in=some).values_list(
                "reader_id", flat=True
            ),
            Wishes.objects.filter(reader_kind=kind, reader_id__in=some).values_list(
                "reader_id", flat=True
            ),
            Answer.objects.filter(holder_kind=kind, holder_id__in=some).values_list(
                "holder_id", flat=True
            ),
            Answer.objects.filter(about_kind=kind, about_id__in=some).values_list(
                "about_id", flat=True
            ),
        )
        found |= {str(pk) for ids_known in asked for pk in ids_known}
    return found
