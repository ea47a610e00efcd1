"""The clockwork: what happens on its own, and how it goes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.duties import all_duties
from fourthp.foundation.forms import press
from fourthp.foundation.operations.clockwork import DutyIsBeingDone, ask_for_duty
from fourthp.foundation.queries.clockwork import (
    by_rhythm,
    duties_told,
    verdict,
    worker_last_seen,
    workers_alive,
)

MAY_ASK = "coordinator"


def clockwork(request: HttpRequest) -> HttpResponse:
    """Show every timed duty, what needs a look first; take the word to do one now."""
    standing = request.standing  # type: ignore[attr-defined]  # by PolicyMiddleware
    may_ask = MAY_ASK in standing.roles
    if request.method == "POST":
        if not may_ask:
            raise PermissionDenied
        return _ask(request)
    moment = now()
    duties = duties_told(moment)
    fine = [one for one in duties if not one.needs_a_look]
    awaited = [one for one in fine if one.is_awaited(moment)]
    context = {
        "duties": duties,
        "verdict": verdict(duties),
        "wrong": [one for one in duties if one.needs_a_look],
        "asked_for": awaited,
        "just_done": [one for one in fine if one.is_done_just_now(moment)],
        "rhythms": by_rhythm(one for one in fine if one not in awaited),
        "workers": workers_alive(moment),
        "seen": worker_last_seen(moment),
        "may_ask": may_ask,
    }
    return render(request, "foundation/clockwork.html", context)


def _ask(request: HttpRequest) -> HttpResponse:
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    duties = {one.name: one for one in all_duties()}
    duty = duties.get(request.POST.get("duty", ""))
    if duty is None:
        raise Http404

    def act() -> str:
        ask_for_duty(duty, by=person, now=now())
        messages.success(request, _("Asked for: how it stands is said below."))
        return reverse("clockwork")

    try:
        return redirect(press(request, act, by=person, now=now()))
    except DutyIsBeingDone as problem:
        messages.warning(request, str(problem))
    return redirect("clockwork")
