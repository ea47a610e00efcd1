"""Witnesses outside: asked and let go by the coordinator, heard by a link."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.links import LinkHasExpired, SignedLink, read_link
from fourthp.partnership.models import Person
from fourthp.partnership.queries.network import network_name
from fourthp.trust.forms import WitnessForm
from fourthp.trust.models import Witness
from fourthp.trust.operations import (
    EnoughWitnesses,
    IsNoWitness,
    IsOfTheNetwork,
    IsWitnessAlready,
    ask_witness,
    ask_witness_again,
    confirm_witness,
    let_witness_go,
    stop_being_witness,
)
from fourthp.trust.permissions import WITNESS
from fourthp.trust.queries.witnesses import (
    is_demo_mail,
    missing_in_words,
    witnesses,
    witnesses_missing,
    witnesses_told,
)

YES, NO = "yes", "no"


def person_of(request: HttpRequest) -> Person:
    """Return who stands before a door for officers."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person


def index(request: HttpRequest) -> HttpResponse:
    """Show the witnesses, and ask another one."""
    form = WitnessForm.of(request)
    if request.method == "POST" and form.is_valid():
        answer = _ask(request, form)
        if answer:
            messages.success(request, _("Asked. They get the notes once they say yes."))
            return redirect(answer)
    context = {
        "form": form,
        "witnesses": witnesses_told(),
        "missing": missing_in_words(witnesses_missing()),
        "is_demo_mail": is_demo_mail(),
    }
    status = 400 if form.errors else 200
    return render(request, "trust/witnesses.html", context, status=status)


def _ask(request: HttpRequest, form: WitnessForm) -> str | None:
    person, said = person_of(request), form.cleaned_data

    def act() -> str:
        ask_witness(said["name"], said["address"], by=person, now=now())
        return reverse("witnesses")

    try:
        return form.send(act, by=person, now=now())
    except (IsOfTheNetwork, IsWitnessAlready) as problem:
        form.add_error("address", str(problem))
    except EnoughWitnesses as problem:
        form.add_error(None, str(problem))
    return None


@require_POST
def asking(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask somebody once more who has not answered."""
    witness = get_object_or_404(witnesses(), pk=pk)
    by = person_of(request)
    if _press(request, lambda: ask_witness_again(witness, by=by, now=now())):
        messages.success(request, _("Asked once more."))
    return redirect("witnesses")


@require_POST
def removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send somebody no note any more, and forget them."""
    witness = get_object_or_404(witnesses(), pk=pk)
    by = person_of(request)
    if _press(request, lambda: let_witness_go(witness, by=by, now=now())):
        messages.success(request, _("Forgotten: no note goes there any more."))
    return redirect("witnesses")


def _press(request: HttpRequest, act: Callable[[], None]) -> bool:
    def once() -> str:
        act()
        return reverse("witnesses")

    try:
        press(request, once, by=person_of(request), now=now())
    except IsNoWitness as problem:
        messages.error(request, str(problem))
        return False
    return True


def own(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has a witness's mail say yes or no; looking changes nothing."""
    try:
        link = read_link(token, WITNESS, now=now())
    except LinkHasExpired:
        return render(request, "trust/witness_old.html", status=410)
    witness = witnesses().filter(pk=link.matter_id).first()
    if request.method == "POST":
        return _said(request, link, witness)
    context = {"witness": witness, "network": network_name(), "token": token}
    # Who is no witness is told the same, however it came.
    status = 200 if witness else 410
    return render(request, "trust/witness.html", context, status=status)


def _said(
    request: HttpRequest, link: SignedLink, witness: Witness | None
) -> HttpResponse:
    said = request.POST.get("choice")
    if said not in {YES, NO}:
        raise BadRequest
    path = request.path
    if witness is None:
        return redirect(path)

    def act() -> str:
        do = confirm_witness if said == YES else stop_being_witness
        do(witness, by=link, now=now())
        return path

    try:
        return redirect(press(request, act, by=link, now=now()))
    except IsNoWitness:
        return redirect(path)
