"""Finding a service: a form carries the state, nothing of it is in an address."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.directory.forms.find import FindForm
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.queries.cards import Card, cards
from fourthp.directory.queries.hours import holiday_on
from fourthp.directory.queries.loosening import (
    further,
    loosened,
    nearest,
    reaches,
    what_to_loosen,
)
from fourthp.directory.queries.names import language_name, names_of
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import (
    MOST,
    PAGE,
    Hit,
    find_services,
)
from fourthp.directory.rules.words import language_code
from fourthp.directory.views.hours import said_hours
from fourthp.directory.views.narrowing import Narrowing
from fourthp.directory.views.reasons import not_for, reasons_in_words
from fourthp.foundation.clock import now
from fourthp.partnership.models import HelpLine, Person
from fourthp.partnership.queries import help_lines


@dataclass(frozen=True)
class Result:
    """One result in words: where it is, what stands out, and why it is here."""

    card: Card
    key: str
    where: str
    tags: list[tuple[str, str]]
    why: str
    begins: str = ""


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
    day = localdate(found.asked.open_at or moment)
    context = {
        "form": form,
        "asked": found.asked,
        "found": found,
        "title": narrowing.title(MOST),
        "chips": narrowing.parts(),
        "holiday": holiday_on(day),
        "is_today": day == localdate(moment),
        "kept": form.kept_ids(),
        "is_now": found.asked.open_at == moment,
        "open_count": found.counts["now:open"],
    }
    context |= _typed(form, narrowing)
    context |= (_page if found.hits else _nothing)(form, narrowing, person)
    return render(request, "directory/find.html", context)


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
    form: FindForm, narrowing: Narrowing, person: Person | None
) -> dict[str, Any]:
    asked = narrowing.found.asked
    offered = what_to_loosen(asked, reader=person)
    context = {
        "loosen": narrowing.loosen(offered),
        "lines": help_lines(HelpLine.Kind.NATIONAL),
    }
    best = nearest(offered)
    if best is None:
        return context
    found = find_services(loosened(asked, best), reader=person)
    shown = Narrowing(found, form.places.regions)
    return context | {
        "instead": narrowing.instead(best),
        "results": _results(found.hits[:PAGE], shown, person),
        "not_kept": form.not_kept(),
        "on_list": _on_list(form, person),
    }


def _page(
    form: FindForm, narrowing: Narrowing, person: Person | None
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
        "results": _results(hits, narrowing, person),
        "not_kept": form.not_kept(),
        "on_list": _on_list(form, person),
        "facets": narrowing.groups(reaches(found, reader=person)),
        # Where they begin, if that is not on this page.
        "beside_page": apart // PAGE + 1 if found.beside and apart >= PAGE else 0,
        "beside_title": narrowing.beside_title(),
    }


def _on_list(form: FindForm, person: Person | None) -> list[tuple[str, str]]:
    """Return what could leave a list that is full: (id, name and agency)."""
    if not form.not_kept():
        return []
    shown = cards(_uuids(form.kept_ids()), reader=person, now=now())
    note_reading(shown, by=person)
    return [(str(pk), f"{card.name} · {card.agency}") for pk, card in shown.items()]


def _uuids(keys: Iterable[str]) -> Iterator[UUID]:
    for key in keys:
        with suppress(ValueError):
            yield UUID(key)


def _results(
    hits: Iterable[Hit], narrowing: Narrowing, person: Person | None
) -> list[Result]:
    asked, heading = narrowing.found.asked, narrowing.beside_title()
    by_id = {hit.service_id: hit for hit in hits}
    shown = cards(by_id, reader=person, now=asked.now)
    note_reading(shown, by=person)
    results = []
    for pk, hit in by_id.items():
        if pk in shown:
            card, begins = shown[pk], heading if hit.beside else ""
            where, tags = _where(card, hit, asked), _tags(card, asked)
            why = reasons_in_words(hit, asked, card, regions=narrowing.regions)
            results.append(Result(card, str(pk), where, tags, why, begins))
            heading = "" if begins else heading
    return results


def _where(card: Card, hit: Hit, asked: Question) -> str:
    """Return how far a service is, or its region or towns, in words."""
    if hit.facts.km is None:
        return card.region or ", ".join(card.towns)
    km = max(1, round(hit.facts.km))
    return _("about %(km)s km from %(town)s") % {"km": km, "town": asked.place}


def _is_asked(tongue: str, asked: Question) -> bool:
    return bool({f"lang:{tongue}", f"lang:{language_code(tongue)}"} & {*asked.codes})


def _tags(card: Card, asked: Question) -> list[tuple[str, str]]:
    """Return what stands out on a card: (kind of tag, words)."""
    tags = [said_hours(card.times, now=asked.now)]
    tags += [("", name) for name in names_of(card.is_for, {}).values()]
    tags += [("look", not_for(code)) for code in card.is_not_for]
    if card.is_free:
        tags.append(("", _("Free")))
    spoken = sorted(card.languages, key=lambda one: not _is_asked(one, asked))
    tags += [("", language_name(one)) for one in spoken]
    return tags
