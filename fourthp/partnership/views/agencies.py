"""Agencies: the list, and one with all that its reader may see of it."""

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.components import Cell, Column, Table
from fourthp.partnership.forms.agencies import AgenciesForm, NewAgencyForm
from fourthp.partnership.models import Agency, Merge, Person, Role, Vocabulary
from fourthp.partnership.operations.agencies import add_agency, admit_agency
from fourthp.partnership.permissions import can_edit_agency, can_run_network
from fourthp.partnership.queries.agencies import (
    SHOW_NAMES,
    Asked,
    Found,
    Show,
    find_agencies,
    page_of_agency,
    parts_of,
)
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import lead_on, person_of

FILTERS = ("name", "kind", "part", "area")
# Who is offered to add one, as the door asks.
MAY_ADD = frozenset({Role.COORDINATOR, Role.EDITOR})


def agencies(request: HttpRequest) -> HttpResponse:
    """Show the agencies that the network has and knows, by name."""
    person, form = person_of(request), AgenciesForm(request.GET)
    roles = request.standing.roles  # type: ignore[attr-defined]  # by PolicyMiddleware
    asked = form.asked()
    said = _said(asked)
    number = form.page_number
    found = find_agencies(asked, reader=person, day=today(), page=number)
    context = {
        "asked": asked,
        "said": said,
        "sections": sections("agencies", person),
        "tabs": _tabs(asked, found, said),
        "chips": _chips(asked, said),
        "table": _table(found, asked),
        "previous_href": _href(said, page=number - 1) if number > 1 else "",
        "next_href": _href(said, page=number + 1) if found.has_next else "",
        "page": number,
        "filters": _filters(form, asked),
        "may_add": bool(MAY_ADD & roles),
    }
    return render(request, "partnership/agencies.html", context)


def _filters(form: AgenciesForm, asked: Asked) -> list[tuple[str, Any, Any, str]]:
    """Return each choice: its name, label, words by code, and the one chosen."""
    chosen = {"kind": asked.kind, "part": asked.part, "area": asked.area}
    return [
        (
            name,
            form.fields[name].label,
            form.words[name].items(),
            one.code if one else "",
        )
        for name, one in chosen.items()
    ]


def _said(asked: Asked) -> dict[str, Any]:
    """Return what is asked for as it stands in the address."""
    words = {"kind": asked.kind, "part": asked.part, "area": asked.area}
    codes = {name: one.code for name, one in words.items() if one}
    named = {"name": asked.words} if asked.words else {}
    return {"show": asked.show.value, **named, **codes}


def _href(said: dict[str, Any], **more: Any) -> str:
    return "?" + urlencode({**said, **more})


def _tabs(
    asked: Asked, found: Found, said: dict[str, Any]
) -> list[tuple[str, Any, int, bool]]:
    return [
        (
            _href(said, show=one.value),
            SHOW_NAMES[one],
            found.counts[one.value],
            one is asked.show,
        )
        for one in Show
    ]


def _chips(asked: Asked, said: dict[str, Any]) -> list[tuple[str, str]]:
    names = {"name": f"“{asked.words}”", "kind": asked.kind}
    names |= {"part": asked.part, "area": asked.area}
    return [
        (_href({n: v for n, v in said.items() if n != name}), str(names[name]))
        for name in FILTERS
        if name in said
    ]


def _table(found: Found, asked: Asked) -> Table:
    is_over = asked.show is Show.ENDED
    when = _("Closed since") if is_over else _("Member since")
    columns = (Column(_("Agency")), Column(_("Kind")), Column(_("Part")), Column(when))
    parts = parts_of(found.rows)
    rows = [
        (
            Cell(one, href=reverse("agency", args=[one.pk])),
            one.kind or "–",
            ", ".join(parts[one.pk]) or "–",
            _day(one.ended_on if is_over else one.since),  # type: ignore[attr-defined]  # by find_agencies
        )
        for one in found.rows
    ]
    return Table(SHOW_NAMES[asked.show], columns, rows)


@lru_cache(maxsize=512)
def _written(day: date, _language: str | None) -> str:
    return date_format(day, "j M Y")


def _day(day: date | None) -> str:
    # Many joined on one day, and each costs as much as its row.
    return _written(day, get_language()) if day else "–"


def agency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an agency to whoever may see it: the public its public part."""
    standing = request.standing  # type: ignore[attr-defined]  # by PolicyMiddleware
    reader: Person | None = standing.person
    seen = Agency.objects.visible_to(reader).select_related("kind")
    found = seen.filter(pk=pk).first()
    if found is None:
        return lead_on(Merge.Kind.AGENCY, pk, seen)
    shown = page_of_agency(found, reader=reader, day=today())
    member = reader if standing.is_member else None
    runs = Role.COORDINATOR in standing.roles
    context = {
        "agency": found,
        "shown": shown,
        "parts_played": shown.words.get(Vocabulary.FOUR_PS, []),
        "sectors": shown.words.get(Vocabulary.SECTOR, []),
        "areas": shown.words.get(Vocabulary.AREA, []),
        "is_member": member is not None,
        "sections": sections("agencies", member) if member else [],
        "holds_now": any(one.holds_on(today()) for one in shown.memberships),
        "may_edit": runs or (member is not None and can_edit_agency(member, found)),
        "runs": runs,
        "base": f"foundation/{'work_page' if member else 'page'}.html",
    }
    return render(request, "partnership/agency.html", context)


def new_agency(request: HttpRequest) -> HttpResponse:
    """Make an agency known; one that looks the same is shown before."""
    person = person_of(request)
    may_admit = can_run_network(person)
    form = NewAgencyForm.of(request, reader=person, may_admit=may_admit)
    if request.method == "POST" and form.is_valid():
        answer = _make(form, person)
        if answer:
            messages.success(request, _("The network knows it now."))
            return redirect(answer)
    status = 400 if form.errors else 200
    return render(request, "partnership/agency_new.html", {"form": form}, status=status)


def _make(form: NewAgencyForm, person: Person) -> str | None:
    said = form.cleaned_data

    def act() -> str:
        made = add_agency(said["name"], by=person, kind=form.kind_chosen)
        if said.get("is_member"):
            admit_agency(made, by=person, today=today())
        return reverse("agency", args=[made.pk])

    return form.send(act, by=person, now=now())
