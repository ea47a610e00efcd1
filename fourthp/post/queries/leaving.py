"""When what has not left of a mailing goes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Count, Max, Min, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.post.models import Mailing, Message, Wishes
from fourthp.post.models.messages import OPEN
from fourthp.post.queries.facts import (
    bundle_after,
    delivery_to,
    suppressed,
    wishes_by_reader,
)
from fourthp.post.queries.readership import reader_today, readers_now
from fourthp.post.rules.delivery import Delivery, Goes
from fourthp.post.rules.readers import Reader

# What is asked of a message to put it somewhere; its words need not be opened.
ASKED = ("mailing", "kind", "reader_kind", "reader_id", "address", "ended_at")
_AT_ONCE = 500
_STATES = Message.State


@dataclass(frozen=True)
class Plan:
    """What becomes of a message if it is let go today, for whom, and what she wants."""

    message: Message
    told: Delivery
    reader: Reader
    wishes: Wishes


def planned(some: Iterable[Message]) -> list[Plan]:
    """Return what becomes of some messages as their readers' wishes say today.

    Whether each may still see what it is about is asked when it is sent.
    """
    rows = list(some)
    here = readers_now(rows)
    wishes = wishes_by_reader(here.values())
    asked = [(one, reader_today(one, here)) for one in rows]
    stopped = suppressed(reader.address for _one, reader in asked)
    found = []
    for message, reader in asked:
        own = wishes.get((reader.kind, reader.id)) or Wishes()
        told = delivery_to(
            reader,
            message.what,
            is_entitled=(reader.kind, reader.id) in here,
            wishes=own,
            stopped=stopped.get(reader.address.lower(), ""),
        )
        found.append(Plan(message, told, reader, own))
    return found


@dataclass(frozen=True)
class Leaving:
    """To how many it goes at once, and when the bundles of the others go."""

    at_once: int = 0
    first: datetime | None = None
    last: datetime | None = None


def leaving(mailing: Mailing, *, now: datetime) -> Leaving:
    """Return when what has not left of a mailing goes, or would if it were let go."""
    if mailing.state != Mailing.State.GOING:
        return _would_leave(mailing, now)
    waits = Q(state=_STATES.GATHERED)
    found = mailing.messages.aggregate(
        at_once=Count("pk", filter=Q(state=_STATES.WAITING)),
        first=Min("due_at", filter=waits),
        last=Max("due_at", filter=waits),
    )
    return Leaving(**found)


def _would_leave(mailing: Mailing, now: datetime) -> Leaving:
    at_once, bundles = 0, set[datetime]()
    for plan in _plans(mailing):
        if plan.told.goes is Goes.BUNDLED:
            what = plan.message.what
            bundles.add(bundle_after(plan.reader, what, plan.wishes, now=now))
        at_once += plan.told.goes is Goes.NOW
    return Leaving(at_once, min(bundles, default=None), max(bundles, default=None))


def _plans(mailing: Mailing) -> Iterator[Plan]:
    left = mailing.messages.filter(state__in=OPEN).order_by("id").only(*ASKED)
    rows = left.iterator()
    while some := list(islice(rows, _AT_ONCE)):
        yield from planned(some)


def leaving_in_words(found: Leaving) -> str:
    """Return in a sentence when it goes."""
    first, last, count = _day(found.first), _day(found.last), found.at_once
    if not last:
        words = _("It leaves at once.") if count else _("Nobody gets it any more.")
        return str(words)
    if first == last and not count:
        return _("It goes with the bundle of %s.") % last
    if not count:
        return _("It goes with each reader’s bundle; the last by %s.") % last
    words = ngettext(
        "It leaves at once for %(n)s person; the others get it with their bundle, the"
        " last by %(day)s.",
        "It leaves at once for %(n)s people; the others get it with their bundle, the"
        " last by %(day)s.",
        count,
    )
    return words % {"n": count, "day": last}


def _day(at: datetime | None) -> str:
    return date_format(localtime(at), "l j F") if at else ""
