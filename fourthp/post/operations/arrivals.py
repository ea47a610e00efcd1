"""What a mail that came in does: once, whatever happens, and never by its sender.

Only the reference proves anything: it is bound to one person and one message, and
ends with it. Whatever would widen or reveal is not done by mail.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.module_loading import import_string

from fourthp.foundation.links import SignedLink
from fourthp.post.formats.incoming import Arrival, ArrivalKind, read_arrival
from fourthp.post.models import Incoming, Message, Suppression
from fourthp.post.operations.outcomes import note_came_back
from fourthp.post.operations.suppression import Returned, note_return, stop_address
from fourthp.post.operations.wishes import Who, leave_news
from fourthp.post.queries.calendars import takes_calendars
from fourthp.post.queries.composing import message_id_host
from fourthp.post.queries.incoming import (
    LETTERS,
    answers_lately,
    letters_lately,
    same_mail,
)
from fourthp.post.queries.readership import is_entitled
from fourthp.post.rules.kinds import Stream
from fourthp.post.rules.readers import ADDRESS

# An answer is taken so long after its message; then a person reads it.
ANSWERS_LAST = timedelta(days=60)
# Of one reader within a day: more of them is two machines that answer each other.
MOST_ANSWERS = 20
# Of one sender within a day: more of them is nobody's to read.
MOST_LETTERS = 100
_LONGEST_SAID = 200

log = logging.getLogger(__name__)

_Outcome = Incoming.Outcome
_NOTHING: Any = {}


@dataclass(frozen=True)
class Came:
    """A mail that came in, the message that its reference names, and when."""

    arrival: Arrival
    message: Message | None
    now: datetime

    @property
    def has_reader(self) -> bool:
        """Tell whether its reference is bound to somebody that the network knows."""
        message = self.message
        # Whoever was forgotten has left her kind behind, and nothing else.
        return bool(message and message.reader_id and message.reader_kind != ADDRESS)

    @property
    def link(self) -> SignedLink:
        """Return in whose name the reference acts: its reader's, about its message."""
        message = self.message
        assert message is not None  # noqa: S101 -- whoever asks has looked
        reader = UUID(message.reader_id)
        ends = _sent_at(message) + ANSWERS_LAST
        return SignedLink(
            "answer", message.reader_kind, reader, "message", message.pk, ends
        )


@dataclass(frozen=True)
class Done:
    """What came of a mail, and what is said of it."""

    outcome: str
    said: str = ""


def take_in(raw: bytes, key: str, *, now: datetime) -> Incoming:
    """Take a mail in, with all that it does, or not at all; return what is known of it.

    A mail that was taken before, under this key or another, does nothing again.
    """
    arrival = read_arrival(raw, host=message_id_host())
    digest = _digest(arrival, raw)
    try:
        with transaction.atomic():
            return same_mail(key, digest) or _take_in(arrival, key, digest, now)
    except IntegrityError:
        # Another worker took it in this moment: all that was done here is undone.
        found = same_mail(key, digest)
        if found is None:
            raise
        return found


def take_unread(raw: bytes, key: str, *, now: datetime) -> Incoming:
    """Note of a mail that no program takes that it came: a person looks after it.

    It has no words here: whoever reads it finds it in the mailbox.
    """
    rows = Incoming.objects
    digest = sha256(raw).hexdigest()
    values = {
        "source_key": key,
        "taken_at": now,
        "kind": ArrivalKind.LETTER.value,
        "outcome": _Outcome.UNREADABLE,
    }
    known = same_mail(key, digest)
    return known or rows.get_or_create(digest=digest, defaults=values)[0]


def _digest(arrival: Arrival, raw: bytes) -> str:
    """Return what the same mail has wherever it lies, however it travelled."""
    body = raw.partition(b"\n\n")[2] or raw.partition(b"\r\n\r\n")[2]
    named = (arrival.message_id, arrival.sender, arrival.reference)
    if not arrival.message_id or not body:
        return sha256(raw).hexdigest()
    return sha256("\n".join(named).encode(errors="replace") + b"\0" + body).hexdigest()


def _take_in(arrival: Arrival, key: str, digest: str, now: datetime) -> Incoming:
    came = Came(arrival, _message_of(arrival.reference), now)
    done = _do(came)
    is_letter = done.outcome in LETTERS
    return Incoming.objects.create(
        source_key=key,
        digest=digest,
        taken_at=now,
        kind=arrival.kind.value,
        outcome=done.outcome,
        state=Incoming.State.NEW if is_letter else Incoming.State.HANDLED,
        handled_at=None if is_letter else now,
        sender=arrival.sender[:254],
        words=_words(arrival, done) if is_letter else _NOTHING,
        has_words=is_letter,
        message=came.message,
    )


def _words(arrival: Arrival, done: Done) -> Any:
    text = arrival.text
    for one in arrival.calendar:
        said = " · ".join(filter(None, (one.method, one.partstat, one.comment)))
        text = f"{text}\n\n{said}" if text else said
    return {
        "name": arrival.sender_name[:_LONGEST_SAID],
        "subject": arrival.subject,
        "text": text,
        "attachments": arrival.attachments_left,
        "said": done.said,
    }


def _message_of(reference: str) -> Message | None:
    """Return the message that a reference names, locked."""
    if not reference:
        return None
    return Message.objects.select_for_update().filter(reference=reference).first()


def _sent_at(message: Message) -> datetime:
    return message.ended_at or message.made_at


def _do(came: Came) -> Done:
    return _ACTS[came.arrival.kind](came)


def _bounced(came: Came) -> Done:
    """A mail came back: only the message itself says whose address it was."""
    bounce, message = came.arrival.bounce, came.message
    if bounce is None or message is None:
        return Done(_Outcome.FOREIGN)
    if bounce.is_delay:
        return Done(_Outcome.DELAYED)
    # One message counts once, however many reports come of it.
    if message.state == Message.State.SENT:
        code = bounce.status
        note_came_back(message, code, bounce.diagnostic, now=came.now)
        found = Returned(
            message.address, code, is_hard=bounce.is_hard, is_policy=bounce.is_policy
        )
        if message.address:
            note_return(found, now=came.now)
    return Done(_Outcome.RETURNED)


def _complained(came: Came) -> Done:
    complaint, message = came.arrival.complaint, came.message
    if complaint is None or message is None or not complaint.is_of_a_person:
        return Done(_Outcome.FOREIGN)
    if came.has_reader:
        _leave_news(came)
    if message.address:
        because = Suppression.Because.COMPLAINT
        stop_address(message.address, because, now=came.now)
    return Done(_Outcome.COMPLAINED)


def _opted_out(came: Came) -> Done:
    """Whoever writes that she wants no more leaves the news; a duty a person ends."""
    if not came.has_reader or came.message is None:
        return Done(_Outcome.WANTS_OUT)
    _leave_news(came)
    is_news = came.message.what.stream is Stream.NEWS
    return Done(_Outcome.LEFT_NEWS if is_news else _Outcome.WANTS_OUT)


def _leave_news(came: Came) -> None:
    link = came.link
    leave_news(Who(link.holder_kind, str(link.holder_id)), by=link, now=came.now)


def _automatic(_came: Came) -> Done:
    return Done(_Outcome.AUTOMATIC)


def _answered(came: Came) -> Done:
    """Hand an answer to the room that asked, as long as its reference is good."""
    message = came.message
    if message is None:
        return _letter(came)
    hindrance = _hindrance(came, message)
    if hindrance:
        return Done(hindrance)
    try:
        with transaction.atomic():
            said = _taker(message)(
                message,
                came.arrival.text,
                calendar=came.arrival.calendar,
                by=came.link,
                now=came.now,
            )
    except DatabaseError:
        raise  # the whole mail is taken another time
    except Exception as problem:  # noqa: BLE001 -- a person reads what no program takes
        log.warning("an answer was not taken: %s", type(problem).__name__)
        return Done(_Outcome.NOT_TAKEN)
    return Done(_Outcome.ANSWERED, said[:_LONGEST_SAID])


def _calendar(came: Came) -> Done:
    """Hand what a calendar answers to the room that asked, by reference or by sender.

    Many programs answer the organizer alone, and name no mail of ours.
    """
    message, takes = came.message, takes_calendars()
    if message is not None and message.reader_kind != ADDRESS:
        return _answered(came)
    done = _letter(came)
    if takes is None or done.outcome != _Outcome.LETTER:
        return done
    arrival = came.arrival
    try:
        with transaction.atomic():
            said = takes(arrival.calendar, sender=arrival.sender, now=came.now)
    except DatabaseError:
        raise  # the whole mail is taken another time
    except Exception as problem:  # noqa: BLE001 -- a person reads what no program takes
        log.warning("a calendar was not taken: %s", type(problem).__name__)
        return done
    return Done(_Outcome.ANSWERED, said[:_LONGEST_SAID])


def _taker(message: Message) -> Callable[..., str]:
    found: Callable[..., str] = import_string(message.what.answers)
    return found


def _hindrance(came: Came, message: Message) -> str:
    """Return why a person reads an answer and no program takes it, or nothing."""
    if not message.what.answers or message.reader_kind == ADDRESS:
        return _Outcome.NOBODY_TAKES
    if came.now - _sent_at(message) > ANSWERS_LAST:
        return _Outcome.TOO_LATE
    if not came.has_reader or not is_entitled(message):
        return _Outcome.NO_SEAT
    if answers_lately(message, now=came.now) >= MOST_ANSWERS:
        return _Outcome.TOO_MANY
    return ""


def _letter(came: Came) -> Done:
    arrival = came.arrival
    if letters_lately(arrival.sender, now=came.now) >= MOST_LETTERS:
        return Done(_Outcome.TOO_MANY)
    if not (arrival.sender or arrival.subject or arrival.text):
        return Done(_Outcome.UNREADABLE)
    return Done(_Outcome.LETTER)


_ACTS: dict[ArrivalKind, Callable[[Came], Done]] = {
    ArrivalKind.BOUNCE: _bounced,
    ArrivalKind.COMPLAINT: _complained,
    ArrivalKind.CALENDAR: _calendar,
    ArrivalKind.AUTOMATIC: _automatic,
    ArrivalKind.OPT_OUT: _opted_out,
    ArrivalKind.ANSWER: _answered,
    ArrivalKind.LETTER: _letter,
}
