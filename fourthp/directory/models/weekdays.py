"""Days and rhythms of a rule (RFC 5545) in words, as a person reads them."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from fourthp.directory.rules.hours import DAYS

_NAMES = {day: WEEKDAYS[number] for number, day in enumerate(DAYS)}
_OF_A_MONTH = {
    "1": _("every first %s"),
    "2": _("every second %s"),
    "3": _("every third %s"),
    "4": _("every fourth %s"),
    "-1": _("every last %s"),
}
_RHYTHMS = {"WEEKLY": _("every week"), "MONTHLY": _("every month")}


def days_in_words(byday: str) -> str:
    """Return days (`MO,TU`, `1MO`) by their names; what is no day stays as it is."""
    return ", ".join(_day(one.strip()) for one in byday.split(",") if one.strip())


def _day(code: str) -> str:
    number, day = code[:-2].removeprefix("+"), code[-2:].upper()
    if day not in _NAMES or (number and number not in _OF_A_MONTH):
        return code
    name = str(_NAMES[day])
    return str(_OF_A_MONTH[number]) % name if number else name


def rhythm_in_words(freq: str) -> str:
    """Return how often a rule recurs."""
    return str(_RHYTHMS.get(freq, freq))
