"""Bundles: what could wait, gathered into one mail to each reader."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.leases import due, free, is_due
from fourthp.post.formats.letters import bundle_letter
from fourthp.post.models import Mailing, Message
from fourthp.post.models.messages import OPEN
from fourthp.post.queries.facts import hindrance_since, wishes_of
from fourthp.post.queries.kinds import BUNDLE, NEWS_BUNDLE
from fourthp.post.queries.readership import reader_today, readers_now
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import PRIORITY, Stream
from fourthp.post.rules.letters import Letter, letter_json

AT_ONCE = 20  # readers whose bundle is made in one go: nobody else writes meanwhile
PUT_OFF = timedelta(hours=1)
LONGEST = timedelta(days=9)  # until a day of the week comes, in any zone
SECTIONS = {
    Stream.SECURITY: _("About your account"),
    Stream.ALERT: _("To be known at once"),
    Stream.DUTY: _("What waits for you"),
    Stream.NEWS: _("News"),
}
State = Message.State

log = logging.getLogger(__name__)


def make_bundles(*, now: datetime) -> int:
    """Make a bundle for every reader whose time has come; return how many.

    What is due comes with all that the same reader is waiting for: she gets one mail.
    """
    _gather_again(now)
    made, readers = 0, _whose_time_has_come(now)
    for start in range(0, len(readers), AT_ONCE):
        some = readers[start : start + AT_ONCE]
        with transaction.atomic():
            made += sum(_make_or_put_off(kind, pk, now) for kind, pk in some)
    return made


def _whose_time_has_come(now: datetime) -> list[tuple[str, str]]:
    found = Message.objects.filter(due(now, LONGEST), state=State.GATHERED)
    return list(found.order_by().values_list("reader_kind", "reader_id").distinct())


def _make_or_put_off(kind: str, pk: str, now: datetime) -> bool:
    """Make one reader's bundle; whatever comes of it, the others get theirs."""
    waiting = Message.objects.filter(
        state=State.GATHERED, reader_kind=kind, reader_id=pk
    )
    try:
        with transaction.atomic():
            return _make_bundle(waiting, now)
    except Exception as problem:  # noqa: BLE001 -- one reader's does not stop the others'
        _note_fault(problem)
        waiting.filter(due(now, LONGEST)).update(due_at=now + PUT_OFF)
        return False


def _note_fault(problem: Exception) -> None:
    # The class alone: a message may hold a person's words.
    log.error("what waited was not bundled: %s", type(problem).__name__)


def _make_bundle(waiting: QuerySet[Message], now: datetime) -> bool:
    skips = connections["default"].features.has_select_for_update_skip_locked
    mine = waiting.select_for_update(skip_locked=skips).order_by("priority", "id")
    parts = [one for one in mine if _goes_or_is_put_off(one, now)]
    # What was due may be closed, or put off: the rest waits for its own day then.
    if not any(is_due(one, now, LONGEST) for one in parts):
        return False
    bundle = _bundle(parts, now)
    bundle.save(force_insert=True)
    ids = [one.pk for one in parts]
    Message.objects.filter(pk__in=ids).update(
        state=State.BUNDLED, bundle=bundle, ended_at=now
    )
    return True


def _goes_or_is_put_off(message: Message, now: datetime) -> bool:
    """Tell whether a message goes into a bundle; what cannot be written is put off."""
    try:
        with transaction.atomic():
            bundle_letter(_sections([message]))
            return not _is_closed(message, now)
    except Exception as problem:  # noqa: BLE001 -- one message does not stop the others
        _note_fault(problem)
        Message.objects.filter(pk=message.pk).update(due_at=now + PUT_OFF)
        return False


def _is_closed(message: Message, now: datetime) -> bool:
    """Note of what does not reach its reader any more that it does not go."""
    why = hindrance_since(message)
    if why is None:
        return False
    message.state, message.why = State.WITHHELD, why.value
    message.ended_at = now
    message.forget_words()
    message.save(update_fields=["state", "why", "letter", "has_words", "ended_at"])
    return True


def _bundle(parts: list[Message], now: datetime) -> Message:
    """Return the bundle of some messages, to where their reader is found today."""
    first = parts[0]
    reader = reader_today(first, readers_now([first]))
    own = wishes_of(first.reader_kind, first.reader_id)
    is_news = all(one.what.stream is Stream.NEWS for one in parts)
    what = NEWS_BUNDLE if is_news else BUNDLE
    language = own.language or reader.language or first.language
    with translation.override(language or None):
        letter = bundle_letter(_sections(parts))
    return Message(
        kind=what.name,
        priority=PRIORITY[what.stream],
        reader_kind=first.reader_kind,
        reader_id=first.reader_id,
        address=reader.address,
        domain=reader.domain,
        language=language,
        letter=letter_json(letter),
        why=Why.WAITS_FOR_BUNDLE.value,
        due_at=now,
        made_at=now,
    )


def _sections(parts: Iterable[Message]) -> list[tuple[str, Letter]]:
    """Return the parts, each under the words of its stream."""
    return [(str(SECTIONS[one.what.stream]), one.says) for one in parts]


def unmake_bundles(bundles: QuerySet[Message], *, now: datetime) -> int:
    """Take apart those of some bundles that have not left; return how many.

    Each part becomes again what its mailing is. What is being sent this moment stays as
    it is: if it does not leave, its parts are asked before it is tried again.
    """
    with transaction.atomic():
        unsent = bundles.filter(free(now), state__in=OPEN).select_for_update()
        ids = list(unsent.order_by("id").values_list("pk", flat=True))
        Message.objects.filter(pk__in=ids).update(
            state=State.CANCELLED,
            ended_at=now,
            # Who lost its lease and sends it yet notes nothing of it.
            leased_until=None,
            leased_by="",
            letter={},
            has_words=False,
        )
        _put_back(Message.objects.filter(bundle__in=ids, state=State.BUNDLED), now)
    return len(ids)


def _gather_again(now: datetime) -> None:
    """Put back what was in a bundle that did not go because a part no longer may."""
    changed = Message.objects.filter(state=State.WITHHELD, why=Why.CHANGED.value)
    parts = Message.objects.filter(bundle__in=changed, state=State.BUNDLED)
    if parts.exists():
        with transaction.atomic():
            _put_back(parts, now)


def _put_back(parts: QuerySet[Message], now: datetime) -> None:
    """Let parts of what did not leave wait again, as far as their mailings go on."""
    ids = list(parts.select_for_update(of=("self",)).values_list("pk", flat=True))
    found = Message.objects.filter(pk__in=ids)
    found.update(state=State.GATHERED, bundle=None, ended_at=None, due_at=now)
    paused = found.filter(mailing__state=Mailing.State.PAUSED)
    paused.update(state=State.PAUSED)
    is_over = Q(mailing__state=Mailing.State.STOPPED) | Q(has_words=False)
    found.filter(is_over).update(state=State.CANCELLED, ended_at=now)
