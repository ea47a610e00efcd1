"""An item is proposed, shown, changed and answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.text import markdown
from fourthp.meetings.forms.items import AnswerForm, ChangeForm, ProposeForm
from fourthp.meetings.models import Item
from fourthp.meetings.operations.agendas import FROM, answer_item
from fourthp.meetings.operations.items import change_item, propose_item
from fourthp.meetings.permissions import can_change_item, can_order, can_propose
from fourthp.meetings.queries.agenda import hidden_title, kept_of, owner_told
from fourthp.meetings.queries.listing import Due
from fourthp.meetings.queries.readers import item_readers
from fourthp.meetings.views.pages import shown
from fourthp.meetings.views.standing import (
    item_ordered,
    item_seen,
    item_shown,
    meeting_seen,
    person_of,
    sent,
)
from fourthp.partnership.models import Label, Person
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions.sharing import can_share
from fourthp.plan.queries.action_told import known_names

State = Item.State


def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose an item: typed, its readers looked at, then kept."""
    person, found = person_of(request), meeting_seen(request, pk)
    if not can_propose(person, found.series, Label.GREEN):
        raise PermissionDenied
    form = ProposeForm.of(request, series=found.series, writer=person)
    may_order = can_order(person, found.series)

    def act() -> str:
        propose_item(found, form.facts(), by=person, now=now())
        return reverse("meeting", args=[pk])

    is_sent = request.method == "POST" and form.is_valid()
    answer = sent(form, request, act) if is_sent and _is_seen(form, request) else None
    if answer:
        done = _("It stands on the agenda.") if may_order else _("Proposed.")
        messages.success(request, done)
        return redirect(answer)
    kept = kept_of(found)
    context: dict[str, Any] = shown(found) | {"form": form, "may_order": may_order}
    context |= {"due": Due.of(found, kept) if kept else None}
    status = 400 if form.errors else 200
    return render(request, "meetings/propose.html", context, status=status)


def _is_seen(form: ProposeForm, request: HttpRequest) -> bool:
    """Tell whether it is to be kept: who chose readers looked at them first."""
    was_seen = form.shows_readers() or form.cleaned_data["to"] == "all"
    return was_seen and "look" not in request.POST


def item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an item: what it says, what became of it, and who sees it."""
    person, found = person_of(request), item_shown(request, pk)
    note_looks(Item.objects.filter(pk=pk), by=person)
    seats = [one for one in (found.owner, found.proposed_by) if one]
    known: Any = known_names((one.person for one in seats), person)
    context = shown(found.meeting.gathering) | {
        "item": found,
        "drawn": markdown(found.words),
        "owner": owner_told(found.owner, known),
        "proposed_by": owner_told(found.proposed_by, known),
        "readers": item_readers(found, asks=person),
        "is_over": found.is_over(today()),
        "may_change": can_change_item(person, found),
        "may_order": can_order(person, found.series) and person.is_strong,
        "may_share": can_share(person, found),
    }
    return render(request, "meetings/item.html", context)


def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what an item says."""
    person, found = person_of(request), item_seen(request, pk)
    if not can_change_item(person, found):
        raise PermissionDenied
    form = ChangeForm.for_item(request, found, reader=person)
    here = reverse("agenda-item", args=[pk])

    def act() -> str:
        said = form.facts(), form.cleaned_data["seen"]
        change_item(found, said[0], by=person, now=now(), seen=said[1])
        return here

    answer = None
    if request.method == "POST" and form.is_valid():
        answer = sent(form, request, act)
        found.refresh_from_db()
    if answer:
        messages.success(request, _("Changed."))
        return redirect(answer)
    if form.is_bound and form.data.get("seen") not in {"", found.version}:
        form.look_again(found)
    context = {"form": form, "item": found, "back": here}
    status = 400 if form.errors else 200
    return render(request, "meetings/item_words.html", context, status=status)


def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what becomes of an item, for whoever makes its agenda."""
    person, found = person_of(request), item_ordered(request, pk)
    form = AnswerForm.of(request)
    form.offer(_answers(found))

    def act() -> str:
        said = form.cleaned_data
        answer_item(found, said["state"], word=said["word"], by=person, now=now())
        return reverse("meeting-order", args=[found.meeting.gathering_id])

    if request.method == "POST" and form.is_valid():
        done = sent(form, request, act)
        if done:
            messages.success(request, _("Done."))
            return redirect(done)
    context = shown(found.meeting.gathering) | {"form": form, "item": found}
    context |= {"title": _title(found, person), "later": found.later.exists()}
    status = 400 if form.errors else 200
    return render(request, "meetings/item_answer.html", context, status=status)


def _title(found: Item, person: Person) -> str:
    seen = Item.objects.visible_to(person).filter(pk=found.pk).exists()
    return found.title if seen else hidden_title()


def _answers(found: Item) -> dict[str, Any]:
    """Return what may become of an item as it stands now, in words."""
    words = {
        State.ON.value: _("It stands on the agenda"),
        State.DEFERRED.value: _("It is put off: the next meeting is offered it"),
        State.OUT.value: _("It does not stand on the agenda"),
    }
    return {state: said for state, said in words.items() if found.state in FROM[state]}
