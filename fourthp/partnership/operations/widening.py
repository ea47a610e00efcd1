"""Two to widen: somebody asks that more people see something, a second says yes.

One mechanism for every kind of widening. Each kind is declared where its act is made,
and is asked again, under a lock, in the moment in which the second person answers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.partnership.formats.widening_letters import (
    ask_to_widen_letter,
    widened_letter,
)
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Widening
from fourthp.partnership.models.widening import ALONE_AFTER, STANDS
from fourthp.partnership.permissions import MAY_VOUCH
from fourthp.partnership.queries.network import profile_rules
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.seconds import officers_beside
from fourthp.partnership.queries.widening import Line
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind

ASKED = declare_kind(
    Kind(
        "partnership.widening-asked",
        Stream.ALERT,
        subject=gettext_lazy("A question from the network"),
        title=gettext_lazy(
            "More people are to see something: a second person is asked"
        ),
        reason=gettext_lazy("you are one of those who may say yes or no"),
        is_for_all=False,
        roles=(*MAY_VOUCH, *FOR_AN_AGENCY),
    )
)
DONE = declare_kind(
    Kind(
        "partnership.widened",
        Stream.ALERT,
        subject=gettext_lazy("An answer from the network"),
        title=gettext_lazy("More people see something"),
        reason=gettext_lazy("you asked for it, or could have answered"),
        is_for_all=False,
        roles=(*MAY_VOUCH, *FOR_AN_AGENCY),
    )
)


class TakesASecond(Exception):
    """It is not done by one alone: a second person is asked first."""


class NotAskedAnyMore(Exception):
    """It was answered, dropped, or has waited too long."""


class ChangedSinceAsked(Exception):
    """What it was asked of is another by now."""


class TooSoon(Exception):
    """Somebody may still answer: the first does not go on alone yet."""


class NoReasonGiven(Exception):
    """Whoever goes on alone says why."""


class OthersDecide(Exception):
    """It came from another agency, which alone may let more people see it."""


def nothing_to_lock(_widening: Widening) -> None:
    """Lock nothing: what is added has no row yet."""


def nothing_noted(_widening: Widening, _reader: Person) -> None:
    """Note nothing: what it is about is not restricted."""


@dataclass(frozen=True)
class WideningKind:
    """One kind of widening, as its own room answers for it.

    may_ask: whether a person may ask for it, today; seconds: who may say yes beside
    her; do: the act itself, in her name; state: what stands for what it is asked of;
    says: what it would do, in words, as far as a reader may know; shown: notes that
    she was told; url: where whoever asked goes on. may_go_alone: whether nobody's
    answer is needed after a day. lock: takes what it is about, before it is judged.
    """

    name: str
    title: Any
    may_ask: Callable[[Person, Widening], bool]
    do: Callable[[Widening, datetime], None]
    state: Callable[[Widening], str]
    says: Callable[[Widening, Person], list[Line]]
    url: Callable[[Widening], str]
    seconds: Callable[[Widening], list[Person]]
    may_go_alone: Callable[[Widening], bool]
    lock: Callable[[Widening], None] = nothing_to_lock
    shown: Callable[[Widening, Person], None] = nothing_noted


_kinds: dict[str, WideningKind] = {}


def declare_widening(kind: WideningKind) -> WideningKind:
    """Declare a kind of widening; done in the file of the operation that it is."""
    _kinds[kind.name] = kind
    return kind


def kind_of_widening(name: str) -> WideningKind:
    """Return a declared kind; one that nobody declared is a fault."""
    return _kinds[name]


def always(_widening: Widening) -> bool:
    """Let whoever asked go on alone, where nobody answers."""
    return True


def can_answer(person: Person) -> bool:
    """Tell whether somebody can open the page: she has an open account."""
    return person.user is not None and person.user.is_active


def takes_two(actor: Actor) -> bool:
    """Tell whether the network's own widenings need a second person beside somebody.

    Not where its profile has no such rule, and not where nobody else could answer: a
    secretariat of one is never stuck.
    """
    if not isinstance(actor, Person) or not profile_rules().takes_two:
        return False
    asked = Widening(asked_by=actor, asked_at=clock_now())
    return any(map(can_answer, officers_beside(asked)))


def ask_to_widen(
    kind: WideningKind,
    *,
    about: UUID | None,
    wants: Mapping[str, Any],
    by: Person,
    now: datetime,
) -> Widening:
    """Ask a second person; where nobody need be asked it is done at once.

    What is asked already by the same person is not asked again.
    """
    with transaction.atomic():
        asked = Widening(kind=kind.name, about_id=about, wants=dict(wants))
        asked.asked_by, asked.asked_at = by, now
        if not kind.may_ask(by, asked):
            raise PermissionDenied
        asked.seen = kind.state(asked)
        found = _same(asked, now)
        if found is not None:
            return found
        asked.save(force_insert=True)
        record(by, "asked-to-widen", asked, kind=kind.name)
        if needs_second(asked):
            letter = ask_to_widen_letter(kind.title, asked.pk)
            news = News(ASKED, lambda _reader: letter)
            tell(readers_for(kind.seconds(asked)), news, by=by, now=now)
        else:
            _do(asked, kind, by=by, now=now)
    return asked


def needs_second(asked: Widening) -> bool:
    """Tell whether somebody else has to say yes, as it stands now."""
    kind = _kinds[asked.kind]
    if not profile_rules().takes_two:
        return False
    could = any(map(can_answer, kind.seconds(asked)))
    return could or not kind.may_go_alone(asked)


def _same(asked: Widening, now: datetime) -> Widening | None:
    """Return an open asking of the same thing by the same person."""
    found = Widening.objects.filter(
        kind=asked.kind,
        about_id=asked.about_id,
        asked_by=asked.asked_by,
        seen=asked.seen,
        done_at=None,
        dropped_at=None,
    )
    alike = (one for one in found if one.wants == asked.wants and one.is_open(now))
    return next(alike, None)


def can_confirm(person: Person, asked: Widening) -> bool:
    """Tell whether somebody may be the second: never whoever asked."""
    if not person.is_strong or person.pk == asked.asked_by_id:
        return False
    seconds = _kinds[asked.kind].seconds(asked)
    return any(one.pk == person.pk for one in seconds)


def confirm_widening(asked: Widening, *, by: Person, now: datetime) -> Widening:
    """Say yes to what somebody asked for; it is done in this moment, in her name.

    Raises NotAskedAnyMore and ChangedSinceAsked.
    """
    with transaction.atomic():
        asked = _locked(asked, now)
        if not can_confirm(by, asked):
            raise PermissionDenied
        asked.confirmed_by = by
        _do(asked, _kinds[asked.kind], by=by, now=now)
    return asked


def widen_alone(asked: Widening, reason: str, *, by: Person, now: datetime) -> Widening:
    """Go on alone with what nobody answered for a day, and say why.

    Raises NotAskedAnyMore, ChangedSinceAsked, OthersDecide, TooSoon, NoReasonGiven.
    """
    if by.pk != asked.asked_by_id or not by.is_strong:
        raise PermissionDenied
    if not reason.strip():
        raise NoReasonGiven(_("Say why you go on alone: everybody asked reads it."))
    with transaction.atomic():
        asked = _locked(asked, now)
        if not _kinds[asked.kind].may_go_alone(asked):
            raise OthersDecide(
                _("It came from another agency: its own people alone may say yes.")
            )
        due = asked.asked_at + ALONE_AFTER
        if now < due:
            when = date_format(due, "j F Y, H:i")
            raise TooSoon(_("Others may answer until %s.") % when)
        asked.reason = reason.strip()
        _do(asked, _kinds[asked.kind], by=by, now=now)
    return asked


def drop_widening(asked: Widening, *, by: Person, now: datetime) -> Widening:
    """Take back what one asked for, or say no as the second: one alone narrows.

    Raises NotAskedAnyMore.
    """
    with transaction.atomic():
        asked = _locked(asked, now)
        if by.pk != asked.asked_by_id and not can_confirm(by, asked):
            raise PermissionDenied
        own = by.pk == asked.asked_by_id
        how = Widening.Dropped.TAKEN_BACK if own else Widening.Dropped.REFUSED
        _drop([asked], how, by=by, now=now)
    return asked


def drop_widenings_about(pk: UUID, *, by: Actor, now: datetime) -> int:
    """Drop what is asked about a row that was narrowed meanwhile; return how many.

    The caller has the transaction, and the row to itself.
    """
    found = Widening.objects.select_for_update().filter(
        about_id=pk, done_at=None, dropped_at=None
    )
    return _drop(found.order_by("pk"), Widening.Dropped.NARROWED, by=by, now=now)


def _drop(found: Iterable[Widening], how: str, *, by: Actor, now: datetime) -> int:
    count = 0
    for one in found:
        one.dropped_at, one.dropped_as = now, how
        one.save(update_fields=["dropped_at", "dropped_as"])
        record(by, "dropped", one)
        count += 1
    return count


def _locked(asked: Widening, now: datetime) -> Widening:
    _kinds[asked.kind].lock(asked)
    rows = Widening.objects.select_for_update(of=("self",))
    found = rows.select_related("asked_by__user").filter(pk=asked.pk).first()
    if found is None or not found.is_open(now):
        raise NotAskedAnyMore(_("This was settled already, or nobody asks any more."))
    # Of today: what she held when she asked is no longer what counts.
    found.asked_by.is_strong = True
    return found


def _do(asked: Widening, kind: WideningKind, *, by: Person, now: datetime) -> None:
    """Do it, if whoever asked still may, of what is still as she saw it."""
    first = asked.asked_by
    is_open = first.user is None or first.user.is_active
    if not (is_open and kind.may_ask(first, asked)):
        raise NotAskedAnyMore(_("Whoever asked may not do this any more."))
    if kind.state(asked) != asked.seen:
        raise ChangedSinceAsked(
            _("It was changed since this was asked. Ask again, of what it is now.")
        )
    asked.done_at = now
    asked.save()
    kind.do(asked, now)
    record(by, "widened", asked, kind=asked.kind, alone=asked.confirmed_by is None)
    _tell_done(asked, kind, by=by, now=now)


def _tell_done(
    asked: Widening, kind: WideningKind, *, by: Person, now: datetime
) -> None:
    """Tell everyone who was named, and whoever asked, but not who did it just now."""
    named = {one.pk: one for one in [asked.asked_by, *kind.seconds(asked)]}
    named.pop(by.pk, None)
    is_alone = asked.confirmed_by is None
    letter = widened_letter(
        kind.title, asked.pk, reason=asked.reason, is_alone=is_alone
    )
    news = News(DONE, lambda _reader: letter)
    tell(readers_for(named.values()), news, by=by, now=now)


def forget_widenings(*, now: datetime) -> int:
    """Forget what was asked 2 years ago, and what nobody answered in time."""
    old = Widening.objects.filter(asked_at__lt=now - LASTS[Retention.YEARS_2])
    stale = Widening.objects.filter(done_at=None, asked_at__lt=now - STANDS)
    return old.delete()[0] + stale.delete()[0]
