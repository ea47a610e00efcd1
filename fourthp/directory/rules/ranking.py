"""The rank of a result: whole numbers, the same on every engine, and why in words."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from fourthp.directory.rules.codes import also

NAME, KEEPER, TEXT = 40, 15, 10
FRESH, STALE = 12, 0
OPEN = 20
SPOKEN = 25
NEAREST = 60
KM_A_POINT = 1
# Each more than all the others together.
AGENCY = 20_000
RESPONDERS = 5_000
RESPONDER = "role:first-responder"
# Where words only rank: what one is worth, and the more the rarer it is.
FOUND, RARER, RAREST = 60, 6, 10


class Facts(NamedTuple):
    """What the rank is made of, for one service and one question."""

    in_name: int = 0
    in_text: int = 0
    is_open: bool = False
    is_fresh: bool = False
    speaks: bool = False
    km: float | None = None
    is_meant_for: int = 0
    rarity: int = 0
    is_of_agency: bool = False
    is_responder: bool = False


def score(facts: Facts) -> int:
    """Return the rank of a result; higher comes first."""
    in_name, in_text, is_open, is_fresh, speaks, km, meant, rarity, own, reports = facts
    points = in_name * NAME + in_text * TEXT + KEEPER * meant + rarity
    if is_open:
        points += OPEN
    points += FRESH if is_fresh else STALE
    if speaks:
        points += SPOKEN
    if own:
        points += AGENCY
    if reports:
        points += RESPONDERS
    if km is not None:
        points += max(0, NEAREST - int(km) * KM_A_POINT)
    return points


def worth(have: int, of: int) -> int:
    """Return what a word is worth that some of the results have: rarer is more."""
    return FOUND + RARER * min(RAREST, (of // max(1, have)).bit_length())


class Why(NamedTuple):
    """One reason why a result is here: its kind, and the word or code it is about."""

    kind: str
    about: str = ""


def reasons(
    facts: Facts,
    *,
    words: Mapping[str, str],
    wanted: Collection[str],
    codes: Collection[str],
    names: Collection[str],
) -> list[Why]:
    """Return why a result is here, the strongest first; what it leaves open is last.

    words are those asked for, by their stems; wanted the codes asked for; codes and
    names what the service has.
    """
    found = [Why("agency")] if facts.is_of_agency else []
    found += [Why("name", word) for one, word in words.items() if one in names]
    found += [why for code in wanted if (why := _of_code(code, codes))]
    found += [Why("text", word) for one, word in words.items() if one not in names]
    said = ((facts.km is not None, "near"), (facts.is_open, "open"))
    found += [Why(kind) for holds, kind in said if holds]
    found += [Why("fresh")] if facts.is_fresh else []
    return found + [Why("silent", one) for one in wanted if _is_silent(one, codes)]


def _is_silent(code: str, own: Collection[str]) -> bool:
    """Tell whether something does not say if it takes whom a code is about."""
    return code.startswith("who:") and also(code) in own


def _of_code(code: str, own: Collection[str]) -> Why | None:
    group = code.partition(":")[0]
    if group == "lang" and also(code) in own:
        return Why("interpreter", code)
    if code not in own:
        return None
    return Why({"lang": "speaks", "who": "for", "in": "in"}.get(group, "has"), code)
