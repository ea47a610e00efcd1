"""Changing an agency: its facts, its names, its membership, and that it is no more."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import KeyedForm, press
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.forms.agencies import FactsForm
from fourthp.partnership.forms.agency_acts import EndingForm, NameForm
from fourthp.partnership.models import Agency, AgencyName, Person
from fourthp.partnership.operations.agencies import (
    AlreadyMember,
    CalledSoAlready,
    HasEnded,
    PartOfItself,
    TellsItsPlace,
    TooFine,
    admit_agency,
    call_agency,
    drop_name,
    edit_agency,
)
from fourthp.partnership.operations.memberships import (
    LastCoordinator,
    NoSuccessor,
    NotAMember,
    NotYet,
    end_agency,
    end_membership,
)
from fourthp.partnership.permissions import can_edit_agency, can_run_network
from fourthp.partnership.queries.agencies import what_ends
from fourthp.partnership.views.standing import person_of

Allowed = Callable[[Person, Agency], bool]


def _its(request: HttpRequest, pk: UUID, allowed: Allowed) -> tuple[Person, Agency]:
    """Return an agency that the reader may see and change; 404 and 403 otherwise."""
    person = person_of(request)
    seen = Agency.objects.visible_to(person).select_related("kind", "parent")
    agency = get_object_or_404(seen, pk=pk)
    if not allowed(person, agency):
        raise PermissionDenied(
            _("An agency’s lead and the coordinator change this. Ask one of them.")
        )
    return person, agency


def _runs(person: Person, _agency: Agency) -> bool:
    return can_run_network(person)


def _page(request: HttpRequest, name: str, form: Any, **more: Any) -> HttpResponse:
    status = 400 if form is not None and form.errors else 200
    context = {"form": form, **more}
    return render(request, f"partnership/{name}.html", context, status=status)


def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what an agency is."""
    person, agency = _its(request, pk, can_edit_agency)
    form = FactsForm.for_agency(request, agency, person)
    if request.method == "POST" and form.is_valid():
        answer = _save(form, agency, person)
        if answer:
            messages.success(request, _("Changed."))
            return redirect(answer)
    return _page(request, "agency_facts", form, agency=agency)


def _save(form: FactsForm, agency: Agency, person: Person) -> str | None:
    said = form.facts()

    def act() -> str:
        edit_agency(
            agency,
            said,
            by=person,
            today=today(),
            terms=form.terms(),
            seen=form.cleaned_data["seen"],
        )
        return reverse("agency", args=[agency.pk])

    try:
        return form.send(act, by=person, now=now())
    except PartOfItself as problem:
        form.add_error("parent", str(problem))
    except TooFine as problem:
        form.add_error("areas", str(problem))
    except TellsItsPlace as problem:
        form.add_error(None, str(problem))
    except SomebodyWasFaster as problem:
        agency.refresh_from_db()
        form.look_again()
        form.add_error(None, str(problem))
    return None


def names(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the names by which an agency is found, and add one."""
    person, agency = _its(request, pk, can_edit_agency)
    form = NameForm.of(request)

    def act() -> str:
        said = form.cleaned_data
        call_agency(agency, said["name"], by=person, until_on=said["until_on"])
        return reverse("agency-names", args=[pk])

    if request.method == "POST" and form.is_valid():
        answer = _sent(form, "name", act, person)
        if answer:
            messages.success(request, _("It is found by this name now."))
            return redirect(answer)
    called = list(agency.called.all())
    return _page(request, "agency_names", form, agency=agency, called=called)


def _sent(
    form: KeyedForm, field: str, act: Callable[[], str], person: Person
) -> str | None:
    """Send a form once; say at its field what was refused."""
    try:
        return form.send(act, by=person, now=now())
    except (CalledSoAlready, TellsItsPlace, NoSuccessor) as problem:
        form.add_error(field, str(problem))
    except NotYet as problem:
        form.add_error("on", str(problem))
    except (HasEnded, LastCoordinator) as problem:
        form.add_error(None, str(problem))
    return None


@require_POST
def name_removal(request: HttpRequest, pk: UUID, name: UUID) -> HttpResponse:
    """Let an agency be found by a name no longer."""
    person, agency = _its(request, pk, can_edit_agency)
    found = get_object_or_404(AgencyName, pk=name, agency=agency)

    def act() -> str:
        drop_name(found, by=person)
        return reverse("agency-names", args=[pk])

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Taken away. Its history brings it back."))
    return redirect(answer)


def membership(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what admitting an agency does, or ending its membership, and do it."""
    person, agency = _its(request, pk, _runs)
    held = agency.memberships.holding(today()).order_by("from_on").first()

    def act() -> str:
        if "admit" in request.POST:
            admit_agency(agency, by=person, today=today())
        else:
            end_membership(agency, by=person, now=now())
        return reverse("agency", args=[pk])

    if request.method == "POST":
        try:
            answer = press(request, act, by=person, now=now())
        except (AlreadyMember, HasEnded, NotAMember, LastCoordinator) as problem:
            messages.error(request, str(problem))
            return redirect("agency-membership", pk=pk)
        messages.success(request, _said_of(agency, is_in="admit" in request.POST))
        return redirect(answer)
    more = {"agency": agency, "held": held, "ends": what_ends(agency, day=today())}
    return _page(request, "agency_membership", None, **more)


def _said_of(agency: Agency, *, is_in: bool) -> str:
    if is_in:
        return _("%s is a member from today.") % agency
    return _("%s is no longer a member. Its seats have ended.") % agency


def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that an agency is no more, and who does its work now."""
    person, agency = _its(request, pk, _runs)
    form = EndingForm.of(request, reader=person)

    def act() -> str:
        said = form.cleaned_data
        end_agency(
            agency,
            said["ended_as"],
            on=said["on"],
            successor=said["successor"],
            by=person,
            now=now(),
        )
        return reverse("agency", args=[pk])

    if request.method == "POST" and form.is_valid():
        answer = _sent(form, "successor", act, person)
        if answer:
            messages.success(request, _("Noted. Its history takes it back."))
            return redirect(answer)
    more = {"agency": agency, "ends": what_ends(agency, day=today())}
    return _page(request, "agency_ending", form, **more)
