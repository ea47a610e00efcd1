"""The story of a message or a mailing: what was done, by whom, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.audit.models import Entry
from fourthp.audit.queries import history_of
from fourthp.foundation.matters import actor_title
from fourthp.post.models import Bounce, Mailing, Message

# What people did, as the record names it.
ACTS: dict[str, Any] = {
    "told": gettext_lazy("written"),
    "retold": gettext_lazy("words changed, before it was approved"),
    "released": gettext_lazy("approved after a look at it"),
    "paused": gettext_lazy("paused"),
    "resumed": gettext_lazy("sent on"),
    "stopped": gettext_lazy("stopped for good"),
    "copied": gettext_lazy("one copy sent, to look at"),
    "cancelled": gettext_lazy("stopped, this message alone"),
    "sent-again": gettext_lazy("sent again, as this message"),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened: when, in words, by whom, and a message it leads to."""

    at: datetime
    words: str
    who: str = ""
    leads_to: Message | None = None


def story_of_mailing(mailing: Mailing) -> list[Step]:
    """Return what was done with a mailing, the first thing first."""
    return _in_order(_acts_on_mailing(mailing))


def last_done(mailing: Mailing, act: str) -> Step | None:
    """Return when something was done with a mailing for the last time, and by whom."""
    return next(_acts(history_of(mailing).filter(act=act)[:1]), None)


def story_of_message(message: Message) -> list[Step]:
    """Return what became of a message, the first thing first."""
    steps = [*_acts(history_of(message)), *_by_itself(message)]
    if message.mailing:
        acts = _acts_on_mailing(message.mailing)
        steps += [one for one in acts if _concerns(one, message)]
    return _in_order(steps)


def _concerns(step: Step, message: Message) -> bool:
    """Tell whether what was done with a mailing befell one of its messages too."""
    ended = message.ended_at
    is_copy = step.words == str(ACTS["copied"])
    return not is_copy and (ended is None or step.at <= ended)


def _in_order(steps: Any) -> list[Step]:
    return sorted(steps, key=lambda step: step.at)


def _acts_on_mailing(mailing: Mailing) -> Iterator[Step]:
    # The record says when a row was written, which may be later than it counts from.
    moments = {
        str(ACTS["told"]): mailing.made_at,
        str(ACTS["released"]): mailing.released_at,
    }
    for step in _acts(history_of(mailing)):
        yield replace(step, at=moments.get(step.words) or step.at)


def _acts(entries: Any) -> Iterator[Step]:
    rows: list[Entry] = list(entries)
    for row in rows:
        if row.act in ACTS:
            who = actor_title(row.actor_kind, row.actor_id, on=localdate(row.at))
            yield Step(row.at, str(ACTS[row.act]), who)


def _by_itself(message: Message) -> Iterator[Step]:
    if message.mailing is None:
        yield Step(message.made_at, _("written"))
    if message.tried_at:
        yield _tried(message)
    if message.ended_at and message.state != Message.State.CANCELLED:
        words = str(message.get_state_display())
        yield Step(message.ended_at, words, leads_to=message.bundle)
    yield from _came_back(message)


def _tried(message: Message) -> Step:
    assert message.tried_at is not None  # noqa: S101 -- asked before
    count = message.attempts
    words = ngettext(
        "tried once", "tried %(n)s times, here for the first time", count
    ) % {"n": count}
    return Step(message.tried_at, words)


def _came_back(message: Message) -> Iterator[Step]:
    """Yield what came back from the address since the message was tried."""
    if not message.address or message.tried_at is None:
        return
    since = message.ended_at or message.tried_at
    rows = Bounce.objects.filter(address=message.address.lower(), at__gt=since)
    for row in rows.order_by("at"):
        words = _("a mail to this address came back")
        yield Step(row.at, f"{words} ({row.code})" if row.code else words)
