"""The guard's words in every language it knows, and shapes of numbers (data)."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale

from fourthp.partnership.rules.guard.lexicon import Lexicon, Word, plain
from fourthp.partnership.rules.guard.marks import Kind

LANGUAGES = ("en", "de", "fr", "ro", "pl", "es", "sq")
TELLING = 2  # of a language’s commonest words: fewer may be chance
ALIKE = 0.67  # of the commonest words of the likeliest language
# Lists of which patterns are made; nobody looks for their words one by one.
PATTERNS = frozenset(
    {"short", "common", "places", "articles", "age-joined"}
    | {"streets-before", "streets-behind", "streets-word"}
    | {"streets-end", "streets-at", "streets-numbered"}
)
_ENDINGS = re.compile(r"(?:istan|land|ien|ija|ia|ie|iya|en|a|e|o|i|u|y|s)$")
_SHORTEST_PEOPLE, _SHORTEST_MONTH = 5, 3


@cache
def lexicon() -> Lexicon:
    """Return every language's lists, and names of countries and months (CLDR)."""
    made = Lexicon()
    for language in LANGUAGES:
        lists = _read(language)
        for key in lists.keys() - PATTERNS:
            for one in _parts(lists[key]):
                made.add(key, one, of=language)
    for stem in _peoples():
        made.add(Kind.NATIONALITY, stem)
    return made


def languages_of(text: list[Word]) -> frozenset[str]:
    """Return the languages that a text may be in, by their commonest words."""
    said = [word.said for word in text]
    counts = {one: sum(word in _common(one) for word in said) for one in LANGUAGES}
    most = max(counts.values())
    least = most * ALIKE if most >= TELLING else 0
    return frozenset(one for one in LANGUAGES if counts[one] >= least)


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(map(plain, _parts(_read(language)["common"])))


@cache
def patterns(key: str) -> str:
    """Return a pattern for any language's words of one list, the longest first."""
    said = {
        re.escape(plain(one))
        .replace(r"\*", r"[a-z]{0,20}")
        .replace(r"\ ", r"[\s.']{1,2}")
        for language in LANGUAGES
        for one in _parts(_read(language).get(key, ""))
    }
    return f"(?:{'|'.join(_longest_first(said))})"


def _longest_first(said: set[str]) -> list[str]:
    return sorted(said, key=lambda one: (-len(one), one))


@cache
def shapes(when: str) -> tuple[tuple[Kind, str], ...]:
    """Return kinds and shapes of numbers that count always, or beside their word."""
    return tuple((Kind(one["kind"]), one["is"]) for one in _read("numbers")[when])


@cache
def mobiles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the shapes of mobile numbers, digits only, by language or for any."""
    said = _read("numbers")["mobile"]
    return tuple((one.get("language", ""), re.compile(one["is"])) for one in said)


@cache
def no_plates() -> frozenset[str]:
    """Return what stands before a number and makes no plate of it."""
    return frozenset(_parts(_read("numbers")["no-plates"]))


@cache
def short_words() -> frozenset[str]:
    """Return words after which a full stop ends no sentence."""
    said = (_parts(_read(language)["short"]) for language in LANGUAGES)
    return frozenset(plain(one) for some in said for one in some)


@cache
def months(*languages: str) -> str:
    """Return a pattern of the names of months in these or all languages (CLDR)."""
    names = {
        plain(name.strip("."))
        for code in languages or LANGUAGES
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in Locale(code).months[use][width].values()
    }
    names |= set(_parts(_read("numbers")["months"]))
    said = {re.escape(name) for name in names if len(name) >= _SHORTEST_MONTH}
    return f"(?:{'|'.join(_longest_first(said))})"


@cache
def countries() -> frozenset[str]:
    """Return what countries are called in every language, plain (CLDR)."""
    names = (Locale(code).territories for code in LANGUAGES)
    kept = {plain(one) for one in _parts(_read("numbers")["not-peoples"])}
    said = {
        plain(name) for one in names for code, name in one.items() if code.isalpha()
    }
    return frozenset(said - kept)


@cache
def _peoples() -> frozenset[str]:
    """Return how most words for a country's people begin: its name, without its end."""
    kept = {plain(one) for one in _parts(_read("numbers")["not-peoples"])}
    stems = {_ENDINGS.sub("", one) for one in countries() if one.isalpha()}
    return frozenset(f"{one}*" for one in stems - kept if len(one) >= _SHORTEST_PEOPLE)


def _parts(said: str) -> list[str]:
    return [one.strip() for one in said.split(",") if one.strip()]


@cache
def _read(name: str) -> dict[str, Any]:
    file = files("fourthp.partnership").joinpath("guard", f"{name}.toml")
    return tomllib.loads(file.read_text("utf-8"))
