"""Days as people write them in sheets."""

import re
from datetime import date

_DAY_FIRST = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
_EARLIEST = date(1900, 1, 1)


class NotADay(ValueError):
    """A text is no day, or one that can be read in two ways."""


def read_day(text: str) -> date:
    """Return a day written as 2026-03-09, 9/3/2026 or 9.3.2026: the day comes first.

    Raises NotADay for anything else, and for a day that never was.
    """
    text = text.strip().removesuffix("T00:00:00").removesuffix(" 00:00:00")
    found = _DAY_FIRST.fullmatch(text)
    try:
        if found:
            day, month, year = map(int, found.groups())
            read = date(year, month, day)
        else:
            read = date.fromisoformat(text) if "-" in text else _no_day()
    except ValueError as problem:
        raise NotADay from problem
    if read < _EARLIEST:
        raise NotADay
    return read


def _no_day() -> date:
    raise NotADay
