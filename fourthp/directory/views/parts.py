"""Changing a listing a part at a time: what it says, who sees it, who keeps it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.forms.agencies import KeeperForm
from fourthp.directory.forms.contact import ContactForm
from fourthp.directory.forms.details import LanguagesForm, PeopleForm
from fourthp.directory.forms.hours import HoursForm
from fourthp.directory.forms.parts import (
    READERS,
    PartForm,
    ReadersForm,
    ReferralForm,
    WordsForm,
)
from fourthp.directory.forms.places import PlaceForm
from fourthp.directory.models import Service
from fourthp.directory.operations.details import TooMuch
from fourthp.directory.operations.edits import edit_service
from fourthp.directory.operations.listings import NotReadAgain, TellsThePlace
from fourthp.directory.permissions import can_give_away, has_plain_readers
from fourthp.directory.queries.entries import entries
from fourthp.directory.queries.listings import towns_offered
from fourthp.directory.queries.overview import TITLES
from fourthp.directory.views.entry import said_of
from fourthp.directory.views.own_listing import kept, person_of
from fourthp.foundation.clock import now
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Label, Person
from fourthp.partnership.queries import readers_of


@dataclass(frozen=True)
class Part:
    """One part of a listing: its title and what is typed into it."""

    title: str | Promise
    form: type[PartForm]
    template: str = "directory/listing_part.html"


PARTS = {
    "words": Part(TITLES["words"], WordsForm),
    "contact": Part(TITLES["contact"], ContactForm),
    "hours": Part(TITLES["hours"], HoursForm, "directory/listing_hours.html"),
    "languages": Part(TITLES["languages"], LanguagesForm),
    "people": Part(TITLES["people"], PeopleForm),
    "referral": Part(TITLES["referral"], ReferralForm),
    "place": Part(TITLES["place"], PlaceForm, "directory/listing_place.html"),
    "readers": Part(
        gettext_lazy("Who may see it"), ReadersForm, "directory/listing_readers.html"
    ),
    "keeper": Part(gettext_lazy("Who keeps it"), KeeperForm),
}


def part(request: HttpRequest, pk: UUID, part: str) -> HttpResponse:
    """Show one part of a listing to whoever keeps it, and change it."""
    person, service = person_of(request), kept(request, pk)
    one = PARTS[part]
    if not _is_hers(part, person, service, request.method == "POST"):
        raise PermissionDenied
    form = one.form.of(request, service=service, **_more(one, request, person))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "look" not in request.POST:
        answer = _send(form, service, person)
        if answer:
            _say(request, form)
            return redirect(answer)
    context = {"form": form, "service": service, "title": one.title}
    context |= _beside(form, looks=is_sent and not form.errors)
    if isinstance(form, ReadersForm):
        context |= _to_read(service, person) | readers_beside(service)
    status = 400 if form.errors else 200
    return render(request, one.template, context, status=status)


def _is_hers(part: str, person: Person, service: Service, sends: bool) -> bool:
    if part == "keeper":
        return can_give_away(person)
    return part != "readers" or not sends or has_plain_readers(service)


def _more(one: Part, request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return what some forms ask for besides the listing."""
    if one.form is KeeperForm:
        return {"person": person}
    if one.form is WordsForm:
        return {"again": request.GET.get("again") == "yes"}
    return {}


def _send(form: PartForm, service: Service, person: Person) -> str | None:
    edit = form.edit()

    def act() -> str:
        edit_service(service, edit, by=person, now=now())
        return reverse("listing", args=[service.pk])

    try:
        return form.send(act, by=person, now=now())
    except (TellsThePlace, NotReadAgain, TooMuch) as problem:
        form.add_error(None, str(problem))
    except SomebodyWasFaster as problem:
        form.look_again(service)
        form.add_error(None, str(problem))
    return None


def _say(request: HttpRequest, form: PartForm) -> None:
    messages.success(request, _("Changed."))
    for said in form.asides():
        messages.warning(request, said)


def _beside(form: PartForm, *, looks: bool) -> dict[str, Any]:
    """Return what a part's page shows beside its form."""
    if isinstance(form, HoursForm):
        return {"understood": form.understood() if looks else []}
    if isinstance(form, PlaceForm):
        return {"towns": towns_offered()}
    return {}


def _to_read(service: Service, person: Person) -> dict[str, Any]:
    """Return all that everyone will read of a confidential service, once it is open."""
    if not service.place_is_confidential or service.label == Label.CLEAR:
        return {}
    moment = now()
    [entry] = entries([service.pk], reader=person, now=moment)
    return {"to_read": True} | said_of(entry, moment)


def for_members_first() -> str:
    """Say why a confidential service is not seen by everyone yet."""
    return _(
        "Members of the network see it. Read every word once more under “Who may see"
        " it”, then open it to everyone."
    )


def readers_beside(service: Service) -> dict[str, Any]:
    """Return exactly who sees a listing, and who would with each other label."""
    would = [
        (title, label, readers_of(Service(label=label)))
        for label, title in READERS.items()
    ]
    return {
        "readers": readers_of(service),
        "would": would,
        "is_plain": has_plain_readers(service),
    }
