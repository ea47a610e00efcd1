"""Telling anew: of what is held for review nothing has left, all of it may change."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.post.models import Mailing, Message
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.bundles import unmake_bundles
from fourthp.post.operations.mailings import begin
from fourthp.post.operations.telling import News, write_all
from fourthp.post.rules.kinds import PRIORITY
from fourthp.post.rules.letters import letter_json
from fourthp.post.rules.readers import Reader

State = Message.State
_Whom = tuple[str, str]


def retell(
    mailing: Mailing, readers: Iterable[Reader], news: News, *, by: Actor, now: datetime
) -> Mailing:
    """Write every message of a mailing anew that is held for review.

    Whom somebody took out by hand stays left out. Raises NotLikeThat.
    """
    with transaction.atomic():
        mailing = begin(mailing, Mailing.State.HELD)
        _forget_held(mailing)
        mailing.kind = news.kind.name
        mailing.save(update_fields=["kind"])
        taken_out = _rewrite(mailing.messages.filter(has_words=True), news)
        left = [one for one in readers if _whom(one) not in taken_out]
        count = write_all(mailing, left, news, now)
        record(by, "retold", mailing, messages=count)
    return mailing


def rewrite_waiting(news: News, *, now: datetime) -> int:
    """Give the words of now to every mail about something that has not left; how many.

    A bundle that waits with one in it is made anew. What is being sent this moment
    counts as left.
    """
    if news.about is None:
        return 0
    about = {"about_kind": news.about.matter_kind, "about_id": str(news.about.pk)}
    rows = Message.objects.filter(**about, kind=news.kind.name)
    with transaction.atomic():
        # Locked first: of what is bundled this moment the bundle is seen below.
        list(rows.select_for_update().order_by("id").values_list("pk", flat=True))
        bundles = rows.exclude(bundle=None).values_list("bundle", flat=True)
        unmake_bundles(Message.objects.filter(pk__in=list(bundles)), now=now)
        return len(_rewrite(rows.filter(state__in=OPEN, has_words=True), news))


def _forget_held(mailing: Mailing) -> None:
    """Delete what waits for the review, and what says who gets nothing."""
    held = mailing.messages.filter(state__in=(State.HELD, State.WITHHELD))
    # Locked first: what somebody takes out this moment stays, taken out.
    list(held.select_for_update().order_by("id").values_list("pk", flat=True))
    held.delete()


def _rewrite(taken_out: QuerySet[Message], news: News) -> set[_Whom]:
    """Give the new words to what was taken out by hand too; return for whom it was."""
    found = list(taken_out)
    for message in found:
        with translation.override(message.language or None):
            message.letter = letter_json(news.write(_reader(message)))
        message.kind, message.is_open = news.kind.name, news.is_open
        message.priority = PRIORITY[news.kind.stream]
    Message.objects.bulk_update(
        found, ["letter", "kind", "is_open", "priority"], batch_size=100
    )
    return {_whom(_reader(message)) for message in found}


def _reader(message: Message) -> Reader:
    return Reader(message.reader_kind, message.reader_id, message.address)


def _whom(reader: Reader) -> _Whom:
    return reader.kind, reader.id or reader.address
