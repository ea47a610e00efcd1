"""Changing a listing a part at a time: what it says, who sees it, who keeps it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
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
    ReferralForm,
    WordsForm,
)
from fourthp.directory.forms.places import PlaceForm
from fourthp.directory.forms.readers import ReadersForm
from fourthp.directory.models import Service
from fourthp.directory.operations.details import TooMuch
from fourthp.directory.operations.edits import edit_service
from fourthp.directory.operations.listings import NotReadAgain, TellsThePlace
from fourthp.directory.operations.readers import MoreWouldSee, widen_readers
from fourthp.directory.permissions import can_give_away, has_plain_readers
from fourthp.directory.queries.entries import kept_entry
from fourthp.directory.queries.listings import towns_offered
from fourthp.directory.queries.overview import TITLES
from fourthp.directory.views.entry import said_of
from fourthp.directory.views.own_listing import kept, person_of
from fourthp.foundation.clock import now
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Label, Person
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.operations.sharing import NobodyIsLeft
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.partnership.queries.exact_readers import exact_readers_of
from fourthp.partnership.queries.sharing import told_ways, ways_into
from fourthp.partnership.queries.widening import is_restricted

_REFUSALS = (
    *(TellsThePlace, NotReadAgain, TooMuch),
    *(MoreWouldSee, NobodyIsLeft, AnyoneMayJoin),
)


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
    if part == "keeper" and not can_give_away(person):
        raise PermissionDenied
    form = one.form.of(request, service=service, **_more(one, request, person))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _is_looked_over(form, request):
        answer = _send(form, service, person)
        if answer:
            _say(request, form, answer)
            return redirect(answer)
    context = {"form": form, "service": service, "title": one.title}
    context |= _beside(form, looks=is_sent and not form.errors)
    if isinstance(form, ReadersForm):
        context |= _to_read(service, person) | readers_beside(service, person)
        context |= exactly_beside(service, person)
    status = 400 if form.errors else 200
    return render(request, one.template, context, status=status)


def _is_looked_over(form: PartForm, request: HttpRequest) -> bool:
    """Tell whether it is to be saved: who chose readers looked at them first."""
    if isinstance(form, ReadersForm):
        was_seen = form.shows_readers() or not form.is_narrow()
        return was_seen and "look" not in request.POST
    return "look" not in request.POST


def _more(one: Part, request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return what some forms ask for besides the listing."""
    if one.form in {KeeperForm, ReadersForm}:
        return {"person": person}
    if one.form is WordsForm:
        return {"again": request.GET.get("again") == "yes"}
    return {}


def _send(form: PartForm, service: Service, person: Person) -> str | None:
    edit = form.edit()

    def act() -> str:
        if isinstance(form, ReadersForm) and form.lets_more_in():
            return _widened(form, service, person)
        edit_service(service, edit, by=person, now=now())
        return _shown_to(person, service)

    try:
        return form.send(act, by=person, now=now())
    except _REFUSALS as problem:
        form.add_error(None, str(problem))
    except SomebodyWasFaster as problem:
        form.look_again(service)
        form.add_error(None, str(problem))
    return None


def _widened(form: ReadersForm, service: Service, person: Person) -> str:
    """Let more people in; return where to go on: to who is asked, if anybody is."""
    seen: str = form.cleaned_data["seen"]
    asked = widen_readers(service, form.said(), by=person, now=now(), seen=seen)
    if asked is not None and asked.done_at is None:
        return reverse("widening", args=[asked.pk])
    return _shown_to(person, service)


def _shown_to(person: Person, service: Service) -> str:
    """Return where a person goes on: not to a listing that she took from herself."""
    if Service.objects.visible_to(person).filter(pk=service.pk).exists():
        return reverse("listing", args=[service.pk])
    return reverse("listings")


def _say(request: HttpRequest, form: PartForm, answer: str) -> None:
    if resolve(answer).url_name == "widening":
        said = _(
            "Nothing is changed yet: a second person is asked whether more see it."
        )
        messages.info(request, said)
        return
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
    entry = kept_entry(service, reader=person, now=moment)
    return {"to_read": True} | said_of(entry, moment)


def for_members_first() -> str:
    """Say why a confidential service is not seen by everyone yet."""
    return _(
        "Members of the network see it. Read every word once more under “Who may see"
        " it”, then open it to everyone."
    )


def readers_beside(service: Service, person: Person) -> dict[str, Any]:
    """Return exactly who sees a listing, and who would with each other label."""
    would = [
        (title, label, readers_known_to(Service(label=label), asks=person))
        for label, title in READERS.items()
    ]
    return {
        "readers": readers_known_to(service, asks=person),
        "would": would,
        "is_plain": has_plain_readers(service),
        "is_restricted": is_restricted(service),
    }


def exactly_beside(service: Service, person: Person) -> dict[str, Any]:
    """Return by which ways in a listing is seen, and by whom, where not all see it."""
    if has_plain_readers(service):
        return {}
    ways = ways_into(service.audience_id) if service.audience_id else ()
    return {
        "exact": exact_readers_of(service, asks=person),
        "ways": told_ways(ways, asks=person),
    }
