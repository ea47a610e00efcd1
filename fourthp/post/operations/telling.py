"""Telling people something: messages, written in the transaction of their cause."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import translation

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import Matter
from fourthp.foundation.operations.revisions import refuse_if_struck_since
from fourthp.post.models import Mailing, Message, Wishes
from fourthp.post.queries.facts import (
    bundle_after,
    delivery_to,
    suppressed,
    wishes_by_reader,
)
from fourthp.post.rules.delivery import Delivery, Goes
from fourthp.post.rules.kinds import PRIORITY, Kind
from fourthp.post.rules.letters import Letter, letter_json
from fourthp.post.rules.readers import Reader, domain_of

AT_ONCE = 500

Writing = Callable[[Reader], Letter]
_STATES = {
    Goes.NOW: Message.State.WAITING,
    Goes.BUNDLED: Message.State.GATHERED,
    Goes.NOT: Message.State.WITHHELD,
}


@dataclass(frozen=True)
class News:
    """What there is to tell: its kind, what it is about, and how it is written.

    write is asked once for each reader, in her language. is_open: everyone may read
    what it is about. is_held: nothing leaves before somebody has looked at it. once: a
    name under which it is told a single time, whoever tells it again.
    """

    kind: Kind
    write: Writing
    about: Matter | None = None
    is_open: bool = False
    is_held: bool = False
    once: str | None = None


def tell(readers: Iterable[Reader], news: News, *, by: Actor, now: datetime) -> Mailing:
    """Tell some people something: each gets one message, or a row that says why not.

    The rows stand in the caller's transaction. What was told under the same name
    before is returned and told to nobody again.
    """
    with transaction.atomic():
        mailing, is_new = _mailing(news, by, now)
        if is_new:
            count = write_all(mailing, readers, news, now)
            record(by, "told", mailing, messages=count)
    return mailing


def _mailing(news: News, by: Actor, now: datetime) -> tuple[Mailing, bool]:
    values = {
        "kind": news.kind.name,
        "about_kind": news.about.matter_kind if news.about else "",
        "about_id": str(news.about.pk) if news.about else "",
        "state": Mailing.State.HELD if news.is_held else Mailing.State.GOING,
        "actor_kind": by.actor_kind,
        "actor_id": by.actor_id,
        "made_at": now,
        "released_at": None if news.is_held else now,
    }
    if news.once is None:
        return Mailing.objects.create(**values), True
    return Mailing.objects.get_or_create(once=news.once, defaults=values)


def write_all(
    mailing: Mailing, readers: Iterable[Reader], news: News, now: datetime
) -> int:
    """Write one message of a mailing to each reader; return how many.

    The caller has the transaction, and the mailing to itself. Raises SomebodyWasFaster
    where words were struck since they were read for it.
    """
    refuse_if_struck_since()
    count, left = 0, iter(readers)
    while some := list(islice(left, AT_ONCE)):
        messages = list(_written(mailing, some, news, now))
        Message.objects.bulk_create(messages)
        count += len(messages)
    return count


def _written(
    mailing: Mailing, readers: list[Reader], news: News, now: datetime
) -> Iterator[Message]:
    stopped = suppressed(reader.address for reader in readers)
    wishes = wishes_by_reader(readers)
    for reader in readers:
        own = wishes.get((reader.kind, reader.id)) or Wishes()
        told = delivery_to(
            reader,
            news.kind,
            is_entitled=True,
            wishes=own,
            stopped=stopped.get(reader.address.lower(), ""),
        )
        message = _message(mailing, reader, news, own, now)
        place(message, told, reader, own, now=now)
        if mailing.state == Mailing.State.HELD and told.goes is not Goes.NOT:
            message.state = Message.State.HELD
        yield message


def _message(
    mailing: Mailing, reader: Reader, news: News, wishes: Wishes, now: datetime
) -> Message:
    language = wishes.language or reader.language or translation.get_language() or ""
    with translation.override(language or None):
        letter = news.write(reader)
    return Message(
        mailing=mailing,
        kind=news.kind.name,
        priority=PRIORITY[news.kind.stream],
        reader_kind=reader.kind,
        reader_id=reader.id,
        language=language,
        about_kind=mailing.about_kind,
        about_id=mailing.about_id,
        is_open=news.is_open,
        letter=letter_json(letter),
        made_at=now,
    )


def place(
    message: Message, told: Delivery, reader: Reader, wishes: Wishes, *, now: datetime
) -> None:
    """Put a message where its delivery says: it goes, waits, or does not go.

    It goes to where its reader is found now; its language stays that of its words.
    """
    message.address = reader.address.strip()
    message.domain = domain_of(message.address)
    message.state, message.why = _STATES[told.goes], told.why.value
    message.due_at = now
    if told.goes is Goes.BUNDLED:
        message.due_at = bundle_after(reader, message.what, wishes, now=now)
    if told.goes is Goes.NOT:
        message.ended_at = now
        message.forget_words()
