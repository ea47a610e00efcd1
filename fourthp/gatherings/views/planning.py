"""A series is planned, and what is said of it is changed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.gatherings.forms.planning import PlanForm, SeriesForm
from fourthp.gatherings.operations.moving import IsCancelled
from fourthp.gatherings.operations.series import (
    CannotBeSeen,
    GroupIsNotThere,
    IsOver,
    change_series,
    plan_series,
)
from fourthp.gatherings.operations.venues import PlaceIsConfidential
from fourthp.gatherings.queries.coming import groups_to_plan_for
from fourthp.gatherings.views.standing import person_of, series_kept
from fourthp.partnership.operations.audiences import AnyoneMayJoin, ClosedIsNotClear
from fourthp.partnership.queries.network import network_zone

# At which box a page says why something was refused; None is above all of them.
AT: dict[type[Exception], str | None] = {
    CannotBeSeen: "seen_by",
    ClosedIsNotClear: "seen_by",
    AnyoneMayJoin: "seen_by",
    GroupIsNotThere: "group",
    PlaceIsConfidential: "place",
    IsOver: "day",
    IsCancelled: None,
    SomebodyWasFaster: None,
}


def sent(form: KeyedForm, request: HttpRequest, act: Callable[[], str]) -> str | None:
    """Do the act of a valid form once; where it is refused the form says why."""
    try:
        return form.send(act, by=person_of(request), now=now())
    except tuple(AT) as problem:
        box = AT[type(problem)]
        form.add_error(box if box in form.fields else None, str(problem))
        return None


def new(request: HttpRequest) -> HttpResponse:
    """Plan gatherings: typed, looked at as a dozen days, then kept."""
    person = person_of(request)
    if not groups_to_plan_for(person):
        raise PermissionDenied
    initial = {"zone": network_zone() or "UTC"}
    form = PlanForm.of(request, planner=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        is_seen = form.shows_preview() and "look" not in request.POST
        answer = _plan(form, request) if is_seen else None
        if answer:
            messages.success(request, _("Planned. Calendars that follow it know it."))
            return redirect(answer)
    context = {"form": form, "back": reverse("gatherings")}
    status = 400 if form.errors else 200
    return render(request, "gatherings/plan.html", context, status=status)


def _plan(form: PlanForm, request: HttpRequest) -> str | None:
    def act() -> str:
        made = plan_series(form.facts(), by=person_of(request), now=now())
        return reverse("series", args=[made.pk])

    return sent(form, request, act)


def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a series is called, and where it is held from now on."""
    found = series_kept(request, pk)
    form = SeriesForm.for_series(request, found)
    here = reverse("series", args=[pk])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            said, seen = form.cleaned_data, form.cleaned_data["seen"]
            by = person_of(request)
            change_series(found, said["name"], form.where(), by=by, seen=seen)
            return here

        answer = sent(form, request, act)
        if answer:
            messages.success(request, _("Changed, for every gathering to come."))
            return redirect(answer)
    context: dict[str, Any] = {"form": form, "series": found, "back": here}
    status = 400 if form.errors else 200
    return render(request, "gatherings/series_facts.html", context, status=status)
