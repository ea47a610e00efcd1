"""Somebody leaves: what will end is said first, and what ended can be taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.forms.leaving import EVERYTHING, LeavingForm
from fourthp.partnership.models import Agency, Circular, Person, Seat
from fourthp.partnership.operations.leaving import HoldsNoSeat, LastCoordinator, leave
from fourthp.partnership.operations.own_leaving import GOES, LEAVES, own_leaving_link
from fourthp.partnership.operations.returning import (
    Back,
    NothingToGiveBack,
    TooLongAgo,
    take_leaving_back,
)
from fourthp.partnership.permissions import is_coordinator, is_herself
from fourthp.partnership.permissions.returning import (
    can_give_some_back,
    can_see_leaving,
    said_that_they_left,
)
from fourthp.partnership.queries.confirming import agencies_unanswered
from fourthp.partnership.queries.departures import (
    LEFT,
    agencies_left,
    alone_coordinates,
    leavings_lately,
    may_leave,
    owned_by,
    people_known_to,
    said_by,
    saw_leave,
    seats_of,
    seats_of_leaving,
    seats_seen,
    told_lately,
)
from fourthp.partnership.queries.followers import asked_if_gone, empty_seats
from fourthp.partnership.queries.handovers import with_words
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import person_of
from fourthp.post.operations.acts import do_act
from fourthp.post.rules.acts import ActIsOver


def person_leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what ends when somebody leaves, and end it when the button is pressed."""
    reader = person_of(request)
    person = get_object_or_404(people_known_to(reader, now()), pk=pk)
    offered = may_leave(person, reader, today())
    if not offered and not saw_leave(person, reader, now()):
        raise Http404  # of whom she may say nothing this page is not there
    form = LeavingForm.of(request, offered=_choices(person, offered))
    if request.method == "POST" and form.is_valid():
        answer = _leave(request, form, person, offered)
        if answer:
            return redirect(answer)
    context = _what_ends(person, offered) | {"form": form, "person": person}
    context |= _as_seen(context, reader) | {"held": _held(context, person, reader)}
    context |= {"is_herself": is_herself(reader, person), "is_one": len(offered) == 1}
    status = 400 if form.errors else 200
    return render(request, "partnership/leaving_person.html", context, status=status)


def _choices(person: Person, offered: list[Agency | None]) -> dict[str, Any]:
    """Return what may be chosen; once all has ended, what somebody may have chosen.

    So a second click gets the answer of the first.
    """
    found = offered or [None, *agencies_left(person)]
    return {
        str(one.pk) if one else EVERYTHING: one.name if one else _("Every seat")
        for one in found
    }


def _what_ends(person: Person, offered: list[Agency | None]) -> dict[str, Any]:
    """Return which seats would end at most, and what hangs on them."""
    day = today()
    widest = offered[0] if offered else None
    seats = list(seats_of(person, day, widest)) if offered else []
    if widest is not None:  # a lead of two agencies sees the seats for both
        ours = {one.pk for one in offered if one}
        seats = [one for one in seats_of(person, day) if one.agency_id in ours]
    owned = owned_by(person, day, widest)
    return {
        "seats": seats,
        "owned": owned,
        "alone": asked_if_gone(owned, person, day),
        "agencies": list({one.agency for one in seats if one.agency}),
        "is_last": alone_coordinates(person, day),
    }


def _as_seen(ends: dict[str, Any], reader: Person) -> dict[str, Any]:
    """Return what ends without the seats in groups that a reader may not see."""
    seats, owned = seats_seen(ends["seats"], reader), ends["owned"]
    seen = {one.pk for one in seats}
    return {
        "has_seats": bool(ends["seats"]),
        "seats": seats,
        "alone": [(seat, asks) for seat, asks in ends["alone"] if seat.pk in seen],
        "chaired": seats_seen(owned.chaired, reader),
        "words": with_words(seats, reader),
        "sees_all": is_coordinator(reader),
    }


def _held(ends: dict[str, Any], person: Person, reader: Person) -> list[Circular]:
    """Return which letters of somebody's wait, as far as a reader may see them."""
    held = ends["owned"].held
    if is_herself(reader, person):
        return list(held)
    pks = [one.pk for one in held]
    return list(Circular.objects.visible_to(reader).filter(pk__in=pks)) if pks else []


def _leave(
    request: HttpRequest,
    form: LeavingForm,
    person: Person,
    offered: list[Agency | None],
) -> str | None:
    reader = person_of(request)
    what = form.cleaned_data["what"]
    known = offered or agencies_left(person)
    agency = next((one for one in known if one and str(one.pk) == what), None)
    goes_away = is_herself(reader, person) and agency is None

    def act() -> str:
        if goes_away:
            link = own_leaving_link(person, now=now())
            do_act(LEAVES, link, GOES, now=now())
            return reverse("act-done", args=[link.token()])
        left = leave(person, by=reader, now=now(), agency=agency)
        return reverse("leaving", args=[left.revision.pk])

    try:
        answer = form.send(act, by=reader, now=now())
    except HoldsNoSeat as problem:
        form.add_error(None, str(problem))
        return None
    except (ActIsOver, LastCoordinator):  # why stands on the page already
        form.add_error(None, _("Nothing was done: look at what stands above."))
        return None
    if answer and goes_away:
        logout(request)  # her sessions have ended: this one is not written again
    return answer


def leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what ended when somebody left, what it leaves open, and the way back."""
    reader = person_of(request)
    revision = _found(reader, pk)
    seats = seats_of_leaving(revision)
    shown = seats_seen(seats, reader)
    people = _people(revision, seats, reader)
    context = {
        "revision": revision,
        "seats": shown,
        "people": people,
        "agencies": list({one.agency for one in shown if one.agency}),
        "said_by": said_by(revision, people),
        "empty": empty_seats(shown, today()),
        "words": with_words(shown, reader),
        "goes_back": not revision.undone_at
        and can_give_some_back(reader, revision, seats, now=now()),
    }
    return render(request, "partnership/leaving.html", context)


def _people(leaving: Revision, seats: list[Seat], reader: Person) -> list[Person]:
    """Return who left, as a reader may know: all, if she said it or coordinates."""
    if not is_coordinator(reader) and not said_that_they_left(reader, leaving):
        seats = seats_seen(seats, reader)
    return list({one.person.pk: one.person for one in seats}.values())


def _found(reader: Person, pk: UUID) -> Revision:
    """Return a leaving that somebody may see; what she may not is not there."""
    found = Revision.objects.filter(pk=pk, act=LEFT).first()
    seen = seats_seen(seats_of_leaving(found), reader) if found else []
    if found is None or not can_see_leaving(reader, found, seen):
        raise Http404
    return found


@require_POST
def leaving_undoing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the seats back that ended, and say which could not be."""
    reader = person_of(request)
    revision = _found(reader, pk)
    here = reverse("leaving", args=[pk])
    done: list[Back] = []

    def act() -> str:
        done.append(take_leaving_back(revision, by=reader, now=now()))
        return here

    try:
        answer = press(request, act, by=reader, now=now())
    except AlreadyUndone:
        messages.error(request, _("Somebody has taken it back already."))
        return redirect(here)
    except (NothingToGiveBack, TooLongAgo) as problem:
        messages.error(request, str(problem))
        return redirect(here)
    for back in done:
        _tell(request, back, reader)
    return redirect(answer)


def _tell(request: HttpRequest, back: Back, reader: Person) -> None:
    messages.success(request, _("Taken back: the seats hold again."))
    for seat, why in back.left:
        if seat.person_id == reader.pk or seats_seen([seat], reader):
            role = seat.get_role_display()
            told = _("%(name)s, %(role)s, was not given back. %(why)s")
            words = {"name": seat.person.name, "role": role, "why": why}
            messages.error(request, told % words)


def leavings(request: HttpRequest) -> HttpResponse:
    """Show who left lately, which seats stand empty, and who did not answer."""
    lately = leavings_lately(today())
    ended = [
        seat for one in lately if not one.undone_at for seat in seats_of_leaving(one)
    ]
    context = {
        "sections": sections("people", person_of(request)),
        "lately": told_lately(lately),
        "empty": empty_seats(ended, today()),
        "unanswered": agencies_unanswered(today()),
    }
    return render(request, "partnership/leavings.html", context)
