"""When services are open, as pages say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from uuid import UUID

from django.db.models import Min

from fourthp.directory.models import OpenInterval, Service
from fourthp.directory.queries.timetables import (
    HOURS_OF_A_SERVICE,
    Timetable,
    Usual,
    open_times,
    timetables,
    usual_here,
    zone_of,
)
from fourthp.directory.rules.days import public_holiday
from fourthp.directory.rules.hours import Hours, HoursCannotBeRead
from fourthp.directory.rules.spans import Interval, without
from fourthp.partnership.queries import this_network

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
LOOK_AHEAD = timedelta(days=8)  # beyond it a page says ask


@dataclass(frozen=True)
class Times:
    """When a service is open now or next; opens_at None means that nobody knows.

    usual: hours of today that a public holiday makes uncertain. zone_name is said only
    where the clocks are not the network's.
    """

    zone: tzinfo = UTC
    zone_name: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    usual: Interval | None = None
    is_closed: bool = False
    reopens_on: date | None = None

    @property
    def is_always(self) -> bool:
        """Tell whether it is open day and night, further than a page looks ahead."""
        if self.opens_at is None or self.closes_at is None:
            return False
        return self.closes_at - self.opens_at > LOOK_AHEAD


def times_of(
    said: Mapping[UUID, tuple[str, Hours | None]], *, now: datetime
) -> dict[UUID, Times]:
    """Return the times of services, of which their zone and closing are given."""
    usual, firsts = usual_here(), next_hours(said, now=now)
    zones = {
        pk: zone_of(name) if name else usual.zone for pk, (name, _) in said.items()
    }
    unsure = usual_hours(zones, firsts, usual=usual, now=now)
    found = {}
    for pk, (name, closing) in said.items():
        place = name.rsplit("/", 1)[-1].replace("_", " ")
        opens_at, closes_at = firsts.get(pk, (None, None))
        day = now.astimezone(zones[pk]).date()
        is_closed = bool(closing and closing.days(day, day))
        found[pk] = Times(
            zones[pk],
            place if name != str(usual.zone) else "",
            opens_at,
            closes_at,
            unsure.get(pk),
            is_closed,
            _day_after(closing) if closing and is_closed else None,
        )
    return found


def _day_after(closing: Hours) -> date | None:
    """Return the day on which a closing is over, or None where nobody says."""
    last = closing.valid_to or date.max
    after = last + _DAY
    return after if after < date.max else None


def next_hours(ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Interval]:
    """Return when each service is open now or next; absent when nobody knows.

    A service's intervals never overlap: the first to open is the first to close.
    """
    ahead = OpenInterval.objects.filter(
        service__in=list(ids), closes_at__gt=now, opens_at__lt=now + LOOK_AHEAD
    )
    rows = ahead.order_by().values_list("service")
    firsts = rows.annotate(opens=Min("opens_at"), closes=Min("closes_at"))
    return {pk: (opens, closes) for pk, opens, closes in firsts}


def week_ahead(
    service: Service, times: Times, *, now: datetime
) -> dict[date, list[Interval]]:
    """Return when a service is open in the seven days from now, by its own days.

    What began before is today's. A public holiday on which it is not surely open stands
    there with nothing; of a service that is closed, or never, nothing is said.
    """
    if times.is_closed or times.is_always:
        return {}
    ahead = OpenInterval.objects.filter(
        service=service.pk, closes_at__gt=now, opens_at__lt=now + _WEEK
    )
    spans = list(ahead.order_by("opens_at").values_list("opens_at", "closes_at"))
    if not spans:
        return {}
    found = _by_day(spans, times.zone, now)
    for day in _by_day(_doubtful(service, now), times.zone, now):
        found.setdefault(day, [])
    return dict(sorted(found.items()))


def _by_day(
    spans: Iterable[Interval], zone: tzinfo, now: datetime
) -> dict[date, list[Interval]]:
    today = now.astimezone(zone).date()
    found: dict[date, list[Interval]] = {}
    for span in spans:
        day = max(today, span[0].astimezone(zone).date())
        if day < today + _WEEK:
            found.setdefault(day, []).append(span)
    return found


def _doubtful(service: Service, now: datetime) -> list[Interval]:
    """Return the usual hours of a week that public holidays make uncertain."""
    usual = usual_here()
    if not usual.holidays(now, now + _WEEK):
        return []
    try:
        return _unsure(service, timetables([service.pk])[service.pk], usual, now)
    except HoursCannotBeRead:
        return []


def usual_hours(
    zones: Mapping[UUID, tzinfo],
    sure: Mapping[UUID, Interval],
    *,
    usual: Usual,
    now: datetime,
) -> dict[UUID, Interval]:
    """Return the hours of today, or that go on, which a public holiday makes unsure.

    Only of services that are not surely open; hardly ever is there anything to ask.
    """
    holidays = usual.holidays(now, now)
    wanted = []
    for pk, zone in zones.items():
        today = now.astimezone(zone).date()
        is_open = pk in sure and sure[pk][0] <= now
        if not is_open and not holidays.isdisjoint({today, today - _DAY}):
            wanted.append(pk)
    if not wanted:
        return {}
    tables = timetables(wanted)
    shown = Service.objects.filter(pk__in=tables, status__in=Service.RUNNING)
    found = {}
    for service in shown.only(*HOURS_OF_A_SERVICE):
        first = _first_unsure(service, tables[service.pk], usual, now)
        zone = zones[service.pk]
        if first and first[0].astimezone(zone).date() <= now.astimezone(zone).date():
            found[service.pk] = first
    return found


def _first_unsure(
    service: Service, table: Timetable, usual: Usual, now: datetime
) -> Interval | None:
    """Return the first hours ahead that stand only if no day is a holiday."""
    try:
        return next(iter(_unsure(service, table, usual, now)), None)
    except HoursCannotBeRead:
        return None


def _unsure(
    service: Service, table: Timetable, usual: Usual, now: datetime
) -> list[Interval]:
    """Return the hours ahead that stand only if no day is a holiday."""
    within = now, now + LOOK_AHEAD
    usually, surely = (
        open_times(service, table, within=within, usual=usual, holidays=days)
        for days in (frozenset(), usual.holidays(*within))
    )
    return without(usually, surely)


def holiday_on(day: date) -> str:
    """Return the public holiday that a day is in the network's country, or nothing."""
    network = this_network()
    return public_holiday(network.country, day) if network else ""
