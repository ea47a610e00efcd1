"""A series is one of meetings; what stands on all of them, and whose turn they are."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.meetings.forms.series import NeedsForm, RotaForm, StandingForm
from fourthp.meetings.models import MeetingSeries
from fourthp.meetings.operations.series import keep_meetings, set_rota, set_standing
from fourthp.meetings.views.standing import (
    meetings_kept,
    person_of,
    sent,
    series_kept,
)

TABS = ("meetings-needs", "meetings-standing", "meetings-rota")


def needs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a series be one of meetings, or say what these need."""
    series = series_kept(request, pk)
    kept = MeetingSeries.objects.filter(series=series).first()
    form = NeedsForm.for_series(request, kept)

    def act() -> str:
        said = form.needs(kept), form.cleaned_data["seen"]
        keep_meetings(series, said[0], by=person_of(request), seen=said[1])
        return reverse("meetings-standing" if kept is None else TABS[0], args=[pk])

    done = _("Kept.") if kept else _("These are meetings now. What always stands?")
    context = {"series": series, "kept": kept, "page": "needs"}
    return _answered(request, form, (act, done), context)


def standing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what stands on every agenda."""
    kept = meetings_kept(request, pk)
    form = StandingForm.for_series(request, kept)

    def act() -> str:
        said = form.items(), form.cleaned_data["seen"]
        set_standing(kept, said[0], by=person_of(request), seen=said[1])
        return reverse(TABS[1], args=[pk])

    done = _("Kept. Every new agenda begins with these.")
    context = {"series": kept.series, "kept": kept, "page": "standing"}
    return _answered(request, form, (act, done), context)


def rota(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whose seats chair and take minutes, in turn."""
    kept, person = meetings_kept(request, pk), person_of(request)
    form = RotaForm.for_series(request, kept, reader=person)

    def act() -> str:
        said = form.turns(), form.cleaned_data["seen"]
        set_rota(kept, said[0], by=person, seen=said[1])
        return reverse(TABS[2], args=[pk])

    done = _("Kept. The next new agenda takes the next turn.")
    context = {"series": kept.series, "kept": kept, "page": "rota"}
    return _answered(request, form, (act, done), context)


def _answered(
    request: HttpRequest,
    form: Any,
    act: tuple[Callable[[], str], str],
    context: dict[str, Any],
) -> HttpResponse:
    """Do what a form says once, or show its page; act: it, and what is said then."""
    if request.method == "POST" and form.is_valid():
        answer = sent(form, request, act[0])
        if answer:
            messages.success(request, act[1])
            return redirect(answer)
    pk, kept = context["series"].pk, context["kept"]
    titles = (_("What they need"), _("What always stands"), _("Whose turn"))
    pages = dict(zip(TABS, ("needs", "standing", "rota"), strict=True))
    context |= {
        "form": form,
        "tabs": [
            (reverse(name, args=[pk]), title, "", pages[name] == context["page"])
            for name, title in zip(TABS, titles, strict=True)
            if kept
        ],
    }
    status = 400 if form.errors else 200
    return render(request, "meetings/series.html", context, status=status)
