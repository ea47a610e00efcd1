"""When a service is open, in words: the same on a result and on its own page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.directory.models import Service
from fourthp.directory.queries.hours import Times
from fourthp.directory.rules.spans import Interval

_DAY = timedelta(days=1)
_WEEK = 7


def said_hours(times: Times, *, now: datetime) -> tuple[str, str]:
    """Return what to say of a service's hours: (kind of tag, words).

    In its own wall time; the zone is named where it is not the network's.
    """
    kind, words = _said(times, now)
    says_when = (times.usual or times.opens_at) and not times.is_closed
    if times.zone_name and says_when:
        words = _("%(words)s (%(place)s time)") % {
            "words": words,
            "place": times.zone_name,
        }
    if times.usual and not times.is_closed:
        words = _call_first(times) % words
    return kind, words


def _call_first(times: Times) -> str:
    if times.may_close:
        return _("%s. Call first: its own words say that it may be closed")
    return _("%s. Public holiday: call first")


def said_week(
    week: Mapping[date, tuple[Sequence[Interval], Sequence[Interval]]],
    times: Times,
    *,
    now: datetime,
) -> list[tuple[str, str]]:
    """Return the days of a week ahead with what to say of each: (day, hours)."""
    today = now.astimezone(times.zone).date()
    return [
        (
            _("Today") if day == today else date_format(day, "l j F"),
            _day_said(surely, usually, times, now),
        )
        for day, (surely, usually) in week.items()
    ]


def _day_said(
    surely: Sequence[Interval], usually: Sequence[Interval], times: Times, now: datetime
) -> str:
    said = [_span(span, times, now) for span in surely]
    if usually:
        spans = ", ".join(_span(span, times, now) for span in usually)
        said.append(_("usually %s: call first") % spans)
    return ", ".join(said) or _("public holiday: call first")


def _span(span: Interval, times: Times, now: datetime) -> str:
    opens, closes = (moment.astimezone(times.zone) for moment in span)
    if opens <= now:
        return _("until %s") % _until(closes, times, now)
    if closes - opens == _DAY and opens.time() == time():
        return _("all day")
    far = closes - opens > _DAY
    return f"{_wall(opens, times)}–{_wall(closes, times, 'l H:i' if far else 'H:i')}"


def said_end(service: Service) -> str:
    """Return that a service is not there any more, or nothing."""
    if service.status == Service.Status.DEFUNCT:
        return _("This service has ended. Look for another one.")
    if service.status == Service.Status.INACTIVE:
        return _("This service is not active now.")
    return ""


def _said(times: Times, now: datetime) -> tuple[str, str]:
    if times.is_closed:
        return "look", _closed(times)
    if times.usual:
        return "look", _usually(times, times.usual, now)
    if times.opens_at is None or times.closes_at is None:
        return "", _("Ask when it is open")
    if times.is_always:
        return "good", _("Open day and night")
    if times.opens_at <= now:
        return "good", _("Open until %s") % _until(times.closes_at, times, now)
    return "", _opens(times.opens_at, times, now)


def _usually(times: Times, usual: Interval, now: datetime) -> str:
    opens, closes = usual
    if times.is_usually_always:
        return _("Usually open day and night")
    days = _days_until(opens, times, now)
    begins = "H:i" if days <= 0 else "l H:i" if days < _WEEK else "l j F H:i"
    ends = "l H:i" if closes - opens > _DAY else "H:i"
    return _("Usual hours %(opens)s–%(closes)s") % {
        "opens": _wall(opens, times, begins),
        "closes": _wall(closes, times, ends),
    }


def _days_until(moment: datetime, times: Times, now: datetime) -> int:
    zone = times.zone
    return (moment.astimezone(zone).date() - now.astimezone(zone).date()).days


def _opens(opens: datetime, times: Times, now: datetime) -> str:
    """Return when it opens: today and tomorrow by these names, far days by the date."""
    days = _days_until(opens, times, now)
    if days == 0:
        return _("Opens today %s") % _wall(opens, times)
    if days == 1:
        return _("Opens tomorrow %s") % _wall(opens, times)
    form = "l H:i" if days < _WEEK else "l j F H:i"
    return _("Opens %s") % _wall(opens, times, form)


def _closed(times: Times) -> str:
    if times.reopens_on is None:
        return _("Closed for a time")
    day = date_format(times.reopens_on, "j F Y")
    return _("Closed for a time. It opens again on %s") % day


def _until(closes: datetime, times: Times, now: datetime) -> str:
    """Return when it closes, with the day where that is further off than a day."""
    far = (closes - now).days > 0
    return _wall(closes, times, "l H:i" if far else "H:i")


def _wall(moment: datetime, times: Times, form: str = "H:i") -> str:
    return date_format(moment.astimezone(times.zone), form)
