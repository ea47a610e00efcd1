"""Country packs: what differs from country to country is data, not code.

A pack is a file of `fourthp/partnership/packs`, named by its country (ISO 3166-1
alpha-2). What it does not say is said by `any.toml`, which holds for every country.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

EVERYWHERE = "any"
VOCABULARIES = ("kind", "sector", "four-ps", "area", "topic", "setting")


@dataclass(frozen=True)
class Word:
    """One word of a pack: its list, what packs call it for ever, and its name.

    also: what people call it in their own lists.
    """

    vocabulary: str
    code: str
    name: str
    is_statutory: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """A coarse area of a country, with its people at the census of the year counted."""

    code: str
    name: str
    population: int
    counted: int


@dataclass(frozen=True)
class Number:
    """A number that a pack proposes, with the day and place where it was looked up.

    kind is one of HelpLine.Kind; a second one is proposed, but not first.
    """

    kind: str
    number: str
    name: str
    noted_on: date
    where: str
    hours: str = ""
    cost: str = ""
    is_second: bool = False


@dataclass(frozen=True)
class Authority:
    """Who watches over the protection of data in a country."""

    name: str
    noted_on: date
    where: str


@dataclass(frozen=True)
class Law:
    """What a country calls its law of data protection, and where each duty stands."""

    name: str
    beside: str
    impact: str
    records: str
    processor: str
    joint: str
    access: str
    breach: str
    noted_on: date
    where: str


@dataclass(frozen=True)
class Referral:
    """How a country identifies victims: called is what it calls those who may refer."""

    name: str
    short: str
    called: str
    may_refer: tuple[str, ...]
    path: str
    noted_on: date
    where: str


@dataclass(frozen=True)
class Pack:
    """What a country brings to a network; country is empty where no pack is its own.

    languages: BCP 47, the first for everyone. time_zones: IANA, the first proposed.
    hidden: what agencies are called whose place may have to stay unknown. also: what
    else people call the country.
    """

    country: str
    words: tuple[Word, ...]
    name: str = ""
    also: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    time_zones: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    areas: tuple[Area, ...] = ()
    authority: Authority | None = None
    law: Law | None = None
    referral: Referral | None = None
    hidden: tuple[str, ...] = ()


@cache
def pack_for(country: str) -> Pack:
    """Return a country's pack; a country without one has what holds everywhere.

    A word of the country takes the place of the word of the same code, and is called
    what that one is called too.
    """
    everywhere = _read(EVERYWHERE) or {}
    words, hidden = _words(everywhere), tuple(everywhere["hidden"])
    own = _read(country.lower())
    if own is None:
        return Pack("", tuple(words.values()), hidden=hidden)
    for key, word in _words(own).items():
        general = words[key].also if key in words else ()
        words[key] = replace(word, also=(*word.also, *general))
    return Pack(
        country.upper(),
        tuple(words.values()),
        name=own["name"],
        also=tuple(own.get("also", ())),
        languages=tuple(own["languages"]),
        time_zones=tuple(own["time_zones"]),
        numbers=tuple(Number(**one) for one in own.get("number", ())),
        areas=tuple(Area(**one) for one in own.get("area", ())),
        authority=Authority(**own["authority"]),
        law=Law(**own["law"]) if "law" in own else None,
        referral=_referral(own["referral"]),
        hidden=(*hidden, *own.get("hidden", ())),
    )


@cache
def packed_countries() -> tuple[str, ...]:
    """Return the countries that have a pack, by their two letters."""
    found = files("fourthp.partnership").joinpath("packs").iterdir()
    names = [file.name.removesuffix(".toml") for file in found]
    return tuple(sorted(name.upper() for name in names if name != EVERYWHERE))


def _words(said: dict[str, Any]) -> dict[tuple[str, str], Word]:
    return {
        (vocabulary, one["code"]): Word(
            vocabulary,
            one["code"],
            one["name"],
            one.get("statutory", False),
            tuple(one.get("also", ())),
        )
        for vocabulary in VOCABULARIES
        for one in said.get(vocabulary, [])
    }


def _referral(said: dict[str, Any]) -> Referral:
    return Referral(**said | {"may_refer": tuple(said["may_refer"])})


def _read(name: str) -> dict[str, Any] | None:
    file = files("fourthp.partnership").joinpath("packs", f"{name}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else None
