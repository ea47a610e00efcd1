"""Addresses at which somebody lives or is kept."""

import re
from collections.abc import Iterator
from functools import cache

from fourthp.partnership.rules.guard.marks import Kind, Mark
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import patterns

_HOUSE = (
    r"\d{1,4}\s?(?:[a-dfg](?!\w))?(?:\s?(?:bis|ter)(?!\w))?(?:\s?[-/]\s?\d{1,4}){0,3}"
)
_NUMBER = rf"(?:(?:nr|no|n|num|numer|number)[.º°]?\s?)?{_HOUSE}"
_WORD = r"[^\W\d_][\w’'.-]{0,30}"
_CAPITAL = r"[A-Z][\w’'-]{0,30}"
_SAID = r"(?:one|two|three|four|five|six|seven|eight|nine|nought|oh)"
FAR = 1_000
_WORK = ("work", "official", "event")


@cache
def streets() -> tuple[re.Pattern[str], ...]:
    """Return what matches a street with a house's number, as each language says it."""
    ends = patterns("streets-end").replace("[a-z]{0,20}", "")
    before, numbered = patterns("streets-before"), patterns("streets-numbered")
    shapes = (
        (
            rf"(?:{_HOUSE}|{_SAID}(?:-{_SAID}){{1,3}}),?\s"
            rf"(?:{_WORD}\s){{1,3}}{patterns('streets-behind')}"
        ),
        (
            rf"(?:{_WORD}\s){{1,3}}{patterns('streets-behind')},?\s(?:at\s)?"
            rf"(?:number|no\.?|nr\.?)\s{_HOUSE}"
        ),
        rf"{_NUMBER},?\s(?:de\sla\s|de\s)?{numbered}\s(?:{_WORD}\s?){{1,4}}",
        rf"[^\W\d_][\w.-]{{2,40}}{ends}\.?\s{_HOUSE}",
        rf"{_WORD}\s{patterns('streets-word')}\s{_HOUSE}",
        (
            rf"{before}\.?\s(?:(?:\d{{1,2}}\s)?{_WORD},?\s){{1,4}}"
            rf"(?:\d{{4}}\s)?{_NUMBER}"
        ),
    )
    return tuple(re.compile(rf"(?<!\w)(?:{shape})(?!\w)") for shape in shapes)


@cache
def _without_a_word() -> tuple[re.Pattern[str], ...]:
    """Return what matches a street that no word calls one.

    “Morska 301B/16”, “Wojska Polskiego 118 m. 7”, “Am Alten Hof 3”.
    """
    door = r"(?:/\d{1,4}[a-z]?(?:/\d{1,4})?|\s?m\.\s?\d{1,4}|[a-dfg])"
    at = rf"(?i:{patterns('streets-at')})"
    return (
        re.compile(
            rf"(?<![\w.])(?:{_CAPITAL}\s){{0,2}}{_CAPITAL},?\s\d{{1,4}}[A-Za-z]?{door}(?!\w)"
        ),
        re.compile(
            rf"(?<!\w){at}\s(?:{_CAPITAL}\s){{1,3}}\d{{1,4}}[a-dfg]?(?![\w.:]|,\d)"
        ),
    )


def home_addresses(text: Reading) -> Iterator[Mark]:
    """Yield a street with a house's number, unless it is where people work or meet."""
    for shape in streets():
        for found in shape.finditer(text.plain):
            if _is_home(text, *found.span()):
                yield Mark(*found.span(), Kind.ADDRESS)
    for shape in _without_a_word():
        for found in shape.finditer(text.cased):
            if _says_home(text, *found.span()):
                yield Mark(*found.span(), Kind.ADDRESS)


def _is_home(text: Reading, start: int, end: int) -> bool:
    """Tell whether somebody lives at an address, or nothing says that nobody does."""
    keys = ("home", "venue", "clock")
    near = [text.near(key, start, end) for key in keys]
    if near == [None, None, None]:
        near = [text.around(key, start, end) for key in keys]
    home, venue, clock = (FAR if one is None else one for one in near)
    if home == venue == FAR:
        return clock == FAR and not any(text.has(key, start, end) for key in _WORK)
    return home <= venue


def _says_home(text: Reading, start: int, end: int) -> bool:
    home, venue = text.near("home", start, end), text.near("venue", start, end)
    return home is not None and (venue is None or home <= venue)
