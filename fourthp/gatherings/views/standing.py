"""Who stands before a door, and what she may fetch and change."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.permissions import can_keep
from fourthp.partnership.models import Person


def person_of(request: HttpRequest) -> Person:
    """Return who stands before a door for members."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person


def gathering_seen(request: HttpRequest, pk: UUID) -> Gathering:
    """Return a gathering that whoever asks may see; any other is not there for her."""
    seen = Gathering.objects.visible_to(person_of(request)).with_all()
    return get_object_or_404(seen, pk=pk)


def series_seen(request: HttpRequest, pk: UUID) -> Series:
    """Return a series that whoever asks may see; any other is not there for her."""
    seen = Series.objects.visible_to(person_of(request)).select_related("group")
    return get_object_or_404(seen, pk=pk)


def series_shown(request: HttpRequest, pk: UUID) -> Series:
    """Return the same, or one that is over and that whoever asks keeps still."""
    over = Series.objects.over_for(person_of(request)).select_related("group")
    return over.filter(pk=pk).first() or series_seen(request, pk)


def gathering_kept(request: HttpRequest, pk: UUID) -> Gathering:
    """Return a gathering that whoever asks may change; 404 and 403 otherwise."""
    found = gathering_seen(request, pk)
    _refuse(request, found.series)
    return found


def series_kept(request: HttpRequest, pk: UUID) -> Series:
    """Return a series that whoever asks may change; 404 and 403 otherwise."""
    found = series_seen(request, pk)
    _refuse(request, found)
    return found


def _refuse(request: HttpRequest, series: Any) -> None:
    if not can_keep(person_of(request), series):
        raise PermissionDenied
