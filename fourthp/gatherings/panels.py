"""Gatherings in what waits for somebody, in what changed, and in what is found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.offers import (
    Change,
    Found,
    Hit,
    Waiting,
    changes,
    finds,
    waits,
)
from fourthp.foundation.typed import Typed
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.queries.finding import (
    changed_since,
    planned_since,
    series_typed,
    without_place,
)
from fourthp.gatherings.queries.words import day_in_words
from fourthp.partnership.models import Person
from fourthp.partnership.queries.changed import made_at, newest


@waits
def places_to_say(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever plans which gathering is near, and nobody said where (S6)."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    for one in without_place(reader, now=now):
        yield Waiting(
            _("Nobody has said yet where this gathering is"),
            reverse("series-facts", args=[one.series.pk]),
            _("Say where it is"),
            of=one.series.name,
            until=one.day,
        )


@changes
def gatherings_that_changed(
    reader: Any, since: datetime, until: datetime, most: int
) -> Iterator[Change]:
    """Tell what was planned, and what was moved or cancelled that is to come."""
    if not isinstance(reader, Person) or not reader.held:
        return
    planned, more = newest(planned_since(reader, since, until), most)
    yield from map(_planned, planned)
    if more:
        yield Change(_made(planned[-1]), _("Gatherings are planned"), count=more)
    changed, more = newest(changed_since(reader, since, until), most, by="changed_at")
    yield from map(_changed, changed)
    if more:
        yield Change(changed[-1].changed_at or until, _("Gatherings"), count=more)


def _made(series: Series) -> datetime:
    return datetime.fromtimestamp(made_at(series.pk), tz=UTC)


def _planned(series: Series) -> Change:
    path, what = reverse("series", args=[series.pk]), _("Gatherings are planned")
    return Change(_made(series), what, series.name, path, series.group.name)


def _changed(one: Gathering) -> Change:
    what = _("A gathering is at another time or place")
    if one.is_cancelled:
        what = _("A gathering is cancelled")
    path, of = reverse("gathering", args=[one.pk]), one.series.name
    at = one.changed_at or one.starts_at
    return Change(
        at, what, f"{of}, {day_in_words(one.day)}", path, one.series.group.name
    )


@finds("gatherings", gettext_lazy("Gatherings"), position=55)
def find_gatherings(reader: Any, typed: Typed, most: int) -> Found:
    """Find series of gatherings by what they are called."""
    rows = series_typed(typed, reader)
    hits = [
        Hit(name, reverse("series", args=[pk]), group)
        for pk, name, group in rows[:most]
    ]
    return Found(hits, len(rows))
