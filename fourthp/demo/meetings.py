"""The demo's meetings: the monthly series, three that were, and the next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

from fourthp.demo.gatherings import MONTHLY
from fourthp.demo.year import Act
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering, Series
from fourthp.meetings.models import Item, MeetingSeries, Turn
from fourthp.meetings.operations.agendas import answer_item
from fourthp.meetings.operations.arising import take_up
from fourthp.meetings.operations.circulating import circulate
from fourthp.meetings.operations.items import ItemFacts, propose_item
from fourthp.meetings.operations.series import (
    SeriesNeeds,
    Standing,
    keep_meetings,
    set_rota,
    set_standing,
)
from fourthp.partnership.models import Person, Role, Seat

DAY = timedelta(days=1)
STANDING = (
    Standing("Welcome and apologies", "information", 5),
    Standing("Minutes of the last meeting", "decision", 10),
    Standing("What each agency sees at present", "discussion", 30),
)
# Of each meeting that was: what it talked about; the last was put off each time.
WERE = (
    (
        ("Which hand car washes were visited in spring", "information", 15),
        ("One referral form for all of us", "decision", 25),
        ("Interpreters at short notice", "discussion", 20),
    ),
    (
        ("Training for housing officers", "decision", 20),
        ("A card with the night number, in ten languages", "decision", 15),
        ("What employers’ groups could do", "discussion", 20),
    ),
    (
        ("Results of the awareness day", "information", 15),
        ("Who speaks at the county’s safeguarding board", "decision", 10),
        ("Transport home after an interview", "discussion", 25),
    ),
)
NEXT = (
    ("Nail bars: what the council’s inspectors see", "discussion", 20),
    ("Dates of next year", "decision", 10),
)
PROPOSED = ("Beds for the first three nights in winter", "discussion", 15)


def acts_of_meetings(*, by: Host, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what happened to the agendas of the monthly series, each at its moment."""
    series = Series.objects.get(name=MONTHLY)
    found = Gathering.objects.filter(rhythm__series=series, state="planned").with_all()
    past = list(found.filter(ends_at__lte=now).order_by("-starts_at")[: len(WERE)])
    past.reverse()
    yield past[0].starts_at - 20 * DAY, _begins(series, by)
    for one, items in zip(past, WERE, strict=True):
        yield one.starts_at - 12 * DAY, _adds(one, items, by)
        yield one.starts_at - 6 * DAY, _sends(one, by)
        yield one.ends_at, _puts_off_the_last(one, by)
    coming = found.not_over(now).order_by("starts_at")[0]
    yield now - 2 * DAY, _adds(coming, NEXT, by)
    yield now - DAY, _proposes(coming)


def _begins(series: Series, by: Host) -> Act:
    """Return the act that makes the series one of meetings, with a rota of minutes."""

    def act(_at: datetime) -> None:
        kept = keep_meetings(series, SeriesNeeds(quorum_agencies=4), by=by)
        set_standing(kept, STANDING, by=by)
        seats = Seat.objects.filter(group=series.group, to_on=None).order_by("pk")
        set_rota(kept, {Turn.Duty.MINUTES: list(seats[:3])}, by=by)

    return act


def _adds(one: Gathering, items: tuple[tuple[str, str, int], ...], by: Host) -> Act:
    """Return the act that takes up what was put off, and adds some items."""

    def act(at: datetime) -> None:
        kept = MeetingSeries.objects.get(series=one.series)
        coordinator = Person.objects.get(seats__role=Role.COORDINATOR)
        old = Item.objects.filter(series=kept.series, state="deferred", later=None)
        for pk in list(old.values_list("pk", flat=True)):
            take_up(one, "item", pk, by=coordinator, now=at)
        held = Seat.objects.holding(today()).filter(group=one.series.group)
        owners = cycle(held.exclude(agency=None).order_by("pk"))
        for said, owner in zip(items, owners, strict=False):
            propose_item(one, ItemFacts(*said, owner=owner), by=by, now=at)

    return act


def _sends(one: Gathering, by: Host) -> Act:
    def act(at: datetime) -> None:
        circulate(one, by=by, now=at)

    return act


def _puts_off_the_last(one: Gathering, by: Host) -> Act:
    def act(at: datetime) -> None:
        last = Item.objects.filter(meeting__gathering=one).order_by("position").last()
        if last is not None:
            answer_item(last, "deferred", word="No time was left", by=by, now=at)

    return act


def _proposes(one: Gathering) -> Act:
    """Return the act by which somebody of the group proposes an item."""

    def act(at: datetime) -> None:
        seats = Seat.objects.filter(group=one.series.group, to_on=None)
        seat = seats.filter(role=Role.REPRESENTATIVE).order_by("pk").first()
        if seat is not None:
            propose_item(one, ItemFacts(*PROPOSED), by=seat.person, now=at)

    return act
