"""An agenda is put in order, and what arises from before is taken onto it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.gatherings.models import Gathering
from fourthp.meetings.forms.items import OrderForm
from fourthp.meetings.models import Item
from fourthp.meetings.operations.agendas import move_item
from fourthp.meetings.operations.arising import KINDS, ArisesNoMore, take_up
from fourthp.meetings.operations.meetings import MeetingIsOver
from fourthp.meetings.queries.agenda import Agenda, Line, agenda_of, meeting_of
from fourthp.meetings.queries.arising import matters_arising
from fourthp.meetings.views.pages import shown
from fourthp.meetings.views.standing import meeting_kept, person_of, sent
from fourthp.partnership.models import Person
from fourthp.plan.operations.concerns_steps import NotLikeThisNow


def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an agenda to whoever makes it, each item with its way up and down."""
    person, found = person_of(request), meeting_kept(request, pk)
    form = OrderForm.of(request, initial={"seen": _version(found)})
    form.offer(_on(agenda_of(found, person)))

    def act() -> str:
        said = form.cleaned_data
        wanted = UUID(said["item"]), said["place"]
        move_item(found, *wanted, by=person, now=now(), seen=said["seen"])
        return reverse("meeting-order", args=[pk])

    if request.method == "POST" and form.is_valid():
        answer = sent(form, request, act)
        if answer:
            return redirect(f"{answer}#i{form.cleaned_data['item']}")
    if form.errors:
        form.look_again(_version(found))
    context = shown(found) | _drawn(found, person) | {"form": form}
    status = 400 if form.errors else 200
    return render(request, "meetings/order.html", context, status=status)


def _version(found: Gathering) -> str:
    row = meeting_of(found)
    return row.version if row else ""


def _on(agenda: Agenda) -> list[Line]:
    """Return the lines that may be moved."""
    return [one for one in agenda.lines if one.state == Item.State.ON and one.key]


def _drawn(found: Gathering, person: Person) -> dict[str, Any]:
    agenda = agenda_of(found, person)
    row = agenda.meeting
    on = _on(agenda)
    return {
        "agenda": agenda,
        "off": [one for one in agenda.lines if one.state != Item.State.ON],
        "rows": [(n, one, n - 1, n + 1) for n, one in enumerate(on, start=1)],
        "count": len(on),
        "meeting": row,
        "seen": row.version if row else "",
        "arising": matters_arising(found, person, day=today()),
    }


@require_POST
def arising(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one of the matters arising onto an agenda."""
    person, found = person_of(request), meeting_kept(request, pk)
    kind, wanted = _wanted(request)
    here = reverse("meeting-order", args=[pk])

    def act() -> str:
        take_up(found, kind, wanted, by=person, now=now())
        return here

    try:
        press(request, act, by=person, now=now())
    except (ArisesNoMore, MeetingIsOver, NotLikeThisNow) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It stands on the agenda, last."))
    return redirect(here)


def _wanted(request: HttpRequest) -> tuple[str, UUID]:
    """Return what is to be taken up, as its button says it."""
    kind, _colon, pk = request.POST.get("matter", "").partition(":")
    try:
        wanted = UUID(pk)
    except ValueError:
        raise BadRequest from None
    if kind not in KINDS:
        raise BadRequest
    return kind, wanted
