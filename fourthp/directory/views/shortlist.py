"""The services that somebody keeps for later: as text, as a code and to print."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from fourthp.directory.forms.find import FindForm
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.queries.entries import Entry, entries
from fourthp.foundation.clock import now


def shortlist(request: HttpRequest) -> HttpResponse:
    """Show the services that were kept, as text, as a code and to print."""
    form = FindForm(request.POST)
    ids = []
    if form.is_valid():
        for key in form.kept_ids():
            try:
                ids.append(UUID(key))
            except ValueError:
                continue
    reader = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    shown = entries(ids, reader=reader, now=now())
    note_reading([entry.service.pk for entry in shown], by=reader)
    context = {"entries": shown, "code": qr_code(share_text(shown))}
    return render(request, "directory/shortlist.html", context)


def share_text(shown: list[Entry]) -> str:
    """Return names and numbers only: nothing that tells why somebody has them."""
    lines = []
    for entry in shown:
        number = entry.phone.number if entry.phone else ""
        lines.append(f"{entry.service.organization} {number}".strip())
    return "\n".join(lines)


def qr_code(text: str) -> str:
    """Return a text as a drawn code (SVG), or nothing when it is too long for one."""
    if not text or len(text.encode()) > 800:
        return ""
    drawn = segno.make(text, micro=False, error="m")
    svg = drawn.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # noqa: S308 -- drawn by the library from squares alone
