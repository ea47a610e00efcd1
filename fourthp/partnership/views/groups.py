"""Groups: which there are, one of them, a new one, and what is said of one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import markdown
from fourthp.partnership.forms.groups import GroupForm, NewGroupForm
from fourthp.partnership.models import Group, Person
from fourthp.partnership.operations.groups import (
    CannotBeOpenToAll,
    EndsTooSoon,
    GroupIsOver,
    add_group,
    close_group,
    edit_group,
    end_group,
    open_group,
)
from fourthp.partnership.permissions import (
    GROUP_FACTS,
    IN_A_GROUP,
    can_end_group,
    can_join,
    can_propose,
    can_run_network,
    can_seat,
    can_set_terms,
    group_facts_for,
)
from fourthp.partnership.queries.groups import (
    groups_for,
    readers_of_group,
    seats_in,
    sits_for,
    sitters,
)
from fourthp.partnership.queries.proposals import (
    interested,
    own_interest,
    sees_reason,
    standing_interests,
    to_decide,
    wanted,
)
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import person_of

ODD = (CannotBeOpenToAll, EndsTooSoon, GroupIsOver)


def group_seen(request: HttpRequest, pk: UUID) -> Group:
    """Return a group that whoever asks may see; any other does not exist for her."""
    return get_object_or_404(Group.objects.visible_to(person_of(request)), pk=pk)


def index(request: HttpRequest) -> HttpResponse:
    """Show the groups that somebody may see, each in its list."""
    person, day = person_of(request), today()
    runs = can_run_network(person)
    found = groups_for(person, day, page=request.GET.get("page", ""))
    context = {
        "groups": found,
        "previous_href": f"?page={found.number - 1}" if found.number > 1 else "",
        "next_href": f"?page={found.number + 1}" if found.number < found.pages else "",
        "sections": sections("groups", person),
        "runs": runs,
        "to_decide": to_decide(day) if runs else [],
    }
    return render(request, "partnership/groups.html", context)


def group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a group: what it is for, its terms, who sits there, what one may do."""
    person, found, day = person_of(request), group_seen(request, pk), today()
    terms = list(found.terms.all())
    who = sitters(found, person, day)
    context = {
        "group": found,
        "is_over": found.is_over(day),
        "is_to_come": found.begins_on is not None and found.begins_on > day,
        "sitters": who,
        "names_hidden": not person.is_strong
        and any(not one.name for role in who for one in role.first),
        "terms": terms[0] if terms else None,
        "drawn": markdown(terms[0].words) if terms else "",
        "older": terms[1:],
        "readers": readers_of_group(day, closed=found) if found.is_closed else None,
    }
    context |= _may(found, person) | _proposal(found, person)
    return render(request, "partnership/group.html", context)


def _may(found: Group, person: Person) -> dict[str, Any]:
    """Return what somebody may do about a group that goes on."""
    day = today()
    if found.is_over(day) or found.was_given_up:
        return {}
    begun = Group.objects.going_on(day).filter(pk=found.pk).exists()
    seats = person.seats.holding(day).filter(group=found)
    own = {seat.agency_id for seat in seats}
    free = [one for one in sits_for(person, day) if _id(one) not in own]
    return {
        "may_edit": bool(group_facts_for(person, found)),
        "may_set_terms": can_set_terms(person, found),
        "may_seat": begun
        and not found.is_network
        and can_seat(person, None, IN_A_GROUP[0], found),
        "may_end": can_end_group(person, found),
        "may_join": begun and can_join(person, found) and bool(free),
        "joins_for": free,
        "sits": bool(own) and not found.is_network,
    }


def _id(one: Any) -> UUID | None:
    return one.agency.pk if one.agency else None


def _proposal(found: Group, person: Person) -> dict[str, Any]:
    """Return how a proposed group stands, and what somebody may say of it."""
    runs = can_run_network(person)
    if found.was_given_up:
        sees = sees_reason(found, person, coordinates=runs)
        return {"reason": found.declined_because if sees else ""}
    if not found.is_proposed:
        return {}
    day = today()
    interests = standing_interests(found, day)
    own = own_interest(found, person)
    return {
        "wanted": wanted(interests),
        "interested": interested(interests, person),
        "own": own,
        "may_say": own is None and can_propose(person),
        "says_for": sits_for(person, day),
        "may_decide": runs,
    }


def new_group(request: HttpRequest) -> HttpResponse:
    """Make a group that begins on a day, for whoever coordinates."""
    person = person_of(request)
    initial = {"begins_on": today()}
    form = NewGroupForm.of(request, allowed=GROUP_FACTS, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()

        def act() -> str:
            made = add_group(facts.pop("name"), by=person, today=today(), **facts)
            return reverse("group", args=[made.pk])

        if answer := form.sent(act, by=person, now=now(), refused=ODD):
            messages.success(request, _("The group is there. Now seat somebody in it."))
            return redirect(answer)
    context = {"form": form, "title": _("A new group"), "back": reverse("groups")}
    status = 400 if form.errors else 200
    return render(request, "partnership/group_form.html", context, status=status)


def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is said of a group, for whoever coordinates, or chairs it."""
    person, found = person_of(request), group_seen(request, pk)
    allowed = group_facts_for(person, found)
    if not allowed:
        raise PermissionDenied
    form = GroupForm.for_group(request, found, allowed)
    if request.method == "POST" and form.is_valid():
        answer = _change(form, found, person)
        if answer:
            messages.success(request, _("Changed."))
            return redirect(answer)
    context: dict[str, Any] = {
        "form": form,
        "group": found,
        "title": _("Change a group"),
    }
    context["back"] = reverse("group", args=[pk])
    status = 400 if form.errors else 200
    return render(request, "partnership/group_form.html", context, status=status)


def _change(form: GroupForm, found: Group, person: Person) -> str | None:
    said, seen = form.facts(), form.cleaned_data["seen"]

    def act() -> str:
        edit_group(found, said, by=person, today=today(), seen=seen)
        return reverse("group", args=[found.pk])

    try:
        return form.sent(act, by=person, now=now(), refused=ODD)
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        form.look_again(found)
        form.add_error(None, str(problem))
        return None


def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what ends with a group, and end it this minute."""
    person, found = person_of(request), group_seen(request, pk)

    def act() -> None:
        end_group(found, by=person, now=now())

    beside = {"seats": seats_in(found, today())}
    said = _("The group has ended, and every seat in it.")
    return _sure(request, found, act, ("ending", beside, said))


def closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who will still see a group, and let nobody else see it from now on."""
    person, found = person_of(request), group_seen(request, pk)

    def act() -> None:
        close_group(found, by=person, now=now())

    beside = {"readers": readers_of_group(today(), closed=found)}
    said = _("It is closed: nobody else learns that it exists.")
    return _sure(request, found, act, ("closing", beside, said))


def opening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who will see a closed group, and let every member see it from now on."""
    person, found = person_of(request), group_seen(request, pk)

    def act() -> None:
        open_group(found, by=person, today=today())

    beside = {"readers": readers_of_group(today())}
    said = _("Every member sees it now.")
    return _sure(request, found, act, ("opening", beside, said))


def _sure(
    request: HttpRequest,
    found: Group,
    act: Callable[[], None],
    page: tuple[str, dict[str, Any], str],
) -> HttpResponse:
    """Show what an act will do, and do it once; page: its name, beside, and after."""
    name, beside, said = page
    here = reverse("group", args=[found.pk])
    if not can_end_group(person_of(request), found):
        raise PermissionDenied
    if request.method != "POST":
        context = {"group": found, "act": name, "back": here} | beside
        return render(request, "partnership/group_sure.html", context)

    def once() -> str:
        act()
        return here

    try:
        answer = press(request, once, by=person_of(request), now=now())
    except GroupIsOver as problem:
        messages.warning(request, str(problem))
        return redirect(here)
    messages.success(request, said)
    return redirect(answer)
