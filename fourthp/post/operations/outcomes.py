"""What came of one message: noted in the transaction that leases the next."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fourthp.foundation.leases import LEASE
from fourthp.foundation.operations.scrubbing import scrub_later
from fourthp.post.models import Message, Outgoing
from fourthp.post.models.messages import nobody
from fourthp.post.operations.folder import forget_files
from fourthp.post.operations.suppression import note_return, returned_of
from fourthp.post.rules.answers import Refused, Sent, ServerIsAway, TryLater
from fourthp.post.rules.backoff import next_try, server_wait
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import Stream
from fourthp.post.rules.readers import domain_of

Outcome = Callable[[Message, datetime], None]
State = Message.State


def lease(message: Message, *, worker: str, now: datetime) -> None:
    """Note that a worker tries a message; nobody else does until its lease ends."""
    message.leased_by = worker
    values = {
        "leased_until": now + LEASE,
        # By a clock that was ahead it would be tried for longer than anything is.
        "tried_at": min(message.tried_at or now, now),
        "attempts": message.attempts + 1,
    }
    Message.objects.filter(pk=message.pk).update(leased_by=worker, **values)
    for name, value in values.items():
        setattr(message, name, value)


def note_sent(sent: Sent, *, was_away: bool = False) -> Outcome:
    """Return what notes that the mail server took a message, and is there again."""

    def note(message: Message, now: datetime) -> None:
        if was_away:
            back = {
                "away_since": None,
                "away_said": "",
                "tries": 0,
                "next_try_at": None,
            }
            Outgoing.objects.update(**back)
        # They open an account, and nobody needs them any more.
        opens = message.what.stream is Stream.SECURITY
        to = {"address": message.address, "domain": domain_of(message.address)}
        said = {"code": sent.code, "said": sent.said}
        _end(message, State.SENT, now, forgets=opens, **to, **said)

    return note


def note_refused(problem: Refused) -> Outcome:
    """Return what notes that the mail server refused a message for good."""

    def note(message: Message, now: datetime) -> None:
        code, said = problem.code, problem.said
        is_noted = _end(message, State.FAILED, now, code=code, said=said)
        if is_noted and problem.of_recipient and not message.is_last:
            returned = returned_of(problem, message.address)
            note_return(returned, now=now)

    return note


def note_try_later(problem: TryLater) -> Outcome:
    """Return what puts a message off, or gives it up after 72 hours."""

    def note(message: Message, now: datetime) -> None:
        first = message.tried_at or now
        later = next_try(message.attempts, tried_at=first, now=now)
        code, said = problem.code or None, problem.said[:200]
        if later is None:
            _end(message, State.FAILED, now, code=code, said=said)
        else:
            _put(message, due_at=later, leased_until=None, code=code, said=said)

    return note


def note_away(problem: ServerIsAway) -> Outcome:
    """Return what leaves the mail server alone for a while; no message is blamed."""

    def note(message: Message, now: datetime) -> None:
        way, _made = Outgoing.objects.select_for_update().get_or_create(only=True)
        way.away_since = way.away_since or now
        way.away_said, way.tries = problem.said[:200], way.tries + 1
        way.next_try_at = now + server_wait(way.tries)
        way.save()
        # It was not tried: neither that nor its 72 hours count.
        first = None if message.attempts <= 1 else message.tried_at
        before = max(0, message.attempts - 1)
        _put(message, leased_until=None, attempts=before, tried_at=first)

    return note


def note_came_back(message: Message, code: str, said: str, *, now: datetime) -> None:
    """Note of a message that was sent that it came back, as the report says why."""
    why = f"{code} {said}".strip()
    _end(message, Message.State.FAILED, now, code=message.code, said=why)


def withhold(why: Why) -> Outcome:
    """Return what notes that a message does not go after all, and why."""

    def note(message: Message, now: datetime) -> None:
        _end(message, State.WITHHELD, now, why=why.value, forgets=True)

    return note


def give_up(fault: str) -> Outcome:
    """Return what notes of a message that it is never sent, and the fault's name."""

    def note(message: Message, now: datetime) -> None:
        _end(message, State.FAILED, now, said=fault)

    return note


def _end(
    message: Message, state: str, now: datetime, *, forgets: bool = False, **more: Any
) -> bool:
    words = {"letter": {}, "has_words": False} if forgets else {}
    more["said"] = more.get("said", "")[:200]
    ended = {"state": state, "ended_at": now, "leased_until": None}
    nobodys = nobody() if message.is_last else {}
    is_noted = _put(message, **(ended | more | words | nobodys))
    if is_noted and nobodys:
        forget_files([message.reference])
        scrub_later([Message])
    return is_noted


def _put(message: Message, **values: Any) -> bool:
    """Note something, unless its lease has passed to another worker meanwhile."""
    mine = Message.objects.filter(pk=message.pk, leased_by=message.leased_by)
    return mine.update(**values) > 0
