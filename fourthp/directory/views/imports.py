"""Importing a directory: hand in, look at the difference, import, take back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.directory.forms.imports import ColumnsForm, HandInForm
from fourthp.directory.models import Draft, HeldRow, Import
from fourthp.directory.operations.imports.drafts import (
    choose_columns,
    hand_in,
    throw_away,
)
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.queries.differences import (
    MOST_ON_A_PAGE,
    differences,
    differences_list,
    not_named,
    services_named,
)
from fourthp.directory.queries.held import held_back, held_list, hours_unread
from fourthp.directory.queries.imports import (
    drafts,
    imports,
    in_one_sentence,
    kept_rows,
    reads_as_last_time,
    rows_by_table,
    sources,
    stands_of,
)
from fourthp.directory.views.own_listing import person_of
from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.models import Work
from fourthp.foundation.operations.work import begin_work
from fourthp.foundation.queries.work import Shown, WorkState, shown, unfinished_of
from fourthp.foundation.tables.writing import csv_lines, xlsx_bytes
from fourthp.partnership.models import Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def index(request: HttpRequest) -> HttpResponse:
    """Show what was imported and what was handed in; take another in."""
    form = HandInForm.of(request)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        answer = form.send(lambda: _hand_in(form, person), by=person, now=now())
        if answer:
            return redirect(answer)
    context = {
        "form": form,
        "drafts": drafts(),
        "running": unfinished_of(person_of(request)),
        "imports": imports(),
        "sources": sources(),
    }
    status = 400 if form.errors else 200
    return render(request, "directory/imports.html", context, status=status)


def _hand_in(form: HandInForm, person: Person) -> str:
    file = form.cleaned_data["file"]
    draft = hand_in(
        file.chunks(),
        source=form.cleaned_data["source"],
        file_name=file.name,
        columns=form.cleaned_data["columns"],
        by=person,
        now=now(),
    )
    return _begin_reading(draft, person)


def _begin_reading(draft: Draft, person: Person) -> str:
    leads_to = reverse("import-draft", args=[draft.pk])
    work = begin_work(
        "fourthp.directory.tasks.read_handed_in",
        str(draft.pk),
        title=_("Reading what was handed in"),
        leads_to=leads_to,
        by=person,
    )
    Draft.objects.filter(pk=draft.pk).update(work_id=work.pk)
    return reverse("work", args=[work.pk])


def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the difference that a draft would make, or ask for its columns."""
    found = get_object_or_404(Draft, pk=pk)
    if found.state == Draft.State.COLUMNS:
        return redirect("import-columns", pk=pk)
    context = {
        "draft": found,
        **_difference(found, person_of(request)),
        "is_first": not stands_of(found.source),
        "is_as_last_time": reads_as_last_time(found),
        "shown": _running(found),
        "has_failed": _has_failed(found),
    }
    return render(request, "directory/import_draft.html", context)


def _difference(found: Draft, reader: Person) -> dict[str, Any]:
    """Return what a page says of how a draft differs from what is here."""
    held = held_back(found.held_rows.all())
    told = differences(found, reader=reader, most=MOST_ON_A_PAGE)
    note_reading(services_named(told), by=reader)
    return {
        "tables": rows_by_table(found.counts),
        "sentence": in_one_sentence(found.counts, held.counts()),
        "differences": told,
        "not_named": not_named(found),
        "held": held,
        "unread": hours_unread(found.held_rows.all()),
        "changes": any(
            counts.get(kind)
            for counts in found.counts.values()
            for kind in ("new", "changed", "gone")
        ),
    }


def _work_of(draft: Draft) -> Work | None:
    if draft.work_id is None:
        return None
    return Work.objects.filter(pk=draft.work_id).select_related("job").first()


def _running(draft: Draft) -> Shown | None:
    work = _work_of(draft)
    found = shown(work) if work else None
    return None if found is None or found.is_over else found


def _has_failed(draft: Draft) -> bool:
    """Tell whether what was begun with a draft ended in the middle."""
    work = _work_of(draft)
    return work is not None and shown(work).state is WorkState.FAILED


def _total(counts: dict[str, dict[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for found in counts.values():
        total.update(found)
    return total


def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what the columns of a flat table are."""
    found = get_object_or_404(Draft, pk=pk)
    if not found.is_flat:
        return redirect("import-draft", pk=pk)
    form = ColumnsForm.of(request, draft=found)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)

        def act() -> str:
            return _begin_reading(
                choose_columns(found, form.choice(), by=person), person
            )

        answer = form.send(act, by=person, now=now())
        if answer:
            return redirect(answer)
    context = {"form": form, "draft": found}
    status = 400 if form.errors else 200
    return render(request, "directory/import_columns.html", context, status=status)


@require_POST
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to import a draft, or to read it again where that could not be finished.

    Pressed twice, it is one work.
    """
    person = person_of(request)

    def act() -> str:
        wanted = (Draft.State.READY, Draft.State.READING)
        ready = Draft.objects.select_for_update().filter(state__in=wanted)
        found = get_object_or_404(ready, pk=pk)
        running = _running(found)
        if running:
            return reverse("work", args=[running.work.pk])
        if found.state == Draft.State.READING:
            return _begin_reading(found, person)
        work = begin_work(
            "fourthp.directory.tasks.apply_handed_in",
            str(pk),
            str(person.pk),
            title=_("Importing"),
            leads_to=reverse("imports"),
            by=person,
        )
        Draft.objects.filter(pk=pk).update(work_id=work.pk)
        return reverse("work", args=[work.pk])

    return redirect(press(request, act, by=person, now=now()))


@require_POST
def discarding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    person = person_of(request)

    def act() -> str:
        throw_away(get_object_or_404(Draft, pk=pk), by=person)
        return reverse("imports")

    return redirect(press(request, act, by=person, now=now()))


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what an import did, and offer to take it back."""
    found = get_object_or_404(Import, pk=pk)
    held = held_back(found.held_rows.all())
    context = {
        "import": found,
        "kept": kept_rows(found),
        "tables": rows_by_table(found.counts),
        "sentence": in_one_sentence(found.counts, held.counts()),
        "held": held,
        "unread": hours_unread(found.held_rows.all()),
    }
    return render(request, "directory/import.html", context)


def undoing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what taking an import back does, and begin it."""
    found = get_object_or_404(Import, pk=pk)
    if request.method != "POST":
        context = {"import": found, "total": _total(found.counts)}
        return render(request, "directory/import_undo.html", context)
    person = person_of(request)

    def act() -> str:
        work = begin_work(
            "fourthp.directory.tasks.take_back",
            str(pk),
            str(person.pk),
            title=_("Taking the import back"),
            leads_to=reverse("import", args=[pk]),
            by=person,
        )
        return reverse("work", args=[work.pk])

    return redirect(press(request, act, by=person, now=now()))


def draft_held(_request: HttpRequest, pk: UUID, ending: str) -> HttpResponse:
    """Give the list of what a draft holds back."""
    return _held(get_object_or_404(Draft, pk=pk).held_rows.all(), ending)


def import_held(_request: HttpRequest, pk: UUID, ending: str) -> HttpResponse:
    """Give the list of what an import held back."""
    return _held(get_object_or_404(Import, pk=pk).held_rows.all(), ending)


def _held(rows: QuerySet[HeldRow], ending: str) -> HttpResponse:
    header = (_("kind"), _("row"), _("field"), _("reason"), _("what is held"))
    return _as_table("held", _("Held"), header, held_list(rows), ending)


def draft_changes(request: HttpRequest, pk: UUID, ending: str) -> HttpResponse:
    """Give the list of what a draft makes, changes and ends."""
    found = get_object_or_404(Draft, pk=pk)
    told = differences(found, reader=person_of(request))
    note_reading(services_named(told), by=person_of(request))
    header = (_("what happens"), _("kind"), _("name"), _("agency"), _("what changes"))
    return _as_table("changes", _("Changes"), header, differences_list(told), ending)


def _as_table(
    name: str,
    title: str,
    header: Sequence[str],
    lines: Iterable[Sequence[Any]],
    ending: str,
) -> HttpResponse:
    if ending == "xlsx":
        content = xlsx_bytes(title, header, lines)
        response = HttpResponse(content, content_type=XLSX)
    else:
        response = StreamingHttpResponse(  # type: ignore[assignment]  # both are answers
            csv_lines(header, lines), content_type="text/csv; charset=utf-8"
        )
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
