"""The drawing of what became of actions: its arithmetic, in units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourthp.plan.rules.actions import Kept

WIDE, TALL, BASE = 720, 260, 210
_LEFT, _ROOM, _TOP = 44, 12, 10
PARTS = ("on_time", "late", "open")


@dataclass(frozen=True)
class Piece:
    """One part of a month's column: what it counts, and where it stands."""

    kind: str
    count: int
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """One month: its name, and the pieces that stand on each other."""

    name: str
    x: float
    width: float
    pieces: tuple[Piece, ...]
    due: int

    @property
    def middle(self) -> float:
        """Return where the words under it stand."""
        return round(self.x + self.width / 2, 1)

    @property
    def top(self) -> float:
        """Return the line on which its number stands."""
        return round(min((one.y for one in self.pieces), default=BASE) - 5, 1)


@dataclass(frozen=True)
class Drawing:
    """Columns by month, and the lines behind them: each its count and height."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[int, float], ...]

    wide, tall, base = WIDE, TALL, BASE


def drawn(months: Sequence[Kept], names: Sequence[str]) -> Drawing:
    """Return the drawing of some months, each called by its name."""
    most = _round_up(max((one.due for one in months), default=0))
    unit = (BASE - _TOP - 10) / most
    step = (WIDE - _LEFT) / max(1, len(months))
    columns = []
    for number, (one, name) in enumerate(zip(months, names, strict=True)):
        x, y, pieces = round(_LEFT + number * step + _ROOM / 2, 1), float(BASE), []
        for kind in PARTS:
            count = int(getattr(one, kind))
            if count:
                height = round(count * unit, 1)
                y = round(y - height, 1)
                pieces.append(Piece(kind, count, y, height))
        columns.append(Column(name, x, round(step - _ROOM, 1), tuple(pieces), one.due))
    lines = tuple(
        (at, round(BASE - at * unit, 1)) for at in sorted({0, most // 2, most})
    )
    return Drawing(tuple(columns), lines)


def _round_up(count: int) -> int:
    """Return the top of a scale: even, so that its half is a whole number."""
    if count <= 20:
        return max(2, count + count % 2)
    return -(-count // 10) * 10
