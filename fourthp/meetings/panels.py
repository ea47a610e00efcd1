"""What meetings offer to pages of others, and what waits for whoever makes agendas."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.offers import Waiting, waits
from fourthp.foundation.shell import fills
from fourthp.gatherings.models import Gathering, Series
from fourthp.meetings.models import MeetingSeries
from fourthp.meetings.permissions import can_order
from fourthp.meetings.queries.listing import proposed_to
from fourthp.partnership.models import Person


@fills("gathering")
def its_agenda(_reader: object, gathering: Gathering) -> str:
    """Lead from a gathering, which its reader sees, to its agenda."""
    if not MeetingSeries.objects.filter(series=gathering.series.pk).exists():
        return ""
    return render_to_string("meetings/_its_agenda.html", {"gathering": gathering})


@fills("series")
def its_meetings(reader: object, series: Series) -> str:
    """Lead from a series to what its meetings need, for whoever keeps it."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return ""
    if not can_order(reader, series):
        return ""
    there = MeetingSeries.objects.filter(series=series.pk).exists()
    context = {"series": series, "there": there}
    return render_to_string("meetings/_its_meetings.html", context)


@waits
def items_to_answer(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever makes an agenda that items are proposed for it (S6)."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    for one in proposed_to(reader, now=now):
        yield Waiting(
            _("Somebody proposed an item"),
            reverse("meeting-order", args=[one.pk]),
            _("Say what becomes of it"),
            of=one.series.name,
            until=one.day,
        )
