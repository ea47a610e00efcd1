"""One service: the number first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fourthp.directory.models import Service
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.permissions import can_edit_service
from fourthp.directory.queries.entries import Entry, entries
from fourthp.directory.queries.hours import week_ahead
from fourthp.directory.queries.names import facet_name
from fourthp.directory.queries.timetables import usual_here
from fourthp.directory.views.hours import said_end, said_hours, said_week
from fourthp.directory.views.shortlist import qr_code, share_text
from fourthp.foundation.clock import now, today
from fourthp.foundation.pdf import Document, Heading, NoFontForScript, Text, pdf_bytes
from fourthp.partnership.models import Person
from fourthp.partnership.queries.audiences import readers_known_to

MOST_PLACES = 6


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a service to whoever may see it."""
    return _page(request, pk, "directory/entry.html")


def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a service as a card to print."""
    return _page(request, pk, "directory/card.html")


def card_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a service's card as a PDF: name and number, and no telling word."""
    reader = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    shown = entries([pk], reader=reader, now=now())
    if not shown:
        raise Http404
    note_reading([pk], by=reader)
    number = shown[0].phone.number if shown[0].phone else ""
    parts = (Heading(str(shown[0].service.organization)), Text(number))
    document = Document(_("Card"), parts, language=get_language() or "en")
    try:
        content = pdf_bytes(document, now=now())
    except NoFontForScript as problem:
        return render(
            request, "directory/no_pdf.html", {"said": str(problem), "entry": shown[0]}
        )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="card.pdf"'
    return answer


def _page(request: HttpRequest, pk: UUID, template: str) -> HttpResponse:
    moment = now()
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    # Whoever keeps it may look as somebody without an account.
    reader = None if request.GET.get("as") == "public" else person
    shown = entries([pk], reader=reader, now=moment)
    if not shown:
        raise Http404
    note_reading([pk], by=reader)
    entry = shown[0]
    context = said_of(entry, moment) | {
        "holiday": usual_here().holiday_on(today()),
        "may_edit": person is not None and can_edit_service(person, entry.service),
        "looks_as_public": reader is not person,
        "code": qr_code(share_text([entry])),
    }
    if not entry.service.is_public:
        context["readers"] = readers_known_to(entry.service, asks=person)
    return render(request, template, context)


def drawn_for_both(row: Service, whom: Person | None, beside: Person) -> str:
    """Draw a service as two people see it; nothing where one of them does not."""
    moment = now()
    if not Service.objects.visible_to(beside).filter(pk=row.pk).exists():
        return ""
    shown = entries([row.pk], reader=whom, now=moment)
    if not shown:
        return ""
    context = said_of(shown[0], moment)
    if not row.is_public:
        context["readers"] = readers_known_to(row, asks=beside)
    return render_to_string("directory/_as_another.html", context)


def said_of(entry: Entry, moment: datetime) -> dict[str, Any]:
    """Return all that a service's page says of it, for `_entry.html`."""
    week = week_ahead(entry.service, entry.times, now=moment)
    return {
        "entry": entry,
        "service": entry.service,
        "ended": said_end(entry.service),
        "is_for": [facet_name(code) for code in entry.is_for],
        "is_not_for": [facet_name(code) for code in entry.is_not_for],
        "web": "" if entry.is_hidden_place else entry.service.url,
        "mail": "" if entry.is_hidden_place else entry.service.email,
        "places_shown": entry.places[:MOST_PLACES],
        "more_places": max(0, len(entry.places) - MOST_PLACES),
        "hours": said_hours(entry.times, now=moment),
        "week": said_week(week, entry.times, now=moment),
        "is_stale": entry.service.is_stale(today()),
    }
