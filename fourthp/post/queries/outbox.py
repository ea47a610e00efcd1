"""The outbox: every message, to whom, why, and how it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.keyset import page_of
from fourthp.post.models import Mailing, Message
from fourthp.post.queries.kinds import BUNDLE, NEWS_BUNDLE
from fourthp.post.queries.readership import names_of, readership
from fourthp.post.queries.reading import About, about_each
from fourthp.post.queries.words import (
    STREAMS,
    came_of_it,
    is_taken,
    kind_in_words,
    moment,
    state_in_words,
    tone_of,
    why_then,
)
from fourthp.post.rules.kinds import Kind, Stream, all_kinds
from fourthp.post.rules.readers import ADDRESS
from fourthp.post.rules.returns import said_once

PAGE = 20
LATELY = timedelta(days=7)
_AT_ONCE = 500
_BUNDLES = (BUNDLE.name, NEWS_BUNDLE.name)
_STATES = Message.State


class Show(StrEnum):
    """Which messages a page shows, by how they stand."""

    ALL = "all"
    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    NOT_SENT = "not-sent"


SHOW_NAMES = {
    Show.ALL: gettext_lazy("All"),
    Show.WAITING: gettext_lazy("Waiting"),
    Show.HELD: gettext_lazy("Held or paused"),
    Show.SENT: gettext_lazy("Sent"),
    Show.FAILED: gettext_lazy("Not delivered"),
    Show.NOT_SENT: gettext_lazy("Not sent"),
}
_SHOWN: dict[Show, tuple[str, ...]] = {
    Show.ALL: tuple(_STATES),
    Show.WAITING: (_STATES.WAITING, _STATES.GATHERED),
    Show.HELD: (_STATES.HELD, _STATES.PAUSED),
    Show.SENT: (_STATES.SENT, _STATES.BUNDLED),
    Show.FAILED: (_STATES.FAILED,),
    Show.NOT_SENT: (_STATES.CANCELLED, _STATES.WITHHELD),
}


@dataclass(frozen=True)
class Asked:
    """Which messages somebody asks for; who is a name, or a part of an address.

    why is a Why. lately: what ended within the last seven days.
    """

    show: Show = Show.ALL
    stream: str = ""
    mailing: UUID | None = None
    who: str = ""
    why: str = ""
    lately: bool = False


@dataclass(frozen=True)
class Line:
    """A message as lists show it; about only where whoever looks may see it."""

    message: Message
    what: Kind
    name: str
    why: str
    state: str
    tone: str
    at: str
    about: About | None = None

    @property
    def is_taken(self) -> bool:
        """Tell whether the mail server took it, and nothing came back since."""
        return is_taken(self.message)

    @property
    def came_of_it(self) -> str:
        """Return in words what the mail server did with it; often nothing yet."""
        return came_of_it(self.message)

    @property
    def server_said(self) -> str:
        """Return the mail server's own words, its codes once."""
        return said_once(self.message.code, self.message.said)

    @property
    def is_copy(self) -> bool:
        """Tell whether somebody asked for it, to look a mailing over."""
        is_own = self.what.stream is Stream.SECURITY or self.message.kind in _BUNDLES
        return self.message.mailing_id is None and not is_own

    @property
    def has_reader(self) -> bool:
        """Tell whether the rooms above know its reader."""
        return self.message.reader_kind != ADDRESS and _is_id(self.message.reader_id)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True)
class Outbox:
    """One page of messages, and how many there are of each sort."""

    lines: list[Line]
    counts: dict[Show, int]
    after: str = ""


def outbox(asked: Asked, *, after: str, now: datetime) -> Outbox:
    """Return a page of the outbox, newest first."""
    every = _without_state(asked, now)
    page = page_of(_of(every, asked.show), by=("-id",), after=after, size=PAGE)
    return Outbox(lines_of(page.rows, now=now), _counted(every), page.after)


def every_line(asked: Asked, *, now: datetime) -> Iterator[Line]:
    """Yield all that is asked for, newest first, in constant memory."""
    found = _of(_without_state(asked, now), asked.show)
    rows = iter(found.order_by("-id").iterator())
    while some := list(islice(rows, _AT_ONCE)):
        yield from lines_of(some, now=now)


def _without_state(asked: Asked, now: datetime) -> QuerySet[Message]:
    found = without_words(Message.objects.all())
    if asked.stream:
        kinds = [kind.name for kind in all_kinds() if kind.stream == asked.stream]
        found = found.filter(kind__in=kinds)
    if asked.mailing:
        found = found.filter(mailing=asked.mailing)
    if asked.why:
        found = found.filter(why=asked.why)
    if asked.lately:
        found = found.filter(ended_at__gt=now - LATELY)
    if asked.who:
        like = Q(reader_id__in=readership().like(asked.who))
        found = found.filter(like | Q(address__icontains=asked.who))
    return found


def without_words(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Return messages as lists need them: with their bundle, and no word of either."""
    return messages.select_related("bundle").defer("letter", "bundle__letter")


def _of(every: QuerySet[Message], show: Show) -> QuerySet[Message]:
    return every if show is Show.ALL else every.filter(state__in=_SHOWN[show])


def _counted(every: QuerySet[Message]) -> dict[Show, int]:
    by_state = counts_by_state(every)
    return {
        show: sum(by_state.get(state, 0) for state in states)
        for show, states in _SHOWN.items()
    }


def counts_by_state(messages: QuerySet[Message]) -> dict[str, int]:
    """Return how many of some messages stand how."""
    counted = messages.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(counted)


def lines_of(messages: Iterable[Message], *, now: datetime) -> list[Line]:
    """Return messages as lists show them; each question is asked once for all."""
    rows = list(messages)
    names = names_of(rows)
    return [_line(row, names, now) for row in rows]


def with_titles(lines: Iterable[Line], person: object | None) -> list[Line]:
    """Return lines with what each is about, as far as somebody may see that."""
    rows = list(lines)
    seen = about_each(person, [line.message for line in rows])
    return [replace(line, about=seen.get(_named(line))) for line in rows]


def _named(line: Line) -> tuple[str, str]:
    """Return under which matter's name a line stands; none for one's account."""
    if line.what.stream is Stream.SECURITY:
        return "", ""
    return line.message.about_kind, line.message.about_id


def _line(message: Message, names: dict[tuple[str, str], str], now: datetime) -> Line:
    return Line(
        message,
        kind_in_words(message.kind),
        _name(message, names),
        "" if message.kind in _BUNDLES else why_then(message),
        state_in_words(message, now=now),
        tone_of(message),
        moment(message.ended_at),
    )


def _name(message: Message, names: dict[tuple[str, str], str]) -> str:
    found = names.get((message.reader_kind, message.reader_id), "")
    if found:
        return found
    if message.reader_kind == ADDRESS and message.address:
        return message.address
    return _("somebody who is not here any more")


def mailings_waiting() -> QuerySet[Mailing]:
    """Return the mailings that wait for somebody: held for review, or paused."""
    states = (Mailing.State.HELD, Mailing.State.PAUSED)
    return Mailing.objects.filter(state__in=states).order_by("-made_at")


def open_mailings() -> list[Mailing]:
    """Return the mailings that wait for somebody, each with how many it goes to."""
    counts = {"people": Count("messages", filter=_STILL_OPEN)}
    return list(mailings_waiting().annotate(total=Count("messages"), **counts))


_STILL_OPEN = Q(messages__state__in=_SHOWN[Show.HELD])


def failed_lately(*, now: datetime) -> int:
    """Return how many messages could not be delivered in the last seven days."""
    failed = Message.objects.filter(state=_STATES.FAILED, ended_at__gt=now - LATELY)
    return failed.count()


EXPORTED: tuple[Any, ...] = (
    gettext_lazy("written"),
    gettext_lazy("to"),
    gettext_lazy("address"),
    gettext_lazy("what"),
    gettext_lazy("stream"),
    gettext_lazy("state"),
    gettext_lazy("since"),
    gettext_lazy("why"),
    gettext_lazy("the mail server said"),
)


def exported(line: Line) -> tuple[object, ...]:
    """Return a line as a row of a table that somebody takes along."""
    message = line.message
    return (
        moment(message.made_at),
        line.name,
        message.address,
        line.what.title,
        STREAMS[line.what.stream],
        line.state,
        line.at,
        line.why,
        f"{message.code or ''} {message.said}".strip(),
    )
