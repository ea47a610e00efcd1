"""What is said of one action: done, moved, blocked, another's, dropped, open again."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import KeyedForm, press
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Person
from fourthp.plan.forms.action_said import BlockForm, DropForm, HandOverForm
from fourthp.plan.forms.actions import MoveForm
from fourthp.plan.models import Action
from fourthp.plan.operations.action_owners import NotTheirs
from fourthp.plan.operations.action_said import (
    NothingChanges,
    block_action,
    drop_action,
    finish_action,
    hand_over_action,
    move_action,
    reopen_action,
    take_up_action,
)
from fourthp.plan.operations.action_steps import ActionIsOver
from fourthp.plan.operations.actions import DayIsPast
from fourthp.plan.permissions.actions import can_change_action, can_speak_for
from fourthp.plan.views.actions import action_seen
from fourthp.plan.views.standing import person_of

ODD = (ActionIsOver, NothingChanges)


def _spoken_for(request: HttpRequest, pk: UUID) -> tuple[Action, Person]:
    """Return an action for which whoever asks may speak; 404 and 403 otherwise."""
    person, found = person_of(request), action_seen(request, pk)
    if not can_speak_for(person, found):
        raise PermissionDenied(
            _("Whoever has an action says how it stands, or whoever gives it.")
        )
    return found, person


def _pressed(
    request: HttpRequest, found: Action, act: Callable[[], Any], said: str
) -> HttpResponse:
    """Do what a button says, once, and lead back to the action."""
    here = reverse("action", args=[found.pk])

    def once() -> str:
        act()
        return here

    try:
        press(request, once, by=person_of(request), now=now())
    except ODD as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, said)
    return redirect(here)


@require_POST
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that an action is done."""
    found, person = _spoken_for(request, pk)
    act = partial(finish_action, found, by=person, now=now())
    return _pressed(request, found, act, _("Noted: it is done."))


@require_POST
def opened(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let an action that is blocked go on, or one that is over be open again."""
    found, person = _spoken_for(request, pk)
    does = take_up_action if found.goes_on else reopen_action
    act = partial(does, found, by=person, now=now())
    return _pressed(request, found, act, _("Noted: it goes on."))


def moved(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move the day on which an action is due."""
    found, person = _spoken_for(request, pk)
    form = MoveForm.for_action(request, found, due_on=found.due_on)

    def act() -> None:
        said = form.cleaned_data
        more = {"words": said["words"], "seen": said["seen"] or None}
        move_action(found, said["due_on"], by=person, now=now(), **more)

    page = (_("Move it"), _("Move it"), _("Moved."))
    return _sent(request, found, form, act, page)


def blocked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that an action cannot go on."""
    found, person = _spoken_for(request, pk)
    form = BlockForm.of(request)

    def act() -> None:
        said = form.cleaned_data
        block_action(found, said["reasons"], by=person, now=now(), words=said["words"])

    told = _("Noted: whoever looks after the group’s actions gets a mail.")
    page = (_("It cannot go on"), _("Note that it cannot go on"), told)
    return _sent(request, found, form, act, page)


def owner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand an action over to another seat or agency."""
    found, person = _spoken_for(request, pk)
    gives = can_change_action(person, found)
    beside = {"action": found, "reader": person, "day": today(), "gives": gives}
    form = HandOverForm.of(request, **beside)

    def act() -> None:
        words = form.cleaned_data["words"]
        hand_over_action(found, form.owner_of(), by=person, now=now(), words=words)

    told = _("Handed over. Whoever has it now gets a mail.")
    page = (_("Hand it over"), _("Hand it over"), told)
    return _sent(request, found, form, act, page)


def dropped(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that nobody has to do an action any more."""
    found, person = _spoken_for(request, pk)
    if not can_change_action(person, found):
        raise PermissionDenied
    form = DropForm.of(request)

    def act() -> None:
        drop_action(found, by=person, now=now(), words=form.cleaned_data["words"])

    told = _("Dropped: nobody has to do it any more.")
    page = (_("Drop it"), _("Drop it"), told)
    return _sent(request, found, form, act, page)


def _sent(
    request: HttpRequest,
    found: Action,
    form: KeyedForm,
    act: Callable[[], None],
    page: tuple[str, str, str],
) -> HttpResponse:
    """Show a form about an action, and do what it says; page: title, verb, told."""
    title, verb, told = page
    only_looks = getattr(form, "only_looks", False)
    if request.method == "POST" and form.is_valid() and not only_looks:
        answer = _once(form, found, act, person_of(request))
        if answer:
            messages.success(request, told)
            return redirect(answer)
    context = {"form": form, "action": found, "title": title, "verb": verb}
    status = 400 if form.errors else 200
    return render(request, "plan/action_said.html", context, status=status)


def _once(
    form: KeyedForm, found: Action, act: Callable[[], None], person: Person
) -> str | None:
    def once() -> str:
        act()
        return reverse("action", args=[found.pk])

    try:
        return form.send(once, by=person, now=now())
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        if isinstance(form, MoveForm):
            form.look_again(found)
        form.add_error(None, str(problem))
    except DayIsPast as problem:
        form.add_error("due_on", str(problem))
    except NotTheirs as problem:
        form.add_error("owner", str(problem))
    except ODD as problem:
        form.add_error(None, str(problem))
    return None
