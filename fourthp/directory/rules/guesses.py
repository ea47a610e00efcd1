"""What a listing's own words say that it offers, where it does not say so by terms.

A word is no offer by itself: “We do not provide housing” and “housing law” name a need
and meet another one. What denies, and what only speaks of a thing, is data.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from fourthp.directory.rules.words import DATA, LONGEST_PHRASE, facets, stem
from fourthp.foundation.text import fold

_CLAUSES = re.compile(r"[.;!?\n]+|\b(?:but|however|although)\b", re.IGNORECASE)
_PARTS = re.compile(r"[^\W_]+|[,/&]")
_SIGNS = {"&": "and", "/": "or"}
_JOINS = r"(?:and|or|, and|, or|,)"
_VERBS = "(?:is|are|if|when|where|while)"  # where another thing is told
_NEAR = 120  # characters: further off no word speaks of another


@dataclass(frozen=True)
class _Phrase:
    """A phrase of a facet in a clause, with what stands before and after it."""

    code: str
    words: str
    before: str
    after: str


@dataclass(frozen=True)
class _Signs:
    """What tells, around a phrase, that it is no offer."""

    denied: re.Pattern[str]
    refused: re.Pattern[str]
    spoken_of: re.Pattern[str]
    joined: re.Pattern[str]
    followed: Mapping[str, re.Pattern[str]]
    things: frozenset[str]
    unlike: Mapping[str, list[str]]


def guessed_codes(text: str, groups: Iterable[str]) -> set[str]:
    """Return the codes of the given facets that a text claims in its own words."""
    wanted = frozenset(groups)
    return {
        phrase.code
        for clause in _CLAUSES.split(text)
        for phrase in _phrases(clause)
        if phrase.code.split(":")[0] in wanted and _is_offer(phrase)
    }


def _phrases(clause: str) -> Iterator[_Phrase]:
    words = [_SIGNS.get(part, part) for part in _PARTS.findall(fold(clause))]
    stems = tuple(map(stem, words))
    known = facets().phrases
    for start in range(len(words)):
        for end in range(start + 1, start + 1 + LONGEST_PHRASE):
            if code := known.get(stems[start:end]):
                before = " ".join(words[:start])[-_NEAR:]
                after = " ".join(words[end : end + _NEAR])[:_NEAR]
                yield _Phrase(code, " ".join(words[start:end]), before, after)


def _is_offer(phrase: _Phrase) -> bool:
    signs, before, after = _signs(), phrase.before, phrase.after
    followed = signs.followed.get(phrase.code)
    if phrase.words in signs.unlike.get(phrase.code, ()):
        return False
    if signs.denied.search(before) or signs.refused.match(after):
        return False
    return not ((followed and followed.match(after)) or _is_topic(phrase))


def _is_topic(phrase: _Phrase) -> bool:
    signs = _signs()
    said = signs.spoken_of.search(phrase.before) or signs.joined.match(phrase.after)
    return phrase.code in signs.things and bool(said)


@cache
def _signs() -> _Signs:
    """Read the signs, for what stands before or after a phrase without the space."""
    data = tomllib.loads((DATA / "guesses.toml").read_text())
    followed, unlike = data.pop("followed"), data.pop("unlike")
    things = data.pop("things")
    one = {name: f"(?:{'|'.join(said)})" for name, said in data.items()}
    some = r"(?: \w+){1,2}"
    denial = (
        rf"\b{one['denials']}(?: {one['between']}){{0,2}} {one['offers']}\b"
        rf"(?!.*\b{one['itself']}\b)"
    )
    none = rf"\b{one['none']}(?: {one['kinds']}){{0,2}}(?:{some} (?:or|nor))?$"
    joined = rf"(?:{_JOINS}{some} ){{0,4}}(?<!legal ){one['joined']}\b"
    return _Signs(
        re.compile(f"{denial}|{none}"),
        re.compile(
            rf"(?:(?!{_VERBS} )\S+ ){{0,4}}(?:is |are )?{one['refused']}\b",
        ),
        re.compile(
            rf"\b{one['speaks']} {one['of']}(?:{some} {_JOINS}){{0,5}}(?: \w+)?$"
        ),
        re.compile(joined),
        {c: re.compile(rf"(?:{'|'.join(said)})\b") for c, said in followed.items()},
        frozenset(things),
        unlike,
    )
