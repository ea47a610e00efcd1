"""Gatherings become rows: the next dozen of every series, and their moments."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from fourthp.gatherings.models import Gathering, Rhythm, Series
from fourthp.gatherings.rules.repeating import walls
from fourthp.gatherings.rules.walls import ends_at, key_of, moment_of, wall_of
from fourthp.partnership.models import Group

# So many stand in the book at once: "the next twelve".
AHEAD = 12


def put_when(row: Gathering, wall: datetime, minutes: int) -> None:
    """Let a gathering, unsaved, begin at a wall time of its rhythm's zone."""
    row.day, row.at, row.minutes = wall.date(), wall.time(), minutes
    put_moments(row)


def put_moments(row: Gathering) -> None:
    """Say, unsaved, at which moments a gathering begins and ends."""
    zone = row.rhythm.tz
    row.starts_at = moment_of(row.wall, zone)
    row.ends_at = ends_at(row.wall, row.minutes, zone)


def gathering_at(rhythm: Rhythm, wall: datetime) -> Gathering:
    """Return the gathering that a rhythm's rule gives at a wall time, unsaved."""
    row = Gathering(rhythm=rhythm, original=key_of(wall), sequence=rhythm.sequence)
    put_when(row, wall, rhythm.minutes)
    return row


def fill(rhythm: Rhythm, *, now: datetime) -> int:
    """Make rows of the gatherings that a rhythm's next dozen lacks; return how many.

    Those that were missed while the clock stood still are made too. The caller has
    the lock of the series, and the transaction.
    """
    # Not those that fell out of its rule when that was changed.
    there = Gathering.objects.filter(rhythm=rhythm, original__gte=key_of(rhythm.first))
    last = there.order_by("-original").values_list("original", flat=True).first()
    lacks = AHEAD - there.not_over(now).count()
    made: list[Gathering] = []
    for wall in walls(rhythm.repeats, rhythm.first):
        if lacks <= 0:
            break
        if last is None or wall > wall_of(last):
            made.append(gathering_at(rhythm, wall))
            lacks -= made[-1].ends_at > now
    Gathering.objects.bulk_create(made)
    return len(made)


def plan_ahead(*, now: datetime) -> int:
    """Bring every series up to the next dozen, where its group goes on."""
    going_on = Group.objects.going_on(localdate(now))
    keys = Series.objects.filter(group__in=going_on).values_list("pk", flat=True)
    return sum(_plan(pk, now=now) for pk in keys)


def _plan(pk: UUID, *, now: datetime) -> int:
    with transaction.atomic():
        Series.objects.select_for_update(of=("self",)).get(pk=pk)
        rhythms = Rhythm.objects.filter(series=pk).exclude(rule="")
        return sum(fill(rhythm, now=now) for rhythm in rhythms)


def set_moments_anew(*, now: datetime) -> int:
    """Say anew when what is to come begins: a country may have changed its clock."""
    changed = []
    with transaction.atomic():
        rows = Gathering.objects.select_for_update(of=("self",)).not_over(
            now - timedelta(days=1)
        )
        for row in rows.select_related("rhythm").order_by("pk"):
            before = row.starts_at, row.ends_at
            put_moments(row)
            if before != (row.starts_at, row.ends_at):
                changed.append(row)
        Gathering.objects.bulk_update(changed, ["starts_at", "ends_at"])
    return len(changed)
