"""Keeping listings true: see what is due, change it, check it, hide its place."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.directory.forms.listings import ListingsForm
from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.edits import release_fields
from fourthp.directory.operations.listings import verify_service
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.operations.settling import settle_problem
from fourthp.directory.permissions import (
    can_give_away,
    can_import,
    can_list_service,
)
from fourthp.directory.queries.entries import kept_entry
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.listings import (
    SHOW_NAMES,
    Show,
    first_to_show,
    keeps_listings,
    listings,
    next_due,
    open_problems,
)
from fourthp.directory.queries.overview import ended_news, hindrances, overview
from fourthp.directory.views.matters import SERVICE
from fourthp.directory.views.own_listing import kept, person_of
from fourthp.directory.views.parts import PARTS, exactly_beside, readers_beside
from fourthp.foundation.clock import now, today
from fourthp.foundation.components import Cell, Column, Table
from fourthp.foundation.forms import press
from fourthp.foundation.matters import actor_title, told_acts
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.queries.history import history_of
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.queries.looks import who_looked

MOST_OVER = 50
LATELY = 3  # changes that a listing's page shows


def index(request: HttpRequest) -> HttpResponse:
    """Show the listings that somebody keeps, those first that need a look."""
    person = person_of(request)
    form = ListingsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    show = Show(asked.get("show") or first_to_show(person, today()))
    found = listings(
        person,
        show=show,
        name=asked.get("name", ""),
        after=asked.get("after", ""),
        day=today(),
    )
    note_reading([row.pk for row in found.rows], by=person)
    name = asked.get("name", "")
    context = {
        "show": show.value,
        "name": name,
        "table": _table(found.rows),
        "tabs": _tabs(show, name, found.counts),
        "without_name": _href(show, ""),
        "next_href": _href(show, name, found.after) if found.after else "",
        "over": _over(person),
        "due": found.counts[Show.DUE.value],
        "may_list": can_import(person) or keeps_listings(person),
    }
    return render(request, "directory/listings.html", context)


def _over(person: Person) -> list[Service]:
    """Return what somebody keeps that is recalled, or past its last day."""
    found = Service.objects.over_for(person).order_by("name", "pk")
    over = list(found[:MOST_OVER])
    note_reading([row.pk for row in over], by=person)
    return over


def _tabs(
    show: Show, name: str, counts: Mapping[str, int]
) -> list[tuple[str, Any, int, bool]]:
    return [
        (_href(one, name), SHOW_NAMES[one], counts[one.value], one is show)
        for one in Show
    ]


def _href(show: Show, name: str, after: str = "") -> str:
    return "?" + urlencode({"show": show.value, "name": name, "after": after})


def _table(rows: list[Service]) -> Table:
    columns = (
        Column(_("Service")),
        Column(_("Agency")),
        Column(_("Checked")),
        Column(_("Said to be wrong"), is_number=True),
    )
    cells = [
        (
            Cell(row.name, href=reverse("listing", args=[row.pk])),
            str(row.organization),
            date_format(row.assured_date, "j F Y") if row.assured_date else _("Never"),
            row.wrong,  # type: ignore[attr-defined]  # by with_problems
        )
        for row in rows
    ]
    return Table(_("Listings"), columns, cells)


def listing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show all that a listing says to whoever keeps it, with what needs a look."""
    person, service = person_of(request), kept(request, pk)
    entry = kept_entry(service, reader=person, now=now())
    after = next_due(person, service, today())
    note_reading([after.pk] if after else [], by=person)
    context = {
        "service": service,
        "keeper": service.owner or service.organization,
        "parts": _parts(overview(service, entry)),
        "may_hide_agency": _may_hide(person, service.organization),
        "problems": open_problems(service),
        "ended_news": ended_news(service, entry),
        "hindrances": list(hindrances(service, entry)),
        "looks": who_looked(service),
        "is_stale": service.is_stale(today()),
        "is_over": service.is_over(today()),
        "local": bool(service.local_fields and service.source),
        "changes": _lately(pk),
        "may_give": can_give_away(person),
        "seen": version_of(service),
        "next": after,
    }
    context |= readers_beside(service, person) | exactly_beside(service, person)
    return render(request, "directory/listing.html", context)


def _lately(pk: UUID) -> list[tuple[Any, Any, bool]]:
    own = history_of(SERVICE.name, pk, most=LATELY)
    return told_acts(SERVICE, pk, own)[:LATELY]


def _may_hide(person: Person, agency: Agency) -> bool:
    return can_list_service(person, agency) and not agency.place_is_confidential


def _parts(said: dict[str, list[str]]) -> list[tuple[str, Any, list[str]]]:
    return [
        (reverse_name, PARTS[name].title, lines)
        for name, lines in said.items()
        for reverse_name in [f"listing-{name}"]
    ]


@require_POST
def verification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a person checked every fact of a listing today."""
    person, service = person_of(request), kept(request, pk)
    role = actor_title(person.actor_kind, person.actor_id, on=today())

    seen = request.POST.get("seen", "")

    def act() -> str:
        verify_service(
            service, by=person, role=role[:100], now=now(), today=today(), seen=seen
        )
        return reverse("listing", args=[pk])

    try:
        answer = press(request, act, by=person, now=now())
    except SomebodyWasFaster:
        messages.error(
            request, _("Somebody changed this meanwhile. Look it through once more.")
        )
        return redirect("listing", pk=pk)
    messages.success(request, _("Noted: checked today."))
    return redirect(answer)


@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a listing back to its source."""
    person, service = person_of(request), kept(request, pk)

    def act() -> str:
        release_fields(service, by=person)
        return reverse("listing", args=[pk])

    answer = press(request, act, by=person, now=now())
    messages.success(
        request, _("The next import from its source may change every field again.")
    )
    return redirect(answer)


@require_POST
def settlement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that what was said to be wrong was looked at."""
    problem = get_object_or_404(Problem, pk=pk)
    person, service = person_of(request), kept(request, problem.service_id)

    def act() -> str:
        settle_problem(problem, by=person, now=now())
        return reverse("listing", args=[service.pk])

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Settled."))
    return redirect(answer)
