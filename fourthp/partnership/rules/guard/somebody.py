"""What makes a street or a number somebody's own, even where a service's may stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from fourthp.partnership.rules.guard.marks import Kind, Mark
from fourthp.partnership.rules.guard.places import streets
from fourthp.partnership.rules.guard.reading import REACH, Reading
from fourthp.partnership.rules.guard.stories import ages, lone_numbers
from fourthp.partnership.rules.guard.words import patterns

# At most that far behind “her mobile”, with no new clause between.
BEHIND = 30
_CLAUSE = re.compile(r"[,;!?].*\w")
# A name of two words or more, and at most a few small words up to her age.
_NAMED = re.compile(
    r"(?<![\w’'-])[A-Z][\w’'-]{1,30}(?:\s[A-Z][\w’'-]{1,30}){1,3}"
    r"\W{1,3}(?:[a-z]+\W{1,2}){0,4}$"
)
_AS_FAR_AS = 110
_NO_NAMES = ("venue", "work", "vehicle", "shops", "street-names", "official", "event")
_LIVES = ("home", "person", Kind.NATIONALITY, Kind.FAMILY, Kind.HEALTH)


class Somebody:
    """Of a text: which of its streets and numbers are said to be one person's."""

    def __init__(self, text: Reading) -> None:
        """Look where a name stands with an age."""
        self._text = text
        self._named = list(_named_ages(text))  # in order

    def has(self, mark: Mark) -> bool:
        """Tell whether a street or a number is said to be somebody's.

        By words of it (“is staying at”, “her mobile”), or by a name with an age.
        """
        start, end = mark.start, mark.end
        next_one = bisect_right(self._named, start - REACH)
        if next_one < len(self._named) and self._named[next_one] < end + REACH:
            return True
        if mark.kind == Kind.ADDRESS:
            return self._is_lived_at(start, end)
        return self._is_hers(start, end)

    def _is_lived_at(self, start: int, end: int) -> bool:
        lived = self._text.near("lives-at", start, end)
        venue = self._text.near("venue", start, end)
        return lived is not None and (venue is None or lived <= venue)

    def _is_hers(self, start: int, end: int) -> bool:
        away = self._text.before("own-number", start, end)
        if away is None or away > BEHIND:
            return False
        return not _CLAUSE.search(self._text.plain[start - away : start])


def _named_ages(text: Reading) -> Iterator[int]:
    """Yield where ages stand right behind the name of somebody."""
    found = (one for shape in streets() for one in shape.finditer(text.plain))
    houses = {at for one in found for at in range(*one.span())}
    sure, maybe = {one.start for one in ages(text)}, set[int]()
    for start, end in lone_numbers(text):
        is_said = any(text.has(key, start, end) for key in _LIVES)
        (sure if is_said else maybe).add(start)
    for at in sorted(sure | maybe):
        name = _NAMED.search(text.cased, max(0, at - _AS_FAR_AS), at)
        if (
            name
            and at not in houses
            and (at in sure or _is_of_people(text, *name.span()))
        ):
            yield at


def _is_of_people(text: Reading, start: int, end: int) -> bool:
    """Tell whether a name, with a comma behind it, has no word of a place or of work.

    “Saint Denis (93)” is a place: a number in brackets alone says no age.
    """
    is_comma = text.plain[start:end].rstrip().endswith(",")
    if not is_comma or _of_streets().search(text.plain, start, end):
        return False
    away = (text.after(key, start, start) for key in _NO_NAMES)
    return not any(one is not None and one < end - start for one in away)


@cache
def _of_streets() -> re.Pattern[str]:
    keys = ("streets-before", "streets-behind", "streets-word", "streets-numbered")
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns(key) for key in keys)})(?!\w)")
