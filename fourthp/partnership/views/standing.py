"""Who stands before a door for members, and what she may fetch of people and seats."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from fourthp.partnership.models import Agency, Person, Seat
from fourthp.partnership.permissions import can_edit_person, can_manage_people
from fourthp.partnership.queries.merging.done import stands_for
from fourthp.partnership.queries.people import seats_known_to


def person_of(request: HttpRequest) -> Person:
    """Return who stands before a door for members."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person


def known_person(request: HttpRequest, pk: UUID) -> Person:
    """Return somebody whom the reader may know of; 404 otherwise."""
    return get_object_or_404(Person.objects.visible_to(person_of(request)), pk=pk)


def lead_on(kind: str, pk: UUID, seen: QuerySet[Any]) -> HttpResponse:
    """Lead to the record that took up one which is gone, if it may be seen; or 404."""
    stays = stands_for(kind, pk)
    return redirect(kind, pk=get_object_or_404(seen, pk=stays).pk)


def editable_person(request: HttpRequest, pk: UUID) -> Person:
    """Return somebody whom the reader may know of and change; 404 and 403 otherwise."""
    person = known_person(request, pk)
    if not can_edit_person(person_of(request), person):
        raise PermissionDenied(
            _("Each person says this for themselves, or a coordinator does it.")
        )
    return person


def known_seat(request: HttpRequest, pk: UUID) -> Seat:
    """Return a seat of which the reader may know who sits in it; 404 otherwise."""
    seats = seats_known_to(person_of(request))
    return get_object_or_404(seats.select_related("person", "agency", "group"), pk=pk)


def managed_agency(request: HttpRequest, pk: UUID) -> Agency:
    """Return an agency whose people the reader looks after; 404 and 403 otherwise."""
    reader = person_of(request)
    agency = get_object_or_404(Agency.objects.visible_to(reader), pk=pk)
    if not can_manage_people(reader, agency):
        raise PermissionDenied(
            _("The lead of an agency looks after its people, or a coordinator.")
        )
    return agency
