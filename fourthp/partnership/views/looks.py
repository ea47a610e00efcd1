"""Who looked at what is restricted: for the auditor, by name, for a reason."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.partnership.forms.sharing import NamesForm
from fourthp.partnership.operations.looks import ask_for_names
from fourthp.partnership.queries.looks import (
    matter_words,
    named_looks,
    names_asked,
    seen_lately,
    was_read,
)
from fourthp.partnership.views.standing import person_of


def looks(request: HttpRequest) -> HttpResponse:
    """Show what was looked at lately, by what it is and how often; no names."""
    context = {"seen": seen_lately(person_of(request))}
    return render(request, "partnership/looks.html", context)


def looks_asking(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Ask for the names of those who looked at something, and say why."""
    person = person_of(request)
    if not was_read(kind, pk):
        raise Http404(_("Nobody looked at it, or there is no such thing."))
    form = NamesForm.of(request)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            reason = form.cleaned_data["reason"]
            found = ask_for_names(kind, pk, reason, by=person, now=now())
            return reverse("looks-names", args=[found.pk])

        answer = form.send(act, by=person, now=now())
        if answer:
            return redirect(answer)
    context = {"form": form, "what": matter_words(kind)}
    status = 400 if form.errors else 200
    return render(request, "partnership/looks_asking.html", context, status=status)


def looks_names(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who looked at something, to the auditor who asked within the hour."""
    asked = names_asked(pk, by=person_of(request), now=now())
    if asked is None:
        raise Http404(_("You did not ask for these names, or it was long ago."))
    context = {
        "asked": asked,
        "what": matter_words(asked.about_kind),
        "named": named_looks(asked),
    }
    return render(request, "partnership/looks_names.html", context)
