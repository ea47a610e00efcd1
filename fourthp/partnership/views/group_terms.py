"""A group's terms of reference: each version, and writing another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import markdown
from fourthp.partnership.forms.groups import TermsForm
from fourthp.partnership.models import Group, Person
from fourthp.partnership.operations.groups import GroupIsOver, set_terms
from fourthp.partnership.permissions import can_set_terms
from fourthp.partnership.rules.differences import differences
from fourthp.partnership.views.groups import group_seen
from fourthp.partnership.views.standing import person_of


def terms(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a new version of a group's terms, beginning with the last one's words."""
    person, found = person_of(request), group_seen(request, pk)
    if not can_set_terms(person, found):
        raise PermissionDenied
    last = found.terms.first()
    form = TermsForm.for_terms(request, last)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "look" not in request.POST:
        answer = _save(form, found, person)
        if answer:
            messages.success(request, _("Saved: these are the terms from today."))
            return redirect(answer)
    looks = is_sent and not form.errors
    words = form.cleaned_data["words"] if looks else ""
    context: dict[str, Any] = {"form": form, "group": found, "last": last}
    context |= {"drawn": markdown(words) if looks else ""}
    context |= {"says_now": markdown(last.words) if last and form.is_behind else ""}
    status = 400 if form.errors else 200
    return render(request, "partnership/group_terms.html", context, status=status)


def _save(form: TermsForm, found: Group, person: Person) -> str | None:
    words, seen = form.cleaned_data["words"], form.cleaned_data["seen"]

    def act() -> str:
        set_terms(found, words, by=person, today=today(), seen=seen)
        return reverse("group", args=[found.pk])

    try:
        return form.sent(act, by=person, now=now(), refused=(GroupIsOver,))
    except SomebodyWasFaster as problem:
        form.look_again(found.terms.first())
        form.add_error(None, str(problem))
        return None


def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show one version of a group's terms, and what it changed in the one before."""
    found = group_seen(request, pk)
    one = get_object_or_404(found.terms, number=number)
    before = found.terms.filter(number__lt=number).first()
    after = found.terms.filter(number__gt=number).last()
    context = {
        "group": found,
        "terms": one,
        "before": before,
        "after": after,
        "drawn": markdown(one.words),
        "changed": list(differences(before.words, one.words)) if before else [],
    }
    return render(request, "partnership/group_terms_version.html", context)
