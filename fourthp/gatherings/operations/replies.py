"""What calendars answer to invitations: taken for whom it is of, and for nobody else.

An address that a mail says it is from proves little, so it does little: it says
whether that one person comes, and the list says that a calendar did. What cannot be
taken a person reads.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.guarded import Verdict
from fourthp.foundation.links import SignedLink
from fourthp.gatherings.models import Answer, Gathering, Guest, Says, Way
from fourthp.gatherings.operations.answer_acts import MINE
from fourthp.gatherings.operations.answers import Coming, Whom, say_coming
from fourthp.gatherings.operations.invitation_letters import invited_again_letter
from fourthp.gatherings.permissions import MY_ANSWER
from fourthp.gatherings.queries.replies import (
    gatherings_named,
    rhythm_called,
    who_has,
)
from fourthp.gatherings.queries.venues import ways_in
from fourthp.partnership.models import Person
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.formats.incoming.arrivals import CalendarAnswer
from fourthp.post.models import Message
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind

_LONGEST = 300
NOT_TAKEN = declare_kind(
    Kind(
        "gatherings.answer-not-taken",
        Stream.DUTY,
        subject=gettext_lazy("About your answer"),
        title=gettext_lazy("That an answer of a calendar could not be taken"),
        reason=gettext_lazy("your calendar answered an invitation"),
    )
)


class NotForAProgram(Exception):
    """An answer that a person is to read."""


@dataclass
class _Came:
    """What came of an answer: how many were taken, and what is told of the others."""

    taken: int = 0
    old: list[Gathering] = field(default_factory=list)


def take_answer(
    message: Message,
    _text: str,
    *,
    calendar: tuple[CalendarAnswer, ...],
    by: SignedLink,
    now: datetime,
) -> str:
    """Take what a calendar answered to a mail of ours: of its reader alone.

    Raises NotForAProgram for words, and for what another answers by it.
    """
    return _take(calendar, str(by.holder_id), message.address, now=now)


def take_by_sender(
    answers: tuple[CalendarAnswer, ...], *, sender: str, now: datetime
) -> str:
    """Take what a calendar answered, of the person invited who has this address.

    Raises NotForAProgram where ATTENDEE is not the sender's own.
    """
    return _take(answers, "", sender, now=now)


def _take(
    answers: tuple[CalendarAnswer, ...], holder: str, sender: str, *, now: datetime
) -> str:
    if not answers:
        raise NotForAProgram("words")
    came = _Came()
    for said in answers:
        rhythm = rhythm_called(said.uid)
        rows = gatherings_named(rhythm, said, now=now) if rhythm else []
        if not rows:
            raise NotForAProgram("of nothing here")
        for row in rows:
            _take_one(row, said, _whose(row, said, holder, sender), came, now)
    return _("%(n)d taken, %(old)d as it was before") % {
        "n": came.taken,
        "old": len(came.old),
    }


def _whose(row: Gathering, said: CalendarAnswer, holder: str, sender: str) -> Whom:
    """Return who answers: sender and attendee are the same one, who is invited."""
    by_sender = who_has(sender.lower(), row)
    by_attendee = who_has(said.attendee or sender.lower(), row)
    if by_sender is None or by_sender != by_attendee:
        raise NotForAProgram("of somebody else")
    if holder and str(by_sender.pk) != holder:
        raise NotForAProgram("of another than its reader")
    return by_sender


def _take_one(
    row: Gathering, said: CalendarAnswer, whom: Whom, came: _Came, now: datetime
) -> None:
    """Keep one answer; to what is not so any more it is answered in words."""
    # One that nothing happened to has the number of its series.
    is_old = row.changed_at is not None and said.sequence < row.sequence
    if row.is_cancelled or row.ends_at <= now or is_old:
        came.old.append(row)
        _tell_old(row, whom, now)
        return
    link = _link(row, whom, now)
    coming = _coming(row, said, whom)
    say_coming(row, whom, coming, by=link, way=Way.CALENDAR, now=now)
    came.taken += 1


def _link(row: Gathering, whom: Whom, now: datetime) -> SignedLink:
    """Return in whose name it is said: hers, about this gathering alone."""
    kind = Guest.matter_kind if isinstance(whom, Guest) else Person.matter_kind
    ends = now + MINE.lasts
    return SignedLink(MY_ANSWER, kind, whom.pk, row.matter_kind, row.pk, ends)


def _coming(row: Gathering, said: CalendarAnswer, whom: Whom) -> Coming:
    if said.method == "COUNTER":
        return Coming(Says.PERHAPS, _proposal(said))
    if said.method != "REPLY":
        raise NotForAProgram(said.method)
    words = _guarded(said.comment)
    if said.partstat == "declined":
        return Coming(Says.APOLOGIES, words)
    if said.partstat == "tentative":
        return Coming(Says.PERHAPS, words)
    if said.partstat != "accepted":
        raise NotForAProgram(said.partstat)
    return Coming(_how(row, whom), words)


def _how(row: Gathering, whom: Whom) -> Says:
    """Return how who accepts comes: as she said before, else in the room."""
    ways = ways_in(row)
    key = {"guest": whom} if isinstance(whom, Guest) else {"person": whom}
    before = Answer.objects.filter(gathering=row, **key, says__in=ways).first()
    return Says(before.says) if before else ways[0]


def _proposal(said: CalendarAnswer) -> str:
    """Return the other time that somebody proposes, as a word for who keeps it."""
    words = _("Proposes another time")
    if said.start is not None:
        words = _("Proposes %s (UTC)") % f"{said.start:%Y-%m-%d %H:%M}"
    comment = _guarded(said.comment)
    return f"{words}: {comment}"[:_LONGEST] if comment else words


def _guarded(comment: str) -> str:
    """Return a word in one line; nothing of one that the guard refuses."""
    said = " ".join(comment.split())[:_LONGEST]
    verdict: Verdict = import_string(settings.GUARD)(said, frozenset())
    return "" if verdict.refusals else said


def _tell_old(row: Gathering, whom: Whom, now: datetime) -> None:
    """Tell somebody in words how it is now, once for each change of it."""
    if isinstance(whom, Guest):
        raise NotForAProgram("of a guest, to what is not so any more")
    once = f"{NOT_TAKEN.name}:{row.pk}:{row.sequence}:{whom.pk}"

    write = partial(invited_again_letter, row, now=now)
    news = News(NOT_TAKEN, write, about=row, once=once)
    [reader] = readers_for([whom])
    tell([reader], news, by=_link(row, whom, now), now=now)
