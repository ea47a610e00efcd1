"""Finding a service: a form carries the state, nothing of it is in an address."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from fourthp.directory.forms.find import FindForm
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.queries.cards import cards
from fourthp.directory.queries.listings import nothing_is_listed
from fourthp.directory.queries.loosening import (
    MOST_COUNTED,
    further,
    loosened,
    nearest,
    reaches,
    what_to_loosen,
)
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import MOST, PAGE, find_services
from fourthp.directory.queries.timetables import Usual, usual_here
from fourthp.directory.rules.lines import OPEN_NOW
from fourthp.directory.views.narrowing import Narrowing
from fourthp.directory.views.results import results
from fourthp.foundation.clock import now
from fourthp.partnership.models import HelpLine, Person
from fourthp.partnership.queries.network import help_lines


def find(request: HttpRequest) -> HttpResponse:
    """Answer a question; a GET has none and goes to the first page."""
    if request.method != "POST":
        return redirect("front")
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "directory/find.html", {"form": form}, status=400)
    moment = now()
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    found = find_services(form.question(now=moment), reader=person)
    narrowing = Narrowing(found, form.places.regions)
    usual = usual_here()
    context = {
        "form": form,
        "asked": found.asked,
        "found": found,
        "title": narrowing.title(MOST),
        "chips": narrowing.parts(),
        "kept": form.kept_ids(),
        "open_count": found.counts[OPEN_NOW],
    }
    context |= _typed(form, narrowing) | _asked_for(found.asked, usual)
    fill = _page if found.hits else _nothing
    context |= fill(form, narrowing, person=person, usual=usual)
    return render(request, "directory/find.html", context)


def _asked_for(asked: Question, usual: Usual) -> dict[str, Any]:
    """Return what the day is for which services are asked."""
    day = localdate(asked.open_at or asked.now)
    return {
        "holiday": usual.holiday_on(day),
        "is_today": day == localdate(asked.now),
        "is_now": asked.open_at == asked.now,
    }


def _typed(form: FindForm, narrowing: Narrowing) -> dict[str, Any]:
    """Return what was typed, as it was, and what became of it."""
    line = form.typed_line()
    return {
        "line": line,
        "place": form.typed_place(),
        "slips": narrowing.slips(form.places.names),
        "remarks": narrowing.remarks(line),
        "others": form.places.others(narrowing.found.asked.place),
    }


def _nothing(
    form: FindForm, narrowing: Narrowing, *, person: Person | None, usual: Usual
) -> dict[str, Any]:
    asked = narrowing.found.asked
    offered = what_to_loosen(asked, reader=person)
    context = {
        "loosen": narrowing.loosen(offered),
        "lines": help_lines(HelpLine.Kind.NATIONAL),
        "is_empty": not offered and nothing_is_listed(person),
    }
    best = nearest(offered)
    if best is None:
        return context
    found = find_services(loosened(asked, best), reader=person, most=MOST_COUNTED)
    shown = Narrowing(found, form.places.regions)
    return context | {
        "instead": narrowing.instead(best),
        "results": results(found.hits[:PAGE], shown, reader=person, usual=usual),
        "not_kept": form.not_kept(),
        "on_list": _on_list(form, person, usual),
    }


def _page(
    form: FindForm, narrowing: Narrowing, *, person: Person | None, usual: Usual
) -> dict[str, Any]:
    found = narrowing.found
    total = found.total()
    last = max(1, -(-total // PAGE))
    page = min(form.wanted_page(), last)
    apart = total - found.beside
    hits = found.hits[(page - 1) * PAGE : page * PAGE]
    return {
        "page": page,
        "has_next": page < last,
        "further": narrowing.loosen(further(found, reader=person)),
        "results": results(hits, narrowing, reader=person, usual=usual),
        "not_kept": form.not_kept(),
        "on_list": _on_list(form, person, usual),
        "facets": narrowing.groups(reaches(found, reader=person)),
        # Where they begin, if that is not on this page.
        "beside_page": apart // PAGE + 1 if found.beside and apart >= PAGE else 0,
        "beside_title": narrowing.beside_title(),
    }


def _on_list(
    form: FindForm, person: Person | None, usual: Usual
) -> list[tuple[str, str]]:
    """Return what could leave a list that is full: (id, name and agency)."""
    if not form.not_kept():
        return []
    ids = _uuids(form.kept_ids())
    shown = cards(ids, reader=person, usual=usual, now=now())
    note_reading(shown, by=person)
    return [(str(pk), f"{card.name} · {card.agency}") for pk, card in shown.items()]


def _uuids(keys: Iterable[str]) -> Iterator[UUID]:
    for key in keys:
        with suppress(ValueError):
            yield UUID(key)
