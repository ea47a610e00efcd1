"""What arises from before is taken onto an agenda, by one press."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering
from fourthp.meetings.models import Item, Meeting, Purpose
from fourthp.meetings.operations.agendas import tell_plan
from fourthp.meetings.operations.items import ADDED, add_item
from fourthp.meetings.operations.meetings import locked_meeting, refuse_over
from fourthp.meetings.permissions import can_order
from fourthp.meetings.queries.arising import (
    deferred_items,
    open_actions,
    waiting_concerns,
)
from fourthp.meetings.queries.readers import seat_of
from fourthp.partnership.models import Person, Seat

USUAL = 10  # minutes of what nobody said how long it takes
_AGAIN: tuple[str, ...] = (
    "title",
    "words",
    "purpose",
    "minutes",
    "owner",
    "label",
    "audience",
)
_AGAIN += ("reports_for", "about", "concern", "action")


class ArisesNoMore(Exception):
    """It was taken up, done or answered meanwhile."""


def take_up(
    gathering: Gathering, kind: str, pk: UUID, *, by: Person, now: datetime
) -> Item:
    """Take one of the matters arising onto the agenda of a meeting, last.

    kind: item, action or concern. Raises ArisesNoMore, NoAgendas, MeetingIsOver.
    """
    if not can_order(by, gathering.rhythm.series):
        raise PermissionDenied
    with transaction.atomic():
        meeting = locked_meeting(gathering, now=now)
        refuse_over(meeting, now)
        said = _SAID[kind](meeting, pk, by)
        item = Item(
            series=meeting.series,
            group=meeting.series.group,
            meeting=meeting,
            state=Item.State.ON,
            proposed_by=seat_of(by, meeting.series),
            proposed_at=now,
            **said,
        )
        add_item(item, meeting)
        record(by, ADDED, item)
        if item.concern is not None:
            tell_plan(item.concern, meeting, by=by, now=now)
    return item


def _again(meeting: Meeting, pk: UUID, by: Person) -> dict[str, Any]:
    rows = deferred_items(meeting.series, by, meeting.gathering)
    found = _of(rows.select_related("owner"), pk)
    said = {name: getattr(found, name) for name in _AGAIN}
    return said | {"owner": _still_holds(said["owner"]), "came_from": found}


def _still_holds(seat: Seat | None) -> Seat | None:
    """Return a seat as long as it holds: whoever left brings nothing any more."""
    held = Seat.objects.holding(today())
    return seat if seat and held.filter(pk=seat.pk).exists() else None


def _action(meeting: Meeting, pk: UUID, by: Person) -> dict[str, Any]:
    found = _of(open_actions(meeting.series, by, meeting.gathering), pk)
    of_group = found.seat and found.seat.group_id == meeting.series.group_id
    owner = _still_holds(found.seat) if of_group else None
    said = _plain(found.title, Purpose.INFORMATION)
    return said | {"about": Item.About.ACTION, "action": found, "owner": owner}


def _concern(meeting: Meeting, pk: UUID, by: Person) -> dict[str, Any]:
    found = _of(waiting_concerns(meeting.series, by, meeting.gathering), pk)
    said = _plain(found.title, Purpose.DISCUSSION)
    return said | {"about": Item.About.CONCERN, "concern": found}


def _plain(title: str, purpose: Purpose) -> dict[str, Any]:
    return {"title": title, "purpose": purpose, "minutes": USUAL}


def _of(rows: Any, pk: UUID) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise ArisesNoMore(_("Somebody took it up meanwhile, or it is done."))
    return found


_SAID = {"item": _again, "action": _action, "concern": _concern}
KINDS = frozenset(_SAID)
