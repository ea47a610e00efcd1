"""We see this too: one press for an agency, and another that takes it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.partnership.models import Agency, Person
from fourthp.plan.operations.concerns_steps import NotLikeThisNow
from fourthp.plan.operations.concerns_voices import (
    SaidAlready,
    say_for_agency,
    take_back_voice,
)
from fourthp.plan.permissions.concerns import speaking_roles
from fourthp.plan.views.concerns_found import (
    concern_seen,
)
from fourthp.plan.views.standing import person_of


@require_POST
def voice(request: HttpRequest, pk: UUID, agency: UUID) -> HttpResponse:
    """Say that an agency sees a concern too."""
    person = person_of(request)
    found, whose = concern_seen(person, pk), _own(person, agency)

    def act() -> str:
        say_for_agency(found, whose, sees=True, by=person, now=now())
        return reverse("concern", args=[pk])

    try:
        answer = press(request, act, by=person, now=now())
    except (SaidAlready, NotLikeThisNow) as problem:
        messages.warning(request, str(problem))
        return redirect(reverse("concern", args=[pk]))
    messages.success(request, _("Noted: your agency sees this too."))
    return redirect(answer)


@require_POST
def voice_removal(request: HttpRequest, pk: UUID, agency: UUID) -> HttpResponse:
    """Take back what was said for an agency."""
    person = person_of(request)
    found, whose = concern_seen(person, pk), _own(person, agency)

    def act() -> str:
        take_back_voice(found, whose, by=person)
        return reverse("concern", args=[pk])

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Taken back."))
    return redirect(answer)


def _own(person: Person, pk: UUID) -> Agency:
    """Return an agency for which somebody may say it; 404 otherwise."""
    return get_object_or_404(Agency, pk__in=speaking_roles(person) & {pk})
