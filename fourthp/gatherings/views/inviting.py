"""Who is invited: further groups to a series, guests to one gathering."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.gatherings.forms.answers import GuestForm, InvitedForm
from fourthp.gatherings.operations.invitations import send_invitations
from fourthp.gatherings.operations.inviting import (
    GuestTwice,
    TooManyGuests,
    change_invited,
    name_guest,
    remove_guest,
)
from fourthp.gatherings.operations.series import (
    CannotBeSeen,
    GroupIsNotThere,
    IsOver,
)
from fourthp.gatherings.queries.invited import (
    further_groups,
    seats_invited,
    sent_at,
)
from fourthp.gatherings.queries.told_last import waiting_for_theirs
from fourthp.gatherings.views.answers import about
from fourthp.gatherings.views.standing import (
    gathering_kept,
    person_of,
    series_kept,
)


def invited(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show whom a series invites, and change which further groups it does."""
    person, found = person_of(request), series_kept(request, pk)
    form = InvitedForm.for_series(request, found, person)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            said = form.cleaned_data
            groups = [form.known[one] for one in said.get("groups", ())]
            may = said["others_may_come"]
            change_invited(found, groups, others_may_come=may, by=person)
            return reverse("series-invited", args=[pk])

        refused = (CannotBeSeen, GroupIsNotThere)
        if answer := form.sent(act, by=person, now=now(), refused=refused):
            messages.success(request, _("Changed, from this minute on."))
            return redirect(answer)
    context = _invited(found, person) | {"form": form}
    status = 400 if form.errors else 200
    return render(request, "gatherings/invited.html", context, status=status)


def _invited(found: Any, person: Any) -> dict[str, Any]:
    seats = seats_invited(found)
    agencies = {one.agency_id for one in seats} - {None}
    return {
        "series": found,
        "people": len(seats),
        "agencies": len(agencies),
        "further": list(further_groups(found, asks=person)),
        "back": reverse("series", args=[found.pk]),
        "to_send": waiting_for_theirs(found, now=now()),
        "sent_at": sent_at(found),
    }


@require_POST
def inviting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send invitations to everybody who is invited and has none."""
    person, found = person_of(request), series_kept(request, pk)
    here = reverse("series-invited", args=[pk])

    def act() -> str:
        send_invitations(found, by=person, now=now())
        return here

    try:
        press(request, act, by=person, now=now())
    except IsOver as problem:
        messages.error(request, str(problem))
        return redirect(here)
    messages.success(request, _("Invitations are on their way."))
    return redirect(here)


def new_guest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite somebody to one gathering who holds no seat."""
    person, found = person_of(request), gathering_kept(request, pk)
    form = GuestForm.of(request)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            name_guest(found, form.facts(), by=person, now=now())
            return reverse("gathering", args=[pk])

        refused = (IsOver, GuestTwice, TooManyGuests)
        if answer := form.sent(act, by=person, now=now(), refused=refused):
            messages.success(request, _("Invited as a guest."))
            return redirect(answer)
    status = 400 if form.errors else 200
    context = about(found) | {"form": form}
    return render(request, "gatherings/guest.html", context, status=status)


@require_POST
def guest_removal(request: HttpRequest, pk: UUID, guest: UUID) -> HttpResponse:
    """Let a guest not be invited any more."""
    person, found = person_of(request), gathering_kept(request, pk)
    row = get_object_or_404(found.guests.select_related("gathering"), pk=guest)

    def act() -> str:
        remove_guest(row, by=person, now=now())
        return reverse("gathering", args=[pk])

    try:
        press(request, act, by=person, now=now())
    except IsOver as problem:
        messages.error(request, str(problem))
        return redirect(reverse("gathering", args=[pk]))
    messages.success(request, _("Not invited any more, and forgotten."))
    return redirect(reverse("gathering", args=[pk]))
