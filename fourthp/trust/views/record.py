"""The record of acts: how it stands, and whether it is as an old note says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fourthp.audit.rules import notes_in
from fourthp.foundation.clock import now
from fourthp.trust.forms import NoteForm
from fourthp.trust.permissions import can_name_witnesses
from fourthp.trust.queries.verdicts import MOST_ON_PAGE, Verdict, verdicts_of
from fourthp.trust.queries.witnesses import (
    missing_in_words,
    record_told,
    witnesses_told,
)


def record(request: HttpRequest) -> HttpResponse:
    """Show how the record stands; compare it with the notes that are pasted."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    verdicts: list[Verdict] = []
    if request.method == "POST" and form.is_valid():
        notes = notes_in(form.cleaned_data["note"])
        verdicts = verdicts_of(notes, now=now(), most=MOST_ON_PAGE)
        if not verdicts:
            form.add_error("note", _("No note stands in this. Paste the whole mail."))
    told = record_told(now())
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    context = {
        "form": form,
        # The newest covers all before it; of the others only what does not agree.
        "verdicts": verdicts[:1] + [one for one in verdicts[1:] if not one.is_good],
        "agree": sum(one.is_good for one in verdicts[1:]),
        "told": told,
        "missing": missing_in_words(told.missing),
        "witnesses": witnesses_told(),
        "may_name": can_name_witnesses(person),
    }
    status = 400 if form.errors else 200
    return render(request, "trust/record.html", context, status=status)
