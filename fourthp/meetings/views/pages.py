"""Meetings to come and past, and one meeting: its agenda for whoever reads it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.queries.series import readers_of_series
from fourthp.gatherings.queries.words import day_in_words, times_in_words
from fourthp.meetings.models import Item, Meeting, MeetingSeries
from fourthp.meetings.permissions import can_order, can_propose
from fourthp.meetings.queries.agenda import agenda_of, owner_told
from fourthp.meetings.queries.arising import matters_arising
from fourthp.meetings.queries.listing import Due, listed, series_without_agendas
from fourthp.meetings.views.standing import meeting_seen, person_of
from fourthp.partnership.models import Label, Person
from fourthp.partnership.operations.looks import note_looks
from fourthp.plan.queries.action_told import known_names


def index(request: HttpRequest) -> HttpResponse:
    """Show the meetings to come, or those that were."""
    person, past = person_of(request), request.GET.get("past") == "yes"
    after = request.GET.get("after", "")
    page = listed(person, past=past, now=now(), after=after)
    which = "past=yes&" if past else ""
    context = {
        "lines": [
            (one, day_in_words(one.day), times_in_words(one)) for one in page.rows
        ],
        "past": past,
        "tabs": [
            ("?", _("To come"), "", not past),
            ("?past=yes", _("Over"), "", past),
        ],
        "first_href": f"?{which}" if after else "",
        "next_href": f"?{which}after={page.after}" if page.after else "",
        "without": series_without_agendas(person),
    }
    return render(request, "meetings/meetings.html", context)


def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a meeting: its agenda for this reader, and what arises from before."""
    person, found = person_of(request), meeting_seen(request, pk)
    _note_reading(found, person)
    agenda = agenda_of(found, person)
    kept, row = agenda.kept, agenda.meeting
    is_over = found.ends_at <= now()
    may_order = can_order(person, found.series)
    context: dict[str, Any] = shown(found) | {
        "kept": kept,
        "meeting": row,
        "agenda": agenda,
        "is_over": is_over,
        "due": Due.of(found, kept) if kept else None,
        "may_order": may_order,
        "may_propose": not (is_over or found.is_cancelled)
        and can_propose(person, found.series, Label.GREEN),
        "arising": [] if is_over else matters_arising(found, person, day=today()),
        "readers": readers_of_series(found.series, asks=person),
    }
    context |= _duties(row, kept, person)
    return render(request, "meetings/meeting.html", context)


def _note_reading(found: Gathering, person: Person) -> None:
    """Note that somebody reads a series, and items that ask for a second factor."""
    note_looks(Series.objects.filter(pk=found.series.pk), by=person)
    if person.is_strong:  # by a password alone nobody reads any that is noted
        items = Item.objects.visible_to(person).filter(meeting__gathering=found.pk)
        note_looks(items, by=person)


def shown(found: Gathering) -> dict[str, Any]:
    """Return what every page of a meeting says of it."""
    return {
        "gathering": found,
        "series": found.series,
        "day": day_in_words(found.day),
        "times": times_in_words(found),
    }


def _duties(
    row: Meeting | None, kept: MeetingSeries | None, reader: Person
) -> dict[str, str]:
    """Return who chairs and who takes the minutes, as far as a reader may know."""
    seats = [one for one in (row.chair, row.minute_taker) if one] if row else []
    known: Any = known_names((one.person for one in seats), reader)
    return {
        "chair": owner_told(row.chair, known) if row else "",
        "minute_taker": owner_told(row.minute_taker, known) if row else "",
        "hosted_by": kept.hosted_by if kept else "",
    }
