"""Concerns: listed, read, raised, put right, taken along."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.tables.writing import csv_lines
from fourthp.foundation.text import markdown
from fourthp.partnership.models import Person
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.plan.forms.concerns import ConcernForm, CorrectForm, ListForm
from fourthp.plan.models import Concern, State
from fourthp.plan.operations.concerns import correct_concern, raise_concern
from fourthp.plan.operations.exports import note_export
from fourthp.plan.permissions.concerns import can_correct, can_let_in, can_move_on
from fourthp.plan.queries.concerns import (
    Asked,
    Show,
    concerns_counted,
    concerns_page,
    concerns_query,
    exported,
    longest_unanswered,
    parts_of,
)
from fourthp.plan.queries.concerns_story import seen_too, story_of
from fourthp.plan.rules.concerns import days_between
from fourthp.plan.views.action_rows import give_href, rows_for
from fourthp.plan.views.concerns_buttons import buttons_for
from fourthp.plan.views.concerns_found import (
    concern_seen,
    refuse_unless,
)
from fourthp.plan.views.sections import sections
from fourthp.plan.views.standing import person_of

HEADER = (
    *("id", "concern", "words", "state", "raised", "since", "setting", "area"),
    *("four_ps", "raised_by", "seen_by", "group", "label"),
)


def index(request: HttpRequest) -> HttpResponse:
    """Show the concerns that somebody may see, narrowed as the address says."""
    reader, moment = person_of(request), now()
    form = ListForm(request.GET, reader=reader)
    asked, after = form.asked(), request.GET.get("after", "")
    page = concerns_page(asked, reader=reader, now=moment, after=after)
    counts = concerns_counted(reader, moment)
    is_first = asked == Asked() and not after
    context = {
        "sections": sections("concerns"),
        "form": form,
        "asked": asked,
        "tabs": _tabs(asked, counts, reader),
        "chips": _chips(form, asked),
        "concerns": _lines(page.rows),
        "late": _lines(longest_unanswered(reader, moment)) if is_first else [],
        "counted": counts,
        "first_href": concerns_query(asked) if after else "",
        "next_href": concerns_query(asked, page.after) if page.after else "",
        "without": concerns_query(Asked(show=asked.show)),
        "late_href": concerns_query(Asked(show=Show.LATE)),
        "export_href": reverse("concerns-export") + concerns_query(asked),
    }
    return render(request, "plan/concerns.html", context)


def _lines(rows: list[Concern]) -> list[tuple[Concern, list[str], int]]:
    """Return concerns with their parts in the four Ps, and how long they wait."""
    parts, moment = parts_of(rows), now()
    return [
        (one, parts.get(one.pk, []), days_between(one.open_since, moment))
        for one in rows
    ]


def _tabs(
    asked: Asked, counts: dict[Show, int], reader: Person
) -> list[tuple[str, Any, int, bool]]:
    """Return the tabs; what waits to be let in, and what goes, where there is any."""
    titles = {
        Show.OPEN: _("Waiting for an answer"),
        Show.LATE: _("For 60 days or more"),
        Show.ANSWERED: _("Answered"),
        Show.ALL: _("All"),
        Show.HELD: _("To let in"),
        Show.GOES: _("Going"),
    }
    always = {Show.OPEN, Show.ANSWERED, Show.ALL}
    if can_let_in(reader):
        always |= {Show.HELD}
    shown = (one for one in Show if one in always or counts[one] or one == asked.show)
    return [
        (concerns_query(Asked(show=one)), titles[one], counts[one], one == asked.show)
        for one in shown
    ]


def _chips(form: ListForm, asked: Asked) -> list[tuple[str, str]]:
    """Return the filters in use: where one leads that takes it away, and its words."""
    said = asked.said()
    return [
        (
            concerns_query(Asked(**vars(asked) | {name: getattr(Asked(), name)})),
            form.words_of(name, value),
        )
        for name, value in said.items()
        if name not in {"show", "sort"}
    ]


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Give the concerns that were asked for as a table; it is noted who took it."""
    reader = person_of(request)
    asked = ListForm(request.GET, reader=reader).asked()
    note_export("concerns", by=reader)
    rows = exported(asked, reader=reader, now=now())
    answer = StreamingHttpResponse(csv_lines(HEADER, rows), content_type="text/csv")
    name = f"concerns-{today():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def new_concern(request: HttpRequest) -> HttpResponse:
    """Raise a concern: as little to fill in as there can be."""
    person = person_of(request)
    form = ConcernForm.of(request, person=person)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            concern = raise_concern(form.facts(), by=person, now=now())
            return reverse("concern", args=[concern.pk])

        if answer := form.sent(act, by=person, now=now()):
            messages.success(
                request, _("Raised. You hear by mail when it is heard, and answered.")
            )
            return redirect(answer)
    status = 400 if form.errors else 200
    return render(request, "plan/concern_new.html", {"form": form}, status=status)


def concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the story of a concern: its way, who sees it too, what waits next."""
    reader = person_of(request)
    found = concern_seen(reader, pk, keeps=True)
    story = story_of(found, now=now())
    is_over = found.is_over(today())
    context = {
        "concern": found,
        "drawn": markdown(found.words),
        "parts": parts_of([found]).get(found.pk, []),
        "group": found.group,
        "story": story,
        "seen": seen_too(found, reader=reader),
        "readers": readers_known_to(found, asks=reader),
        "is_shared": found.state not in _UNSHARED,
        "is_over": is_over,
        "may_narrow": can_narrow(reader, found),
        "buttons": [] if is_over else buttons_for(found, reader),
        "actions": rows_for(found, reader, today()),
        "give_href": give_href(found, reader, today()) if found.is_open else "",
        "may_open": can_move_on(reader, found) and not is_over,
    }
    return render(request, "plan/concern.html", context)


_UNSHARED = frozenset({State.HELD, State.DECLINED, State.WITHDRAWN})


def words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put right what a concern says, until it is heard."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_correct(person, found))
    form = CorrectForm.for_concern(request, found)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]

        def act() -> str:
            correct_concern(found, form.facts(), by=person, seen=seen)
            return reverse("concern", args=[pk])

        try:
            answer = form.send(act, by=person, now=now())
        except SomebodyWasFaster as problem:
            answer = None
            found.refresh_from_db()
            form.look_again(found)
            form.add_error(None, str(problem))
        if answer:
            messages.success(request, _("Put right."))
            return redirect(answer)
    context = {"form": form, "concern": found}
    status = 400 if form.errors else 200
    return render(request, "plan/concern_words.html", context, status=status)
