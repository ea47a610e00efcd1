"""What readers want: chosen by themselves, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.post.models import Message, Wishes
from fourthp.post.operations.suppression import lift
from fourthp.post.permissions import is_reader
from fourthp.post.queries.readership import reader_now
from fourthp.post.queries.wishes import before, last_change, stopped
from fourthp.post.rules.bundles import next_bundle
from fourthp.post.rules.delivery import Cadence
from fourthp.post.rules.kinds import Stream

CHOSE, LEFT_NEWS, CAME_BACK = "chose", "left-news", "came-back"
FIELDS = ("duty", "news", "weekday", "language", "zone")


@dataclass(frozen=True)
class Who:
    """A reader whose wishes are meant, by kind and id."""

    kind: str
    id: str


def choose(
    who: Who, values: Mapping[str, Any], *, by: Actor, now: datetime, act: str = CHOSE
) -> Wishes:
    """Note what a reader wants from now on; what waits for her waits anew.

    What she wants already changes nothing.
    """
    if not is_reader(by, who.kind, who.id):
        raise PermissionDenied
    return _choose(who, values, by=by, now=now, act=act)


def _choose(
    who: Who, values: Mapping[str, Any], *, by: Actor, now: datetime, act: str
) -> Wishes:
    with transaction.atomic():
        row = _row(who, now)
        said = {name: values[name] for name in FIELDS if name in values}
        before = {n: getattr(row, n) for n in said if getattr(row, n) != said[n]}
        if before:
            for name in before:
                setattr(row, name, said[name])
            begin_revision(by, act, row).change([(row, before)])
            _note(row, now)
            record(by, act, row, fields=sorted(before))
    return row


def _row(who: Who, now: datetime) -> Wishes:
    """Return a reader's row, locked; made now it says what is usual."""
    row, _made = Wishes.objects.select_for_update().get_or_create(
        reader_kind=who.kind, reader_id=who.id, defaults={"changed_at": now}
    )
    return row


def _note(row: Wishes, now: datetime) -> None:
    row.changed_at = now
    row.save(update_fields=["changed_at"])
    _wait_anew(row, now)


def _wait_anew(row: Wishes, now: datetime) -> None:
    """Let what waits for a reader's bundle wait for the one that she wants now.

    News that she left is found out when its bundle goes: until then she may come back.
    """
    reader = reader_now(row.reader_kind, row.reader_id)
    zone = row.zone or (reader.zone if reader else "")
    waiting = Message.objects.filter(
        state=Message.State.GATHERED,
        reader_kind=row.reader_kind,
        reader_id=row.reader_id,
    )
    for message in waiting.select_for_update():
        is_duty = message.what.stream is Stream.DUTY
        cadence = Cadence(row.duty if is_duty else row.news)
        if cadence is not Cadence.NEVER:
            message.due_at = next_bundle(
                cadence, after=now, zone=zone, weekday=row.weekday
            )
            message.save(update_fields=["due_at"])


def take_back(who: Who, *, by: Actor, now: datetime) -> bool:
    """Take the last change of a reader's wishes back; tell whether there was one."""
    if not is_reader(by, who.kind, who.id):
        raise PermissionDenied
    with transaction.atomic():
        row = _row(who, now)
        change = last_change(row)
        if change is not None:
            undo_revision(change, by=by, now=now, by_field=True)
            row.refresh_from_db()
            _note(row, now)
            record(by, "undone", row)
    return change is not None


def leave_news(who: Who, *, by: Actor, now: datetime) -> None:
    """Send a reader no more news; what belongs to her seat still comes."""
    choose(who, {"news": Cadence.NEVER.value}, by=by, now=now, act=LEFT_NEWS)


def end_news(who: Who, *, by: Actor, now: datetime) -> None:
    """Send no more news to whoever has left; the caller has asked who may."""
    _choose(who, {"news": Cadence.NEVER.value}, by=by, now=now, act=LEFT_NEWS)


def bring_news_back(who: Who, *, left_at: datetime, by: Actor, now: datetime) -> None:
    """Send the news as before to whoever it ended for at a moment, and not since."""
    row = Wishes.objects.filter(reader_kind=who.kind, reader_id=who.id).first()
    change = last_change(row) if row and row.changed_at == left_at else None
    if change is not None and change.act == LEFT_NEWS:
        _choose(who, before(change), by=by, now=now, act=CAME_BACK)


def come_back(who: Who, *, by: Actor, now: datetime) -> None:
    """Send a reader the news again, as often as before she left, else once a week."""
    if not is_reader(by, who.kind, who.id):
        raise PermissionDenied
    with transaction.atomic():
        row = _row(who, now)
        if row.news != Cadence.NEVER:
            return
        change, often = last_change(row), {"news": Cadence.WEEKLY.value}
        if change is not None and change.act == LEFT_NEWS:
            often = before(change)
        # A change of its own: what is taken back next is this, and nothing older.
        choose(who, often, by=by, now=now, act=CAME_BACK)


def send_to_me_again(who: Who, *, by: Actor) -> None:
    """Let mail go again to the address that a reader has now: she reads it.

    What somebody stopped by hand stays: whoever has the mail may be another.
    """
    if not is_reader(by, who.kind, who.id):
        raise PermissionDenied
    why = stopped(who.kind, who.id)
    if why is not None and why.is_by_hand:
        raise PermissionDenied
    reader = reader_now(who.kind, who.id)
    if reader is not None:
        lift(reader.address, by=by)
