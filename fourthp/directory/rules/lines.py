"""Lines: what somebody typed, read for codes, a place, an age, a number, and words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fourthp.directory.rules.numbers import NUMBER, number_code
from fourthp.directory.rules.reading import ADULT
from fourthp.directory.rules.words import (
    LONGEST_PHRASE,
    facets,
    stem,
    stop_words,
)
from fourthp.foundation.text import fold, words_of

LONGEST_NAME = 8
MOST_READ = 40  # words in which names of agencies are looked for
CHILDREN = "who:children"
OPEN_NOW = "now:open"
INTERPRETING = "need:interpreting"
_WORD = re.compile(r"[^\W_]+")
# By stem they would be a need for housing: she works in a house.
_NO_NEED = frozenset(("house", "houses"))
_DENIALS = frozenset(("no", "not", "without", "doesn", "don", "cannot", "cant"))
_BETWEEN = frozenset(
    ["t", "a", "an", "any", "much", "good", "speak", "speaks", "understand", "know"]
)
_PERSONS = frozenset(
    ["girl", "boy", "lad", "female", "male", "woman", "man", "child", "kid"]
)
_NEAR = frozenset(("near", "nearby", "around", "outside"))
_LONGEST_PLACE = 3
_LOST = "lost"  # a place that nobody knows, as long as there may be another
# Postcodes as they are written in the United Kingdom: CV1, or CV1 5FB.
_OUTWARD = re.compile(r"[a-z]{1,2}\d[a-z\d]?")
_INWARD = re.compile(r"\d[a-z]{2}")
_AGE = (
    r"(?:aged?|age of) (\d{1,2})(?: (?:years?|yrs?)(?: old)?)?\b",
    r"(\d{1,2}) ?(?:years?|yrs?|y) ?(?:olds?|of age|o)\b",
    r"(\d{1,2}) ?yo\b",
    r"(?:she|he) ?(?:is|s) (?:only |just )?(\d{1,2})\b",
    r"(?:girl|boy|lad|female|male|woman|man|child|kid) (\d{1,2})\b",
    r"(\d{1,2}) ?(?:months?|weeks?) old\b",
    r"under (?:the age of )?(\d{1,2})s?\b",
)
_AGES = re.compile("|".join(f"(?:{one})" for one in _AGE))


@dataclass(frozen=True)
class Asked:
    """What a line asks for: facet codes, a place, and the words left over.

    strange is a place that nobody knows (`near Xyz`), as it was typed; agencies are
    those whose names stand in the line, folded. parts says which words were taken
    for what: (part of the question, first word, one after the last).
    """

    codes: tuple[str, ...] = ()
    place: str = ""
    words: tuple[str, ...] = ()
    strange: str = ""
    agencies: tuple[str, ...] = ()
    parts: tuple[tuple[str, int, int], ...] = ()


@dataclass
class _Line:
    """A line while it is read: its words, and where telephone numbers stand in it."""

    words: list[str]
    numbers: dict[int, tuple[int, str]]
    places: Mapping[str, str]
    agencies: Collection[str]
    place: str = ""
    strange: str = ""
    named: list[str] = field(default_factory=list)

    def step(self, at: int) -> list[tuple[str, int, int]]:
        """Return the parts that begin at a word; where none do, it says nothing."""
        if at in self.numbers:
            return [(self.numbers[at][1], at, self.numbers[at][0])]
        if length := self._agency(at):
            return [part for n in range(at, at + length) for part in self._word(n)]
        length, part = self._understood(at)
        if part:
            return [(part, at, at + length)]
        if length := self._denied(at) or self._age(at):
            return [("", at, at + length)]
        first, last = (0, 0) if self.place or self.strange else self._nowhere(at)
        if last > first:
            self.strange = " ".join(self.words[first:last])
            return [(_LOST, first, last)]
        return self._word(at)

    def _word(self, at: int) -> list[tuple[str, int, int]]:
        word = self.words[at]
        # What is left of `women's` or `2 women`.
        is_bit = len(word) == 1 and word.isascii()
        is_bit |= word.isdigit() and at > 0 and self.words[at - 1] in _PERSONS
        said = "" if is_bit or word in stop_words() else f"word:{word}"
        return [(said, at, at + 1)]

    def _agency(self, at: int) -> int:
        """Return how many words name an agency; of one word, it may mean anything."""
        for length in range(min(LONGEST_NAME, len(self.words) - at), 0, -1):
            name = " ".join(self.words[at : at + length])
            if name in self.agencies and name not in self.places:
                self.named.append(name)
                return length if length > 1 else 0
        return 0

    def _understood(self, at: int) -> tuple[int, str]:
        """Return how many words are a place, a code or a child's age, and which."""
        if length := self._age(at, young=True):
            return length, CHILDREN
        for length in range(min(LONGEST_PHRASE, len(self.words) - at), 0, -1):
            some = self.words[at : at + length]
            if found := self._place_of(" ".join(some)):
                self.place = "" if ":" in found else found
                return length, found if ":" in found else "place"
            if code := self._code(some):
                return length, code
        return 0, ""

    @staticmethod
    def _code(some: list[str]) -> str:
        if len(some) == 1 and some[0] in _NO_NEED:
            return ""
        return facets().typed.get(tuple(stem(word) for word in some), "")

    def _denied(self, at: int) -> int:
        """Return how many words deny a language or a kind of person: `no English`."""
        if self.words[at] not in _DENIALS:
            return 0
        first = at + 1
        while first < len(self.words) and self.words[first] in _BETWEEN:
            first += 1
        for length in range(min(LONGEST_PHRASE, len(self.words) - first), 0, -1):
            code = self._code(self.words[first : first + length])
            if code.startswith(("lang:", "who:")):
                return first + length - at
        return 0

    def _place_of(self, name: str) -> str:
        """Return the place of a name; a word that ends in i may be one in y.

        For the index they are the same: it would be found as a word, never as a place.
        """
        if self.place:
            return ""
        other = f"{name[:-1]}y" if name.endswith("i") else name
        return self.places.get(name, "") or self.places.get(other, "")

    def _age(self, at: int, *, young: bool = False) -> int:
        """Return how many words say an age; young: of a child."""
        found = _AGES.match(" ".join(self.words[at : at + LONGEST_PHRASE]))
        if found is None:
            return 0
        age = next(int(one) for one in found.groups() if one)
        child = age < ADULT + found[0].startswith("under")
        return len(found[0].split()) if child or not young else 0

    def _nowhere(self, at: int) -> tuple[int, int]:
        """Return the span of a place that nobody knows: after `near`, or a postcode."""
        if _OUTWARD.fullmatch(self.words[at]):
            inward = _INWARD.fullmatch(" ".join(self.words[at + 1 : at + 2]))
            return at, at + (2 if inward else 1)
        first = last = at + 1
        if self.words[at] in _NEAR:
            while last < min(first + _LONGEST_PLACE, len(self.words)):
                if self._is_known(last):
                    break
                last += 1
        return first, last

    def settled(self, part: tuple[str, int, int]) -> list[tuple[str, int, int]]:
        """Return a part as it is; what is no place beside a known one is words."""
        name, first, last = part
        if name != _LOST:
            return [part]
        if not self.place:
            return [("place", first, last)]
        return [one for n in range(first, last) for one in self._word(n)]

    def _is_known(self, at: int) -> bool:
        """Tell whether a word begins what is understood, or says nothing."""
        known = self.words[at] in stop_words() or at in self.numbers
        known = known or bool(self._understood(at)[1])
        self.place = ""
        return known


def read_line(
    line: str, places: Mapping[str, str], agencies: Collection[str] = ()
) -> Asked:
    """Read one line (`Romanian women coventry`); the longest phrase wins.

    places maps folded names to what is returned as the place, or to a region's code.
    agencies are folded names of agencies: one of several words is left as words.
    """
    text = fold(line)
    spans = [found.span() for found in _WORD.finditer(text)]
    words = [text[first:last] for first, last in spans]
    reader = _Line(words, dict(_numbers(text, spans)), places, agencies)
    parts: list[tuple[str, int, int]] = []
    at = 0
    while at < len(words):
        begun = reader.step(at)
        parts += [one for one in begun if one[0]]
        at = max(one[2] for one in begun)
    parts = [one for part in parts for one in reader.settled(part)]
    said = list(dict.fromkeys(part for part, *_ in parts))
    codes = tuple(p for p in said if p != "place" and not p.startswith("word:"))
    if any(code.startswith("lang:") for code in codes):
        # Somebody who interprets a language speaks it.
        codes = tuple(code for code in codes if code != INTERPRETING)
    return Asked(
        codes,
        reader.place,
        tuple(p.removeprefix("word:") for p in said if p.startswith("word:")),
        "" if reader.place else _as_typed(line, text, reader.strange),
        tuple(dict.fromkeys(reader.named)),
        tuple(parts),
    )


def _numbers(
    text: str, spans: list[tuple[int, int]]
) -> Iterator[tuple[int, tuple[int, str]]]:
    """Yield each telephone number: (first word, (one after the last, its code))."""
    for found in NUMBER.finditer(text):
        at = [
            n
            for n, (first, last) in enumerate(spans)
            if found.start() <= first and last <= found.end()
        ]
        yield at[0], (at[-1] + 1, number_code(found[0]))


def _as_typed(line: str, text: str, words: str) -> str:
    at = text.find(words)
    if at < 0 or len(line) != len(text):
        return words
    return line[at : at + len(words)]


def names_in(line: str) -> set[str]:
    """Return every run of words in a line that may be the name of an agency."""
    words = words_of(line)[:MOST_READ]
    return {
        " ".join(words[first : first + length])
        for first in range(len(words))
        for length in range(1, LONGEST_NAME + 1)
        if first + length <= len(words)
    }


def line_without(line: str, asked: Asked, gone: Iterable[str]) -> str:
    """Return a line as it was typed, without the words that some parts came from."""
    away, unwanted = set(), frozenset(gone)
    for part, first, last in asked.parts:
        if part in unwanted:
            away |= set(range(first, last))
    if not away:
        return line
    kept, at = [], 0
    for chunk in line.split():
        words = words_of(chunk)
        left = [one for n, one in enumerate(words, start=at) if n not in away]
        at += len(words)
        kept += [chunk] if len(left) == len(words) else left
    return " ".join(kept)


def phrases_of(line: str, words: Collection[str]) -> list[str]:
    """Return some words of a line, neighbours joined (`car wash`), each once."""
    found: list[str] = []
    joined = False
    for word in words_of(line):
        if word not in words:
            joined = False
        elif joined:
            found[-1] += f" {word}"
        else:
            found.append(word)
            joined = True
    whole = " ".join(found).split()
    return list(dict.fromkeys([*found, *(w for w in words if w not in whole)]))
