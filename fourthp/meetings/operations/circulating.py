"""An agenda goes out; before that, its group is asked for items."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.gatherings.models import Gathering, Series
from fourthp.meetings.models import Item, Meeting, MeetingSeries
from fourthp.meetings.operations.mails import (
    AGENDA,
    agenda_letter,
    tell_agenda,
    tell_call,
)
from fourthp.meetings.operations.meetings import (
    count_change,
    locked_meeting,
    refuse_over,
)
from fourthp.meetings.operations.numbers import fix_numbers
from fourthp.meetings.permissions import can_order
from fourthp.partnership.models import Group
from fourthp.partnership.models.shared import lasting
from fourthp.post.operations.retelling import rewrite_waiting
from fourthp.post.operations.telling import News

CIRCULATED, CALLED = "circulated", "called"
# So long before items are due is a group asked for them.
ASKED_BEFORE = timedelta(days=7)


class NothingToSend(Exception):
    """An agenda on which nothing stands is not sent."""


def circulate(
    gathering: Gathering, *, by: Actor, now: datetime, seen: str | None = None
) -> Meeting:
    """Send an agenda to those who are invited; its numbers stand from now on.

    Sent again, it says what it says then. Raises SomebodyWasFaster, NothingToSend,
    MeetingIsOver, NoAgendas.
    """
    if not can_order(by, gathering.rhythm.series):
        raise PermissionDenied
    with transaction.atomic():
        meeting = locked_meeting(gathering, now=now)
        refuse_over(meeting, now)
        refuse_if_changed(seen, is_now=meeting.version)
        if not Item.objects.filter(meeting=meeting).on_agenda().exists():
            raise NothingToSend(_("Nothing stands on it yet: add an item first."))
        if not meeting.is_circulated:
            fix_numbers(meeting)
        meeting.circulated_at = now
        meeting.save(update_fields=["circulated_at"])
        count_change(meeting)
        record(by, CIRCULATED, meeting)
        tell_agenda(meeting, by=by, now=now)
    return meeting


def call_for_items(*, by: Actor, now: datetime) -> int:
    """Ask for items of each meeting whose time for that has come; return of how many.

    Run twice, late, or by two at once it asks once; once items are due it asks no more.
    """
    keys = [
        pk
        for one in MeetingSeries.objects.filter(hosted_by="")
        for pk in _due(one, now)
    ]
    return sum(_call(pk, by, now) for pk in keys)


def _due(kept: MeetingSeries, now: datetime) -> list[UUID]:
    day = localdate(now)
    last = day + timedelta(days=kept.items_due) + ASKED_BEFORE
    going_on = Group.objects.going_on(day)
    uncalled = Q(meeting=None) | Q(meeting__called_at=None)
    rows = Gathering.objects.filter(
        uncalled,
        rhythm__series=kept.series_id,
        rhythm__series__group__in=going_on,
        rhythm__series__in=Series.objects.filter(lasting(day)).order_by().values("pk"),
        state=Gathering.State.PLANNED,
        day__gte=day + timedelta(days=kept.items_due),
        day__lte=last,
        starts_at__gt=now,
    )
    return list(rows.order_by("starts_at", "pk").values_list("pk", flat=True))


def _call(pk: UUID, by: Actor, now: datetime) -> bool:
    """Ask for items of one meeting, unless another has done so meanwhile."""
    gathering = Gathering.objects.with_all().get(pk=pk)
    with transaction.atomic():
        meeting = locked_meeting(gathering, now=now)
        if meeting.called_at is not None or meeting.gathering.is_cancelled:
            return False
        meeting.called_at = now
        meeting.save(update_fields=["called_at"])
        kept = MeetingSeries.objects.get(series=meeting.series.pk)
        record(by, CALLED, meeting)
        tell_call(meeting, kept, by=by, now=now)
    return True


def shared_otherwise(row: Any, _by: Actor, now: datetime) -> None:
    """Let mails that wait say of an item what may be said of it now.

    The caller has the transaction.
    """
    meeting = Meeting.objects.with_all().get(pk=row.meeting_id)

    def write(reader: Any) -> Any:
        return agenda_letter(meeting, reader)

    rewrite_waiting(News(AGENDA, write, about=meeting), now=now)
