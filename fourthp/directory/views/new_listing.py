"""Listing a service that nobody has listed yet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.directory.forms.new import NewListingForm
from fourthp.directory.models import Service
from fourthp.directory.operations.details import TooMuch
from fourthp.directory.operations.listings import (
    Listing,
    NotReadAgain,
    TellsThePlace,
    list_service,
    list_service_of_new,
)
from fourthp.directory.permissions import can_import
from fourthp.directory.queries.listings import own_agencies, towns_offered
from fourthp.directory.views.own_listing import person_of
from fourthp.directory.views.parts import for_members_first, readers_beside
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import actor_title
from fourthp.partnership.models import Person


def new_listing(request: HttpRequest) -> HttpResponse:
    """List a service by hand, of one's own agency or, for keepers, of any."""
    person = person_of(request)
    own = list(own_agencies(person))
    may_choose = can_import(person)
    if not (own or may_choose):
        raise PermissionDenied(
            _(
                "An agency’s representatives list its services. Ask them, or your"
                " network’s coordinator."
            )
        )
    form = NewListingForm.of(request, person=person, own=own, may_choose=may_choose)
    if request.method == "POST" and form.is_valid():
        answer = _send(form, person)
        if answer:
            messages.success(request, _("Listed. Checked today, by you."))
            if form.hides():
                messages.warning(request, for_members_first())
            for said in form.asides():
                messages.warning(request, said)
            return redirect(answer)
    context = {"form": form, "towns": towns_offered(), "own": own}
    context |= readers_beside(Service(), person)
    status = 400 if form.errors else 200
    return render(request, "directory/listing_new.html", context, status=status)


def _send(form: NewListingForm, person: Person) -> str | None:
    role = actor_title(person.actor_kind, person.actor_id, on=today())[:100]
    listing = form.listing(assured={"assured_date": today(), "assurer_role": role})

    def act() -> str:
        return reverse("listing", args=[_listed(form, listing, person).pk])

    try:
        return form.send(act, by=person, now=now())
    except (TellsThePlace, NotReadAgain, TooMuch) as problem:
        form.add_error(None, str(problem))
    return None


def _listed(form: NewListingForm, listing: Listing, person: Person) -> Service:
    if form.chosen:
        return list_service(form.chosen, listing, by=person, now=now())
    name = form.new_name()
    return list_service_of_new(name, listing, by=person, now=now())
