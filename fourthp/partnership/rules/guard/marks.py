"""What the guard found in a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mark is. The first seven stop a text; the others make a story of it."""

    BIRTH_DATE = "birth-date"
    PHONE = "phone"
    PLATE = "plate"
    NATIONAL_ID = "national-id"
    HEALTH_NUMBER = "health-number"
    ADDRESS = "address"
    DOCUMENT = "document"
    AGE = "age"
    NATIONALITY = "nationality"
    PLACE = "place"
    DATE = "date"
    FAMILY = "family"
    HEALTH = "health"


@dataclass(frozen=True, order=True)
class Mark:
    """A stretch of a text, from its first character up to, but without, its last."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Judgement:
    """What the guard says of a text: marks that stop it, and marks of a small story."""

    stops: tuple[Mark, ...] = ()
    story: tuple[Mark, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Tell whether nothing was found."""
        return not self.stops and not self.story


def without_doubles(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks of which none stands on another: of two the first, or the longer."""
    kept: list[Mark] = []
    for one in sorted(set(marks), key=lambda mark: (mark.start, -mark.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
