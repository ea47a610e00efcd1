"""One gathering is moved, cancelled, brought back, or held elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Gathering, Rhythm
from fourthp.gatherings.operations.ahead import put_when
from fourthp.gatherings.operations.series import IsOver, locked_series
from fourthp.gatherings.operations.venues import Where, put_venue
from fourthp.gatherings.permissions import can_keep

MOVED, CANCELLED, BACK, ELSEWHERE = "moved", "cancelled", "brought-back", "re-placed"


class IsCancelled(Exception):
    """What is cancelled is not moved: it is brought back first."""


@dataclass(frozen=True)
class Move:
    """To when one gathering is moved, and why; the reason is told to who comes."""

    wall: datetime
    minutes: int
    because: str = ""


def move_gathering(
    gathering: Gathering,
    move: Move,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> Gathering:
    """Move one gathering; the others stay. It keeps its name in calendars.

    Raises SomebodyWasFaster, IsOver, IsCancelled, MoreThanOneLine.
    """
    with transaction.atomic():
        row = _locked(gathering, by=by, now=now, seen=seen)
        if row.is_cancelled:
            raise IsCancelled(_("It is cancelled. Bring it back first."))
        put_when(row, move.wall.replace(second=0, microsecond=0), move.minutes)
        if row.starts_at <= now:
            raise IsOver(_("This day is over: choose one that is to come."))
        row.because = one_line(move.because)
        _keep(row, by=by, now=now, act=MOVED)
    return row


def cancel_gathering(
    gathering: Gathering,
    because: str,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> Gathering:
    """Cancel one gathering; the others stay, and what hangs on it too.

    Raises SomebodyWasFaster, IsOver, IsCancelled, MoreThanOneLine.
    """
    with transaction.atomic():
        row = _locked(gathering, by=by, now=now, seen=seen)
        if row.is_cancelled:
            raise IsCancelled(_("It is cancelled already."))
        row.state, row.because = Gathering.State.CANCELLED, one_line(because)
        _keep(row, by=by, now=now, act=CANCELLED)
    return row


def bring_back(gathering: Gathering, *, by: Actor, now: datetime) -> Gathering:
    """Let a gathering take place that was cancelled. Raises IsOver."""
    with transaction.atomic():
        row = _locked(gathering, by=by, now=now, seen=None)
        if row.is_cancelled:
            row.state, row.because = Gathering.State.PLANNED, ""
            _keep(row, by=by, now=now, act=BACK)
    return row


def hold_elsewhere(
    gathering: Gathering, where: Where, *, by: Actor, now: datetime
) -> Gathering:
    """Hold one gathering elsewhere; where nothing is said, as its series is.

    Raises IsOver, PlaceIsConfidential, MoreThanOneLine.
    """
    with transaction.atomic():
        row = _locked(gathering, by=by, now=now, seen=None)
        put_venue(row, where)
        _keep(row, by=by, now=now, act=ELSEWHERE)
    return row


def _locked(
    gathering: Gathering, *, by: Actor, now: datetime, seen: str | None
) -> Gathering:
    """Return a gathering as it is now, its series locked, if it may be changed."""
    series = locked_series(gathering.rhythm.series)
    if not can_keep(by, series):
        raise PermissionDenied
    row = Gathering.objects.select_related("rhythm__series").get(pk=gathering.pk)
    refuse_if_changed(seen, is_now=row.version)
    if row.ends_at <= now:
        raise IsOver(_("It is over: nothing of it is changed."))
    return row


def _keep(row: Gathering, *, by: Actor, now: datetime, act: str) -> None:
    """Save a gathering as calendars take it: its sequence is the highest so far."""
    row.sequence, row.changed_at = rise(row.rhythm), now
    row.save()
    record(by, act, row)


def rise(rhythm: Rhythm) -> int:
    """Return the sequence that a change of a rhythm has: one more than any before."""
    rhythm.sequence += 1
    rhythm.save(update_fields=["sequence"])
    return rhythm.sequence
