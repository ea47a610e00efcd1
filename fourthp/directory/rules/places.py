"""What may tell where a place is: better one too many than one too few."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from fourthp.directory.rules.contact import is_number_alone
from fourthp.directory.rules.reach import Reach, reach_of
from fourthp.foundation.text import words_of

_STREET = (
    r"street|road|avenue|lane|drive|close|crescent|terrace|square|boulevard|way|court"
    r"|place|gardens|grove|mews|highway|parkway|st|rd|ave|ln|dr|blvd|ct|hwy|pkwy"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b",  # UK postcode
        r"\b[A-Z]{2}\s+\d{5}(-\d{4})?\b",  # US state and ZIP code
        r"\b[A-Z]\d[A-Z]\s*\d[A-Z]\d\b",  # Canadian postcode
        r"[-+]?\d{1,3}\.\d{3,}\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{3,}",  # coordinates
        r"\d{1,3}\s*°",
        r"(maps\.app|goo\.gl/maps|google\.[a-z.]+/maps|maps\.|openstreetmap|osm\.org)",
        r"(what3words|w3w\.co|///[a-z]+\.[a-z]+\.[a-z]+)",
        rf"\b\d+[a-z]?,?\s+([\w’'-]+\.?,?\s+){{1,4}}({_STREET})\b",
        r"(?-i:\b[A-Z][\w’'-]+)\s+(?-i:Street|Road|Lane|Avenue|Crescent|Terrace|Mews)\b",
        r"\b\w{3,}(straße|strasse|straat|gasse|laan|gatan)\b",
        r"\b(rue|calle|avenida|rua|strada|ulica|viale|piazza|plaza)\s+(\S+\s+){0,4}\d+",
        r"\bp\.?\s*o\.?\s*box\b",
    )
)
_HIDDEN = re.compile(
    r"\b(confidential|undisclosed|not disclosed|withheld|address protected"
    r"|secret location)\b",
    re.IGNORECASE,
)
_LIKE_A_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_LONGEST_NAME = 5
_SHORTEST_NAME = 3


def may_tell_a_place(text: str) -> bool:
    """Tell whether a text holds what looks like a place finer than a town."""
    # Of many blanks one says as much, and no pattern has to try them all.
    plain = " ".join(text.split())
    return any(pattern.search(plain) for pattern in _PATTERNS)


def names_an_address(name: str) -> bool:
    """Tell whether a name holds an address: many are called after a street alone."""
    return may_tell_a_place(name) and any(map(str.isdigit, name))


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
