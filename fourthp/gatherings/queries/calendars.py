"""Gatherings as calendars are told them, and what these may say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fourthp.gatherings.formats.calendars import Event, Who
from fourthp.gatherings.models import Gathering, Rhythm, Series, Venue
from fourthp.gatherings.queries.hidden import Names, hidden_names, tells_hidden
from fourthp.gatherings.rules.walls import key_of, wall_of
from fourthp.partnership.models import Person
from fourthp.post.queries.links import full

_NOTHING = UUID(int=0)
# What was before that is no longer told to calendars.
GOES_BACK = timedelta(days=60)
# What is read of rows: a calendar is fetched more often than any page.
_OF_RHYTHM = (
    *("first_on", "at", "minutes", "zone", "rule", "sequence", "series__name"),
    *("series__label", "series__audience", "series__group__is_closed"),
)
_OF_ROW = ("rhythm", "original", "day", "at", "minutes", "state", "sequence")
_DIGITS = "0000"  # how the name of what fell out of its rule begins


def organiser() -> Who:
    """Return who asks in every calendar: the network's own address for answers."""
    return Who(settings.MAIL_FROM)


def feed_events(person: Person, *, now: datetime) -> list[Event]:
    """Return what is in somebody's own calendar: the network's and her groups' things.

    A calendar program comes by a link alone, so it is told what a password shows (S6).
    """
    held = {one.group for one in person.held}
    hers = Q(group__in=held) | Q(group__is_network=True)
    seen = Series.objects.visible_to(person).filter(hers).order_by()
    rows = Rhythm.objects.filter(series__in=seen.values("pk"))
    return events_of(rows, now=now)


def events_of(rhythms: QuerySet[Rhythm], *, now: datetime) -> list[Event]:
    """Return rhythms as calendars are told them, each with what differs from it."""
    lately = Gathering.objects.filter(
        rhythm=OuterRef("pk"), ends_at__gt=now - GOES_BACK
    ).exclude(state=Gathering.State.CANCELLED)
    found = rhythms.filter(Exists(lately)).select_related("series__group")
    kept = list(found.only(*_OF_RHYTHM))
    rows: dict[UUID, list[Gathering]] = defaultdict(list)
    all_of_them = Gathering.objects.filter(rhythm__in=kept).only(*_OF_ROW)
    for row in all_of_them.order_by("starts_at", "pk"):
        rows[row.rhythm_id].append(row)
    places = _places([one.series for one in kept])
    return [event for one in kept for event in _of_rhythm(one, rows[one.pk], places)]


def event_of(gathering: Gathering) -> Event:
    """Return one gathering as a calendar is told it."""
    places = _places([gathering.series])
    return _event(gathering, gathering.rhythm, places)


Places = dict[UUID | None, str]


def _places(series: Iterable[Series]) -> Places:
    """Return where series are held, of those whose place may stand anywhere."""
    open_ones = [one.pk for one in series if one.may_be_named]
    hidden: Names = hidden_names() if open_ones else frozenset()
    said = Q(series__in=open_ones) | Q(gathering__rhythm__series__in=open_ones)
    venues = Venue.objects.filter(said).exclude(place="") if open_ones else ()
    return {
        one.series_id or one.gathering_id: ", ".join(
            filter(None, (one.place, one.room))
        )
        for one in venues
        if not tells_hidden(one, hidden)
    }


def _of_rhythm(
    rhythm: Rhythm, rows: list[Gathering], places: Places
) -> Iterator[Event]:
    if not rhythm.rule:
        yield from (_event(one, rhythm, places) for one in rows)
        return
    named = [one for one in rows if not one.original.startswith(_DIGITS)]
    out = tuple(wall_of(one.original) for one in named if one.is_cancelled)
    yield Event(
        uid=rhythm.uid,
        sequence=rhythm.sequence,
        start=rhythm.first,
        minutes=rhythm.minutes,
        zone=rhythm.zone,
        summary=_summary(rhythm.series),
        url=_url("series", rhythm.series_id),
        location=places.get(rhythm.series_id, ""),
        rule=rhythm.rule,
        left_out=out,
        is_private=not rhythm.series.may_be_named,
    )
    for one in named:
        differs = _is_moved(one, rhythm) or one.pk in places
        if differs and not one.is_cancelled:
            yield _event(one, rhythm, places)


def _is_moved(row: Gathering, rhythm: Rhythm) -> bool:
    return key_of(row.wall) != row.original or row.minutes != rhythm.minutes


def _event(row: Gathering, rhythm: Rhythm, places: Places) -> Event:
    series = rhythm.series
    return Event(
        uid=rhythm.uid,
        sequence=row.sequence,
        start=row.wall,
        minutes=row.minutes,
        zone=rhythm.zone,
        summary=_summary(series),
        url=_url("gathering", row.pk),
        location=places.get(row.pk, places.get(series.pk, "")),
        instead_of=wall_of(row.original) if rhythm.rule else None,
        is_cancelled=row.is_cancelled,
        is_private=not series.may_be_named,
    )


def _url(route: str, pk: UUID) -> str:
    """Return the address of a page: that of no row is made once, and has its place."""
    return _page(route, get_language() or "").replace(str(_NOTHING), str(pk))


@lru_cache(maxsize=16)
def _page(route: str, _language: str) -> str:
    return full(reverse(route, args=[_NOTHING]))


def _summary(series: Series) -> str:
    """Return the title that a calendar shows: neutral, unless anybody may read it."""
    return series.name if series.may_be_named else _("A gathering of the network")
