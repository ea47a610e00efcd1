"""An action's page, a new one, and one's own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import markdown
from fourthp.partnership.models import Person
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions.sharing import can_share
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.partnership.queries.groups import readers_of_group
from fourthp.partnership.queries.looks import who_looked
from fourthp.plan.forms.actions import ActionForm, ActionWordsForm
from fourthp.plan.models import Action, holder_of
from fourthp.plan.operations.action_owners import NotTheirs
from fourthp.plan.operations.action_steps import ActionIsOver
from fourthp.plan.operations.actions import (
    ActionWords,
    DayIsPast,
    ForItsGroupAlone,
    change_action,
    give_action,
)
from fourthp.plan.permissions.actions import can_change_action, owns_action
from fourthp.plan.queries.action_goals import goal_seen
from fourthp.plan.queries.action_own import groups_to_give_in, own_actions, own_done
from fourthp.plan.queries.action_told import (
    has_told,
    known_names,
    last_reasons,
    lateness,
    owner_told,
    steps_of,
)
from fourthp.plan.views.action_rows import rows_of
from fourthp.plan.views.sections import sections
from fourthp.plan.views.standing import person_of

MOST_DONE = 20


def action_seen(request: HttpRequest, pk: UUID) -> Action:
    """Return an action that whoever asks may see; any other does not exist for her."""
    rows = Action.objects.visible_to(person_of(request))
    beside = ("group", "agency", "seat__person", "seat__agency")
    return get_object_or_404(rows.select_related(*beside), pk=pk)


def _seen_or_kept(request: HttpRequest, pk: UUID) -> Action:
    over = Action.objects.over_for(person_of(request)).select_related("group", "agency")
    return over.filter(pk=pk).first() or action_seen(request, pk)


def action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an action: how it stands, who has it, what was said of it."""
    person, found = person_of(request), _seen_or_kept(request, pk)
    note_looks(Action.objects.filter(pk=pk), by=person)
    holder = holder_of(found, today())
    seats = [one for one in (found.seat, *holder.seats) if one]
    known = known_names((one.person for one in seats), person)
    steps = steps_of(found, person)
    may_share = can_share(person, found)
    context = {
        "action": found,
        "drawn": markdown(found.words),
        "owner": owner_told(found, known),
        "has": has_told(holder, known),
        "goal": goal_seen(found, person),
        "late": lateness(found, today()),
        "days": abs(found.days_late(today())),
        "steps": steps,
        "reasons": last_reasons(found, steps),
        "is_over": found.is_over(today()),
        "readers": _readers(found, person),
        "may_share": may_share,
        "looks": who_looked(found) if may_share else [],
        "gives": can_change_action(person, found),
        "owns": owns_action(person, found),
    }
    return render(request, "plan/action.html", context)


def _readers(found: Action, person: Person) -> Any:
    """Return who sees an action: of a closed group, who may know of it at most."""
    if found.group.is_closed and found.audience_id is None:
        return readers_of_group(today(), closed=found.group)
    return readers_known_to(found, asks=person)


def mine(request: HttpRequest) -> HttpResponse:
    """Show what somebody has to do, and what she and her agency did lately."""
    person, day = person_of(request), today()
    own = own_actions(person, day)
    done = own_done(person, day, most=MOST_DONE)
    context = {
        "sections": sections("actions-mine"),
        "rows": rows_of(own, person, day),
        "late": sum(1 for one, _holder in own if one.days_late(day) > 0),
        "done": done,
        "gives": groups_to_give_in(person, day).exists(),
    }
    return render(request, "plan/actions_mine.html", context)


def new_action(request: HttpRequest) -> HttpResponse:
    """Give somebody an action, for whoever gives them in a group."""
    person = person_of(request)
    if not groups_to_give_in(person, today()).exists():
        raise PermissionDenied(
            _(
                "Coordinators give actions, and the chair and the minute-taker of a"
                " group in it."
            )
        )
    initial = {name: request.GET.get(name, "") for name in ("group", "goal")}
    form = ActionForm.of(request, reader=person, day=today(), initial=initial)
    is_sent = request.method == "POST" and form.is_valid() and not form.only_looks
    answer = _give(form, person) if is_sent else None
    if answer:
        messages.success(request, _("Given. Whoever has it gets a mail."))
        return redirect(answer)
    status = 400 if form.errors else 200
    context = {"form": form, "group": form.given_in}
    return render(request, "plan/action_new.html", context, status=status)


def _give(form: ActionForm, person: Person) -> str | None:
    def act() -> str:
        made = give_action(form.facts(), by=person, now=now())
        return reverse("action", args=[made.pk])

    try:
        return form.send(act, by=person, now=now())
    except NotTheirs as problem:
        form.add_error("owner", str(problem))
    except DayIsPast as problem:
        form.add_error("due_on", str(problem))
    except (ForItsGroupAlone, AnyoneMayJoin) as problem:
        form.add_error("label", str(problem))
    return None


def action_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what an action says, for whoever gives actions there."""
    person, found = person_of(request), action_seen(request, pk)
    if not can_change_action(person, found):
        raise PermissionDenied
    form = ActionWordsForm.for_reader(request, found, person)
    if request.method == "POST" and form.is_valid():
        answer = _change(form, found, person)
        if answer:
            messages.success(request, _("Changed."))
            return redirect(answer)
    context = {"form": form, "action": found}
    status = 400 if form.errors else 200
    return render(request, "plan/action_words.html", context, status=status)


def _change(form: ActionWordsForm, found: Action, person: Person) -> str | None:
    said = form.cleaned_data

    def act() -> str:
        change_action(
            found,
            ActionWords(said["title"], said["words"], form.goal_of()),
            by=person,
            now=now(),
            seen=said["seen"] or None,
        )
        return reverse("action", args=[found.pk])

    try:
        return form.send(act, by=person, now=now())
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        form.look_again(found)
        form.add_error(None, str(problem))
    except ActionIsOver as problem:
        form.add_error(None, str(problem))
    return None
