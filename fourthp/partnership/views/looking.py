"""Looking at what one shares as somebody else: one row, for a short while."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.matters import matter_kind
from fourthp.partnership.forms.looking import LookForm
from fourthp.partnership.models import Person, Shared
from fourthp.partnership.operations.looking import look_as
from fourthp.partnership.permissions.sharing import can_look_as
from fourthp.partnership.queries.looking import (
    LASTS_FOR,
    Look,
    look_of,
    seen_by_both,
    shared_row,
)
from fourthp.partnership.queries.shared_kinds import shared_kind
from fourthp.partnership.views.standing import person_of

LOOK = "look"  # in the session: it ends with it


def look_new(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Ask as whom somebody wants to look at what she shares, and begin."""
    person, row = person_of(request), _shared(request, kind, pk)
    form = LookForm.of(request, looker=person)
    if request.method == "POST" and form.is_valid():
        answer = _begin(request, form, row)
        if answer:
            return redirect(answer)
    context = {"form": form, "back": _page_of(row)}
    status = 400 if form.errors else 200
    return render(request, "partnership/look_new.html", context, status=status)


def _shared(request: HttpRequest, kind: str, pk: UUID) -> Shared:
    """Return a row that the reader may see and shares; 404 and 403 otherwise."""
    row = shared_row(kind, pk, reader=person_of(request))
    if row is None:
        raise Http404
    if not can_look_as(person_of(request), row):
        raise PermissionDenied(_("Whoever shares it may look at it as others do."))
    return row


def _begin(request: HttpRequest, form: LookForm, row: Shared) -> str | None:
    person, whom = person_of(request), form.cleaned_data["person"]
    moment = now()

    def act() -> str:
        look_as(row, whom, by=person)
        # Here, and not after: the same form sent again lasts no longer.
        request.session[LOOK] = {
            "kind": row.matter_kind,
            "pk": str(row.pk),
            "whom": str(whom.pk) if whom else "",
            "until": (moment + LASTS_FOR).isoformat(),
        }
        return reverse("look")

    return form.send(act, by=person, now=moment)


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Show one shared row as another sees it: what both may see, and no button."""
    person = person_of(request)
    found = look_of(request.session.get(LOOK, {}), by=person, now=now())
    if found is None:
        return render(request, "partnership/look_over.html")
    return render(request, "partnership/look.html", _shown(found, person))


def _shown(found: Look, person: Person) -> dict[str, Any]:
    """Return what both may see of a row, drawn by its room, and who looks as whom."""
    seen = seen_by_both(found.row, by=person, whom=found.whom)
    kind = shared_kind(found.row.matter_kind)
    said = ""
    if kind is not None and seen.by_both:
        said = kind.draws(found.row, found.whom, person)
    return {
        "whom": found.whom,
        "until": found.until,
        "seen": seen,
        "said": said,
        "back": _page_of(found.row),
    }


def _page_of(row: Shared) -> str:
    """Return where a row stands for whoever shares it."""
    kind = matter_kind(row.matter_kind)
    return kind.url(row.pk) if kind else reverse("front")


@require_POST
def look_ending(request: HttpRequest) -> HttpResponse:
    """End it: she looks as herself again, at the page of what she shares."""
    person = person_of(request)
    found = look_of(request.session.get(LOOK, {}), by=person, now=now())
    back = _page_of(found.row) if found else reverse("front")
    answer = press(request, lambda: back, by=person, now=now())
    request.session.pop(LOOK, None)
    return redirect(answer)
