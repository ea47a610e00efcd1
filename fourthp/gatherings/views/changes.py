"""One gathering is moved, cancelled, held elsewhere; or all that follow are changed.

Each page says what will happen, and to how many.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.gatherings.forms.places import WhereForm, where_written
from fourthp.gatherings.forms.planning import (
    CancelForm,
    FollowingForm,
    MoveForm,
)
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.operations.following import change_following, end_following
from fourthp.gatherings.operations.moving import (
    Move,
    bring_back,
    cancel_gathering,
    hold_elsewhere,
    move_gathering,
)
from fourthp.gatherings.operations.series import IsOver
from fourthp.gatherings.queries.series import follows, readers_of_series
from fourthp.gatherings.queries.venues import venue_of
from fourthp.gatherings.queries.words import day_in_words, times_in_words
from fourthp.gatherings.views.planning import sent
from fourthp.gatherings.views.standing import gathering_kept, person_of


def moving(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move one gathering to another day or time."""
    found = gathering_kept(request, pk)
    form = MoveForm.for_gathering(request, found)

    def act() -> str:
        said = form.cleaned_data
        move = Move(form.wall(), form.minutes(), said["because"])
        by, seen = person_of(request), said["seen"]
        move_gathering(found, move, by=by, now=now(), seen=seen)
        return reverse("gathering", args=[pk])

    done = _("Moved. Calendars that follow it move it too.")
    return _answered(request, found, form, (act, done, "moving"))


def cancelling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel one gathering."""
    found = gathering_kept(request, pk)
    form = CancelForm.of(request, initial={"seen": found.version})

    def act() -> str:
        said = form.cleaned_data
        by, seen = person_of(request), said["seen"]
        cancel_gathering(found, said["because"], by=by, now=now(), seen=seen)
        return reverse("gathering", args=[pk])

    return _answered(request, found, form, (act, _("Cancelled."), "cancelling"))


def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold one gathering elsewhere than its series."""
    found = gathering_kept(request, pk)
    form = WhereForm.of(request, initial=where_written(venue_of(found)))

    def act() -> str:
        hold_elsewhere(found, form.where(), by=person_of(request), now=now())
        return reverse("gathering", args=[pk])

    done = _("Changed, for this gathering alone.")
    return _answered(request, found, form, (act, done, "place"))


def following(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a gathering and all that follow, or end the series before it."""
    found = gathering_kept(request, pk)
    form = FollowingForm.for_gathering(request, found)
    meets = {"follows": follows(found, now=now())}

    def act() -> str:
        by, seen = person_of(request), form.cleaned_data["seen"]
        change_following(found, form.when(), by=by, now=now(), seen=seen)
        return reverse("series", args=[found.series.pk])

    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and not (form.shows_preview() and "look" not in request.POST):
        return _drawn(request, found, form, "following", meets)
    done = _("Changed, from this gathering on.")
    return _answered(request, found, form, (act, done, "following"), meets)


def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a series before a gathering: it and all that follow are cancelled."""
    found = gathering_kept(request, pk)
    form = CancelForm.of(request, initial={"seen": found.version})

    def act() -> str:
        said = form.cleaned_data
        by, seen = person_of(request), said["seen"]
        end_following(found, said["because"], by=by, now=now(), seen=seen)
        return reverse("series", args=[found.series.pk])

    meets = {"follows": follows(found, now=now())}
    done = _("The series ends before this gathering.")
    return _answered(request, found, form, (act, done, "ending"), meets)


def _answered(
    request: HttpRequest,
    found: Gathering,
    form: Any,
    act: tuple[Any, str, str],
    meets: dict[str, Any] | None = None,
) -> HttpResponse:
    """Do what a form says once, or show its page; act: it, what is said, its page."""
    do, done, page = act
    if request.method == "POST" and form.is_valid():
        answer = sent(form, request, do)
        if answer:
            messages.success(request, done)
            return redirect(answer)
    return _drawn(request, found, form, page, meets or {})


def _drawn(
    request: HttpRequest, found: Gathering, form: Any, page: str, meets: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form,
        "gathering": found,
        "series": found.series,
        "day": day_in_words(found.day),
        "times": times_in_words(found),
        "readers": readers_of_series(found.series, asks=person_of(request)),
        "back": reverse("gathering", args=[found.pk]),
        "act": page,
    } | meets
    status = 400 if form.errors else 200
    return render(request, "gatherings/change.html", context, status=status)


@require_POST
def bringing_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a gathering take place that was cancelled."""
    found, by = gathering_kept(request, pk), person_of(request)
    here = reverse("gathering", args=[pk])

    def act() -> str:
        bring_back(found, by=by, now=now())
        return here

    try:
        press(request, act, by=by, now=now())
    except IsOver as problem:
        messages.error(request, str(problem))
        return redirect(here)
    messages.success(request, _("It takes place."))
    return redirect(here)
