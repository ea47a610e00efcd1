"""An agenda is sent out, and taken along as text or as a table."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fourthp.foundation.clock import now
from fourthp.foundation.tables.writing import csv_lines
from fourthp.meetings.formats import COLUMNS, agenda_text, csv_rows
from fourthp.meetings.forms.items import CirculateForm
from fourthp.meetings.operations.circulating import circulate
from fourthp.meetings.operations.mails import may_be_told
from fourthp.meetings.queries.agenda import agenda_of, meeting_of
from fourthp.meetings.queries.readers import invited_to
from fourthp.meetings.views.pages import shown
from fourthp.meetings.views.standing import (
    meeting_kept,
    meeting_seen,
    person_of,
    sent,
)
from fourthp.plan.operations.exports import note_export


def circulation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say to how many an agenda goes, and send it."""
    person, found = person_of(request), meeting_kept(request, pk)
    row = meeting_of(found)
    form = CirculateForm.of(request, initial={"seen": row.version if row else ""})

    def act() -> str:
        circulate(found, by=person, now=now(), seen=form.cleaned_data["seen"])
        return reverse("meeting", args=[pk])

    if request.method == "POST" and form.is_valid():
        answer = sent(form, request, act)
        if answer:
            messages.success(request, _("The agenda is out; its numbers stand."))
            return redirect(answer)
        row = meeting_of(found)
        form.put("seen", row.version if row else "")
    context = shown(found) | {
        "form": form,
        "agenda": agenda_of(found, person),
        "meeting": row,
        "people": len(invited_to(found)),
        "is_told": row is None or may_be_told(row),
    }
    status = 400 if form.errors else 200
    return render(request, "meetings/circulation.html", context, status=status)


@require_safe
def text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an agenda as plain text, as its reader may see it."""
    person, found = person_of(request), meeting_seen(request, pk)
    said = shown(found)
    note_export("agendas", by=person)
    heading = (said["series"].name, f"{said['day']}, {said['times']}")
    body = agenda_text(heading, agenda_of(found, person).lines)
    # The name says nothing of what is in it (S14).
    headers = {"Content-Disposition": 'attachment; filename="agenda.txt"'}
    return HttpResponse(body, content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
def table(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """Give an agenda as a table, as its reader may see it."""
    person, found = person_of(request), meeting_seen(request, pk)
    note_export("agendas", by=person)
    lines = csv_lines(
        [str(one) for one in COLUMNS], csv_rows(agenda_of(found, person).lines)
    )
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="agenda.csv"'
    return answer
