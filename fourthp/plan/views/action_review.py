"""Several actions are looked through at once."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from fourthp.foundation.clock import now
from fourthp.partnership.models import Person
from fourthp.plan.forms.action_said import ReviewForm
from fourthp.plan.models import Action
from fourthp.plan.operations.action_review import review_actions
from fourthp.plan.operations.actions import DayIsPast
from fourthp.plan.permissions.actions import can_change_action
from fourthp.plan.queries.action_own import groups_looked_after
from fourthp.plan.views.standing import person_of

MOST_REVIEWED = 100


def review(request: HttpRequest) -> HttpResponse:
    """Say what will happen to several actions, and say it of all of them at once."""
    person = person_of(request)
    found = _chosen(request, person)
    form = ReviewForm.of(request)
    if request.method == "POST" and found and form.is_valid():
        answer = _review(form, found, person, request)
        if answer:
            return redirect(answer)
    context = {
        "form": form,
        "actions": found,
        "back": reverse("actions"),
        "left_out": len(_ids(request)) - len(found),
    }
    status = 400 if form.errors else 200
    return render(request, "plan/actions_review.html", context, status=status)


def _ids(request: HttpRequest) -> list[UUID]:
    asked = request.POST if request.method == "POST" else request.GET
    found = []
    for one in asked.getlist("a")[:MOST_REVIEWED]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _chosen(request: HttpRequest, person: Person) -> list[Action]:
    """Return the chosen actions that go on and that are somebody's to change."""
    rows = Action.objects.visible_to(person).going_on().filter(pk__in=_ids(request))
    beside = ("group", "agency", "seat__agency", "seat__person")
    found = [
        one
        for one in rows.select_related(*beside).order_by("due_on", "pk")
        if can_change_action(person, one)
    ]
    if not found and groups_looked_after(person) == set():
        raise PermissionDenied
    return found


def _review(
    form: ReviewForm, found: list[Action], person: Person, request: HttpRequest
) -> str | None:
    told = []

    def act() -> str:
        said, _skipped = review_actions(found, form.review(), by=person, now=now())
        told.append(said)
        return reverse("actions")

    try:
        answer = form.send(act, by=person, now=now())
    except DayIsPast as problem:
        form.add_error("due_on", str(problem))
        return None
    if answer and told:
        said = (
            ngettext("Noted of %d action.", "Noted of %d actions.", told[0]) % told[0]
        )
        messages.success(request, said)
    return answer
