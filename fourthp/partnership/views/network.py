"""The network's own settings: what it says of itself, and its numbers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.forms.network import FACTS, PROFILES, NetworkForm, NumberForm
from fourthp.partnership.models import HelpLine, Network, Person
from fourthp.partnership.operations.network import (
    LastEmergencyNumber,
    StandsAlready,
    ask_for_help_line,
    remove_help_line,
    set_help_line,
    settle_network,
)
from fourthp.partnership.operations.widening import takes_two
from fourthp.partnership.queries.network import (
    help_lines,
    numbers_not_shown,
    this_network,
    words_counted,
)
from fourthp.partnership.rules.languages import language_name
from fourthp.partnership.rules.packs import pack_for
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import person_of

Row = tuple[Any, Any, str, str]


def here() -> Network:
    """Return the network, or answer that there is none."""
    network = this_network()
    if network is None:
        raise Http404(_("The network is not set up yet."))
    return network


def network(request: HttpRequest) -> HttpResponse:
    """Show what the network says of itself, its numbers, and the words of its lists."""
    found = here()
    pack = pack_for(found.country)
    context = {
        "network": found,
        "facts": _facts(found),
        "lines": help_lines(),
        "lists": words_counted(today()),
        "pack": pack,
        "tabs": sections("network", person_of(request)),
    }
    return render(request, "partnership/network.html", context)


def _facts(found: Network) -> list[Row]:
    pack, profiles = pack_for(found.country), dict(PROFILES)
    form = NetworkForm.base_fields
    said: dict[str, Any] = {name: getattr(found, name) for name in FACTS}
    shown_in = get_language() or "en"
    said["languages"] = ", ".join(
        language_name(code, shown_in=shown_in) for code in found.languages
    )
    said["profile"] = profiles[found.profile]
    said["reconfirm_months"] = _("every %s months") % found.reconfirm_months
    rows: list[Row] = [(form[name].label, said[name], "", "") for name in FACTS]
    rows.append((_("Country"), pack.name or found.country, "", ""))
    rows.append((_("Its lasting address"), settings.URL, "", ""))
    return rows


def facts(request: HttpRequest) -> HttpResponse:
    """Change what the network says of itself."""
    person, found = person_of(request), here()
    form = NetworkForm.for_network(request, found)
    if request.method == "POST" and form.is_valid():
        answer = _send(form, found, person)
        if answer:
            if answer == reverse("network"):
                messages.success(request, _("Changed."))
            return redirect(answer)
    status = 400 if form.errors else 200
    context = {"form": form}
    return render(request, "partnership/network_facts.html", context, status=status)


def _send(form: NetworkForm, found: Network, person: Person) -> str | None:
    def act() -> str:
        seen = form.cleaned_data["seen"]
        asked = settle_network(form.facts(), by=person, now=now(), seen=seen)
        if asked is not None and asked.done_at is None:
            return reverse("widening", args=[asked.pk])
        return reverse("network")

    try:
        return form.send(act, by=person, now=now())
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        form.look_again(found)
        form.add_error(None, str(problem))
        return None


def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers that stand on every page, and add one."""
    person, found = person_of(request), here()
    form = NumberForm.of(request)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            asked = ask_for_help_line(form.line(found.country), by=person, now=now())
            if asked.done_at is None:
                return reverse("widening", args=[asked.pk])
            return reverse("network-numbers")

        answer = None
        try:
            answer = form.send(act, by=person, now=now())
        except StandsAlready as problem:
            form.add_error("number", str(problem))
        if answer:
            if answer == reverse("network-numbers"):
                messages.success(request, _("Everyone sees it now."))
            return redirect(answer)
    context = {
        "form": form,
        "takes_two": takes_two(person),
        "lines": help_lines(),
        "more": numbers_not_shown(pack_for(found.country)),
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/network_numbers.html", context, status=status)


@require_POST
def number_checked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a number was looked up today and is right."""
    person, line = person_of(request), get_object_or_404(HelpLine, pk=pk)
    _press(request, lambda: set_help_line(line, by=person, today=today()))
    day = date_format(today(), "j F Y")
    messages.success(request, _("Noted: looked up on %s.") % day)
    return redirect("network-numbers")


@require_POST
def number_removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a number no longer."""
    person, line = person_of(request), get_object_or_404(HelpLine, pk=pk)
    try:
        _press(request, lambda: remove_help_line(line, by=person))
    except LastEmergencyNumber as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%s stands on no page any more.") % line.number)
    return redirect("network-numbers")


def _press(request: HttpRequest, act: Callable[[], object]) -> None:
    def once() -> str:
        act()
        return reverse("network-numbers")

    press(request, once, by=person_of(request), now=now())
