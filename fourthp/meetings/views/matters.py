"""Series of meetings, meetings and items, as the record and what is shared ask."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fourthp.foundation.matters import MatterKind
from fourthp.meetings.models import Item, Meeting, MeetingSeries
from fourthp.meetings.operations import agendas, circulating, items, series
from fourthp.meetings.operations.circulating import shared_otherwise
from fourthp.meetings.permissions import may_narrow
from fourthp.partnership.models import Group, Label, Person
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
)


def _person(reader: object | None) -> Person | None:
    return reader if isinstance(reader, Person) else None


def _sees_series(reader: object | None, pk: UUID) -> bool:
    return MeetingSeries.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _sees_meeting(reader: object | None, pk: UUID) -> bool:
    return Meeting.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _sees_item(reader: object | None, pk: UUID) -> bool:
    return Item.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _keeps_item(reader: object | None, pk: UUID) -> bool:
    return Item.objects.over_for(_person(reader)).filter(pk=pk).exists()


def _note_reading(reader: object | None, pk: UUID) -> None:
    note_looks(Item.objects.filter(pk=pk), by=_person(reader))


def _may_strike(reader: object | None, group: Group | None) -> bool:
    person = _person(reader)
    return bool(person and group and can_strike(person, group))


def _strikes_item(reader: object | None, pk: UUID) -> bool:
    found = Item.objects.filter(pk=pk).select_related("group").first()
    return _may_strike(reader, found.group if found else None)


def _strikes_series(reader: object | None, pk: UUID) -> bool:
    rows = MeetingSeries.objects.filter(pk=pk).select_related("series__group")
    found = rows.first()
    return _may_strike(reader, found.series.group if found else None)


def _series_url(pk: UUID) -> str:
    return reverse("series", args=[MeetingSeries.objects.get(pk=pk).series_id])


def _meeting_url(pk: UUID) -> str:
    return reverse("meeting", args=[Meeting.objects.get(pk=pk).gathering_id])


SHARED_ITEM = SharedKind(
    name=Item.matter_kind,
    rows=Item.objects.all,
    url=lambda pk: reverse("agenda-item", args=[pk]),
    labels=(Label.GREEN, Label.AMBER, Label.AMBER_STRICT, Label.RED),
    what=gettext_lazy("an item of an agenda"),
    may_narrow=may_narrow,
    follows=shared_otherwise,
    in_group="group",
)
ITEM = MatterKind(
    name=Item.matter_kind,
    may_see=_sees_item,
    title=lambda pk: Item.objects.get(pk=pk).title,
    url=lambda pk: reverse("agenda-item", args=[pk]),
    acts={
        items.PROPOSED: gettext_lazy("proposed"),
        items.ADDED: gettext_lazy("put on the agenda"),
        items.CHANGED: gettext_lazy("changed"),
        agendas.ACCEPTED: gettext_lazy("accepted"),
        agendas.TAKEN_OUT: gettext_lazy("taken out"),
        agendas.DEFERRED: gettext_lazy("put off"),
        agendas.MOVED: gettext_lazy("moved to another place"),
        NARROWED: gettext_lazy("fewer people see it, or not for as long"),
        WIDENED: gettext_lazy("more people see it, or for longer"),
        RECALLED: gettext_lazy("recalled"),
    },
    note_reading=_note_reading,
    look=gettext_lazy("See the item"),
    may_strike=_strikes_item,
    keeps=_keeps_item,
)
MEETING = MatterKind(
    name=Meeting.matter_kind,
    may_see=_sees_meeting,
    title=lambda pk: str(Meeting.objects.with_all().get(pk=pk)),
    url=_meeting_url,
    acts={
        circulating.CIRCULATED: gettext_lazy("its agenda went out"),
        circulating.CALLED: gettext_lazy("items were asked for"),
    },
    look=gettext_lazy("See the meeting"),
)
SERIES = MatterKind(
    name=MeetingSeries.matter_kind,
    may_see=_sees_series,
    title=lambda pk: str(MeetingSeries.objects.select_related("series").get(pk=pk)),
    url=_series_url,
    acts={
        series.BEGUN: gettext_lazy("its gatherings are meetings"),
        series.SET: gettext_lazy("what its meetings need was changed"),
        series.STANDING: gettext_lazy("what always stands was changed"),
        series.ROTA: gettext_lazy("whose turn it is was changed"),
    },
    look=gettext_lazy("See the series"),
    may_strike=_strikes_series,
)
