"""Join two records: found, looked at, made one; and two again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.partnership.forms.merging import MergingForm
from fourthp.partnership.models import Agency, Merge, Person
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.queries.merging.agencies import (
    agencies_like,
    agency_outlook,
    why_not_agencies,
)
from fourthp.partnership.queries.merging.done import gone_of, record_of, why_not_split
from fourthp.partnership.queries.merging.outlook import MOST_NAMED, Outlook
from fourthp.partnership.queries.merging.people import (
    people_like,
    person_outlook,
    why_not_people,
)
from fourthp.partnership.queries.sheets.shown import kept_rows
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.views.standing import person_of


def agency_merging(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let another record of an agency go into this one."""
    if done := _done_before(request, Merge.Kind.AGENCY, pk):
        return done
    person = person_of(request)
    known = Agency.objects.visible_to(person)
    stays = get_object_or_404(known, pk=pk)
    gone = _other(request, known)
    context: dict[str, Any] = {"stays": stays, "gone": gone, "route": "agency-merging"}
    context["record_route"] = "agency"
    if gone is None:
        text = request.GET.get("q", "")[:100]
        found = [(one, "") for one in agencies_like(text, but=stays)]
        return _page(request, context | {"found": found, "text": text})
    context["refused"] = why_not_agencies(gone, stays)
    if not context["refused"]:
        context["outlook"] = agency_outlook(gone, stays)

    def act(seen: str) -> Merge:
        return merge_agencies(gone, stays, by=person, now=now(), seen=seen)

    return _merge(request, context, act, person)


def person_merging(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let another record of a person go into this one."""
    if done := _done_before(request, Merge.Kind.PERSON, pk):
        return done
    person = person_of(request)
    known = Person.objects.visible_to(person)
    stays = get_object_or_404(known, pk=pk)
    gone = _other(request, known)
    context: dict[str, Any] = {"stays": stays, "gone": gone, "route": "person-merging"}
    context["record_route"] = "person"
    if gone is None:
        text = request.GET.get("q", "")[:100]
        found = people_like(text, but=stays)
        return _page(request, context | {"found": found, "text": text})
    context["refused"] = why_not_people(gone, stays, by=person)
    if not context["refused"]:
        context["outlook"] = person_outlook(gone, stays)

    def act(seen: str) -> Merge:
        return merge_people(gone, stays, by=person, now=now(), seen=seen)

    return _merge(request, context, act, person)


def _other(request: HttpRequest, known: Any) -> Any:
    """Return the record that is to go, or None while it is looked for."""
    sent = request.POST if request.method == "POST" else request.GET
    return get_object_or_404(known, pk=_wanted(request)) if "other" in sent else None


def _wanted(request: HttpRequest) -> UUID | None:
    sent = request.POST if request.method == "POST" else request.GET
    try:
        return UUID(sent.get("other", ""))
    except ValueError:
        return None


def _done_before(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse | None:
    """Lead to what was done already where the button is pressed twice."""
    wanted = _wanted(request)
    if request.method != "POST" or wanted is None:
        return None
    found = Merge.objects.filter(kind=kind, gone_id=wanted, stays_id=pk)
    done = found.filter(undone_at=None).first()
    return redirect("merge", pk=done.pk) if done else None


def _merge(
    request: HttpRequest,
    context: dict[str, Any],
    act: Callable[[str], Model],
    person: Person,
) -> HttpResponse:
    outlook: Outlook | None = context.get("outlook")
    form = MergingForm.of(request, initial=_shown(context["gone"], outlook))
    if request.method == "POST" and form.is_valid():

        def answer() -> str:
            return reverse("merge", args=[act(form.cleaned_data["seen"]).pk])

        try:
            done = form.send(answer, by=person, now=now())
        except MergeRefused as problem:
            form.add_error(None, str(problem))
            if outlook:
                form.put("seen", outlook.digest())
        else:
            if done:
                return redirect(done)
    return _page(request, context | {"form": form, "most": MOST_NAMED})


def _shown(gone: Model, outlook: Outlook | None) -> dict[str, Any]:
    return {"other": gone.pk, "seen": outlook.digest() if outlook else ""}


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    status = 400 if form is not None and form.errors else 200
    return render(request, "partnership/merging.html", context, status=status)


def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show which record went into which; make them two again."""
    person = person_of(request)
    found = get_object_or_404(Merge, pk=pk)
    gone, gone_name = gone_of(found)
    context = {
        "merge": found,
        "gone": gone,
        "gone_name": gone_name,
        "stays": record_of(found),
        "kept": kept_rows(found.kept),
        "why_not": why_not_split(found),
    }
    if request.method != "POST":
        return render(request, "partnership/merge.html", context)
    return _split(request, found, context, person)


def _split(
    request: HttpRequest, found: Merge, context: dict[str, Any], person: Person
) -> HttpResponse:
    def act() -> str:
        undo_merge(found, by=person, now=now())
        return reverse("merge", args=[found.pk])

    try:
        return redirect(press(request, act, by=person, now=now()))
    except MergeRefused as problem:
        context["why_not"] = str(problem)
        return render(request, "partnership/merge.html", context, status=400)
