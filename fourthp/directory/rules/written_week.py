"""A week as people write it in a list (`Mon-Fri 9-5, Sat 10-2`), read or left alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby, pairwise

from fourthp.directory.rules.hours import DAYS, read_day

LONGEST_WEEK = 500  # longer than this nobody writes a week, but to keep us busy

Span = tuple[int, int]  # minutes from midnight; what ends at or before it begins: over

_HOUR = 60
_HALF_DAY, _DAY = 12 * _HOUR, 24 * _HOUR
_WEEK = 7 * _DAY
_WHOLE: Span = (0, _DAY)
# A bare number before this may be an evening as well as a morning.
_MORNING, _SURELY_MORNING = 6 * _HOUR, 8 * _HOUR

_DAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\.?"
)
_TO = r"\s*(?:-|–|—|\b(?:to|until|till?|through|thru)\b)\s*"
_CLOCK = r"(?:\d{1,2}(?:[:.]?\d{2})?)"
_TIME = rf"(?:{_CLOCK}\s*(?:[ap]\.?m\b\.?)?(?:\s*(?:hrs|hours|h)\b\.?)?)"
_TOKENS = re.compile(
    rf"""
    (?P<always>24\s*/\s*7(?:\s*/\s*365)?(?![\w/]))
    |(?P<every>daily\b|every\s*day\b|(?:7|seven)\sdays(?:\s(?:a|per)\sweek)?\b
        |week\s?days?\b|week\s?ends?\b|m\s?[-–—]\s?f\b)
    |(?P<days>\b{_DAY_NAME}(?:{_TO}{_DAY_NAME})?(?!\w))
    |(?P<whole>24\s?-?(?:hours?|hrs?)(?:\s(?:a|per)\sday)?\b)
    |(?P<span>{_TIME}{_TO}{_TIME}(?![\w:]))
    |(?P<shut>closed|shut)\b
    |(?P<between>\s+|[;,:&+/|()]|\.(?!\w)|[-–—](?=\s)|and\b|from\b
        |(?:we\sare\s)?open\b(?:ing\s(?:hours|times))?)
    """,
    re.VERBOSE,
)
_EVERY_DAY = ",".join(DAYS)
_NAMED = {"weekend": "SA,SU", "weekday": ",".join(DAYS[:5]), "m": ",".join(DAYS[:5])}
_NOON = re.compile(r"\b(?:12\s+)?(?:noon|mid-?day)\b")
_MIDNIGHT = re.compile(r"\b(?:12\s+)?midnight\b")
_ONE_TIME = re.compile(
    r"(?P<hour>\d{1,2}?)(?:[:.]?(?P<minute>\d{2}))?(?!\d)\s*(?P<half>[ap]\.?m)?"
)


@dataclass(frozen=True)
class _Told:
    """One time as it is written: minutes, and what says which half of the day."""

    minutes: int
    half: str = ""
    is_of_24: bool = False
    is_exact: bool = False  # its minutes are written

    @property
    def is_bare(self) -> bool:
        return not (self.half or self.is_of_24)


def read_week(text: str) -> list[tuple[str, time, time]]:
    """Read `Mon-Fri 9-5; Sat 10:00 to 12:00` into (days of RFC 5545, from, to).

    A bare `9-5` ends in the afternoon: its second number is not later than its first.
    A day that is said to be closed has none. Nothing at all when any part may be read
    in two ways, or says more than hours.
    """
    if len(text) > LONGEST_WEEK:
        return []
    tokens = list(_tokens(_plain(text)))
    if None in tokens:
        return []
    runs = [
        (kind, [said for _kind, said in run])
        for kind, run in groupby(filter(None, tokens), key=lambda token: token[0])
    ]
    if [kind for kind, _said in runs] == ["times"] and runs[0][1] == ["whole"]:
        runs.insert(0, ("days", [_EVERY_DAY]))  # "24 hours" is every day
    return _rules(runs) if _are_pairs([kind for kind, _said in runs]) else []


def _are_pairs(kinds: Sequence[str]) -> bool:
    """Tell whether days stand beside times, or beside that they are shut.

    Of “Mon-Fri closed 12-1, Sat” nobody knows whose the times are.
    """
    if len(kinds) % 2 or ("shut", "times") in pairwise(kinds):
        return False
    return all("days" in pair for pair in zip(kinds[::2], kinds[1::2], strict=True))


def _plain(text: str) -> str:
    plain = " ".join(text.lower().split())
    return _MIDNIGHT.sub("24:00", _NOON.sub("12pm", plain))


def _tokens(text: str) -> Iterator[tuple[str, str] | None]:
    """Yield (days, times or shut, what is said) in order; None for what is neither."""
    at = 0
    while at < len(text):
        found = _TOKENS.match(text, at)
        if found is None:
            yield None
            return
        at, kind, said = found.end(), found.lastgroup, found[0]
        if kind == "always":
            yield "days", _EVERY_DAY
            yield "times", "whole"
        elif kind in {"every", "days"}:
            yield "days", _days(said) if kind == "days" else _named_days(said)
        elif kind == "shut":
            yield "shut", said
        elif kind != "between":
            yield "times", "whole" if kind == "whole" else said


def _named_days(said: str) -> str:
    plain = said.replace(" ", "")
    named = (days for word, days in _NAMED.items() if plain.startswith(word))
    return next(named, _EVERY_DAY)


def _days(said: str) -> str:
    """Return the days from one to another, over the end of a week too."""
    ends = [read_day(_singular(name)) or "" for name in re.split(_TO, said)]
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    if first <= last:
        return ",".join(DAYS[first : last + 1])
    return ",".join(DAYS[first:] + DAYS[: last + 1])


def _singular(name: str) -> str:
    plain = name.rstrip(".")
    return plain if read_day(plain) else plain.removesuffix("s")


def _rules(runs: list[tuple[str, list[str]]]) -> list[tuple[str, time, time]]:
    """Return days with their times, whichever of them is written first."""
    found: list[tuple[str, Span]] = []
    shut: set[str] = set()
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        days, times = (first, second) if first[0] == "days" else (second, first)
        named = {day for said in days[1] for day in said.split(",")}
        spans = _spans(times[1]) if times[0] == "times" else []
        if times[0] == "shut":
            shut |= named
        elif not spans:
            return []
        byday = ",".join(day for day in DAYS if day in named)
        found += [(byday, span) for span in spans]
    if _is_told_twice(found) or shut & _days_of(found):
        return []
    return [(byday, _time(span[0]), _time(span[1])) for byday, span in found]


def _days_of(rules: Iterable[tuple[str, Span]]) -> set[str]:
    return {day for byday, _span in rules for day in byday.split(",")}


def _time(minutes: int) -> time:
    return time(minutes % _DAY // _HOUR, minutes % _HOUR)


def _spans(said: Iterable[str]) -> list[Span]:
    """Return the spans of a day, or none when one of them is not sure."""
    found: list[Span] = []
    for one in dict.fromkeys(said):
        after = found[-1][1] if found else None
        span = _WHOLE if one == "whole" else _span(one, after)
        if span is None:
            return []
        found.append(span)
    return found


def _is_told_twice(rules: Iterable[tuple[str, Span]]) -> bool:
    """Tell whether a moment of the week is in two rules: which of them is right?"""
    told = sorted(
        (DAYS.index(day) * _DAY + opens, DAYS.index(day) * _DAY + closes)
        for byday, (opens, end) in rules
        for day in byday.split(",")
        for closes in (end if end > opens else end + _DAY,)
    )
    told += [(begins + _WEEK, ends + _WEEK) for begins, ends in told[:1]]
    return any(before[1] > after[0] for before, after in pairwise(told))


def _span(said: str, after: int | None) -> Span | None:
    """Read `9-5` or `10:00 to 12pm`; after is when the span before it ended."""
    opens, closes = (_told(one) for one in re.split(_TO, said))
    if opens is None or closes is None:
        return None
    if opens.is_bare and after is not None:
        opens = _later(opens, after)
    if opens.is_bare:
        return _of_bare(opens, closes)
    begins = opens.minutes % _DAY
    if closes.is_bare:
        end = _end_of_bare(begins, closes, opens.half)
        return None if end is None else (begins, end)
    ends = closes.minutes
    is_unclear = 0 < ends <= begins < _HALF_DAY or 0 < ends == begins
    return None if is_unclear else (begins, ends)


def _told(said: str) -> _Told | None:
    found = next(_ONE_TIME.finditer(said))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "")[:1]
    if minute >= _HOUR or hour * _HOUR + minute > _DAY:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    is_of_24 = not half and (hour > 12 or said[0] == "0")
    return _Told(hour * _HOUR + minute, half, is_of_24, bool(found["minute"]))


def _later(opens: _Told, after: int) -> _Told:
    """Take the `1-4` of `9-12, 1-4` for the afternoon, and let all else be."""
    if opens.minutes < _SURELY_MORNING and opens.minutes < after <= _HALF_DAY + (
        opens.minutes
    ):
        return _Told(opens.minutes + _HALF_DAY, "p")
    return opens


def _of_bare(opens: _Told, closes: _Told) -> Span | None:
    """Read what begins with a bare number: a morning, or the half its end says."""
    begins, ends = opens.minutes, closes.minutes
    if closes.is_bare and ends <= begins:
        is_round = begins == ends and (opens.is_exact or begins >= _HALF_DAY)
        ends += _HALF_DAY
        return None if is_round or begins < _MORNING else (begins, ends)
    if closes.is_bare:
        return (begins, ends) if begins >= _SURELY_MORNING else None
    if closes.is_of_24:
        return (begins, ends) if begins < ends else None
    return _of_half(begins, ends, closes.half)


def _of_half(begins: int, ends: int, half: str) -> Span | None:
    """Read `9-5pm` and `1-5pm`; of `7-9pm` nobody can tell."""
    if half == "a":
        return (begins, ends) if _MORNING <= begins < ends else None
    evening = begins + _HALF_DAY
    if begins < _MORNING and evening < ends:
        return (evening, ends)
    is_sure = begins >= _HALF_DAY or evening >= ends
    return (begins, ends) if is_sure and _MORNING <= begins < ends else None


def _end_of_bare(begins: int, closes: _Told, half: str) -> int | None:
    """Return when something ends whose bare end follows a sure beginning."""
    morning, evening = closes.minutes, closes.minutes + _HALF_DAY
    if begins < _HALF_DAY:
        return morning if morning > begins else evening
    if half and begins < evening:
        return evening
    # "22-6" is a night by a clock of 24 hours; "13-5" may be an afternoon.
    return morning if not half and evening <= begins else None
