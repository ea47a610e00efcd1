"""Saying that somebody who lost every second factor is really she."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.partnership.models import Person
from fourthp.partnership.models.doors import LetIn
from fourthp.partnership.operations.letting_in import NotAskedAnyMore, vouch_for
from fourthp.partnership.permissions import can_vouch
from fourthp.partnership.views.standing import person_of


def let_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who is to be let in, and a button that says that it is she."""
    person = person_of(request)
    asked = LetIn.objects.select_related("person").filter(pk=pk).first()
    if asked is None or not can_vouch(person, asked.person):
        raise Http404(_("Nobody asks this of you."))
    if request.method == "POST":
        return redirect(_vouch(request, asked, person))
    context = {"asked": asked, "may_be_answered": asked.is_open(now())}
    return render(request, "partnership/let_in.html", context)


def _vouch(request: HttpRequest, asked: LetIn, person: Person) -> str:
    def act() -> str:
        vouch_for(asked, by=person, now=now())
        return reverse("let-in", args=[asked.pk])

    try:
        return press(request, act, by=person, now=now())
    except NotAskedAnyMore as problem:
        messages.error(request, str(problem))
        return reverse("let-in", args=[asked.pk])
