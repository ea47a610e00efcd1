"""Who may see a field, and what a stolen copy of it gives: words of their own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Seen(StrEnum):
    """Who sees a fact at most, by any page, file or mail of the program."""

    EVERYONE = "everyone"
    BY_LABEL = "by its label"
    MEMBERS = "members"
    OFFICE = "coordinator and auditor"
    KEEPERS = "coordinator and editor"
    SECONDS = "coordinator, chair and second person"
    COORDINATOR = "coordinator"
    SELF = "only themselves"
    NOBODY = "nobody"


class Theft(StrEnum):
    """What somebody reads of a fact who stole the database, and not the key."""

    CLEAR = "in the clear"
    SEALED = "sealed"
    HASHED = "a fingerprint"


@dataclass(frozen=True)
class Kept:
    """A table in plain words, and who sees what says anything in it."""

    name: Any
    seen: Seen = Seen.NOBODY
