"""An agenda is made: items come on, go off, are put off, and change places."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Gathering
from fourthp.meetings.models import Item, Meeting
from fourthp.meetings.operations.meetings import count_change, locked_meeting
from fourthp.meetings.operations.numbers import give_number
from fourthp.meetings.permissions import can_order
from fourthp.meetings.rules import moved
from fourthp.plan.models import Concern
from fourthp.plan.operations.concerns_steps import put_on_agenda
from fourthp.plan.rules.concerns import OPEN

State = Item.State
ACCEPTED, TAKEN_OUT, DEFERRED, MOVED = "accepted", "taken-out", "put-off", "moved"
# From where each answer may be given. What was taken out may come on again.
FROM: dict[str, frozenset[str]] = {
    State.ON: frozenset({State.PROPOSED, State.OUT, State.DEFERRED}),
    State.OUT: frozenset({State.PROPOSED, State.ON}),
    State.DEFERRED: frozenset({State.PROPOSED, State.ON}),
}
ACTS = {State.ON: ACCEPTED, State.OUT: TAKEN_OUT, State.DEFERRED: DEFERRED}


class NotLikeThisNow(Exception):
    """An answer that cannot be given as an item stands now."""


class StandsElsewhere(Exception):
    """What was put off stands on another agenda already."""


def answer_item(
    item: Item, state: str, *, word: str = "", by: Actor, now: datetime
) -> Item:
    """Put an item on its agenda, take it out, or put it off, with a word.

    Raises NotLikeThisNow, StandsElsewhere, MoreThanOneLine.
    """
    if not can_order(by, item.series):
        raise PermissionDenied
    with transaction.atomic():
        meeting = locked_meeting(item.meeting.gathering, now=now)
        item = Item.objects.select_related("concern").get(pk=item.pk)
        if item.state not in FROM[state]:
            stands = {"state": item.get_state_display()}
            raise NotLikeThisNow(_("It is not as you saw it: %(state)s.") % stands)
        if item.later.exists():
            raise StandsElsewhere(_("It stands on another agenda already."))
        item.state, item.word = state, one_line(word)
        if state == State.ON:
            give_number(item, meeting)
        item.save(update_fields=["state", "word", "number"])
        count_change(meeting)
        record(by, ACTS[State(state)], item)
    return item


def move_item(
    gathering: Gathering,
    pk: UUID,
    place: int,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> Meeting:
    """Move one item of an agenda to a place, from 1; the others close up.

    seen: the version of the agenda as it was looked at. Raises SomebodyWasFaster,
    NotLikeThisNow where the item is none of the agenda.
    """
    if not can_order(by, gathering.rhythm.series):
        raise PermissionDenied
    with transaction.atomic():
        meeting = locked_meeting(gathering, now=now)
        refuse_if_changed(seen, is_now=meeting.version)
        rows = {one.pk: one for one in Item.objects.filter(meeting=meeting)}
        on = [key for key, one in rows.items() if one.state == State.ON]
        if pk not in on:
            raise NotLikeThisNow(_("It stands on this agenda no more."))
        others = [key for key in rows if key not in set(on)]
        for position, key in enumerate([*moved(on, pk, place), *others], start=1):
            rows[key].position = position
        Item.objects.bulk_update(rows.values(), ["position"])
        count_change(meeting)
        record(by, MOVED, rows[pk])
    return meeting


def tell_plan(concern: Concern, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Let a concern know on which day's agenda it is; one that is closed is not told.

    The caller has the transaction, and the meeting's lock.
    """
    if concern.state in OPEN:
        put_on_agenda(concern, when=meeting.gathering.day, by=by, now=now)
