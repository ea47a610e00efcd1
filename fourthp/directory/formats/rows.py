"""Rows of a package as they are read: what they say, and what could not come in."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.tables.reading import Numbered
from fourthp.foundation.text import words_of

_UUID_LENGTH = 36
_JOINED = re.compile(r"[_/+-]+")


def key_of(cell: str) -> str:
    """Return the key under which a row is kept, and by which others name it.

    A UUID is the same however it is spelt (RFC 9562). Of a key that may tell a place
    only a digest is kept: what it names may be confidential, now or later (S3).
    """
    if cell.isdigit():
        return cell
    try:
        return str(UUID(cell)) if len(cell) == _UUID_LENGTH else _untelling(cell)
    except ValueError:
        return _untelling(cell)


def _untelling(cell: str) -> str:
    # Where words are joined by something else than a blank they tell as much.
    if not may_tell_a_place(_JOINED.sub(" ", cell)):
        return cell
    return f"~{hashlib.sha256(cell.encode()).hexdigest()[:32]}"


def says_nothing(value: object) -> bool:
    """Tell whether a value is none, or a text without a letter or a digit."""
    return not words_of(value) if isinstance(value, str) else value is None


@dataclass(frozen=True)
class Held:
    """Something that could not come in: where it stands and why, never what it says."""

    table: str
    row: int
    field: str
    reason: str


@dataclass
class Read:
    """One row: its key in its source, its values by field, its links by field.

    A value of None and a link of "" stand for an empty cell: the field is emptied. What
    has no column in the file has no entry. columns are the file's. stays are links that
    it does not say, to what is here.
    """

    table: str
    number: int
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()
    stays: set[str] = field(default_factory=set)

    def says_the_same(self, other: "Read") -> bool:
        """Tell whether another row says the very same."""
        mine = (self.values, self.links, self.extra)
        return mine == (other.values, other.links, other.extra)


@dataclass
class Package:
    """Every row of a package by table and key, and what was held while reading.

    unread are the keys of rows that are there and could not be taken: not gone.
    """

    rows: dict[str, dict[str, Read]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    unread: dict[str, set[str]] = field(default_factory=dict)
    headers: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def hold(self, row: Read | Numbered, table: str, name: str, reason: str) -> None:
        """Note what could not come in."""
        self.held.append(Held(table, row.number, name, reason))

    def columns(self, names: frozenset[str]) -> frozenset[str]:
        """Return one set for all rows of the same columns: there are many rows."""
        return self.headers.setdefault(names, names)
