"""Seats in a group: taken, left, and given."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.partnership.forms.groups import ROLES, SeatForm, SitsForForm
from fourthp.partnership.models import Group, Person
from fourthp.partnership.operations.group_seats import (
    NotForThatAgency,
    NotGoingOn,
    WouldSpeakForIt,
    join_group,
    leave_group,
    seat_in_group,
)
from fourthp.partnership.operations.seat_mails import seat_given
from fourthp.partnership.operations.seats import AlreadySeated
from fourthp.partnership.permissions import can_join, can_seat
from fourthp.partnership.views.groups import group_seen
from fourthp.partnership.views.standing import person_of

REFUSED = (AlreadySeated, NotForThatAgency, NotGoingOn, WouldSpeakForIt)


def joining(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a seat in a group that is open to members; ask for whom if that is open."""
    person, found = person_of(request), group_seen(request, pk)
    if not can_join(person, found):
        raise PermissionDenied
    form = SitsForForm.of(request, person=person, day=today())
    if request.method == "POST" and form.is_valid():
        agency = form.agency()

        def act() -> str:
            join_group(found, by=person, today=today(), agency=agency)
            return reverse("group", args=[pk])

        if answer := form.sent(act, by=person, now=now(), refused=REFUSED):
            messages.success(request, _("You sit in this group now."))
            return redirect(answer)
    context = {
        "form": form,
        "group": found,
        "title": _("Join this group"),
        "verb": _("Join"),
        "back": reverse("group", args=[pk]),
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/group_short.html", context, status=status)


def leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what leaving a group does, and end one's own seats in it this minute."""
    person, found = person_of(request), group_seen(request, pk)
    here = reverse("group", args=[pk])
    seats = person.seats.holding(today()).filter(group=found)
    if found.is_network or (request.method != "POST" and not seats.exists()):
        return redirect(here)
    if request.method != "POST":
        context = {"group": found, "act": "leaving", "back": here}
        return render(request, "partnership/group_sure.html", context)
    # A closed group is not there any more for whoever left it.
    after = reverse("groups")

    def act() -> str:
        leave_group(found, by=person, now=now())
        return after

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("You left the group: your seat in it has ended."))
    return redirect(answer)


def new_seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Seat somebody in a group, for whoever coordinates, or chairs it."""
    person, found = person_of(request), group_seen(request, pk)
    roles = [role for role in ROLES if can_seat(person, None, role, found)]
    if found.is_network or not roles:
        raise PermissionDenied
    form = SeatForm.of(
        request, reader=person, day=today(), roles=roles, is_closed=found.is_closed
    )
    if request.method == "POST" and form.is_valid() and not form.asks:
        answer = _seat(form, found, person)
        if answer:
            name = form.chosen()[0].name
            messages.success(request, _("%s has a seat here now.") % name)
            return redirect(answer)
    context = {
        "form": form,
        "group": found,
        "title": _("Seat somebody in this group"),
        "verb": _("Give the seat"),
        "text": _("One person is called so. Look, and give the seat.")
        if form.asks
        else "",
        "back": reverse("group", args=[pk]),
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/group_short.html", context, status=status)


def _seat(form: SeatForm, found: Group, person: Person) -> str | None:
    whom, sits = form.chosen()
    role, agency = form.cleaned_data["role"], sits.agency

    def act() -> str:
        give = partial(
            seat_in_group, whom, role, found, by=person, today=today(), agency=agency
        )
        seat_given(give, tells=form.cleaned_data["tells"], by=person, now=now())
        return reverse("group", args=[found.pk])

    return form.sent(act, by=person, now=now(), refused=REFUSED)
