"""Dates in a text, and those that are somebody's birthday."""

import re
from collections.abc import Iterator
from functools import cache

from fourthp.partnership.rules.guard.marks import Kind, Mark
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import months

# Whoever the network writes about is ten years old at least.
YOUNGEST, OLDEST = 10, 110
NEAR_BORN, NEAR_NAME, NEAR_VENUE, NEAR_PERSON, DIRECTLY = 60, 70, 40, 50, 4
_YEAR = r"(?:(?:1[0-9]|20)\d\d)"
_FULL = len("2026")
_WORDS = r"(?:[A-Z][\w’'-]{1,40}\s(?:[A-Z][\w’'-]{1,40}|[A-Z]\.)|\b[A-Z]\.\s?[A-Z]\.)"
_NAME, _NAMED = re.compile(_WORDS), re.compile(rf"{_WORDS}[\s,(*;:]{{1,4}}$")


@cache
def _dates() -> re.Pattern[str]:
    day, ordinal = r"\d{1,2}", r"(?:st|nd|rd|th|er|-?go|\.|º)?"
    of = r"[\s-]{0,2}(?:of\s|de\s|d')?\s{0,2}"
    in_year = rf"(?:[\s-](?:(?:de|en|w|in|im|din)\s)?(?P<c>{_YEAR}))?"
    return re.compile(
        rf"(?<![\w/.-])(?:{day}\s?[./-]\s?{day}\s?[./-]\s?(?P<a>{_YEAR}|\d\d)"
        rf"|(?P<b>{_YEAR})[-.]\d\d[-.]\d\d|{day}\s{day}\s(?P<e>{_YEAR})"
        rf"|{day}{ordinal}{of}{months()}\.?,?{in_year}"
        rf"|{months('en')}\s{day}{ordinal}(?:,?\s(?P<d>{_YEAR}))?"
        r"|\d{1,2}\.\d{1,2}\.|\d{1,2}[./](?:0[1-9]|1[0-2]))(?![\w/-]|[.,]\d)"
    )


@cache
def _months_said() -> re.Pattern[str]:
    """Return what matches a month with its year, as where a day is said in words."""
    return re.compile(
        rf"(?<!\w)(?:{months()}\.?,?\s(?:de\s|of\s)?(?P<a>{_YEAR})"
        rf"|(?P<b>{_YEAR})\s(?:im\s|in\s|en\s|w\s)?{months()})(?!\w)"
    )


def dates(text: Reading) -> Iterator[re.Match[str]]:
    """Yield every date with a day and a month in a text."""
    return _dates().finditer(text.plain)


def birth_dates(text: Reading, *, year: int) -> Iterator[Mark]:
    """Yield the dates that are said to be a birthday, or that stand like one.

    year: this year. Nobody alive was born long ago.
    """
    for found in dates(text):
        if _is_birthday(text, found, year):
            yield Mark(*found.span(), Kind.BIRTH_DATE)
    for found in _months_said().finditer(text.plain):
        said = _year_of(found, year)
        if year - (said or 0) <= OLDEST and _says_born(text, *found.span()):
            yield Mark(*found.span(), Kind.BIRTH_DATE)


def _is_birthday(text: Reading, found: re.Match[str], year: int) -> bool:
    start, end = found.span()
    said = _year_of(found, year)
    if said is None:
        return text.has("born", start, end, reach=NEAR_BORN)
    age = year - said
    if age > OLDEST:
        return False
    is_old = age >= YOUNGEST
    return _says_born(text, start, end) or (is_old and _is_like_one(text, start, end))


def _year_of(found: re.Match[str], year: int) -> int | None:
    said = next((one for one in found.groups() if one), None)
    if said is None or len(said) == _FULL:
        return said and int(said)  # type: ignore[return-value]  # None, or digits
    at = year // 100 * 100 + int(said)
    return at - 100 if at > year else at


def _says_born(text: Reading, start: int, end: int) -> bool:
    return text.has("born", start, end, reach=NEAR_BORN) or text.has_before(
        "born-directly", start, end, reach=DIRECTLY
    )


def _is_like_one(text: Reading, start: int, end: int) -> bool:
    """Tell whether an old date belongs to a person, and not to a law or a meeting."""
    if text.has("official", start, end) or text.has("event", start, end):
        return False
    first, _last = text.sentence(start, end)
    before = text.cased[max(first, start - NEAR_NAME) : start]
    is_hers = text.has_before("person", start, end, reach=DIRECTLY)
    if is_hers or _NAMED.search(before):
        return True
    if text.has("venue", start, end, reach=NEAR_VENUE):
        return False
    return bool(_NAME.search(before)) or text.has(
        "person", start, end, reach=NEAR_PERSON
    )
