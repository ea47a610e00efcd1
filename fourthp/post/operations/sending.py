"""The postman: takes one message, hands it to the mail server, notes what came of it.

What is noted of one message and the lease of the next are one transaction: whoever is
killed leaves one message at most that may be sent again. It carries the same Message-ID
then, by which mailboxes know it.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.models import Model

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.text import MoreThanOneLine
from fourthp.post.formats.mime import CannotBeAddressed, MethodsDiffer
from fourthp.post.models import Message, Outgoing
from fourthp.post.operations.outcomes import (
    give_up,
    lease,
    note_away,
    note_refused,
    note_sent,
    note_try_later,
    withhold,
)
from fourthp.post.operations.outgoing import postpone, take_turn
from fourthp.post.operations.transports import Door, door_of
from fourthp.post.queries.composing import composed
from fourthp.post.queries.facts import hindrance_since, suppressed
from fourthp.post.queries.outgoing import paused_domains, way_out
from fourthp.post.queries.readership import address_now, readership
from fourthp.post.rules.answers import Away, Refused, Sent, ServerIsAway, TryLater
from fourthp.post.rules.delivery import Why, stops

CANNOT_BE_WRITTEN = (CannotBeAddressed, MethodsDiffer, MoreThanOneLine)
TOO_OFTEN = "AttemptsAreUsedUp"
MOST_ATTEMPTS = 100  # it takes its worker down, or nothing is ever noted of it

log = logging.getLogger(__name__)

Outcome = Callable[[Message, datetime], None]


class Leasing(Protocol):
    """What the postman needs of the worker in whose loop he stands."""

    name: str

    def held(self, model: type[Model], pk: object) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class Turn:
    """What holds for a turn of the postman, a second at most: it is asked once."""

    network: str
    pauses: Mapping[str, datetime]


class NoteFailed(Exception):
    """What came of a message cannot be noted; the message is the fault's name."""


@dataclass(frozen=True)
class Later:
    """All that goes to a domain must wait until then."""

    domain: str
    until: datetime


class Postman:
    """Sends what is due, one message after the other, over one connection."""

    def __init__(self, worker: Leasing) -> None:
        self._worker = worker
        self._door: Door = door_of(settings)
        self._turn, self._way = Turn("", {}), Outgoing()
        # What was tried and is not noted yet.
        self._done: tuple[Message, Outcome] | None = None

    def work(self, *, now: datetime, is_over: Callable[[], bool]) -> bool:
        """Send until nothing may leave, or it is over; tell if anything was tried."""
        if self._done is None and not _is_anything_due(now):
            self._door.close_idle()
            return False
        self._turn = Turn(readership().network(), paused_domains(now))
        message, is_tried = self._next(now), False
        while message is not None:
            is_tried = True
            with self._worker.held(Message, message.pk):
                self._done = message, self._outcome(message)
            message = self._next(clock_now(), only_note=is_over())
        return is_tried

    def close(self) -> None:
        """Note what is not noted yet, and take leave of the mail server."""
        with suppress(DatabaseError):
            self._next(clock_now(), only_note=True)
        self._door.close()

    def _next(self, now: datetime, *, only_note: bool = False) -> Message | None:
        """Note what came of one message and lease the next, whole or not at all.

        What could not be noted, because the database was away, is noted next time;
        until then its lease is held.
        """
        if self._done is None:
            return None if only_note else self._leased(now)
        message, _outcome = self._done
        with self._worker.held(Message, message.pk):
            try:
                return self._noted(self._done, now, only_note=only_note)
            except NoteFailed as problem:
                log.error("message %s: %s", message.pk, problem)  # noqa: TRY400 -- a trace may hold a person's words
                self._done = message, give_up(str(problem))
                return self._noted(self._done, now, only_note=only_note)

    def _noted(
        self, done: tuple[Message, Outcome], now: datetime, *, only_note: bool
    ) -> Message | None:
        with transaction.atomic():
            _note(*done, now)
            found = None if only_note else self._lease(now)
        self._done = None
        return self._settled(found, now)

    def _leased(self, now: datetime) -> Message | None:
        with transaction.atomic():
            found = self._lease(now)
        return self._settled(found, now)

    def _settled(
        self, found: "Message | Later | None", now: datetime
    ) -> Message | None:
        """Put off what must wait, each domain in a transaction of its own.

        Two workers that each held one message and wanted the other's would wait for
        ever.
        """
        while isinstance(found, Later):
            postpone(found.domain, until=found.until, now=now)
            with transaction.atomic():
                found = self._lease(now)
        return found

    def _lease(self, now: datetime) -> "Message | Later | None":
        self._way = way_out()
        if not self._way.is_open(now):
            return None
        skips = connections["default"].features.has_select_for_update_skip_locked
        due = Message.objects.to_send(now).select_for_update(skip_locked=skips)
        message = due.first()
        if message is None:
            return None
        if until := self._turn.pauses.get(message.domain):
            return Later(message.domain, until)
        allowed = take_turn(message.domain, now=now)
        if allowed.until is not None:
            return Later(message.domain, allowed.until)
        if not allowed.is_now:
            return None
        lease(message, worker=self._worker.name, now=now)
        return message

    def _outcome(self, message: Message) -> Outcome:
        """Try one message; return what is to be noted of it."""
        if message.attempts > MOST_ATTEMPTS:
            return give_up(TOO_OFTEN)
        try:
            if why := _hindrance(message):
                return withhold(why)
            was_away = self._way.away_since is not None
            return note_sent(self._hand_over(message), was_away=was_away)
        except ServerIsAway as problem:
            return note_away(problem)
        except Exception as problem:  # noqa: BLE001 -- whatever one message does, the others go
            return _fault(message, problem)

    def _hand_over(self, message: Message) -> Sent:
        mail = composed(message, network=self._turn.network)
        return self._door.send(mail.sender, mail.recipient, mail.content)


def _note(message: Message, outcome: Outcome, now: datetime) -> None:
    try:
        outcome(message, now)
    except OperationalError:
        raise  # the database is away: it is noted later
    except Exception as problem:
        raise NoteFailed(type(problem).__name__) from problem


def _is_anything_due(now: datetime) -> bool:
    """Ask without a transaction: on SQLite it takes the write lock."""
    return Message.objects.to_send(now).exists() and way_out().is_open(now)


def _fault(message: Message, problem: Exception) -> Outcome:
    """Return what is to be noted of a message that was not taken."""
    match problem:
        case Refused(at="sender"):  # whoever the mail is for, none would be taken
            said = ServerIsAway(Away.SENDER, problem.said, problem.code)
            return note_away(said)
        case Refused():
            return note_refused(problem)
        case TryLater():
            return note_try_later(problem)
    # The class alone: a message may hold a person's words.
    fault = type(problem).__name__
    log.error("message %s was not sent: %s", message.pk, fault)
    if isinstance(problem, CANNOT_BE_WRITTEN):
        return give_up(fault)
    return note_try_later(TryLater(0, fault))


def _hindrance(message: Message) -> Why | None:
    """Return what has come between a message and its reader since it was written.

    It goes to the address that she has now.
    """
    if why := hindrance_since(message):
        return why
    message.address = address_now(message)
    because = suppressed([message.address]).get(message.address.lower(), "")
    return Why.SUPPRESSED if stops(because, message.what) else None
