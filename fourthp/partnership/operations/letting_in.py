"""Somebody lost every second factor: host and second person let her in, loudly."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.accounts.operations.factors import drop_factors
from fourthp.accounts.queries.factors import kinds_of_factors
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor, Host
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.partnership.formats.doors import (
    ask_to_let_in_letter,
    let_in_letter,
    you_are_let_in_letter,
)
from fourthp.partnership.models import Person
from fourthp.partnership.models.doors import ALONE_AFTER, STANDS, LetIn
from fourthp.partnership.operations.turns import locked_person
from fourthp.partnership.permissions import MAY_VOUCH, can_vouch
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

ASKED = declare_kind(
    Kind(
        "partnership.let-in-asked",
        Stream.ALERT,
        subject=gettext_lazy("A question that cannot wait"),
        title=gettext_lazy("Somebody is to be let in without a second factor"),
        reason=gettext_lazy("you look after the network"),
        is_for_all=False,
        roles=MAY_VOUCH,
    )
)
DONE = declare_kind(
    Kind(
        "partnership.let-in",
        Stream.ALERT,
        subject=gettext_lazy("About signing in"),
        title=gettext_lazy("Somebody was let in without a second factor"),
        reason=gettext_lazy("you look after the network, or it is about you"),
    )
)


class NothingToLose(Exception):
    """There is no account, or no second factor that could have been lost."""


class NotAskedAnyMore(Exception):
    """It was settled, or has waited too long."""


class TooSoon(Exception):
    """Somebody may still answer: the host does not go on alone yet."""


class NoReasonGiven(Exception):
    """Whoever goes on alone says why."""


def ask_to_let_in(person: Person, *, by: Actor, now: datetime) -> LetIn:
    """Ask those who look after the network to say that it is she who asks.

    What is asked already is not asked again. Raises NothingToLose.
    """
    if not isinstance(by, Host):
        raise PermissionDenied
    with transaction.atomic():
        person = locked_person(person.pk)
        if person.user is None or not kinds_of_factors(person.user):
            raise NothingToLose(
                _("%s has no second factor that could be lost.") % person
            )
        found = LetIn.objects.filter(person=person, done_at=None).first()
        if found and found.is_open(now):
            return found
        LetIn.objects.filter(person=person, done_at=None).delete()
        asked = LetIn.objects.create(person=person, asked_at=now)
        record(by, "asked-to-let-in", asked)
        letter = ask_to_let_in_letter(person.name, asked.pk)
        news = News(ASKED, lambda _reader: letter)
        tell(readers_for(_others(person)), news, by=by, now=now)
    return asked


def vouch_for(asked: LetIn, *, by: Person, now: datetime) -> LetIn:
    """Say that it is she; her factors and sessions go, and everybody is told.

    Raises NotAskedAnyMore.
    """
    if not can_vouch(by, asked.person):
        raise PermissionDenied
    with transaction.atomic():
        asked = _locked(asked, now)
        asked.confirmed_by = by
        _let_in(asked, by=by, now=now)
    return asked


def let_in_alone(asked: LetIn, reason: str, *, by: Actor, now: datetime) -> LetIn:
    """Let somebody in whom nobody spoke for during a day, and say why.

    Raises NotAskedAnyMore, TooSoon, NoReasonGiven.
    """
    if not isinstance(by, Host):
        raise PermissionDenied
    if not reason.strip():
        raise NoReasonGiven(_("Say why you go on alone: everybody reads it."))
    with transaction.atomic():
        asked = _locked(asked, now)
        due = asked.asked_at + ALONE_AFTER
        if now < due:
            when = date_format(due, "j F Y, H:i")
            raise TooSoon(_("Others may answer until %s.") % when)
        asked.reason = reason.strip()
        _let_in(asked, by=by, now=now)
    return asked


def _locked(asked: LetIn, now: datetime) -> LetIn:
    found = LetIn.objects.select_for_update().filter(pk=asked.pk).first()
    if found is None or not found.is_open(now):
        raise NotAskedAnyMore(_("This was settled already, or nobody asks any more."))
    return found


def _let_in(asked: LetIn, *, by: Actor, now: datetime) -> None:
    asked.done_at = now
    asked.save(update_fields=["done_at", "confirmed_by", "reason"])
    person = asked.person
    record(by, "let-in", asked)
    if person.user is not None:
        drop_factors(person.user)
    told = let_in_letter(person.name, reason=asked.reason)
    own = you_are_let_in_letter()

    def write(reader: Reader) -> Letter:
        return own if reader.id == str(person.pk) else told

    readers = readers_for([person, *_others(person)])
    tell(readers, News(DONE, write), by=by, now=now)


def _others(person: Person) -> list[Person]:
    """Return who looks after the network, beside the person herself."""
    return [one for one in holders_of(*MAY_VOUCH) if one.pk != person.pk]


def forget_lettings_in(*, now: datetime) -> int:
    """Forget who was let in 2 years ago, and what nobody answered."""
    old = LetIn.objects.filter(asked_at__lt=now - LASTS[Retention.YEARS_2])
    stale = LetIn.objects.filter(done_at=None, asked_at__lt=now - STANDS)
    return old.delete()[0] + stale.delete()[0]
