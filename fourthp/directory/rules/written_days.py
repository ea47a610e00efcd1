"""Days as people write them in a list (`15/03/2024`, `3 March 2024`), or left alone."""

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_ENDING = r"(?:st|nd|rd|th)?"
_CLOCK = r"(?:,? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?)?"
_NUMBERS = re.compile(
    rf"(?P<a>\d{{1,2}})([./-])(?P<b>\d{{1,2}})\2(?P<year>\d{{4}}){_CLOCK}$"
)
_NAMED = (
    re.compile(
        rf"(?:[a-z]+,? )?(?P<day>\d{{1,2}}){_ENDING}[ -]{_NAME},?[ -](?P<year>\d{{4}})$"
    ),
    re.compile(
        rf"(?:[a-z]+,? )?{_NAME} (?P<day>\d{{1,2}}){_ENDING},? (?P<year>\d{{4}})$"
    ),
)
_LAST_MONTH = 12
LONGEST_DAY = 40  # longer than this nobody writes a day


class Order(Enum):
    """Which of two numbers of a day a list writes first."""

    DAY = "day"
    MONTH = "month"


def order_of(cells: Iterable[str]) -> Order | None:
    """Return what a column writes first, or None where its days do not tell.

    One day above 12 tells it of all; days that tell against each other tell nothing.
    """
    told = {found for cell in cells if (found := _told(cell))}
    return told.pop() if len(told) == 1 else None


def _told(cell: str) -> Order | None:
    found = _NUMBERS.match(_plain(cell))
    if found is None:
        return None
    first, second = int(found["a"]), int(found["b"])
    if (first > _LAST_MONTH) == (second > _LAST_MONTH):
        return None
    return Order.DAY if first > _LAST_MONTH else Order.MONTH


def in_iso(cell: str, order: Order | None) -> str:
    """Return a written day as ISO 8601 has it; what may be read in two ways stays.

    A time behind it goes: a page says the day. With other words behind it, it stays.
    """
    plain = _plain(cell)
    day = _in_numbers(plain, order) or _by_name(plain)
    return day.isoformat() if day else cell


def _plain(cell: str) -> str:
    """Return a cell as it is compared; nothing of one that is too long for a day."""
    plain = " ".join(cell.split()).casefold()
    return plain if len(plain) <= LONGEST_DAY else ""


def _in_numbers(plain: str, order: Order | None) -> date | None:
    found = _NUMBERS.match(plain)
    if found is None:
        return None
    first, second = int(found["a"]), int(found["b"])
    if order is None and first != second:
        return None
    day, month = (second, first) if order is Order.MONTH else (first, second)
    return _day(int(found["year"]), month, day)


def _by_name(plain: str) -> date | None:
    found = next(filter(None, (kind.match(plain) for kind in _NAMED)), None)
    if found is None:
        return None
    months = [n for n, one in enumerate(_MONTHS, 1) if one.startswith(found["name"])]
    return _day(int(found["year"]), months[0], int(found["day"])) if months else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
