"""When services are open, as pages say it."""

from collections.abc import Container, Iterable, Mapping
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
from fourthp.directory.rules.hours import Hours, HoursCannotBeRead
from fourthp.directory.rules.spans import Interval, without

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
LOOK_AHEAD = timedelta(days=8)  # beyond it a page says ask


@dataclass(frozen=True)
class Times:
    """When a service is open now or next; opens_at None means that nobody knows.

    usual: hours that a public holiday or its own words make uncertain; may_close says
    that its words do. zone_name is said only where the clocks are not the network's.
    """

    zone: tzinfo = UTC
    zone_name: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    usual: Interval | None = None
    may_close: bool = False
    is_closed: bool = False
    reopens_on: date | None = None

    @property
    def is_always(self) -> bool:
        """Tell whether it is open day and night, further than a page looks ahead."""
        if self.opens_at is None or self.closes_at is None:
            return False
        return self.closes_at - self.opens_at > LOOK_AHEAD

    @property
    def is_usually_always(self) -> bool:
        """Tell whether its usual hours are day and night."""
        return self.usual is not None and self.usual[1] - self.usual[0] > LOOK_AHEAD


@dataclass(frozen=True)
class Said:
    """What is known of a service's hours besides the hours themselves.

    may_close: its own words take some away on some days.
    """

    zone: str = ""
    closing: Hours | None = None
    may_close: bool = False


def times_of(
    said: Mapping[UUID, Said], *, usual: Usual, now: datetime
) -> dict[UUID, Times]:
    """Return the times of services; usual is what holds in the network."""
    firsts = next_hours(said, now=now)
    zones = {
        pk: zone_of(one.zone) if one.zone else usual.zone for pk, one in said.items()
    }
    doubted = {pk for pk, one in said.items() if one.may_close}
    unsure = usual_hours(zones, firsts, doubted=doubted, usual=usual, now=now)
    found = {}
    for pk, one in said.items():
        place = one.zone.rsplit("/", 1)[-1].replace("_", " ")
        opens_at, closes_at = firsts.get(pk, (None, None))
        day = now.astimezone(zones[pk]).date()
        is_closed = bool(one.closing and one.closing.days(day, day))
        found[pk] = Times(
            zones[pk],
            place if one.zone != str(usual.zone) else "",
            opens_at,
            closes_at,
            unsure.get(pk),
            one.may_close,
            is_closed,
            _day_after(one.closing) if one.closing and is_closed else None,
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
) -> dict[date, tuple[list[Interval], list[Interval]]]:
    """Return when a service is surely and usually open in the seven days from now.

    By its own days; what began before is today's. A public holiday on which it is not
    surely open stands there with nothing; of a service that is closed, or never,
    nothing is said.
    """
    if times.is_closed or times.is_always or times.is_usually_always:
        return {}
    ahead = OpenInterval.objects.filter(
        service=service.pk, closes_at__gt=now, opens_at__lt=now + _WEEK
    )
    spans = list(ahead.order_by("opens_at").values_list("opens_at", "closes_at"))
    if not spans and not times.may_close:
        return {}
    holidays = usual_here().holidays(now, now + _WEEK)
    unsure = times.may_close or holidays
    surely = _by_day(spans, times.zone, now)
    usually = _by_day(_doubtful(service, now) if unsure else [], times.zone, now)
    return {
        day: (surely.get(day, []), [] if day in holidays else usually.get(day, []))
        for day in sorted({*surely, *usually})
    }


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
    """Return the usual hours of a week that are uncertain."""
    table = timetables([service.pk])[service.pk]
    try:
        return _unsure(service, table, usual_here(), now)
    except HoursCannotBeRead:
        return []


def usual_hours(
    zones: Mapping[UUID, tzinfo],
    sure: Mapping[UUID, Interval],
    *,
    doubted: Container[UUID],
    usual: Usual,
    now: datetime,
) -> dict[UUID, Interval]:
    """Return the first hours that a public holiday or a service's words make unsure.

    Those of today, or that go on; of later days where no hours are sure. Only of
    services that are not surely open. doubted: those whose words may close them.
    """
    holidays = usual.holidays(now, now)
    wanted = []
    for pk, zone in zones.items():
        today = now.astimezone(zone).date()
        is_open = pk in sure and sure[pk][0] <= now
        is_holiday = not holidays.isdisjoint({today, today - _DAY})
        if not is_open and (is_holiday or pk in doubted):
            wanted.append(pk)
    if not wanted:
        return {}
    tables = timetables(wanted)
    shown = Service.objects.filter(pk__in=tables, status__in=Service.RUNNING)
    found = {}
    for service in shown.only(*HOURS_OF_A_SERVICE):
        first = _first_unsure(service, tables[service.pk], usual, now)
        zone = zones[service.pk]
        today = now.astimezone(zone).date()
        is_next = service.pk not in sure
        if first and (is_next or first[0].astimezone(zone).date() <= today):
            found[service.pk] = first
    return found


def _first_unsure(
    service: Service, table: Timetable, usual: Usual, now: datetime
) -> Interval | None:
    """Return the first hours ahead that are usual, and not sure."""
    try:
        return next(iter(_unsure(service, table, usual, now)), None)
    except HoursCannotBeRead:
        return None


def _unsure(
    service: Service, table: Timetable, usual: Usual, now: datetime
) -> list[Interval]:
    """Return the hours ahead that are usual, and not sure."""
    within = now, now + LOOK_AHEAD
    usually, surely = (
        open_times(service, table, within=within, usual=usual, holidays=days)
        for days in (None, usual.holidays(*within))
    )
    return without(usually, surely)
