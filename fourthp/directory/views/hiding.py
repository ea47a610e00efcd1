"""Hiding where a service is given, or where an agency is with all that is its own."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.directory.forms.listings import HidingForm
from fourthp.directory.models import Service
from fourthp.directory.operations.hiding import (
    make_agency_confidential,
    make_confidential,
)
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.permissions import can_list_service
from fourthp.directory.queries.entries import kept_entry
from fourthp.directory.queries.regions import (
    Numbers,
    agency_phones,
    numbers_when_hidden,
    phones_at_places,
    phones_of,
    regions_offered,
)
from fourthp.directory.rules.telling import names_an_address
from fourthp.directory.views.own_listing import kept, person_of
from fourthp.directory.views.parts import for_members_first
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Person


def confidentiality(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what hiding a place does, and do it, for good."""
    service, person = kept(request, pk), person_of(request)
    numbers = _numbers_of(service, person)
    form = HidingForm.of(
        request,
        offers=regions_offered(service.organization, service),
        numbers=numbers.ask,
    )
    back = reverse("listing", args=[pk])

    def act() -> str:
        chosen = form.cleaned_data.get("numbers", ())
        make_confidential(service, by=person, region=form.place(), numbers=chosen)
        return back

    if request.method == "POST" and form.is_valid():
        answer = form.send(act, by=person, now=now())
        if answer:
            _say(request, service)
            return redirect(answer)
    context = {"form": form, "service": service, "back": back, "numbers": numbers}
    status = 400 if form.errors else 200
    return render(request, "directory/hiding.html", context, status=status)


def _say(request: HttpRequest, service: Service) -> None:
    messages.success(request, _("Its place is gone from here."))
    messages.warning(request, for_members_first())
    if names_an_address(service.organization.name):
        said = _(
            "The name of its agency may tell an address. If it is this place, hide the"
            " agency as well."
        )
        messages.warning(request, said)


def _numbers_of(service: Service, person: Person) -> Numbers:
    entry = kept_entry(service, reader=person, now=now())
    return numbers_when_hidden(phones_of([service]), entry.phones)


def agency_confidentiality(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what hiding an agency does, and do it, for good."""
    person = person_of(request)
    agency = get_object_or_404(Agency.objects.visible_to(person), pk=pk)
    if not can_list_service(person, agency):
        raise PermissionDenied
    numbers = numbers_when_hidden(
        agency_phones(agency, person), phones_at_places(agency, person)
    )
    form = HidingForm.of(request, offers=regions_offered(agency), numbers=numbers.ask)
    back = reverse("listings")
    told = agency.services.visible_to(person)
    note_reading(told.values_list("pk", flat=True), by=person)

    def act() -> str:
        chosen = form.cleaned_data.get("numbers", ())
        make_agency_confidential(agency, by=person, region=form.place(), numbers=chosen)
        return back

    if request.method == "POST" and form.is_valid():
        answer = form.send(act, by=person, now=now())
        if answer:
            messages.success(request, _("Its places are gone from here."))
            return redirect(answer)
    services = agency.services.visible_to(person).order_by("name", "pk")
    context = {"form": form, "agency": agency, "services": services, "back": back}
    context["numbers"] = numbers
    status = 400 if form.errors else 200
    return render(request, "directory/hiding_agency.html", context, status=status)
