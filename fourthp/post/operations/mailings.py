"""Mailings and messages after they were written: held, let go, paused, stopped."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.post.models import Mailing, Message, new_reference
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.bundles import unmake_bundles
from fourthp.post.operations.telling import place
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.kinds import BUNDLE, NEWS_BUNDLE
from fourthp.post.queries.leaving import ASKED, planned
from fourthp.post.queries.readership import reader_today, readers_now
from fourthp.post.queries.reading import may_read
from fourthp.post.queries.reviewing import version_of
from fourthp.post.rules.kinds import PRIORITY
from fourthp.post.rules.letters import letter_json, letter_of_nobody
from fourthp.post.rules.readers import Reader

AT_ONCE = 500
_PLACED = ("state", "why", "due_at", "ended_at")
_UNTRIED: dict[str, Any] = {"attempts": 0, "tried_at": None}


class NotLikeThat(Exception):
    """What a mailing or a message is by now does not let this be done to it."""


def begin(mailing: Mailing, *states: str) -> Mailing:
    """Return the mailing, locked, in one of some states; inside a transaction."""
    found = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if found.state not in states:
        raise NotLikeThat(_("This mailing is “%s” by now.") % found.get_state_display())
    return found


def release(
    mailing: Mailing, *, by: Actor, now: datetime, seen: str | None = None
) -> Mailing:
    """Let a mailing go that was held for review.

    seen is what `version_of` said when they looked, None where nobody did. Raises
    NotLikeThat, and SomebodyWasFaster: nobody lets words go that she did not see.
    """
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        mailing = begin(mailing, Mailing.State.HELD)
        refuse_if_changed(seen, is_now=version_of(mailing))
        # First, because whoever is asked may say that what is held is nobody's yet.
        mailing.state, mailing.released_at = Mailing.State.GOING, now
        mailing.save(update_fields=["state", "released_at"])
        held = mailing.messages.filter(state=Message.State.HELD)
        _place_again(held, now)
        record(by, "released", mailing)
    return mailing


def _place_again(messages: QuerySet[Message], now: datetime) -> None:
    """Put held messages where their readers' wishes say today, some at a time."""
    left = messages.select_for_update().order_by("id").only(*ASKED)
    some = list(left[:AT_ONCE])
    while some:
        _place_some(some, now)
        some = list(left.filter(id__gt=some[-1].pk)[:AT_ONCE])


def _place_some(some: list[Message], now: datetime) -> None:
    was = {one.pk: one.address for one in some}
    for plan in planned(some):
        place(plan.message, plan.told, plan.reader, plan.wishes, now=now)
    _save_alike(some)
    moved = [one for one in some if one.address != was[one.pk]]
    Message.objects.bulk_update(moved, ["address", "domain"], batch_size=100)


def _save_alike(placed: list[Message]) -> None:
    """Save where messages were put, in one go for all that were put alike.

    The time in which they were kept back is none in which they were tried.
    """
    alike: dict[tuple[Any, ...], list[UUID]] = {}
    for one in placed:
        where = one.state, one.why, one.due_at, one.ended_at
        alike.setdefault(where, []).append(one.pk)
    for where, ids in alike.items():
        values = dict(zip(_PLACED, where, strict=True)) | _UNTRIED
        if values["state"] == Message.State.WITHHELD:
            values |= {"letter": {}, "has_words": False}
        Message.objects.filter(pk__in=ids).update(**values)


def _reader_of(message: Message) -> Reader:
    """Return the reader of a message as she is now; who is gone has no address."""
    here = readers_now([message])
    key = message.reader_kind, message.reader_id
    return reader_today(message, here) if key in here else Reader(*key, "")


def pause(mailing: Mailing, *, by: Actor, now: datetime | None = None) -> Mailing:
    """Let no more of a mailing leave until somebody resumes it.

    Raises NotLikeThat, where all of it has left too.
    """
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        mailing = begin(mailing, Mailing.State.GOING)
        _unbundle(mailing, now or clock_now())
        going = (Message.State.WAITING, Message.State.GATHERED)
        count = mailing.messages.filter(state__in=going).update(
            state=Message.State.PAUSED
        )
        if not count:  # asked of what was paused: the last may leave this moment
            raise _too_late(mailing)
        _set_state(mailing, Mailing.State.PAUSED)
        record(by, "paused", mailing, messages=count)
    return mailing


def _too_late(mailing: Mailing) -> NotLikeThat:
    """Return what says that nothing of a mailing is left that could be paused."""
    left = (Message.State.SENT, Message.State.BUNDLED)
    count = mailing.messages.filter(state__in=left).count()
    if not count:
        return NotLikeThat(_("Too late: nothing of it waits any more."))
    words = ngettext("Too late: it had left.", "Too late: all %(n)s had left.", count)
    return NotLikeThat(words % {"n": count})


def resume(mailing: Mailing, *, by: Actor, now: datetime) -> Mailing:
    """Let a paused mailing go on; what waited for a bundle waits for the next."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        mailing = begin(mailing, Mailing.State.PAUSED)
        paused = mailing.messages.filter(state=Message.State.PAUSED)
        _place_again(paused, now)
        _set_state(mailing, Mailing.State.GOING)
        record(by, "resumed", mailing)
    return mailing


def stop(mailing: Mailing, *, by: Actor, now: datetime) -> Mailing:
    """Stop a mailing for good: what has not left never does; raise NotLikeThat."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        states = (Mailing.State.HELD, Mailing.State.GOING, Mailing.State.PAUSED)
        mailing = begin(mailing, *states)
        _unbundle(mailing, now)
        count = mailing.messages.filter(state__in=OPEN).update(
            state=Message.State.CANCELLED, ended_at=now
        )
        _set_state(mailing, Mailing.State.STOPPED)
        record(by, "stopped", mailing, messages=count)
    return mailing


def _unbundle(mailing: Mailing, now: datetime) -> None:
    """Take a mailing out of every bundle that has not left; the others wait again."""
    parts = mailing.messages.filter(state=Message.State.BUNDLED)
    unmake_bundles(Message.objects.filter(pk__in=parts.values("bundle")), now=now)


def _set_state(mailing: Mailing, state: str) -> None:
    mailing.state = state
    mailing.save(update_fields=["state"])


def cancel(message: Message, *, by: Actor, now: datetime) -> Message:
    """Let one message not go, as long as it has not left; raise NotLikeThat."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        message = _locked(message)
        if message.state not in OPEN:
            raise NotLikeThat(_("It is “%s” already.") % message.get_state_display())
        message.state, message.ended_at = Message.State.CANCELLED, now
        message.save(update_fields=["state", "ended_at"])
        record(by, "cancelled", message)
    return message


def _locked(message: Message) -> Message:
    """Return a message, locked; raise NotLikeThat where it was written anew since."""
    found = Message.objects.select_for_update().filter(pk=message.pk).first()
    if found is None:
        raise NotLikeThat(_("Its mailing was written anew meanwhile."))
    return found


def send_once_more(message: Message, *, by: Actor, now: datetime) -> Message:
    """Send again what was sent, or could not be, as a message of its own.

    It goes to the address that the reader has now. Raises NotLikeThat where its words
    are gone, or where it has not left yet, and for a bundle: whether each thing in it
    is for her still is not asked again of words that are one letter by now.
    """
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        message = _locked(message)
        if message.kind in (BUNDLE.name, NEWS_BUNDLE.name):
            raise NotLikeThat(
                _("A bundle goes once; what was in it can be sent again.")
            )
        if message.state in OPEN or not message.has_words:
            raise NotLikeThat(_("It waits still, or its words are gone."))
        if message.mailing and message.mailing.state == Mailing.State.HELD:
            raise NotLikeThat(_("Its mailing is held for review: let that go first."))
        again = _again(message, _reader_of(message), now)
        again.save(force_insert=True)
        record(by, "sent-again", again)
    return again


def copy_to(mailing: Mailing, reader: Reader, *, by: Actor, now: datetime) -> Message:
    """Send somebody one copy of a mailing, nearly as a reader of it would get it.

    Links that are one reader's own lead to the front page in it. Raises
    PermissionDenied where whoever asks may not read it, and NotLikeThat.
    """
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        two = list(mailing.messages.filter(has_words=True).order_by("id")[:2])
        if not two:
            raise NotLikeThat(_("There is nothing in it that could be sent."))
        if not may_read(by, two[0]):
            raise PermissionDenied
        if "@" not in reader.address:
            raise NotLikeThat(_("No address is known that it could be sent to."))
        copy = _again(two[0], reader, now)
        said = letter_of_nobody(two[0].says, two[-1].says, instead=f"{settings.URL}/")
        copy.letter = letter_json(said)
        # It keeps what it is about: a purge of that finds it too.
        copy.mailing = None
        copy.save(force_insert=True)
        record(by, "copied", mailing)
    return copy


def _again(message: Message, reader: Reader, now: datetime) -> Message:
    """Return a message with the same words, to be sent at once."""
    return Message(
        mailing=message.mailing,
        kind=message.kind,
        priority=PRIORITY[message.what.stream],
        reader_kind=reader.kind,
        reader_id=reader.id,
        address=reader.address,
        domain=reader.domain,
        language=message.language,
        about_kind=message.about_kind,
        about_id=message.about_id,
        is_open=message.is_open,
        letter=message.letter,
        reference=new_reference(),
        why="cannot wait",
        due_at=now,
        made_at=now,
    )
