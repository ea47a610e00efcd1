"""Readers who leave: what waits for them does not go, and what that takes back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from fourthp.foundation.actors import Actor
from fourthp.foundation.leases import free
from fourthp.post.models import Mailing, Message
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.bundles import unmake_bundles
from fourthp.post.operations.telling import place
from fourthp.post.operations.wishes import Who, bring_news_back, end_news
from fourthp.post.queries.kinds import BUNDLE, NEWS_BUNDLE
from fourthp.post.queries.leaving import planned
from fourthp.post.queries.readership import is_entitled
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import Stream, all_kinds

State = Message.State
_PLACED = ["state", "why", "due_at", "ended_at", "address", "domain"]


def say_goodbye(who: Who, *, by: Actor, now: datetime) -> int:
    """Let nothing go any more to a reader who has left; return how many mails wait not.

    The caller has asked who may, and has ended what made her a reader. News ends too:
    should she come back, she chooses it again. Words stay for as long as any mail's,
    so that it can be taken back; what is about her own account still goes.
    """
    with transaction.atomic():
        count = _withhold(_waiting(who, now), now)
        end_news(who, by=by, now=now)
    return count


def let_nothing_go(who: Who, *, now: datetime) -> int:
    """Withhold what waits for somebody outside who wants nothing; return how many.

    Of an address nothing else is known that would have to end.
    """
    with transaction.atomic():
        return _withhold(_waiting(who, now), now)


def ask_again_of(who: Who, *, now: datetime) -> int:
    """Withhold what waits for a reader whose seats became fewer, and is hers no more.

    Returns how many mails.
    """
    with transaction.atomic():
        waiting = _waiting(who, now)
        rows = [one for one in waiting if not is_entitled(one)]
        return _withhold(Message.objects.filter(pk__in=[r.pk for r in rows]), now)


def _waiting(who: Who, now: datetime) -> QuerySet[Message]:
    """Return what waits for a reader, each by itself: her bundles are taken apart.

    What is being sent this moment stays: it is asked about before it is tried again.
    """
    own = Message.objects.filter(reader_kind=who.kind, reader_id=who.id)
    unmake_bundles(own.filter(kind__in=(BUNDLE.name, NEWS_BUNDLE.name)), now=now)
    about_accounts = [k.name for k in all_kinds() if k.stream is Stream.SECURITY]
    open_still = own.filter(free(now), state__in=OPEN)
    return open_still.exclude(kind__in=about_accounts).select_for_update()


def _withhold(waiting: QuerySet[Message], now: datetime) -> int:
    ids = list(waiting.order_by("id").values_list("pk", flat=True))
    why = Why.NOT_ENTITLED.value
    found = Message.objects.filter(pk__in=ids)
    return found.update(state=State.WITHHELD, why=why, ended_at=now)


def welcome_back(who: Who, *, left_at: datetime, by: Actor, now: datetime) -> int:
    """Let wait again what a leaving that is taken back withheld; return how many.

    What was stopped or forgotten meanwhile stays so.
    """
    with transaction.atomic():
        withheld = Message.objects.filter(
            reader_kind=who.kind,
            reader_id=who.id,
            state=State.WITHHELD,
            ended_at=left_at,
            has_words=True,
        )
        rows = withheld.exclude(mailing__state=Mailing.State.STOPPED)
        count = _wait_again(rows.select_for_update(of=("self",)), now)
        bring_news_back(who, left_at=left_at, by=by, now=now)
    return count


def _wait_again(rows: QuerySet[Message], now: datetime) -> int:
    some = list(rows.order_by("id"))
    mailings = Mailing.objects.in_bulk({one.mailing_id for one in some})
    for plan in planned(some):
        place(plan.message, plan.told, plan.reader, plan.wishes, now=now)
        mailing = mailings.get(plan.message.mailing_id)
        _stand_as(plan.message, mailing)
    _save(some)
    return len(some)


def _stand_as(message: Message, mailing: Mailing | None) -> None:
    """Let a message that goes wait as its mailing does: for a look, or paused."""
    states: dict[str, str] = {
        Mailing.State.HELD.value: State.HELD.value,
        Mailing.State.PAUSED.value: State.PAUSED.value,
    }
    if message.state != State.WITHHELD:
        message.ended_at = None
        if mailing is not None:
            message.state = states.get(mailing.state, message.state)


def _save(some: Iterable[Message]) -> None:
    emptied = [one for one in some if not one.has_words]
    Message.objects.bulk_update(some, _PLACED, batch_size=100)
    Message.objects.bulk_update(emptied, ["letter", "has_words"], batch_size=100)
