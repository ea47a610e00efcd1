"""A sheet of agencies and people: handed in, looked at, brought in, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.operations.work import begin_work
from fourthp.foundation.tables import TableRefused
from fourthp.partnership.formats.sheets import wrong_rows_csv
from fourthp.partnership.forms.sheets import HandInSheetForm
from fourthp.partnership.models import Person, Sheet
from fourthp.partnership.operations.sheets.handing_in import (
    SheetIsOver,
    hand_in_sheet,
    throw_away_sheet,
)
from fourthp.partnership.operations.sheets.telling import (
    NobodyToTell,
    tell_people_of_sheet,
)
from fourthp.partnership.queries.sheets.plan import Plan
from fourthp.partnership.queries.sheets.planning import (
    plan_sheet,
    reasons_by_row,
    untaken_by_row,
)
from fourthp.partnership.queries.sheets.shown import (
    MOST_SHOWN,
    counted,
    first_agencies,
    first_people,
    kept_rows,
    named_rows,
    sentence,
    sheets_brought_in,
    sheets_waiting,
    work_of_sheet,
)
from fourthp.partnership.queries.sheets.telling import telling_of
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import person_of

_WAITING = (Sheet.State.COLUMNS, Sheet.State.READY)


def index(request: HttpRequest) -> HttpResponse:
    """Show the sheets that came in and that wait; take another in."""
    form = HandInSheetForm.of(request)
    if request.method == "POST" and form.is_valid():
        answer = _hand_in(form, person_of(request))
        if answer:
            return redirect(answer)
    context = {
        "form": form,
        "sections": sections("agencies", person_of(request)),
        "waiting": sheets_waiting(),
        "brought_in": sheets_brought_in(),
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/sheets.html", context, status=status)


def _hand_in(form: HandInSheetForm, person: Person) -> str | None:
    said = form.cleaned_data

    def act() -> str:
        sheet = hand_in_sheet(
            said["file"].chunks(),
            file_name=said["file"].name,
            by=person,
            now=now(),
            tab=said["tab"],
            header_at=said["header_at"],
        )
        return reverse("sheet", args=[sheet.pk])

    try:
        return form.send(act, by=person, now=now())
    except TableRefused as problem:
        form.add_error("file", str(problem))
        return None


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a sheet would make, or what came of it."""
    found = get_object_or_404(Sheet, pk=pk)
    if found.state == Sheet.State.COLUMNS:
        return redirect("sheet-columns", pk=pk)
    context: dict[str, Any] = {"sheet": found, "shown": work_of_sheet(found)}
    if found.state != Sheet.State.READY:
        context |= {"counted": counted(found.counts), "kept": kept_rows(found.kept)}
        context["telling"] = telling_of(found)
        return render(request, "partnership/sheet_done.html", context)
    context |= _would(found)
    return render(request, "partnership/sheet.html", context)


def _would(found: Sheet) -> dict[str, Any]:
    """Return what a page says of what a sheet would make."""
    plan = plan_sheet(found)
    counts = plan.counts()
    wrong = named_rows(found, reasons_by_row(plan))
    untaken = named_rows(found, untaken_by_row(plan))
    return {
        "counted": counted(counts),
        "counts": counts,
        "sentence": sentence(plan),
        "agencies": first_agencies(plan),
        "more_agencies": max(0, counts["agencies"] - MOST_SHOWN),
        "people": first_people(plan),
        "more_people": max(0, counts["people"] - MOST_SHOWN),
        "doubles": len(plan.doubles),
        **_asked_still(found, plan),
        "is_admitting": plan.is_admitting,
        "wrong": wrong[:MOST_SHOWN],
        "more_wrong": max(0, len(wrong) - MOST_SHOWN),
        "untaken": untaken[:MOST_SHOWN],
        "more_untaken": max(0, len(untaken) - MOST_SHOWN),
        "changes_nothing": plan.changes_nothing(),
        "seen": plan.digest(),
    }


def _asked_still(found: Sheet, plan: Plan) -> dict[str, Any]:
    """Return how much of each sort nobody has answered yet; whether all of it is."""
    said = found.choices
    asks = {
        "words": {one.key for one in plan.words} - said.get("words", {}).keys(),
        "mailboxes": {one.address for one in plan.mailboxes}
        - said.get("mailboxes", {}).keys(),
        "asked": plan.asked.keys() - said.get("hidden", {}).keys(),
    }
    is_answered = "hidden" in said and not any(asks.values())
    return {name: len(some) for name, some in asks.items()} | {
        "is_answered": is_answered
    }


@require_POST
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to bring a sheet in; pressed twice, it is one work."""
    person = person_of(request)

    def act() -> str:
        ready = Sheet.objects.select_for_update().filter(state=Sheet.State.READY)
        found = get_object_or_404(ready, pk=pk)
        running = work_of_sheet(found)
        if running and not running.is_over:
            return reverse("work", args=[running.work.pk])
        work = begin_work(
            "fourthp.partnership.tasks.bring_sheet_in",
            str(pk),
            str(person.pk),
            # PostgreSQL keeps no NUL; no digest has one.
            request.POST.get("seen", "")[:64].replace("\x00", ""),
            title=_("Bringing the sheet in"),
            leads_to=reverse("sheet", args=[pk]),
            by=person,
        )
        Sheet.objects.filter(pk=pk).update(work_id=work.pk)
        return reverse("work", args=[work.pk])

    return redirect(press(request, act, by=person, now=now()))


@require_POST
def discarding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a sheet away that has not come in."""
    person = person_of(request)

    def act() -> str:
        waiting = Sheet.objects.filter(state__in=_WAITING)
        found = get_object_or_404(waiting, pk=pk)
        throw_away_sheet(found, by=person)
        messages.success(request, _thrown_away(found))
        return reverse("sheets")

    try:
        return redirect(press(request, act, by=person, now=now()))
    except SheetIsOver as problem:
        messages.error(request, str(problem))
        return redirect("sheets")


def _thrown_away(sheet: Sheet) -> str:
    said = _("“%s” is thrown away: none of its rows is kept, and nothing was made.")
    return said % sheet.file_name


@require_POST
def telling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the people of a sheet that came in of their seats by mail: all, or some."""
    person, found = person_of(request), get_object_or_404(Sheet, pk=pk)
    only = request.POST.getlist("seat") if "some" in request.POST else None

    def act() -> str:
        tell_people_of_sheet(found, by=person, now=now(), only=only)
        return reverse("sheet", args=[pk])

    try:
        return redirect(press(request, act, by=person, now=now()))
    except NobodyToTell as problem:
        messages.error(request, str(problem))
        return redirect("sheet", pk=pk)


def wrong_csv(_request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the rows back that cannot come in, or not wholly, each with its reasons."""
    found = get_object_or_404(Sheet, pk=pk)
    plan = plan_sheet(found)
    reasons = untaken_by_row(plan) | reasons_by_row(plan)
    lines = wrong_rows_csv(found.heads, found.rows, reasons)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-correct.csv"'
    return response  # type: ignore[return-value]  # both are answers


def undoing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what taking a sheet back does, and begin it."""
    found = get_object_or_404(Sheet, pk=pk)
    if request.method != "POST":
        context = {"sheet": found, "counts": found.counts}
        return render(request, "partnership/sheet_undo.html", context)
    person = person_of(request)

    def act() -> str:
        work = begin_work(
            "fourthp.partnership.tasks.take_sheet_back",
            str(pk),
            str(person.pk),
            title=_("Taking the sheet back"),
            leads_to=reverse("sheet", args=[pk]),
            by=person,
        )
        return reverse("work", args=[work.pk])

    return redirect(press(request, act, by=person, now=now()))
