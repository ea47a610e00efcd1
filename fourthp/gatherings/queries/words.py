"""When gatherings are, in words."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.gatherings.models import Gathering, Rhythm, Told
from fourthp.gatherings.rules.repeating import By, Rule, Wrong, nth_of_month
from fourthp.gatherings.rules.walls import is_shown, is_shown_twice, zone_called
from fourthp.partnership.queries.network import network_zone

_NTH = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
}
_WRONG = {
    Wrong.ODD: gettext_lazy("Choose how it repeats."),
    Wrong.APART: gettext_lazy("Repeat it at least once in twelve weeks or months."),
    Wrong.TIMES: gettext_lazy("That is too often: plan 500 at most."),
    Wrong.FIFTH: gettext_lazy(
        "Not every month has a fifth of this weekday. Choose “the last”, or another"
        " first day."
    ),
    Wrong.NOT_LAST: gettext_lazy(
        "The first day is not the last of its weekday in its month. Choose another"
        " first day."
    ),
    Wrong.LEFT_OUT: gettext_lazy("The first day is in a month that is left out."),
    Wrong.NO_MONTH: gettext_lazy("Leave at least one month in."),
    Wrong.ENDS_FIRST: gettext_lazy("It ends before its first day."),
    Wrong.BOTH: gettext_lazy("Say a last day, or how often: not both."),
}


def why_not(wrong: Wrong) -> str:
    """Return in words why a rule cannot be."""
    return str(_WRONG[wrong])


def rule_in_words(rhythm: Rhythm) -> str:
    """Return how a rhythm repeats: the second Tuesday of each month, not in August."""
    rule = rhythm.repeats
    if rule is None:
        return _("once")
    parts = [_comes(rule, rhythm.first_on)]
    if rule.not_in:
        months = [str(MONTHS[one]) for one in sorted(rule.not_in)]
        parts.append(_("not in %s") % in_a_row(months))
    if rule.times:
        often = ngettext("%(n)d time", "%(n)d times", rule.times)
        parts.append(often % {"n": rule.times})
    if rule.until:
        parts.append(_("until %s") % date_format(rule.until, "j F Y"))
    return ", ".join(parts)


def in_a_row(words: Iterable[str]) -> str:
    """Return words with commas, and “or” before the last."""
    *first, last = words
    said = {"first": ", ".join(first), "last": last}
    return _("%(first)s or %(last)s") % said if first else last


def _comes(rule: Rule, first: date) -> str:
    said = {"n": rule.each, "weekday": str(WEEKDAYS[first.weekday()])}
    if rule.by is By.WEEK:
        every = ngettext(
            "every %(weekday)s", "%(weekday)s, every %(n)d weeks", rule.each
        )
        return every % said
    which = _("day %d") % first.day
    if rule.by is By.LAST:
        which = _("the last %(weekday)s") % said
    elif rule.by is By.WEEKDAY:
        said["nth"] = str(_NTH[nth_of_month(first)])
        which = _("the %(nth)s %(weekday)s") % said
    said["which"], said["month"] = which, str(MONTHS[first.month])
    if rule.each == 12:
        return _("%(which)s of %(month)s, every year") % said
    each = ngettext(
        "%(which)s of each month", "%(which)s, every %(n)d months", rule.each
    )
    return each % said


def times_in_words(gathering: Gathering) -> str:
    """Return from when to when: 10:00 to 12:00, with its zone where it is another's."""
    return _times(gathering.wall, gathering.minutes, gathering.rhythm.zone)


def rhythm_times(rhythm: Rhythm) -> str:
    """Return the same of a rhythm."""
    return _times(rhythm.first, rhythm.minutes, rhythm.zone)


def times_told(told: Told, rhythm: Rhythm) -> str:
    """Return the same of a gathering as it was told last."""
    wall = datetime.combine(told.day, told.at)
    return _times(wall, told.minutes, rhythm.zone)


def _times(wall: datetime, minutes: int, zone: str) -> str:
    # What people sit through, as they would say it: nobody counts a changed clock.
    end = wall + timedelta(minutes=minutes)
    last = time_format(end.time(), "H:i")
    if end.date() != wall.date():
        last = f"{date_format(end.date(), 'j F')}, {last}"
    said = {"from": time_format(wall.time(), "H:i"), "to": last, "zone": zone}
    if zone == (network_zone() or zone):
        return _("%(from)s to %(to)s") % said
    return _("%(from)s to %(to)s (time in %(zone)s)") % said


def day_in_words(day: date) -> str:
    """Return a day with its weekday: Tuesday 10 March 2026."""
    return date_format(day, "l j F Y")


def odd_clock(wall: datetime, zone: str) -> str:
    """Say what clocks do at a wall time; nothing where they do nothing odd."""
    tz = zone_called(zone)
    if not is_shown(wall, tz):
        return _("Clocks are set forward then, and skip this time.")
    if is_shown_twice(wall, tz):
        return _("Clocks are set back then: the first of the two is meant.")
    return ""
