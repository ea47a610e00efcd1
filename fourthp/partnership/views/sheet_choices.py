"""What is chosen of a sheet before it comes in: its columns, its words, its doubles."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.forms.sheets import (
    DoublesForm,
    SheetChoicesForm,
    SheetColumnsForm,
)
from fourthp.partnership.models import Person, Sheet
from fourthp.partnership.operations.sheets.handing_in import (
    SheetIsOver,
    choose,
    confirm_columns,
)
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.views.standing import person_of

ON_A_PAGE = 50


def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what the columns of a sheet are."""
    found = get_object_or_404(Sheet, pk=pk)
    if found.state != Sheet.State.COLUMNS:
        return redirect("sheet", pk=pk)
    form = SheetColumnsForm.of(request, sheet=found)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)

        def act() -> str:
            confirm_columns(found, form.chosen(), by=person)
            return reverse("sheet", args=[pk])

        answer = _send(request, form, act, person)
        if answer:
            return redirect(answer)
    context = {"form": form, "sheet": found}
    status = 400 if form.errors else 200
    return render(request, "partnership/sheet_columns.html", context, status=status)


def _send(
    request: HttpRequest, form: KeyedForm, act: Callable[[], str], person: Person
) -> str | None:
    try:
        return form.send(act, by=person, now=now())
    except SheetIsOver as problem:
        messages.error(request, str(problem))
        return reverse("sheets")


def choices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask who becomes a member, which words are made, whose a shared mailbox is."""
    found = get_object_or_404(Sheet, pk=pk)
    if found.state != Sheet.State.READY:
        return redirect("sheet", pk=pk)
    form = SheetChoicesForm.of(request, plan=plan_sheet(found))
    if request.method == "POST" and form.is_valid():
        person = person_of(request)

        def act() -> str:
            for part, chosen in form.chosen().items():
                choose(found, part, chosen, by=person)
            return reverse("sheet", args=[pk])

        answer = _send(request, form, act, person)
        if answer:
            return redirect(answer)
    context = {"form": form, "sheet": found}
    status = 400 if form.errors else 200
    return render(request, "partnership/sheet_choices.html", context, status=status)


def doubles(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what is done with what is perhaps here already, a page at a time."""
    found = get_object_or_404(Sheet, pk=pk)
    if found.state != Sheet.State.READY:
        return redirect("sheet", pk=pk)
    page = Paginator(plan_sheet(found).doubles, ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    form = DoublesForm.of(request, doubles=list(page))
    if request.method == "POST" and form.is_valid():
        person = person_of(request)

        def act() -> str:
            choose(found, "doubles", form.chosen(), by=person)
            here = reverse("sheet-doubles", args=[pk])
            if page.has_next():
                return f"{here}?page={page.next_page_number()}"
            return reverse("sheet", args=[pk])

        answer = _send(request, form, act, person)
        if answer:
            return redirect(answer)
    context = {"form": form, "sheet": found, "page": page, "summary": _summary(page)}
    status = 400 if form.errors else 200
    return render(request, "partnership/sheet_doubles.html", context, status=status)


def _summary(page: object) -> str:
    return _("Page %(number)d of %(all)d") % {
        "number": page.number,  # type: ignore[attr-defined]  # a page has one
        "all": page.paginator.num_pages,  # type: ignore[attr-defined]  # and this
    }
