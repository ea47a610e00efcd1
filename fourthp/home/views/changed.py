"""What changed since somebody last looked; that she has seen it, she says herself."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.home.operations import note_look, take_look_back
from fourthp.home.queries.changed import changed_since
from fourthp.partnership.models import Person


def changed(request: HttpRequest) -> HttpResponse:
    """Show what changed; a POST says that it was seen, or shows the last ones again."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    if request.method == "POST":
        return redirect(_pressed(request, person))
    return render(
        request, "home/changed.html", {"changed": changed_since(person, now())}
    )


def _pressed(request: HttpRequest, person: Person) -> str:
    if request.POST.get("again") == "yes":

        def act() -> str:
            take_look_back(person, by=person)
            return reverse("changed")

        return press(request, act, by=person, now=now())
    until = _moment(request.POST.get("until", ""))

    def seen() -> str:
        note_look(person, by=person, until=until, now=now())
        return reverse("changed")

    answer = press(request, seen, by=person, now=now())
    messages.success(request, _("Noted: you have seen these."))
    return answer


def _moment(text: str) -> datetime:
    """Return the moment up to which a page told what changed."""
    try:
        moment = parse_datetime(text)
    except ValueError as problem:
        raise BadRequest from problem
    if moment is None or is_naive(moment):
        raise BadRequest
    return moment
