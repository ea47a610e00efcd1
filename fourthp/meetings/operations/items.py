"""Items are proposed, and what they say is changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Gathering
from fourthp.meetings.models import Item, Meeting
from fourthp.meetings.operations.meetings import (
    count_change,
    locked_meeting,
    refuse_over,
)
from fourthp.meetings.operations.numbers import give_number
from fourthp.meetings.permissions import can_change_item, can_order, can_propose
from fourthp.meetings.queries.readers import seat_of
from fourthp.partnership.models import Audience, Group, Label, Person, Seat
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.operations.audiences import make_audience, refuse_open_groups
from fourthp.partnership.queries.sharing import Sharing

# All see it who see its series.
OPEN_TO_MEMBERS = Sharing(Label.GREEN)
PROPOSED, ADDED, CHANGED = "proposed", "added", "changed"


class SeatIsOver(Exception):
    """An item was to be brought by a seat that is over, or is of another group."""


class WouldHaveNoReaders(Exception):
    """A label above TLP:GREEN for all who see the series: nobody would read it."""


@dataclass(frozen=True)
class ItemFacts:
    """What an item says; words is Markdown. sharing: who sees it beside its series."""

    title: str
    purpose: str
    minutes: int
    words: str = ""
    owner: Seat | None = None
    reports_for: Group | None = None
    sharing: Sharing = OPEN_TO_MEMBERS


def propose_item(
    gathering: Gathering, facts: ItemFacts, *, by: Actor, now: datetime
) -> Item:
    """Propose an item for a meeting; whoever makes its agenda puts it on at once.

    Raises NoAgendas, MeetingIsOver, SeatIsOver, WouldHaveNoReaders, AnyoneMayJoin,
    MoreThanOneLine.
    """
    series = gathering.rhythm.series
    if not can_propose(by, series, facts.sharing.label):
        raise PermissionDenied
    with transaction.atomic():
        meeting = locked_meeting(gathering, now=now)
        refuse_over(meeting, now)
        judge_owner(facts.owner, meeting)
        item = _made(meeting, facts, by, now)
        if can_order(by, series):
            item.state = Item.State.ON
        add_item(item, meeting)
        record(by, ADDED if item.state == Item.State.ON else PROPOSED, item)
    return item


def _made(meeting: Meeting, facts: ItemFacts, by: Actor, now: datetime) -> Item:
    seat = seat_of(by, meeting.series) if isinstance(by, Person) else None
    return Item(
        series=meeting.series,
        group=meeting.series.group,
        meeting=meeting,
        label=facts.sharing.label,
        audience=audience_of(facts.sharing, by),
        proposed_by=seat,
        proposed_at=now,
        state=Item.State.PROPOSED,
        **_said(facts),
    )


def audience_of(sharing: Sharing, by: Actor) -> Audience | None:
    """Make the audience of an item; None where all see it who see its series."""
    if sharing.ways is None:
        if sharing.label not in NETWORK_WIDE:
            raise WouldHaveNoReaders(
                _("With this label choose who may see it; or choose TLP:GREEN.")
            )
        return None
    refuse_open_groups(sharing)
    return make_audience(sharing.ways, by=by)


def _said(facts: ItemFacts) -> dict[str, Any]:
    return {
        "title": one_line(facts.title),
        "words": facts.words.strip(),
        "purpose": facts.purpose,
        "minutes": facts.minutes,
        "owner": facts.owner,
        "reports_for": facts.reports_for,
    }


def judge_owner(owner: Seat | None, meeting: Meeting) -> None:
    """Raise SeatIsOver where a seat does not hold today, or is of another group."""
    if owner is None:
        return
    held = Seat.objects.holding(today()).filter(group=meeting.series.group_id)
    if not held.filter(pk=owner.pk).exists():
        raise SeatIsOver(_("This seat is over: choose who brings it now."))


def add_item(item: Item, meeting: Meeting) -> None:
    """Put an item last among those of a meeting; the caller has its lock."""
    last = Item.objects.filter(meeting=meeting).order_by("-position").first()
    item.position = last.position + 1 if last else 1
    if item.state == Item.State.ON:
        give_number(item, meeting)
    item.save()
    count_change(meeting)


def change_item(
    item: Item, facts: ItemFacts, *, by: Actor, now: datetime, seen: str | None = None
) -> Item:
    """Change what an item says, as it was seen; who sees it is changed elsewhere.

    Raises SomebodyWasFaster, SeatIsOver, MoreThanOneLine.
    """
    if not can_change_item(by, item):
        raise PermissionDenied
    with transaction.atomic():
        meeting = locked_meeting(item.meeting.gathering, now=now)
        item = Item.objects.select_related("series__group", "proposed_by").get(
            pk=item.pk
        )
        refuse_if_changed(seen, is_now=item.version)
        if not can_change_item(by, item):  # it was put on the agenda meanwhile
            raise PermissionDenied
        if facts.owner is not None and facts.owner.pk != item.owner_id:
            judge_owner(facts.owner, meeting)
        said = _said(facts)
        for name, value in said.items():
            setattr(item, name, value)
        item.save(update_fields=[*said])
        count_change(meeting)
        record(by, CHANGED, item)
    return item
