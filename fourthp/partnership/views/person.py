"""One person: what a reader may know of her, and changing what she says of herself."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.accounts.queries.employers import has_identities
from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.forms.contacts import ContactsForm
from fourthp.partnership.forms.people import FactsForm
from fourthp.partnership.models import Merge, Person, Seat
from fourthp.partnership.operations.contacts import set_contacts
from fourthp.partnership.operations.looks import note_reach_shown
from fourthp.partnership.operations.network import NotANumber
from fourthp.partnership.operations.people import (
    AddressIsAnothers,
    AddressIsCoordinators,
    MailboxOfSeveral,
    edit_person,
)
from fourthp.partnership.permissions import (
    can_close_account,
    can_edit_person,
    can_end_seat,
    can_hand_on,
    can_manage_people,
    can_open_account,
    can_run_network,
    can_seat,
    is_coordinator,
)
from fourthp.partnership.queries.people import (
    Ways,
    interests_of,
    known_to,
    may_be_public,
    seats_before,
    ways_to,
)
from fourthp.partnership.queries.seat_mails import seats_told
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import (
    editable_person,
    lead_on,
    person_of,
)


def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show somebody to a reader who may know her; to herself as others see her."""
    reader = person_of(request)
    seen = Person.objects.visible_to(reader)
    found = seen.filter(pk=pk).first()
    if found is None:
        return lead_on(Merge.Kind.PERSON, pk, seen)
    [known] = known_to(reader, [found])
    context = {
        "sections": sections("people", reader),
        "person": found,
        "has_employer": has_identities(found.user_id),
        "known": known,
        "seats": _with_doors(known.seats, reader),
        "ways": _ways(found, reader),
        "interests": interests_of(found),
    }
    context |= _beside_today(found, reader)
    rights = _rights(reader, found)
    if rights["may_close"] and found.user_id is not None:
        context["holds_none"] = not found.held
    return render(request, "partnership/person.html", context | rights)


def _beside_today(found: Person, reader: Person) -> dict[str, Any]:
    """Return the seats that somebody does not hold today: to come, and before."""
    seats, day = seats_before(found, reader=reader), today()
    to_come = [one for one in seats if one.from_on > day and not one.is_over(day)]
    return {
        "to_come": _with_doors(to_come, reader),
        "before": [one for one in seats if one not in to_come],
    }


def _rights(reader: Person, found: Person) -> dict[str, bool]:
    """Return what a reader may do on somebody's page."""
    is_self = reader.pk == found.pk
    return {
        "is_self": is_self,
        "runs": is_coordinator(reader),
        "may_open": can_open_account(reader, found),
        "may_close": can_close_account(reader, found),
        "may_edit": can_edit_person(reader, found),
        "sees_contacts": reader.is_strong or is_self,
    }


def _ways(person: Person, reader: Person) -> Ways:
    """Return how a reader may reach somebody; of what goes less far it is noted."""
    ways = ways_to(reader, [person.pk]).get(person.pk, Ways())
    if ways.is_narrow:
        note_reach_shown(person, by=reader)
    return ways


def _with_doors(seats: Sequence[Seat], reader: Person) -> list[tuple[Any, ...]]:
    """Return seats with what a reader may do, and how it stands with telling of it."""
    theirs = [one for one in seats if can_seat(reader, one.agency, one.role, one.group)]
    told = seats_told(theirs, today())
    return [(one, *_doors(one, reader), told.get(one.pk)) for one in seats]


def _doors(seat: Seat, reader: Person) -> tuple[bool, bool, bool]:
    """Return whether a reader may end a seat, hand it on, look after its agency."""
    manages = seat.agency is not None and can_manage_people(reader, seat.agency)
    return can_end_seat(reader, seat), can_hand_on(reader, seat), manages


def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what somebody is called, speaks and takes an interest in."""
    reader, found = person_of(request), editable_person(request, pk)
    runs = can_run_network(reader)
    form = FactsForm.of(request, person=found, runs_network=runs)
    if request.method == "POST" and form.is_valid():
        edit = form.edit()
        answer = _send(form, found, reader, lambda: edit_person(found, edit, by=reader))
        if answer:
            messages.success(request, _("Changed."))
            return redirect(answer)
    context = {"person": found, "form": form, "is_self": reader.pk == pk}
    status = 400 if form.errors else 200
    return render(request, "partnership/person_facts.html", context, status=status)


def contacts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change how somebody is reached, and who may see each way."""
    reader, found = person_of(request), editable_person(request, pk)
    is_open = may_be_public(found)
    form = ContactsForm.of(request, person=found, may_be_public=is_open)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> object:
            return set_contacts(
                found,
                form.wanted(),
                by=reader,
                email_reach=said["email_reach"],
                seen=said["seen"],
            )

        answer = _send(form, found, reader, act)
        if answer:
            messages.success(request, _("Changed."))
            return redirect(answer)
    context = {
        "person": found,
        "form": form,
        "is_self": reader.pk == pk,
        "may_be_public": is_open,
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/person_contacts.html", context, status=status)


def _send(
    form: Any, found: Person, reader: Person, change: Callable[[], object]
) -> str | None:
    def act() -> str:
        change()
        return reverse("person", args=[found.pk])

    try:
        answer: str | None = form.send(act, by=reader, now=now())
    except (AddressIsAnothers, AddressIsCoordinators, MailboxOfSeveral) as problem:
        form.add_error("email", str(problem))
    except NotANumber as problem:
        form.add_error(None, str(problem))
    except SomebodyWasFaster as problem:
        form.look_again()
        form.add_error(None, str(problem))
    else:
        return answer
    return None
