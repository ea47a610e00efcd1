"""What nobody may say of a confidential place, and who says that one is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from fourthp.directory.rules.contact import is_number_alone
from fourthp.directory.rules.reach import Reach, reach_of
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.text import words_of

_HIDDEN = re.compile(
    r"\b(confidential|undisclosed|not disclosed|withheld|address protected"
    r"|secret location)\b",
    re.IGNORECASE,
)
_LIKE_A_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_LONGEST_NAME = 5
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class Whereabouts:
    """What the places of a service are called: towns, and streets and buildings."""

    towns: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        cities: Iterable[str],
        lines: Iterable[str],
        buildings: Iterable[str] = (),
        *,
        but: Iterable[str] = (),
    ) -> "Whereabouts":
        """Read addresses and names of locations; but: what these may be called by.

        A location that is called as its agency or its service is names no building.
        """
        own = {" ".join(words_of(name)) for name in but}
        called = street_names(buildings) - own
        return cls(frozenset(filter(None, cities)), street_names(lines) | called)

    def __or__(self, other: "Whereabouts") -> "Whereabouts":
        """Return what either is called."""
        return Whereabouts(self.towns | other.towns, self.streets | other.streets)

    def __iter__(self) -> Iterator[str]:
        """Yield every name: whoever knows one finds the place."""
        yield from (*self.towns, *self.streets)


def street_names(lines: Iterable[str]) -> frozenset[str]:
    """Return what the lines of addresses name, without numbers: `9 Sorrel Row`."""
    found = set()
    for part in (part for line in lines for part in line.split(",")):
        words = [word for word in words_of(part) if word.isalpha()]
        if len(words) > 1:
            found.add(" ".join(words[:_LONGEST_NAME]))
    return frozenset(found)


def says_hidden(text: str) -> bool:
    """Tell whether somebody typed into an address that it is confidential."""
    return bool(_HIDDEN.search(text))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@dataclass(frozen=True)
class Guard:
    """What nobody may say of a confidential place: names of towns, codes of areas.

    names are towns and regions that are finer than what may be said, folded; anyway
    are names that its pages say in any case, whole: its agency's, its region's.
    accepted are numbers that somebody said are answered for the whole country.
    """

    country: str = ""
    names: frozenset[str] = frozenset()
    anyway: tuple[str, ...] = ()
    accepted: frozenset[str] = frozenset()

    def tells(self, text: str) -> bool:
        """Tell whether a text may say where the place is, finer than its region."""
        if text in _zones():
            return False
        return may_tell_a_place(text) or self._calls(text) or self.names_one(text)

    def tells_by_number(self, number: str) -> bool:
        """Tell whether a number may say a part of the country by its digits.

        What nobody can dial may say anything, whoever vouched for it.
        """
        reach = reach_of(number, self.country)
        told = reach is Reach.UNKNOWN and number not in self.accepted
        no_number = not is_number_alone(number)
        return bool(number) and (no_number or told or reach is Reach.PART)

    def names_one(self, text: str) -> bool:
        """Tell whether a text holds one of the names."""
        words = _without(words_of(text), self.anyway)
        return any(
            " ".join(words[start : start + length]) in self.names
            for start in range(len(words))
            for length in range(1, _LONGEST_NAME + 1)
        )

    def _calls(self, text: str) -> bool:
        found = _LIKE_A_NUMBER.findall(text)
        return any(reach_of(number, self.country) is Reach.PART for number in found)


def _without(words: list[str], phrases: Iterable[str]) -> list[str]:
    """Return words with a mark in place of each phrase, so that none grows together."""
    line = f" {' '.join(words)} "
    for phrase in phrases:
        line = line.replace(f" {phrase} ", " | ")
    return line.split()


def telling_names(names: Iterable[str]) -> frozenset[str]:
    """Return names of places, folded; what is too short to be one is none."""
    folded = (" ".join(words_of(name)) for name in names if not says_hidden(name))
    return frozenset(name for name in folded if len(name) >= _SHORTEST_NAME)
