"""A listing that somebody keeps, as every page of its keeping fetches it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from fourthp.directory.models import Service
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.permissions import can_edit_service
from fourthp.partnership.models import Person


def person_of(request: HttpRequest) -> Person:
    """Return who stands before a door for members."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person


def kept(request: HttpRequest, pk: UUID) -> Service:
    """Return a listing that the reader may see and change; 404 and 403 otherwise."""
    person = person_of(request)
    named = ("organization", "owner", "region", "home_region")
    seen = Service.objects.visible_to(person).select_related(*named)
    over = Service.objects.over_for(person).select_related(*named)
    service = seen.filter(pk=pk).first() or get_object_or_404(over, pk=pk)
    if not can_edit_service(person, service):
        # No name: what is raised stands in the log too.
        raise PermissionDenied(
            _(
                "The people of its own agency keep this listing. Ask them, or your"
                " network’s coordinator."
            )
        )
    note_reading([pk], by=person)
    return service
