"""A series is one of meetings; what stands on all of these, and whose turn they are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Series
from fourthp.gatherings.operations.series import locked_series
from fourthp.meetings.models import MeetingSeries, StandingItem, Turn
from fourthp.meetings.operations.items import SeatIsOver
from fourthp.meetings.permissions import can_order
from fourthp.meetings.queries.series import standing_version, turns_version
from fourthp.partnership.models import Seat

BEGUN, SET, STANDING, ROTA = "begun", "set", "standing-items", "rota"


@dataclass(frozen=True)
class SeriesNeeds:
    """What all meetings of a series need."""

    items_due: int = 10
    papers_due: int = 5
    quorum_agencies: int | None = None
    quorum_percent: int | None = None
    quorum_statutory: bool = False
    chatham_house: bool = False
    hosted_by: str = ""


@dataclass(frozen=True)
class Standing:
    """What stands on the agenda of every new meeting."""

    title: str
    purpose: str
    minutes: int


def keep_meetings(
    series: Series, needs: SeriesNeeds, *, by: Actor, seen: str | None = None
) -> MeetingSeries:
    """Let a series be one of meetings, or say anew what they need.

    seen: its version as they saw it. Raises SomebodyWasFaster, MoreThanOneLine.
    """
    if not can_order(by, series):
        raise PermissionDenied
    with transaction.atomic():
        series = locked_series(series)
        kept = MeetingSeries.objects.filter(series=series).first()
        refuse_if_changed(seen, is_now=kept.version if kept else "")
        said = asdict(needs) | {"hosted_by": one_line(needs.hosted_by)}
        act = SET if kept else BEGUN
        kept = kept or MeetingSeries(series=series)
        for name, value in said.items():
            setattr(kept, name, value)
        kept.save()
        record(by, act, kept)
    return kept


def set_standing(
    kept: MeetingSeries,
    items: Sequence[Standing],
    *,
    by: Actor,
    seen: str | None = None,
) -> None:
    """Say what stands on every agenda from the next new one on, in this order.

    Raises SomebodyWasFaster, MoreThanOneLine.
    """
    with _changing(kept, by):
        refuse_if_changed(seen, is_now=standing_version(kept))
        kept.standing.all().delete()
        StandingItem.objects.bulk_create(
            StandingItem(
                series=kept,
                title=one_line(one.title),
                purpose=one.purpose,
                minutes=one.minutes,
                position=place,
            )
            for place, one in enumerate(items, start=1)
        )
        record(by, STANDING, kept)


def set_rota(
    kept: MeetingSeries,
    turns: Mapping[Turn.Duty, Sequence[Seat]],
    *,
    by: Actor,
    seen: str | None = None,
) -> None:
    """Say whose seats chair and take minutes, in turn.

    A seat that is over may stay where it was, and come in nowhere. Raises
    SomebodyWasFaster, SeatIsOver.
    """
    with _changing(kept, by):
        refuse_if_changed(seen, is_now=turns_version(kept))
        _judge([one for seats in turns.values() for one in seats], kept)
        kept.turns.all().delete()
        Turn.objects.bulk_create(
            Turn(series=kept, duty=duty, seat=seat, position=place)
            for duty, seats in turns.items()
            for place, seat in enumerate(dict.fromkeys(seats), start=1)
        )
        record(by, ROTA, kept)


def _judge(seats: Sequence[Seat], kept: MeetingSeries) -> None:
    held = Seat.objects.holding(today()).filter(group=kept.series.group_id)
    may = set(held.values_list("pk", flat=True))
    may |= set(kept.turns.values_list("seat", flat=True))
    if any(one.pk not in may for one in seats):
        raise SeatIsOver(_("One of these seats is over: choose another."))


@contextmanager
def _changing(kept: MeetingSeries, by: Actor) -> Iterator[None]:
    """Hold the lock of a series whose meetings are changed, by whoever may."""
    if not can_order(by, kept.series):
        raise PermissionDenied
    with transaction.atomic():
        locked_series(kept.series)
        yield
