"""Readers of whom nothing is heard, however much is sent to them.

Most people answer seldom and never sign in: that alone is no silence. What counts is a
year without any sign of life, while mail went there all the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from fourthp.audit.models import Entry
from fourthp.post.models import Incoming, Message
from fourthp.post.queries.facts import suppressed
from fourthp.post.rules.kinds import Kind
from fourthp.post.rules.readers import ADDRESS

LONG = timedelta(days=365)
# So many mails, the first so long ago that somebody had time to answer.
MOST_UNANSWERED = 12
A_WHILE = timedelta(days=180)
# What a machine sends is no sign of life, nor is that a mail came back.
_OF_A_PERSON = ("answer", "calendar", "opt_out", "letter")


@dataclass(frozen=True)
class Silent:
    """A reader of whom nothing was heard for long, by kind and id, and her address."""

    kind: str
    id: str
    address: str


def silent_readers(*, now: datetime) -> list[Silent]:
    """Return the readers who have given the post no sign of life for a year."""
    rows = _written_to(now)
    stopped = suppressed(row["last_address"] for row in rows)
    found = [
        Silent(row["reader_kind"], row["reader_id"], row["last_address"])
        for row in rows
        if row["last_address"].lower() not in stopped
    ]
    acted = _acted(found, now)
    return [one for one in found if one not in acted]


def _written_to(now: datetime) -> list[Any]:
    """Return readers to whom much was sent within a year, and who wrote nothing."""
    sent: QuerySet[Message] = Message.objects.filter(
        state=Message.State.SENT, made_at__gt=now - LONG
    )
    heard = Incoming.objects.filter(
        taken_at__gt=now - LONG,
        kind__in=_OF_A_PERSON,
        message__reader_kind=OuterRef("reader_kind"),
        message__reader_id=OuterRef("reader_id"),
    )
    of_readers = sent.exclude(reader_kind=ADDRESS).exclude(reader_id="")
    counted = (
        of_readers.exclude(Exists(heard))
        .order_by()
        .values("reader_kind", "reader_id")
        .annotate(count=Count("pk"), first=Min("made_at"), last_address=Max("address"))
    )
    many = counted.filter(count__gte=MOST_UNANSWERED, first__lt=now - A_WHILE)
    return list(many)


def _acted(readers: Iterable[Silent], now: datetime) -> set[Silent]:
    """Return those who did something here within a year, signed in or by a link."""
    by_actor = {
        actor: one
        for one in readers
        for actor in ((one.kind, one.id), ("link", f"{one.kind}:{one.id}"))
    }
    acts = Entry.objects.filter(
        at__gt=now - LONG, actor_id__in=[pk for _kind, pk in by_actor]
    )
    seen = acts.values_list("actor_kind", "actor_id").distinct()
    return {by_actor[actor] for actor in seen if actor in by_actor}


def last_asked(kind: Kind, reader: str, pk: str, *, now: datetime) -> Message | None:
    """Return the last message of a kind that a reader was sent within a year."""
    asked = Message.objects.filter(kind=kind.name, made_at__gt=now - LONG)
    return asked.filter(reader_kind=reader, reader_id=pk).order_by("made_at").last()
