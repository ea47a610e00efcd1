"""Rows of a package as they are read: what they say, and what could not come in."""

from dataclasses import dataclass, field
from typing import Any

from fourthp.foundation.tables.reading import Numbered


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
    """Every row of a package by table and key, and what was held while reading."""

    rows: dict[str, dict[str, Read]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    headers: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def hold(self, row: Read | Numbered, table: str, name: str, reason: str) -> None:
        """Note what could not come in."""
        self.held.append(Held(table, row.number, name, reason))

    def columns(self, names: frozenset[str]) -> frozenset[str]:
        """Return one set for all rows of the same columns: there are many rows."""
        return self.headers.setdefault(names, names)
