"""An agency’s people, as its lead and the coordinators look after them."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.partnership.forms.seats import ColleagueSeatForm, InviteForm
from fourthp.partnership.models import Agency, Person, Role, Seat
from fourthp.partnership.operations.asking import (
    AskedToday,
    NobodyToAsk,
    ask_who_follows,
)
from fourthp.partnership.operations.people import AddressIsAnothers, MailboxOfSeveral
from fourthp.partnership.operations.seat_mails import seat_given
from fourthp.partnership.operations.seats import AlreadySeated, SeatFacts, give_seat
from fourthp.partnership.operations.welcoming import invite_colleague
from fourthp.partnership.permissions import (
    can_end_seat,
    can_hand_on,
    is_coordinator,
)
from fourthp.partnership.queries.people import seats_of_agency
from fourthp.partnership.queries.vacancies import colleagues, vacancies
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import managed_agency, person_of


def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an agency’s people with their seats, and what may be done with each."""
    reader, agency = person_of(request), managed_agency(request, pk)
    seats = seats_of_agency(agency, reader=reader)
    is_member = Agency.objects.members(today()).filter(pk=pk).exists()
    vacant = vacancies(reader, agency=agency)
    context = {
        "agency": agency,
        "sections": sections("agencies", reader),
        "seats": _with_doors(seats, reader),
        "vacancies": vacant,
        "may_ask": not all(one.group.is_closed for one in vacant),
        "is_member": is_member,
        "runs": is_coordinator(reader),
    }
    return render(request, "partnership/agency_people.html", context)


def _with_doors(seats: list[Seat], reader: Person) -> list[dict[str, Any]]:
    """Return seats with what the reader may do: end, hand on, move up.

    order: as the how manieth a deputy stands in, where there are several.
    """
    deputies: dict[UUID, list[UUID]] = {}
    for seat in seats:
        if seat.role == Role.DEPUTY:
            deputies.setdefault(seat.group_id, []).append(seat.pk)
    found, alike = [], dict[tuple[str, UUID, bool], dict[str, bool]]()
    for seat in seats:
        beside = deputies.get(seat.group_id, [])
        order = beside.index(seat.pk) + 1 if seat.pk in beside else 0
        kind = (seat.role, seat.group_id, seat.person_id == reader.pk)
        if kind not in alike:
            alike[kind] = _doors(seat, reader)
        doors = alike[kind] | {"up": alike[kind]["end"] and order > 1}
        shown = order if len(beside) > 1 else 0
        found.append({"seat": seat, "may": doors, "order": shown})
    return found


def _doors(seat: Seat, reader: Person) -> dict[str, bool]:
    """Return what a reader may do with every seat of an agency that is like this."""
    return {"end": can_end_seat(reader, seat), "on": can_hand_on(reader, seat)}


def invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a colleague known, give her a seat, and tell her by mail."""
    reader, agency = person_of(request), managed_agency(request, pk)
    form = InviteForm.of(request)
    if request.method == "POST" and form.is_valid():
        answer = _invite(form, agency, reader)
        if answer:
            name = form.cleaned_data["name"]
            said = _("%s has a seat now, and is told by mail.") % name
            messages.success(request, said)
            return redirect(answer)
    context = {"agency": agency, "form": form}
    status = 400 if form.errors else 200
    return render(request, "partnership/agency_invitation.html", context, status=status)


def _invite(form: InviteForm, agency: Agency, reader: Person) -> str | None:
    role = form.cleaned_data["role"]

    def act() -> str:
        invite_colleague(form.new(), agency, role, by=reader, now=now(), today=today())
        return reverse("agency-people", args=[agency.pk])

    try:
        return form.send(act, by=reader, now=now())
    except MailboxOfSeveral as problem:
        form.add_error("email", str(problem))
    except AddressIsAnothers:
        form.add_error("email", _taken(reader))
    return None


def _taken(reader: Person) -> str:
    """Say that an address is somebody’s; to who may know of everyone, what to do."""
    if is_coordinator(reader):
        return _("Somebody here has this address: find them, and give them a seat.")
    # A lead may not know of everyone: whose it is stays unsaid.
    return _("This address cannot be used. Ask the network’s coordinator.")


def seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one of an agency’s people another seat for it."""
    reader, agency = person_of(request), managed_agency(request, pk)
    people = list(colleagues(agency, reader=reader))
    form = ColleagueSeatForm.of(request, people=people)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]

        def act() -> str:
            facts, tells = SeatFacts(role, agency), form.cleaned_data["tells"]
            give = partial(give_seat, form.chosen, facts, by=reader, today=today())
            seat_given(give, tells=tells, by=reader, now=now())
            return reverse("agency-people", args=[agency.pk])

        try:
            answer = form.send(act, by=reader, now=now())
        except AlreadySeated as problem:
            form.add_error("person", str(problem))
        else:
            if answer:
                messages.success(request, _("The seat is given."))
                return redirect(answer)
    context = {"agency": agency, "form": form, "people": people}
    status = 400 if form.errors else 200
    return render(request, "partnership/agency_seat.html", context, status=status)


@require_POST
def asking(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whoever sits for an agency who takes its vacant seat."""
    reader = person_of(request)
    agency = get_object_or_404(Agency.objects.visible_to(reader), pk=pk)
    asked, back = [], reverse("agency-people", args=[pk])
    if "listed" in request.POST:
        back = reverse("vacancies")

    def act() -> str:
        asked.append(ask_who_follows(agency, by=reader, now=now()))
        return back

    try:
        answer = press(request, act, by=reader, now=now())
    except (NobodyToAsk, AskedToday) as problem:
        messages.warning(request, str(problem))
        return redirect(back)
    for count in asked:
        said = ngettext("%d person is asked.", "%d people are asked.", count) % count
        messages.success(request, said)
    return redirect(answer)
