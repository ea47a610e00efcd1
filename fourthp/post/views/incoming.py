"""Letters that came in by mail: read, and dealt with."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.post.models import Incoming
from fourthp.post.operations.letters import bring_back_letter, settle_letter
from fourthp.post.queries.incoming import (
    LETTERS,
    SHOW_NAMES,
    letter_lines,
    letters,
    letters_waiting,
)
from fourthp.post.views.pressing import person_of, pressed

_NEW = Incoming.State.NEW


def index(request: HttpRequest) -> HttpResponse:
    """Show the letters that wait for somebody, or those that were dealt with."""
    state = request.GET.get("show", "")
    state = state if state in SHOW_NAMES else _NEW.value
    found = letters(state, after=request.GET.get("after", ""))
    context = {
        "show": state,
        "is_fetched": bool(settings.MAIL_IN),
        "tabs": _tabs(state),
        "lines": letter_lines(found.rows, person_of(request)),
        "next_href": f"?show={state}&after={found.after}" if found.after else "",
        "first_href": f"?show={state}" if "after" in request.GET else "",
    }
    return render(request, "post/letters_in.html", context)


def _tabs(state: str) -> list[tuple[str, Any, Any, bool]]:
    counts = {_NEW.value: letters_waiting()}
    return [
        (f"?show={name}", words, counts.get(name, ""), name == state)
        for name, words in SHOW_NAMES.items()
    ]


def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one letter, as text and nothing else."""
    found = _letter(pk)
    [line] = letter_lines([found], person_of(request))
    context = {"letter": found, "line": line, "is_new": found.state == _NEW}
    return render(request, "post/letter_in.html", context)


@require_POST
def settlement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a letter was dealt with."""
    found = _letter(pk)

    def act() -> str:
        settle_letter(found, by=person_of(request), now=now())
        return reverse("letters-in")

    said = _("It is dealt with.")
    return pressed(request, act, said=said, back=reverse("letters-in"))


@require_POST
def reopening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a letter among those that wait again."""
    found = _letter(pk)

    def act() -> str:
        bring_back_letter(found, by=person_of(request))
        return reverse("letter-in", args=[pk])

    said = _("It waits again.")
    return pressed(request, act, said=said, back=reverse("letters-in"))


def _letter(pk: UUID) -> Incoming:
    rows = Incoming.objects.filter(outcome__in=LETTERS)
    return get_object_or_404(rows.select_related("message"), pk=pk)
