"""Seats: given by a coordinator, ended, handed on, put in order."""

from datetime import date, datetime
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
from fourthp.foundation.forms import press
from fourthp.partnership.forms.seats import ChoosePersonForm, EndingForm, SeatForm
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.operations.seat_mails import seat_given, tell_of_seat
from fourthp.partnership.operations.seats import (
    ActsForTheNetwork,
    AlreadySeated,
    EndsBeforeItBegins,
    HasNotBegun,
    NotOfThisAgency,
    SeatIsOver,
    end_seat,
    end_seat_after,
    give_seat,
    hand_on_seat,
    move_up,
)
from fourthp.partnership.permissions import (
    can_end_seat,
    can_end_seats,
    can_hand_on,
    can_manage_people,
    is_coordinator,
)
from fourthp.partnership.queries.seat_mails import may_hear_of_end, seats_denied
from fourthp.partnership.queries.standing import holders_of
from fourthp.partnership.queries.vacancies import colleagues, leaves_vacant
from fourthp.partnership.views.standing import known_person, known_seat, person_of


def new_seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give somebody a seat."""
    reader, found = person_of(request), known_person(request, pk)
    initial = {"agency": request.GET.get("agency", "")}
    form = SeatForm.of(request, reader=reader, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            give = partial(give_seat, found, form.seat(), by=reader, today=today())
            tells = form.cleaned_data["tells"]
            seat_given(give, tells=tells, by=reader, now=now())
            return reverse("person", args=[pk])

        answer = _sent(form, act, reader)
        if answer:
            messages.success(request, _("The seat is given."))
            return redirect(answer)
    context = {"person": found, "form": form}
    status = 400 if form.errors else 200
    return render(request, "partnership/seat_new.html", context, status=status)


def _sent(form: Any, act: Any, reader: Person) -> str | None:
    """Do what a form asks; what stands against it is said in the form."""
    try:
        answer: str | None = form.send(act, by=reader, now=now())
    except EndsBeforeItBegins as problem:
        form.add_error("to_on", str(problem))
    except ActsForTheNetwork as problem:
        form.add_error("group", str(problem))
    except (AlreadySeated, HasNotBegun, NotOfThisAgency, SeatIsOver) as problem:
        form.add_error(None, str(problem))
    else:
        return answer
    return None


def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what comes of ending a seat, and end it: this minute, or after a day."""
    reader, seat = person_of(request), known_seat(request, pk)
    if not can_end_seat(reader, seat):
        raise PermissionDenied(_("A coordinator ends this seat. Ask one of them."))
    form = EndingForm.of(request, initial={"to_on": seat.to_on})
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["to_on"]

        def act() -> str:
            _end(seat, last, reader)
            return after(seat, reader)

        answer = _sent(form, act, reader)
        if answer:
            done = _("The seat has ended.")
            messages.success(request, _("Its last day is noted.") if last else done)
            return redirect(answer)
    context = {"seat": seat, "form": form, "back": after(seat, reader)}
    context |= _how_it_stands(seat, reader)
    status = 400 if form.errors else 200
    return render(request, "partnership/seat_ending.html", context, status=status)


def _how_it_stands(seat: Seat, reader: Person) -> dict[str, Any]:
    """Return what the page on which a seat ends says of it."""
    is_own = seat.person_id == reader.pk
    # By a password alone a coordinator knows of no closed group either.
    sees_all = is_coordinator(reader) and reader.is_strong
    return {
        "is_over": seat.is_over(today()),
        "is_to_come": seat.from_on > today(),
        "is_last": _is_last_coordinator(seat),
        "may_say_left": not is_own and can_end_seats(reader, seat.person, seat.agency),
        "may_hear": may_hear_of_end(seat, reader, today()),
        "is_only": sees_all and _is_only(seat),
        "sees_all": sees_all,
        "leaves_vacant": leaves_vacant(seat, today()),
        "denied_at": _denied_at(seat) if is_coordinator(reader) else None,
    }


def _is_only(seat: Seat) -> bool:
    """Tell whether somebody holds no other seat; coordinators alone may know."""
    return not seat.person.seats.holding(today()).exclude(pk=seat.pk).exists()


def _denied_at(seat: Seat) -> datetime | None:
    """Return when whoever got a seat said that it is a mistake, where that stands."""
    denied = {one.pk: answer.at for one, answer in seats_denied(today())}
    return denied.get(seat.pk)


def _is_over(seat: Seat) -> bool:
    return not Seat.objects.holding(today()).filter(pk=seat.pk).exists()


def _end(seat: Seat, last: date | None, reader: Person) -> None:
    if last:
        end_seat_after(seat, last, by=reader, now=now())
    else:
        end_seat(seat, by=reader, now=now())


def _is_last_coordinator(seat: Seat) -> bool:
    if seat.role != Role.COORDINATOR:
        return False
    return [one.pk for one in holders_of(Role.COORDINATOR)] == [seat.person_id]


def after(seat: Seat, reader: Person) -> str:
    """Return where to go on: the agency’s people for who manages them, or hers."""
    agency = seat.agency
    if agency and can_manage_people(reader, agency) and not is_coordinator(reader):
        return reverse("agency-people", args=[agency.pk])
    return reverse("person", args=[seat.person_id])


def handing_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand an agency’s seat on to another of its people."""
    reader, seat = person_of(request), known_seat(request, pk)
    if not can_hand_on(reader, seat) or seat.agency is None:
        raise PermissionDenied(_("The agency’s lead hands its seats on."))
    agency = seat.agency
    others = list(colleagues(agency, reader=reader).exclude(pk=seat.person_id))
    form = ChoosePersonForm.of(request, people=others)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            hand_on_seat(seat, form.chosen, by=reader, now=now())
            return reverse("person", args=[form.chosen.pk])

        answer = _sent(form, act, reader)
        if answer:
            messages.success(request, _("The seat is handed on."))
            return redirect(answer)
    context = {
        "seat": seat,
        "form": form,
        "others": others,
        "is_over": _is_over(seat),
        "is_to_come": seat.from_on > today(),
        "is_own": seat.person_id == reader.pk,
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/seat_handing_on.html", context, status=status)


@require_POST
def telling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell somebody by mail of a seat that she was given."""
    reader, seat = person_of(request), known_seat(request, pk)
    done: list[bool] = []
    back = reverse("unconfirmed") if "listed" in request.POST else after(seat, reader)

    def act() -> str:
        done.append(tell_of_seat(seat, by=reader, now=now()))
        return back

    answer = press(request, act, by=reader, now=now())
    if any(done):
        messages.success(request, _("A mail tells of this seat."))
    return redirect(answer)


@require_POST
def moving(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a deputy stand in earlier."""
    reader, seat = person_of(request), known_seat(request, pk)

    def act() -> str:
        move_up(seat, by=reader, today=today())
        if seat.agency is None:
            return reverse("person", args=[seat.person_id])
        return reverse("agency-people", args=[seat.agency_id])

    return redirect(press(request, act, by=reader, now=now()))
