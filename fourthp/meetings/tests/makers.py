"""Makers of series of meetings, and of items on their agendas."""

from datetime import datetime
from typing import Any

from fourthp.foundation.actors import Actor
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.tests.makers import (
    NOW,
    gatherings,
    make_chair,
    make_coordinator,
    make_series,
)
from fourthp.meetings.models import Item, MeetingSeries
from fourthp.meetings.operations.items import ItemFacts, propose_item
from fourthp.meetings.operations.series import (
    SeriesNeeds,
    Standing,
    keep_meetings,
    set_standing,
)
from fourthp.partnership.models import Group, Person, Seat
from fourthp.partnership.tests.makers import make_member, make_member_agency, make_seat

STANDING = (
    Standing("Harbour welcome", "information", 5),
    Standing("Harbour minutes", "decision", 10),
)


def make_kept(series: Series | None = None, **needs: Any) -> MeetingSeries:
    """A series of meetings on every second Tuesday, with nothing standing."""
    series = series or make_series("Harbour meeting")
    by = make_coordinator()
    return keep_meetings(series, SeriesNeeds(**needs), by=by, seen=None)


def make_standing(kept: MeetingSeries) -> None:
    set_standing(kept, STANDING, by=make_coordinator())


def meetings_of(kept: MeetingSeries) -> list[Gathering]:
    return gatherings(kept.series)


def make_item(
    gathering: Gathering,
    title: str = "Night number",
    *,
    by: Actor | None = None,
    now: datetime = NOW,
    **said: Any,
) -> Item:
    facts = {"purpose": "discussion", "minutes": 15} | said
    by = by or make_coordinator()
    return propose_item(gathering, ItemFacts(title, **facts), by=by, now=now)


def sits(group: Group, name: str = "Asha Bell", agency: str = "Harbour Aid") -> Person:
    return seat_in(group, name, agency).person


def seat_in(group: Group, name: str = "Asha Bell", agency: str = "Harbour Aid") -> Seat:
    return make_seat(make_member(name), agency=make_member_agency(agency), group=group)


__all__ = [
    "NOW",
    "STANDING",
    "make_chair",
    "make_coordinator",
    "make_item",
    "make_kept",
    "make_standing",
    "meetings_of",
    "seat_in",
    "sits",
]
