"""Concerns are raised, put right until they are heard, and withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    refuse_if_changed,
)
from fourthp.foundation.text import one_line
from fourthp.partnership.models import Group, Person, Seat, Term
from fourthp.partnership.operations.turns import take_turn
from fourthp.plan.models import Concern, ConcernPart, State
from fourthp.plan.operations.audiences import audience_of
from fourthp.plan.operations.concerns_mails import tell_of_new
from fourthp.plan.operations.concerns_steps import Step, locked, note_step, take_step
from fourthp.plan.permissions.concerns import can_correct, can_raise, has_raised
from fourthp.plan.queries.concerns_people import seats_to_raise_by
from fourthp.post.operations.forgetting import forget_words_about

CORRECTED, SORTED = "corrected", "sorted"  # as revisions and the record name it


@dataclass(frozen=True)
class Sorting:
    """What a concern is about: words of the network's lists, each of its own list."""

    setting: Term | None = None
    area: Term | None = None
    parts: tuple[Term, ...] = ()


@dataclass(frozen=True)
class ConcernFacts:
    """What is raised, and where: group None is the whole network.

    words is Markdown. seat: by which it is raised, one of those that
    `seats_to_raise_by` offers; None takes the first.
    """

    title: str
    words: str = ""
    sorting: Sorting = Sorting()
    group: Group | None = None
    seat: Seat | None = None


def raise_concern(facts: ConcernFacts, *, by: Actor, now: datetime) -> Concern:
    """Raise a concern; who moves it on is told.

    What somebody without an account raises is held until a coordinator lets it in.
    Raises MoreThanOneLine for a title of several.
    """
    if not can_raise(by, facts.group):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()  # the group neither closes nor opens meanwhile
        concern = _made(_placed(facts), by, now)
        _put_parts(concern, facts.sorting.parts)
        note_step(concern, Step(State.RAISED), by=by, now=now)
        record(by, "raised", concern)
        tell_of_new(concern, by=by, now=now)
    return concern


def _placed(facts: ConcernFacts) -> ConcernFacts:
    """Return the facts with the group as it is right now; the network is none."""
    if facts.group is None or facts.group.is_network:
        return replace(facts, group=None)
    group = Group.objects.select_for_update().get(pk=facts.group.pk)
    return replace(facts, group=group)


def _made(facts: ConcernFacts, by: Actor, now: datetime) -> Concern:
    seat = _seat(facts, by)
    is_closed = facts.group is not None and facts.group.is_closed
    return Concern.objects.create(
        title=one_line(facts.title),
        words=facts.words.strip(),
        setting=facts.sorting.setting,
        area=facts.sorting.area,
        group=facts.group,
        audience=audience_of(facts.group, by=by),
        # In a closed group the agency's other people may not know that there is one.
        originator_id=seat.agency_id if seat and not is_closed else None,
        raised_by=seat,
        raised_at=now,
        open_since=now,
        state=State.RAISED if seat else State.HELD,
        state_at=now,
    )


def _seat(facts: ConcernFacts, by: Actor) -> Seat | None:
    """Return the seat by which somebody raises it; None without an account."""
    if not isinstance(by, Person):
        return None
    offered = seats_to_raise_by(by, facts.group)
    if facts.seat is not None and facts.seat not in offered:
        raise PermissionDenied
    return facts.seat or offered[0]


def _put_parts(concern: Concern, parts: Iterable[Term]) -> None:
    rows = [ConcernPart(concern=concern, term=one) for one in dict.fromkeys(parts)]
    ConcernPart.objects.bulk_create(rows)


def correct_concern(
    concern: Concern,
    facts: ConcernFacts,
    *,
    by: Actor,
    seen: str | None = None,
) -> Concern:
    """Put right what a concern says, until it is heard; where it is raised stays.

    seen is its version as they saw it, None to change it anyway. Raises
    SomebodyWasFaster, and MoreThanOneLine for a title of several.
    """
    if not can_correct(by, concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = locked(concern)
        refuse_if_changed(seen, is_now=concern.version)
        if not can_correct(by, concern):  # it was heard meanwhile
            raise PermissionDenied
        revising = begin_revision(by, CORRECTED, concern)
        said = {"title": one_line(facts.title), "words": facts.words.strip()}
        before = {
            n: getattr(concern, n) for n in said if getattr(concern, n) != said[n]
        }
        for name in before:
            setattr(concern, name, said[name])
        if before:
            revising.change([(concern, before)])
        sort_concern(concern, facts.sorting, revising=revising)
        record(by, CORRECTED, concern)
    return concern


def sort_concern(concern: Concern, sorting: Sorting, *, revising: Revising) -> None:
    """Say anew what a concern is about; the caller has its lock."""
    wanted = {"setting": sorting.setting, "area": sorting.area}
    before = {
        n: getattr(concern, n) for n in wanted if getattr(concern, n) != wanted[n]
    }
    for name in before:
        setattr(concern, name, wanted[name])
    if before:
        revising.change([(concern, before)])
    rows = list(concern.parts.all())
    gone = [one for one in rows if one.term not in sorting.parts]
    kept = {one.term for one in rows}
    revising.remove(gone)
    new = [one for one in dict.fromkeys(sorting.parts) if one not in kept]
    revising.make([ConcernPart(concern=concern, term=one) for one in new])


def withdraw_concern(concern: Concern, *, by: Actor, now: datetime) -> Concern:
    """Take back what was raised: nobody else sees it from now on, and mails about it
    that wait do not go. It may be raised again for 30 days. Raises NotLikeThisNow.
    """
    if not has_raised(by, concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = take_step(concern, Step(State.WITHDRAWN), by=by, now=now)
        forget_words_about(concern)
    return concern
