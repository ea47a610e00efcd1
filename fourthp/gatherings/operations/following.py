"""A series is changed from the middle: this gathering and all that follow, or none."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Gathering, Rhythm, Series
from fourthp.gatherings.operations.ahead import fill, put_when
from fourthp.gatherings.operations.moving import rise
from fourthp.gatherings.operations.series import (
    IsOver,
    begin_rhythm,
    locked_series,
    rhythm_facts,
)
from fourthp.gatherings.permissions import can_keep
from fourthp.gatherings.queries.series import following, is_first
from fourthp.gatherings.rules.repeating import When, ending_before, next_walls, rrule_of
from fourthp.gatherings.rules.walls import key_of, wall_of

CHANGED_ON, ENDED = "changed-from-here", "ended"


def change_following(
    gathering: Gathering,
    when: When,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> Series:
    """Let a gathering and all that follow be at other times.

    What is planned goes on as the next, the next but one, and so on: what hangs on a
    gathering stays with it. What was cancelled stays so. From the first of a rhythm on
    calendars know it by its old name; else by another, and the old one ends.
    Raises as `plan_series`, and SomebodyWasFaster.
    """
    with transaction.atomic():
        series, row = _locked(gathering, by=by, now=now, seen=seen)
        rows = [one for one in following(row, now=now) if not one.is_cancelled]
        own, rhythm = row.rhythm, _rhythm_from(row, when, now=now)
        _cancel(_set_rows(rows, rhythm, now=now), own, now=now)
        fill(rhythm, now=now)
        record(by, CHANGED_ON, series)
    return series


def end_following(
    gathering: Gathering,
    because: str,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> Series:
    """Let a series end before a gathering: it and all that follow are cancelled.

    because: why, for whoever was to come. Raises IsOver, SomebodyWasFaster and
    MoreThanOneLine.
    """
    with transaction.atomic():
        series, row = _locked(gathering, by=by, now=now, seen=seen)
        rows = [one for one in following(row, now=now) if not one.is_cancelled]
        _cut(row.rhythm, wall_of(row.original).date())
        _cancel(rows, row.rhythm, now=now, because=one_line(because))
        record(by, ENDED, series)
    return series


def _locked(
    gathering: Gathering, *, by: Actor, now: datetime, seen: str | None
) -> tuple[Series, Gathering]:
    series = locked_series(gathering.rhythm.series)
    if not can_keep(by, series):
        raise PermissionDenied
    row = Gathering.objects.select_related("rhythm__series").get(pk=gathering.pk)
    refuse_if_changed(seen, is_now=row.version)
    if row.ends_at <= now:
        raise IsOver(_("It is over: change from one on that is to come."))
    return series, row


def _rhythm_from(row: Gathering, when: When, *, now: datetime) -> Rhythm:
    """Return the rhythm that holds from a gathering on: its own, or one that begins."""
    if not is_first(row):
        _cut(row.rhythm, wall_of(row.original).date())
        return begin_rhythm(row.rhythm.series, when, now=now)
    rhythm = row.rhythm
    for name, said in rhythm_facts(when, now=now).items():
        setattr(rhythm, name, said)
    rhythm.save()
    rise(rhythm)
    return rhythm


def _cut(rhythm: Rhythm, day: date) -> None:
    """Let a rhythm end before a day."""
    rule = ending_before(rhythm.repeats, first=rhythm.first_on, day=day)
    rhythm.rule = rrule_of(rule, rhythm.first_on) if rule else ""
    rhythm.save(update_fields=["rule"])
    rise(rhythm)


def _set_rows(
    rows: Sequence[Gathering], rhythm: Rhythm, *, now: datetime
) -> Sequence[Gathering]:
    """Let gatherings be those of a rhythm, each at its own time; return who is left."""
    for row in rows:
        # Of one rhythm no two have the same name, at no moment. No year is 0000.
        Gathering.objects.filter(pk=row.pk).update(original=f"0000{row.pk.hex[-11:]}")
    there = Gathering.objects.filter(rhythm=rhythm)
    taken = set(there.values_list("original", flat=True))
    most = len(rows) + len(taken)
    found = next_walls(rhythm.repeats, rhythm.first, after=None, most=most)
    free = [wall for wall in found if key_of(wall) not in taken]
    for row, wall in zip(rows, free, strict=False):
        row.rhythm, row.original, row.because = rhythm, key_of(wall), ""
        row.sequence, row.changed_at = rhythm.sequence, now
        put_when(row, wall, rhythm.minutes)
        row.save()
    return rows[len(free) :]


def _cancel(
    rows: Sequence[Gathering], rhythm: Rhythm, *, now: datetime, because: str = ""
) -> None:
    if rows:
        keys = [one.pk for one in rows]
        Gathering.objects.filter(pk__in=keys).update(
            state=Gathering.State.CANCELLED,
            sequence=rise(rhythm),
            changed_at=now,
            because=because,
        )
