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


@dataclass(frozen=True)
class Track:
    """How much of a way is done, and how much should be by now: each from 0 to 1.

    said tells it in words; without `due` nothing is drawn of what should be.
    """

    said: Text
    done: float
    due: float = 0

    wide = 400

    @property
    def done_width(self) -> int:
        """Return how long the part is that is done."""
        return round(self.done * self.wide)

    @property
    def due_x(self) -> int:
        """Return where it should be by now; 0 draws no mark."""
        return round(self.due * self.wide)


@dataclass(frozen=True)
class Curve:
    """Values over time on their way to a target: (share of the time, share of the way).

    A share of the way may lie below 0 or beyond 1; the drawing makes room for it.
    """

    title: Text
    shares: Sequence[tuple[float, float]]

    wide, tall, margin = 560, 160, 12

    def _y(self, share: float) -> int:
        every = [0.0, 1.0, *(one for _time, one in self.shares)]
        low, high = min(every), max(every)
        room = self.tall - 2 * self.margin
        return round(self.margin + (high - share) / (high - low) * room)

    @property
    def dots(self) -> list[tuple[int, int]]:
        """Return the values in units of the drawing."""
        room = self.wide - 2 * self.margin
        return [
            (round(self.margin + time * room), self._y(share))
            for time, share in self.shares
        ]

    @property
    def points(self) -> str:
        """Return the values as the points of a line."""
        return " ".join(f"{x},{y}" for x, y in self.dots)

    @property
    def target_y(self) -> int:
        """Return the line of the target."""
        return self._y(1)

    @property
    def base_y(self) -> int:
        """Return the line of where it began."""
        return self._y(0)
