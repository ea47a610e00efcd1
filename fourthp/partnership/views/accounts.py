"""Giving somebody an account, and taking it away."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.partnership.models import Person
from fourthp.partnership.operations.signing_in import (
    CannotSignIn,
    give_account,
    part_employers,
    take_account,
)
from fourthp.partnership.permissions import can_close_account, can_open_account
from fourthp.partnership.views.standing import known_person, person_of


def opening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what an account is, and give it by a button."""
    reader, person = person_of(request), known_person(request, pk)
    if not can_open_account(reader, person):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "partnership/person_account.html", {"person": person})

    def act() -> None:
        give_account(person, by=reader, now=now())
        messages.success(request, _("Given: a mail says how to sign in."))

    return _done(request, person, act)


def closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what goes with an account, and take it away by a button."""
    reader, person = person_of(request), known_person(request, pk)
    if not can_close_account(reader, person):
        raise PermissionDenied
    if request.method != "POST":
        page = "partnership/person_account_closing.html"
        return render(request, page, {"person": person})

    def act() -> None:
        take_account(person, by=reader)
        messages.success(request, _("Taken away."))

    return _done(request, person, act)


def parting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what parting somebody's employers means, and do it by a button."""
    reader, person = person_of(request), known_person(request, pk)
    if not can_close_account(reader, person):
        raise PermissionDenied
    if request.method != "POST":
        page = "partnership/person_account_parting.html"
        return render(request, page, {"person": person})

    def act() -> None:
        part_employers(person, by=reader)
        messages.success(request, _("Disconnected."))

    return _done(request, person, act)


def _done(
    request: HttpRequest, person: Person, act: Callable[[], None]
) -> HttpResponse:
    page = reverse("person", args=[person.pk])

    def once() -> str:
        act()
        return page

    try:
        return redirect(press(request, once, by=person_of(request), now=now()))
    except CannotSignIn as problem:
        messages.error(request, str(problem))
        return redirect(page)
