"""Aims: set, changed, over, and what agencies bring to them."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import (
    begin_revision,
    last_revision,
    refuse_if_changed,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.foundation.text import one_line
from fourthp.partnership.models import Agency, Group, Term
from fourthp.partnership.permissions import leads
from fourthp.plan.models import Aim, Contribution
from fourthp.plan.operations.audiences import audience_of
from fourthp.plan.permissions.aims import can_contribute, can_edit_aim

SET, EDITED, ENDED, CONTRIBUTED = "set", "edited", "ended", "contributed"
GOES_BACK = frozenset({EDITED, ENDED})


class EndsTooSoon(Exception):
    """An aim would be reached before it begins."""


class AimIsOver(Exception):
    """Somebody said what became of an aim: it stays as it was."""


class GroupIsOver(Exception):
    """A group has ended, and takes no more aims."""


class StaysAsItIs(Exception):
    """An act of an aim that its history does not take back."""


@dataclass(frozen=True)
class AimFacts:
    """What an aim says; part is a word of the four Ps."""

    title: str
    part: Term
    from_on: date
    words: str = ""
    by_on: date | None = None


_NAMES = tuple(one.name for one in fields(AimFacts))


def set_aim(facts: AimFacts, group: Group, *, by: Actor, today: date) -> Aim:
    """Set an aim of a group; a closed group's own people see it, and nobody else.

    Raises MoreThanOneLine, EndsTooSoon, GroupIsOver.
    """
    if not leads(by, group):
        raise PermissionDenied
    _refuse_odd(facts)
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        if not Group.objects.going_on(today).filter(pk=group.pk).exists():
            raise GroupIsOver(_("That group does not go on: choose another."))
        aim = Aim.objects.create(
            **_fields(facts), group=group, audience=audience_of(group, by=by)
        )
        record(by, SET, aim)
    return aim


def _fields(facts: AimFacts) -> dict[str, object]:
    said = {name: getattr(facts, name) for name in _NAMES}
    return said | {"title": one_line(facts.title), "words": facts.words.strip()}


def _refuse_odd(facts: AimFacts) -> None:
    if facts.by_on is not None and facts.by_on < facts.from_on:
        raise EndsTooSoon(_("It would be reached before it begins."))


def edit_aim(aim: Aim, facts: AimFacts, *, by: Actor, seen: str | None = None) -> Aim:
    """Change what an aim says; seen is what `last_revision` said when they looked.

    Raises as `set_aim`, AimIsOver and SomebodyWasFaster.
    """
    if not can_edit_aim(by, aim):
        raise PermissionDenied
    _refuse_odd(facts)
    with transaction.atomic():
        aim = going_on(aim)
        refuse_if_changed(seen, is_now=last_revision(aim))
        said = _fields(facts)
        before = {n: getattr(aim, n) for n in said if getattr(aim, n) != said[n]}
        if not before:
            return aim
        for name in before:
            setattr(aim, name, said[name])
        begin_revision(by, EDITED, aim).change([(aim, before)])
        record(by, EDITED, aim, fields=sorted(before))
    return aim


def going_on(aim: Aim) -> Aim:
    """Return an aim, locked; raise AimIsOver where somebody said what became of it."""
    aim = Aim.objects.select_for_update(of=("self",)).get(pk=aim.pk)
    if aim.is_done:
        raise AimIsOver(_("This aim is over: it stays as it was."))
    return aim


def end_aim(aim: Aim, outcome: str, words: str = "", *, by: Actor, today: date) -> Aim:
    """Say what became of an aim, one of Aim.Outcome; raise AimIsOver."""
    if not can_edit_aim(by, aim):
        raise PermissionDenied
    with transaction.atomic():
        aim = going_on(aim)
        before = {"ended_on": None, "outcome": "", "outcome_words": ""}
        aim.ended_on, aim.outcome = today, Aim.Outcome(outcome)
        aim.outcome_words = words.strip()
        begin_revision(by, ENDED, aim).change([(aim, before)])
        record(by, ENDED, aim)
    return aim


def undo_aim_change(
    aim: Aim, revision: Revision, *, by: Actor, now: datetime
) -> Undone:
    """Take a change of an aim back; what was changed since stays.

    Raises StaysAsItIs and AlreadyUndone.
    """
    if not can_edit_aim(by, aim):
        raise PermissionDenied
    if revision.act not in GOES_BACK:
        raise StaysAsItIs(_("This is not taken back here: change it on its own page."))
    with transaction.atomic():
        Aim.objects.select_for_update(of=("self",)).get(pk=aim.pk)
        undone = undo_revision(revision, by=by, now=now, by_field=True)
        record(by, "undone", aim)
    return undone


def contribute(
    aim: Aim, agency: Agency, *, brings: str, asks: str, by: Actor, today: date
) -> Contribution | None:
    """Say what an agency brings to an aim, and what it asks; nothing takes it away.

    Raises AimIsOver.
    """
    if not can_contribute(by, aim, agency):
        raise PermissionDenied
    said = {"brings": brings.strip(), "asks": asks.strip()}
    with transaction.atomic():
        aim = going_on(aim)
        own = Contribution.objects.filter(aim=aim, agency=agency).first()
        before = {n: getattr(own, n) if own else "" for n in said}
        if before == said:
            return own
        revising = begin_revision(by, CONTRIBUTED, aim)
        if own is None:
            own = Contribution(aim=aim, agency=agency, said_on=today, **said)
            revising.make([own])
        elif not any(said.values()):
            revising.remove([own])
            own = None
        else:
            old = before | {"said_on": own.said_on}
            own.brings, own.asks, own.said_on = *said.values(), today
            revising.change([(own, old)])
        record(by, CONTRIBUTED, aim)
    return own
