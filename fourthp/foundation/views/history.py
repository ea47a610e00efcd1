"""History: what was changed in a matter, when, and taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.matters import (
    CannotUndo,
    MatterKind,
    matter_kind,
    told_acts,
    undo_change,
)
from fourthp.foundation.models import Revision
from fourthp.foundation.queries.history import Change, history_of


def history(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Show every change of a matter that the reader may see, newest first."""
    reader = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    found = _seen(kind, pk, reader)
    if request.method == "POST":
        return _undo(request, found, pk)
    context = {
        "kind": kind,
        "pk": pk,
        "title": found.title(pk),
        "back": found.url(pk),
        "changes": told_acts(found, pk, _shown(found, pk, reader)),
        "may_change": found.undo is not None and found.may_change(reader, pk),
    }
    return render(request, "foundation/history.html", context)


def _seen(kind: str, pk: UUID, reader: object) -> MatterKind:
    found = matter_kind(kind)
    if found is None or not (found.may_see(reader, pk) or found.keeps(reader, pk)):
        raise Http404
    found.note_reading(reader, pk)
    return found


def _shown(kind: MatterKind, pk: UUID, reader: object) -> list[Change]:
    changes = history_of(kind.name, pk)
    return [one for one in changes if kind.shows(reader, one.revision)]


def _undo(request: HttpRequest, kind: MatterKind, pk: UUID) -> HttpResponse:
    reader: Any = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    if not kind.may_change(reader, pk):
        raise PermissionDenied
    try:
        wanted = UUID(request.POST.get("revision", ""))
    except ValueError as problem:
        raise Http404 from problem
    revision = get_object_or_404(
        Revision, pk=wanted, matter_kind=kind.name, matter_id=str(pk)
    )
    if not kind.shows(reader, revision):
        raise Http404

    def act() -> str:
        messages.success(request, undo_change(kind, pk, revision, by=reader, now=now()))
        return reverse("history", args=[kind.name, pk])

    try:
        return redirect(press(request, act, by=reader, now=now()))
    except CannotUndo as problem:
        messages.warning(request, str(problem))
    return redirect("history", kind=kind.name, pk=pk)
