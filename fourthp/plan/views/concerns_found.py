"""Which concern somebody asks for, and the page of a form about it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.models import Person
from fourthp.plan.models import Concern


def concern_seen(person: Person, pk: UUID, *, keeps: bool = False) -> Concern:
    """Return a concern that somebody sees; 404 otherwise.

    keeps: also one that is over, where she keeps it still.
    """
    related = ("setting", "area", "originator", "raised_by", "group")
    rows = Concern.objects.select_related(*related)
    seen = rows.visible_to(person).filter(pk=pk).first()
    if seen is None and keeps:
        seen = rows.over_for(person).filter(pk=pk).first()
    if seen is None:
        raise Http404(_("There is no such concern, or it is not for you."))
    return seen


def refuse_unless(may: bool) -> None:
    """Raise PermissionDenied where somebody sees a concern, and may not do this."""
    if not may:
        raise PermissionDenied(_("Whoever moves this concern on does that."))


def form_page(
    request: HttpRequest, form: KeyedForm, concern: Concern, words: dict[str, Any]
) -> HttpResponse:
    """Draw the page of one form about a concern: its title, what it does, its verb."""
    context = {"form": form, "concern": concern} | words
    status = 400 if form.errors else 200
    return render(request, "plan/concern_form.html", context, status=status)
