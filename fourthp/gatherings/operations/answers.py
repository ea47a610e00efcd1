"""Somebody says whether she comes, or whoever keeps the series notes it for her."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Answer, Gathering, Guest, Says, Way
from fourthp.gatherings.operations.inviting import GuestFacts, add_guest
from fourthp.gatherings.operations.moving import IsCancelled
from fourthp.gatherings.operations.series import IsOver, locked_series
from fourthp.gatherings.permissions import answers_for, can_keep
from fourthp.gatherings.queries.invited import (
    deputies_of,
    invites_now,
    others_may_come,
)
from fourthp.gatherings.queries.venues import ways_in
from fourthp.partnership.models import Person

ANSWERED, NOTED, UNSAID = "answered", "answer-noted", "answer-taken-back"
Whom = Person | Guest


class NotInvited(Exception):
    """Who is not invited has nothing to answer."""


class NotLikeThis(Exception):
    """An answer that this gathering does not offer."""


@dataclass(frozen=True)
class Coming:
    """What somebody says: how she comes, or who does instead, and a word with it."""

    says: str
    words: str = ""
    deputy: Person | None = None
    other: GuestFacts | None = None


def say_coming(
    gathering: Gathering,
    whom: Whom,
    said: Coming,
    *,
    by: Actor,
    way: Way,
    now: datetime,
) -> Answer:
    """Keep what somebody says of a gathering, in place of what she said before.

    Raises IsOver, IsCancelled, NotInvited, NotLikeThis, MoreThanOneLine, and as
    `add_guest`.
    """
    with transaction.atomic():
        row = _locked(gathering, now=now)
        _refuse(row, whom, said, by=by)
        answer = _answer(row, whom)
        forget_other(answer)
        answer.says, answer.words = said.says, one_line(said.words)
        answer.deputy, answer.way, answer.said_at = said.deputy, way, now
        if said.other is not None:
            answer.other = add_guest(row, said.other, now=now)
            _other_comes(answer, now=now)
        answer.save()
        record(by, NOTED if way is Way.NOTED else ANSWERED, row, says=said.says)
    return answer


def _locked(gathering: Gathering, *, now: datetime) -> Gathering:
    """Return a gathering as it is now, its series locked, if it may be answered."""
    locked_series(gathering.series)
    row = Gathering.objects.with_all().get(pk=gathering.pk)
    if row.ends_at <= now:
        raise IsOver(_("It is over: nobody answers any more."))
    if row.is_cancelled:
        raise IsCancelled(_("It is cancelled: there is nothing to answer."))
    return row


def _refuse(row: Gathering, whom: Whom, said: Coming, *, by: Actor) -> None:
    """Refuse what somebody may not say, and what nobody can."""
    if not (can_keep(by, row.series) or answers_for(by, whom, row)):
        raise PermissionDenied
    if isinstance(whom, Guest):
        is_here = whom.gathering_id == row.pk
    else:
        is_here = invites_now(whom, row)
    if not is_here:
        raise NotInvited(_("This person is not invited any more."))
    if not is_offered(row, whom, said):
        raise NotLikeThis(_("That cannot be answered any more. Choose again."))


def is_offered(row: Gathering, whom: Whom, said: Coming) -> bool:
    """Tell whether an answer is one that a gathering offers to somebody."""
    if said.says == Says.DEPUTY:
        return isinstance(whom, Person) and said.deputy in [
            one.person for one in deputies_of(row, whom)
        ]
    if said.says == Says.OTHER:
        may = isinstance(whom, Person) and others_may_come(row.series)
        return may and said.other is not None
    if said.says in {Says.ROOM, Says.ONLINE}:
        return said.says in ways_in(row)
    return said.says in {Says.APOLOGIES, Says.PERHAPS}


def _answer(row: Gathering, whom: Whom) -> Answer:
    """Return somebody's answer, or one that she has not given yet, unsaved."""
    key = {"guest": whom} if isinstance(whom, Guest) else {"person": whom}
    found = Answer.objects.filter(gathering=row, **key).first()
    return found or Answer(gathering=row, **key)


def _other_comes(answer: Answer, *, now: datetime) -> None:
    """Note that whoever comes instead does: somebody said so for her."""
    ways = ways_in(answer.gathering)
    Answer.objects.create(
        gathering=answer.gathering,
        guest=answer.other,
        says=Says.ROOM if Says.ROOM in ways else Says.ONLINE,
        way=answer.way,
        said_at=now,
    )


def forget_other(answer: Answer) -> None:
    """Forget who was to come instead: nobody sends her any more. Unsaved."""
    if answer.other is not None:
        guest, answer.other = answer.other, None
        guest.delete()


def take_back(
    gathering: Gathering,
    person: Person,
    before: Coming | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Let somebody's answer be what it was before her last, or none.

    Raises IsOver, IsCancelled.
    """
    with transaction.atomic():
        row = _locked(gathering, now=now)
        if not answers_for(by, person, row):
            raise PermissionDenied
        answer = _answer(row, person)
        forget_other(answer)
        if before is not None and is_offered(row, person, before):
            answer.says, answer.deputy, answer.words = before.says, before.deputy, ""
            answer.said_at, answer.way = now, answer.way or Way.MAIL
            answer.save()
        elif answer.said_at is not None:
            answer.delete()
        record(by, UNSAID, row)
