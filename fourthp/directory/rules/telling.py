"""What looks like a place finer than a town: better one too many than one too few.

No scanner reads “the old vicarage behind St Mark’s”: somebody has to.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent.parent / "words" / "addresses.toml"
_BETWEEN = r"(?:[\s.,/_–-]{1,3})"
# An open location code, whole or without its first four (plus.codes): 9C4WGF6X+8J.
_PLUS = "[23456789CFGHJMPQRVWX]"
_OF_THE_WORLD = (
    r"[-+]?\d{1,3}\.\d{3,}\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{3,}",  # coordinates
    r"\d{1,3}\.\d{3,}\s*[NS]\b",
    r"\d{1,3}\s*°",
    r"(maps\.app|goo\.gl/maps|google\.[a-z.]+/maps|maps\.|openstreetmap|osm\.org)",
    r"what\s?3\s?words|w3w\b|/\s?/\s?/\s?\w+\s?\.\s?\w+\s?\.\s?\w+",
    rf"\b(?=[\d\s+]*[CFGHJMPQRVWX])(?:{_PLUS}{{2}}){{2,4}}\s?\+\s?{_PLUS}{{2,4}}\b",
)
# Letters and digits one by one: C V 1 5 F B.
_ONE_BY_ONE = re.compile(rf"(?<!\w)(?:\w{_BETWEEN}){{4,}}\w(?!\w)")


def may_tell_a_place(text: str) -> bool:
    """Tell whether a text holds what looks like a place finer than a town."""
    # Of many blanks one says as much, and no pattern has to try them all.
    plain = " ".join(_seen(text).split())
    if any(pattern.search(plain) for pattern in _patterns()):
        return True
    return any(_is_postcode(text) for text in {plain, _with_digits(plain)})


def _seen(text: str) -> str:
    """Return a text as it looks: wide letters are letters, what nobody sees is gone."""
    if text.isascii():
        return text
    wide = unicodedata.normalize("NFKC", text)
    return "".join(one for one in wide if unicodedata.category(one) != "Cf")


def names_an_address(name: str) -> bool:
    """Tell whether a name holds an address: many are called after a street alone."""
    return may_tell_a_place(name) and any(map(str.isdigit, name))


def _is_postcode(plain: str) -> bool:
    if any(pattern.search(plain) for pattern in _postcodes()):
        return True
    runs = (re.sub(r"\W|_", "", run) for run in _ONE_BY_ONE.findall(plain))
    return any(one.search(run) for run in runs for one in _within_runs())


def _with_digits(plain: str) -> str:
    """Return a text with digits in place of their words."""
    ones = _data()["numbers"]["ones"].split()
    digits = {"zero": "0"} | {word: str(at) for at, word in enumerate(ones, start=1)}
    return re.sub(r"\w+", lambda word: digits.get(word[0].lower(), word[0]), plain)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    others = _data()["others"]
    lists = (others[name] for name in ("joined", "before", "boxes"))
    said = [*_OF_THE_WORLD, *(rf"\b{one}\b" for some in lists for one in some)]
    said += [rf"(?-i:\b{one}\b)" for one in _data()["grids"].values()]
    return tuple(re.compile(one, re.IGNORECASE) for one in (*said, *_streets()))


def _streets() -> Iterator[str]:
    """Yield what an address is like: a number, a name, and the word for a street."""
    found = {kind: _any(words) for kind, words in _data()["streets"].items()}
    titled = {kind: _any(words.title()) for kind, words in _data()["streets"].items()}
    spelled, digits = _spelled(), r"\d+[a-z]?"
    number = rf"\b(?:{digits}|{spelled}),?\s+"
    word = r"[\w’'-]+\.?,?\s+"
    plain, name = rf"(?!{found['between']}\b){word}", rf"(?-i:[A-Z]){word}"
    yield rf"{number}(?:{plain}){{1,4}}{found['clear']}\b"
    yield rf"\b{digits},?\s+(?:{plain}){{1,4}}{found['loose']}\b"
    for kind in ("loose", "named"):
        yield rf"{number}(?:{plain}){{0,3}}{name}(?-i:{titled[kind]})\b"
    yield rf"(?-i:\b[A-Z][\w’'-]+)\s+(?-i:{titled['alone']})\b"
    homes = _any(_data()["others"]["homes"])
    yield rf"\b{homes}\s+(?:{digits}|{spelled}),\s+(?-i:[A-Z])"


def _spelled() -> str:
    """Return a pattern of numbers in words: seven, forty-two."""
    ones, teens, tens = (_any(said) for said in _data()["numbers"].values())
    return rf"(?:{ones}|{teens}|{tens}(?:[\s-]{ones})?)"


@cache
def _postcodes() -> tuple[re.Pattern[str], ...]:
    said = [rf"\b(?:{one})\b" for one in _data()["postcodes"].values()]
    for one in _data()["apart"].values():
        first, loose, capitals = (
            _any(one["first"]),
            one["loose"].replace("~", _BETWEEN),
            one["capitals"].replace("~", _BETWEEN),
        )
        said += [rf"\b{first}{loose}\b", rf"(?-i:\b{first}{capitals}\b)"]
    return tuple(re.compile(one, re.IGNORECASE) for one in said)


@cache
def _within_runs() -> tuple[re.Pattern[str], ...]:
    shapes = _data()["postcodes"].values()
    return tuple(re.compile(one, re.IGNORECASE) for one in shapes)


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"
