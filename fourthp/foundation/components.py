"""What some components are given: tables, and drawings with their arithmetic done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One column of a table; href sorts by it."""

    title: Text
    is_number: bool = False
    href: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True)
class Cell:
    """One cell; a link where it leads somewhere."""

    text: object
    href: str = ""
    is_number: bool = False
    column: Text = ""


@dataclass(frozen=True)
class Table:
    """A table: its caption, columns and rows; what to say when there is none."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    empty_title: Text = ""
    empty_text: Text = ""

    def shown(self) -> list[list[Cell]]:
        """Return the rows as cells that know their column."""
        return [
            [_of(column, cell) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


def _of(column: Column, cell: object) -> Cell:
    one = cell if isinstance(cell, Cell) else Cell(cell, is_number=column.is_number)
    return replace(one, column=column.title)


_TALL, _BEGIN, _WIDEST = 30, 248, 262
_LONGEST_NAME = 31


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the drawing."""

    name: str
    count: int
    y: int
    width: int

    begin, name_x = _BEGIN, _BEGIN - 10

    @property
    def short(self) -> str:
        """Return its name as far as there is room; the table has it whole."""
        long = len(self.name) > _LONGEST_NAME
        return f"{self.name[: _LONGEST_NAME - 1]}…" if long else self.name

    @property
    def text_y(self) -> int:
        """Return the line its words stand on."""
        return self.y + 15

    @property
    def end(self) -> int:
        """Return where its count begins."""
        return _BEGIN + self.width + 8


@dataclass(frozen=True)
class Bars:
    """Counts by name, drawn as bars of one scale."""

    title: Text
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Return the drawing's height."""
        return max(1, len(self.counts)) * _TALL

    def drawn(self) -> list[Bar]:
        """Return the bars in the order of the counts given."""
        most = max(self.counts.values(), default=0) or 1
        return [
            Bar(name, count, number * _TALL + 4, max(1, count * _WIDEST // most))
            for number, (name, count) in enumerate(self.counts.items())
        ]
