"""Who stands before a door, and what she may fetch and change."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from fourthp.foundation.clock import now
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.gatherings.models import Gathering, Series
from fourthp.meetings.models import Item, MeetingSeries
from fourthp.meetings.operations.agendas import NotLikeThisNow, StandsElsewhere
from fourthp.meetings.operations.circulating import NothingToSend
from fourthp.meetings.operations.items import SeatIsOver, WouldHaveNoReaders
from fourthp.meetings.operations.meetings import MeetingIsOver, NoAgendas
from fourthp.meetings.permissions import can_order
from fourthp.partnership.models import Person
from fourthp.partnership.operations.audiences import AnyoneMayJoin

# At which box a page says why something was refused; None is above all of them.
AT: dict[type[Exception], str | None] = {
    SeatIsOver: "owner",
    WouldHaveNoReaders: "to",
    AnyoneMayJoin: "to",
    MeetingIsOver: None,
    NothingToSend: None,
    NoAgendas: None,
    NotLikeThisNow: None,
    StandsElsewhere: None,
    SomebodyWasFaster: None,
}


def person_of(request: HttpRequest) -> Person:
    """Return who stands before a door for members."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person


def sent(form: KeyedForm, request: HttpRequest, act: Callable[[], str]) -> str | None:
    """Do the act of a valid form once; where it is refused the form says why."""
    try:
        return form.send(act, by=person_of(request), now=now())
    except tuple(AT) as problem:
        box = AT[type(problem)]
        form.add_error(box if box in form.fields else None, str(problem))
        return None


def meeting_seen(request: HttpRequest, pk: UUID) -> Gathering:
    """Return a gathering of a series of meetings that whoever asks may see."""
    seen = Gathering.objects.visible_to(person_of(request)).with_all()
    return get_object_or_404(seen.filter(rhythm__series__meetings__isnull=False), pk=pk)


def meeting_kept(request: HttpRequest, pk: UUID) -> Gathering:
    """Return the same, whose agenda whoever asks may make; 404 and 403 otherwise."""
    found = meeting_seen(request, pk)
    if not can_order(person_of(request), found.series):
        raise PermissionDenied
    return found


def series_kept(request: HttpRequest, pk: UUID) -> Series:
    """Return a series that whoever asks keeps; 404 and 403 otherwise."""
    seen = Series.objects.visible_to(person_of(request)).select_related("group")
    found = get_object_or_404(seen, pk=pk)
    if not can_order(person_of(request), found):
        raise PermissionDenied
    return found


def meetings_kept(request: HttpRequest, pk: UUID) -> MeetingSeries:
    """Return the meetings of a series that whoever asks keeps; 404 if it has none."""
    series = series_kept(request, pk)
    kept = MeetingSeries.objects.select_related("series__group").filter(series=series)
    return get_object_or_404(kept)


def _beside() -> tuple[str, ...]:
    gathering = "meeting__gathering__rhythm__series__group"
    owner = ("owner__person", "owner__agency", "proposed_by__person", "reports_for")
    return (gathering, "series__group", "concern", "action", *owner)


def item_seen(request: HttpRequest, pk: UUID) -> Item:
    """Return an item that whoever asks may see; any other is not there for her."""
    rows = Item.objects.visible_to(person_of(request)).select_related(*_beside())
    return get_object_or_404(rows, pk=pk)


def item_shown(request: HttpRequest, pk: UUID) -> Item:
    """Return the same, or one that is over and that whoever asks keeps still."""
    over = Item.objects.over_for(person_of(request)).select_related(*_beside())
    return over.filter(pk=pk).first() or item_seen(request, pk)


def item_ordered(request: HttpRequest, pk: UUID) -> Item:
    """Return an item whose agenda whoever asks makes, though she may not see it."""
    rows = Item.objects.select_related(*_beside())
    found = rows.filter(pk=pk).first()
    series = Series.objects.visible_to(person_of(request))
    if found is None or not series.filter(pk=found.series_id).exists():
        raise Http404
    if not can_order(person_of(request), found.series):
        raise PermissionDenied
    return found
