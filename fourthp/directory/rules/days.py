"""Days on which hours may be other than usual."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


def public_holiday(country: str, day: date) -> str:
    """Return the name of a country's public holiday on a day, or nothing.

    country is ISO 3166-1 alpha-2. A holiday of half its parts or more is one too: the
    network's region may well be among them.
    """
    return _holidays(country, day.year).get(day, "")


def public_holidays(country: str, first: date, last: date) -> frozenset[date]:
    """Return the days from first to last that are public holidays of a country."""
    days = {day for year in {first.year, last.year} for day in _holidays(country, year)}
    return frozenset(day for day in days if first <= day <= last)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> Mapping[date, str]:
    try:
        whole = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return {}
    found = {day: str(name) for day, name in whole.items()}
    parts = whole.subdivisions
    names: dict[date, str] = {}
    counted: Counter[date] = Counter()
    for part in parts:
        of_part = holidays.country_holidays(country, subdiv=part, years=year)
        names |= of_part
        counted.update(of_part.keys())
    return {d: str(names[d]) for d, n in counted.items() if 2 * n >= len(parts)} | found
