"""Where a telephone number is answered, by its own digits, and whether it is whole."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from fourthp.foundation.text import dialled

_DATA = Path(__file__).parent.parent / "words" / "numbers.toml"


class Reach(StrEnum):
    """Where a number is answered."""

    PART = "part"
    WHOLE = "whole"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class _Plan:
    """How a country's numbers begin: abroad, at home, for a part of it, for all.

    part and whole hold the fewest digits of what begins so.
    """

    abroad: str
    home: str
    part: Mapping[str, int]
    whole: Mapping[str, int]
    longest: int
    short: str

    def rest(self, digits: str) -> str | None:
        """Return the digits after what all of its numbers begin with; None: abroad."""
        for prefix in (f"00{self.abroad}", self.abroad, self.home):
            if digits.startswith(prefix):
                return digits.removeprefix(prefix)
        return None

    def is_short(self, digits: str) -> bool:
        """Tell whether digits are a code of the whole country, such as 999."""
        return bool(re.fullmatch(self.short, digits))


@cache
def _plans() -> dict[str, _Plan]:
    found = tomllib.loads(_DATA.read_text())
    return {country: _Plan(**said) for country, said in found.items()}


def reach_of(number: str, country: str) -> Reach:
    """Return what a telephone number's own digits say of where it is answered."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    plan = _plans().get(country)
    if plan is None or not digits:
        return Reach.UNKNOWN
    if plan.is_short(digits):
        return Reach.WHOLE
    rest = plan.rest(digits)
    if rest is None:
        return Reach.UNKNOWN
    if rest.startswith(tuple(plan.part)):
        return Reach.PART
    known = rest.startswith(tuple(plan.whole)) and len(rest) <= plan.longest
    return Reach.WHOLE if known else Reach.UNKNOWN


def knows_numbers_of(country: str) -> bool:
    """Tell whether a country's numbers say by themselves where they are answered."""
    return country in _plans()


def is_whole(number: str, country: str) -> bool:
    """Tell whether nothing of a number is missing, as far as a country's plan says.

    A number of another country stands with its plus or its two zeros.
    """
    plan, digits = _plans().get(country), dialled(number)
    if plan is None or plan.is_short(digits):
        return True
    rest = plan.rest(digits.removeprefix("+"))
    if rest is None or (rest.startswith("0") and not digits.startswith("+")):
        return digits.startswith(("+", "00"))
    return any(
        len(rest) >= least
        for begins, least in (*plan.part.items(), *plan.whole.items())
        if rest.startswith(begins)
    )
