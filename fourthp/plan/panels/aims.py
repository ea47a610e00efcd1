"""Aims on pages that span rooms: figures that wait, what is new, what is found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.offers import (
    Change,
    Found,
    Hit,
    Urgency,
    Waiting,
    changes,
    finds,
    waits,
)
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Person
from fourthp.partnership.queries.changed import made_at, newest
from fourthp.plan.queries.aims import figures_due
from fourthp.plan.queries.finding import aims_since, aims_typed


@waits
def figures_wait(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell which figures somebody's agencies are to say."""
    if not isinstance(reader, Person) or not reader.held:
        return
    for one in figures_due(reader, localdate(now)):
        yield Waiting(
            _("Say how far it is: %s") % one.indicator.name,
            reverse("aim-figure", args=[one.indicator.pk]),
            _("Say the figure"),
            why=str(one.indicator.agency),
            of=one.indicator.aim.title,
            urgency=Urgency.WHEN_YOU_CAN,
            since=one.due_on,
        )


@changes
def aims_changed(
    reader: Any, since: datetime, until: datetime, most: int
) -> Iterator[Change]:
    """Tell of aims that were set meanwhile."""
    if not isinstance(reader, Person) or not reader.held:
        return
    named, more = newest(aims_since(reader, since, until), most)
    told = [
        Change(
            datetime.fromtimestamp(made_at(one.pk), tz=UTC),
            _("A new aim"),
            one.title,
            reverse("aim", args=[one.pk]),
            "" if one.group.is_network else one.group.name,
        )
        for one in named
    ]
    yield from told
    if more:
        yield Change(told[-1].at, told[-1].what, count=more)


@finds("aims", gettext_lazy("Aims"), position=45)
def find_aims(reader: Any, typed: Typed, most: int) -> Found:
    """Find the aims that a reader may see, by their words."""
    rows = aims_typed(typed, reader)
    hits = [
        Hit(one.title, reverse("aim", args=[one.pk]), one.part.name)
        for one in rows[:most]
    ]
    return Found(hits, len(rows))
