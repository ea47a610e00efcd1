"""A meeting is begun with what always stands on it, and locked to be changed."""

from datetime import datetime

from django.utils.translation import gettext as _

from fourthp.gatherings.models import Gathering
from fourthp.gatherings.operations.series import locked_series
from fourthp.meetings.models import Item, Meeting, MeetingSeries, StandingItem, Turn
from fourthp.meetings.queries.turns import whose_turn


class NoAgendas(Exception):
    """A series that is none of meetings has no agendas."""


class MeetingIsOver(Exception):
    """Nothing more is proposed for a meeting that is over or cancelled."""


def locked_meeting(gathering: Gathering, *, now: datetime) -> Meeting:
    """Return the meeting of a gathering, locked with its series; begin it if need be.

    The caller has the transaction. Raises NoAgendas.
    """
    series = locked_series(gathering.rhythm.series)
    kept = MeetingSeries.objects.filter(series=series).first()
    if kept is None:
        raise NoAgendas(_("This series has no agendas."))
    found = Meeting.objects.with_all().filter(gathering=gathering.pk).first()
    return found or _begin(gathering, kept, now)


def _begin(gathering: Gathering, kept: MeetingSeries, now: datetime) -> Meeting:
    meeting = Meeting.objects.create(
        gathering=Gathering.objects.with_all().get(pk=gathering.pk),
        chair_id=whose_turn(kept, Turn.Duty.CHAIR, gathering),
        minute_taker_id=whose_turn(kept, Turn.Duty.MINUTES, gathering),
    )
    standing = enumerate(kept.standing.all(), start=1)
    items = [_stands(one, meeting, place, now) for place, one in standing]
    Item.objects.bulk_create(items)
    return meeting


def _stands(one: StandingItem, meeting: Meeting, place: int, now: datetime) -> Item:
    return Item(
        series=meeting.series,
        group=meeting.series.group,
        meeting=meeting,
        title=one.title,
        purpose=one.purpose,
        minutes=one.minutes,
        proposed_at=now,
        state=Item.State.ON,
        position=place,
    )


def count_change(meeting: Meeting) -> None:
    """Count that an agenda was changed: whoever looked at it before is told."""
    meeting.changes += 1
    meeting.save(update_fields=["changes"])


def refuse_over(meeting: Meeting, now: datetime) -> None:
    """Raise MeetingIsOver where a meeting is over, or does not take place."""
    if meeting.gathering.is_cancelled:
        raise MeetingIsOver(_("This meeting is cancelled: choose another."))
    if meeting.gathering.ends_at <= now:
        raise MeetingIsOver(_("This meeting is over: choose the next."))
