"""What is to come, one gathering, and one series."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.gatherings.forms.filters import FilterForm
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.permissions import can_keep, is_invited
from fourthp.gatherings.queries.answers import answers_shown, is_old
from fourthp.gatherings.queries.coming import groups_to_plan_for, listed
from fourthp.gatherings.queries.invited import answer_of, invites_now
from fourthp.gatherings.queries.series import (
    coming_of,
    readers_of_series,
    rhythm_now,
    rhythms_of,
)
from fourthp.gatherings.queries.venues import as_told, venue_of, venue_of_series
from fourthp.gatherings.queries.words import (
    day_in_words,
    odd_clock,
    rhythm_times,
    rule_in_words,
    times_in_words,
)
from fourthp.gatherings.rules.walls import wall_of
from fourthp.gatherings.views.standing import gathering_seen, person_of, series_shown
from fourthp.partnership.models import Person
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions.sharing import can_narrow


def index(request: HttpRequest) -> HttpResponse:
    """Show what is to come, narrowed as the address says."""
    person = person_of(request)
    form = FilterForm(request.GET, reader=person)
    asked, after = form.asked(), request.GET.get("after", "")
    page = listed(person, asked, now=now(), after=after)
    context = {
        "form": form,
        "past": asked.past,
        "lines": [
            (one, day_in_words(one.day), times_in_words(one)) for one in page.rows
        ],
        "chips": form.chips(),
        "tabs": _tabs(form),
        "first_href": f"?{form.query()}" if after else "",
        "next_href": f"?{form.query(after=page.after)}" if page.after else "",
        "may_plan": bool(groups_to_plan_for(person)),
    }
    return render(request, "gatherings/gatherings.html", context)


def _tabs(form: FilterForm) -> list[tuple[str, str, str, bool]]:
    past = form.asked().past
    return [
        (f"?{form.query(past='')}", _("To come"), "", not past),
        (f"?{form.query(past='yes')}", _("Over"), "", past),
    ]


def gathering(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a gathering: when, where, how one joins, and what may be done about it."""
    person, found = person_of(request), gathering_seen(request, pk)
    note_looks(Series.objects.filter(pk=found.series.pk), by=person)
    is_over = found.ends_at <= now()
    context = {
        "gathering": found,
        "series": found.series,
        "day": day_in_words(found.day),
        "times": times_in_words(found),
        "odd": odd_clock(found.wall, found.rhythm.zone),
        "was": _was(found),
        "venue": as_told(venue_of(found), found.series, reader=person),
        "is_over": is_over,
        "repeats": bool(found.rhythm.rule),
    }
    context |= _may(found.series, person) | _coming(found, person)
    return render(request, "gatherings/gathering.html", context)


def _coming(found: Gathering, person: Person) -> dict[str, Any]:
    """Return who comes, what she said herself, and whether she may still say it."""
    own = answer_of(person, found)
    is_there = found.ends_at > now() and not found.is_cancelled
    return {
        "coming": answers_shown(found, person),
        "own": own,
        "own_is_old": is_old(own, found.changed_at),
        "may_answer": is_there and invites_now(person, found),
    }


def _was(found: Gathering) -> str:
    """Return in words when a gathering was to be that was moved, else nothing."""
    if not found.is_moved or not found.rhythm.rule:
        return ""
    wall = wall_of(found.original)
    return f"{day_in_words(wall.date())}, {rhythm_times(found.rhythm)}"


def series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a series: its rhythm, its next dozen, where it is, who sees it."""
    person, found = person_of(request), series_shown(request, pk)
    note_looks(Series.objects.filter(pk=pk), by=person)
    rhythm = rhythm_now(found)
    earlier = [one for one in rhythms_of(found) if one.pk != rhythm.pk]
    context: dict[str, Any] = {
        "series": found,
        "rhythm": rhythm,
        "rule": rule_in_words(rhythm),
        "times": rhythm_times(rhythm),
        "earlier": [
            (rule_in_words(one), rhythm_times(one), day_in_words(one.first_on))
            for one in earlier
        ],
        "coming": [
            (one, day_in_words(one.day), times_in_words(one))
            for one in coming_of(found, now=now())
        ],
        "venue": as_told(venue_of_series(found), found, reader=person),
        "is_over": found.is_over(today()),
    }
    context |= _may(found, person)
    return render(request, "gatherings/series.html", context)


def _may(series: Series, person: Person) -> dict[str, Any]:
    """Return who sees a series, and what somebody may do about it."""
    return {
        "readers": readers_of_series(series, asks=person),
        "may_keep": can_keep(person, series),
        "may_narrow": can_narrow(person, series),
        "is_invited": is_invited(person, series),
    }
