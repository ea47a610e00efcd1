"""Cells into values: what cannot be read raises CannotRead with a reason."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from fourthp.directory.formats import reasons
from fourthp.directory.rules.hours import read_day, read_time
from fourthp.partnership.rules.labels import LABELS

_LARGEST = 99_999_999


class CannotRead(ValueError):
    """A cell is not of its column's kind; the message is a reason without the cell."""


Reader = Callable[[str], Any]


def text(limit: int = 0) -> Reader:
    """Return a reader of text of at most `limit` characters (0: any)."""

    def read(cell: str) -> str:
        if limit and len(cell) > limit:
            raise CannotRead(reasons.TOO_LONG)
        return cell.replace("\\n", "\n")

    return read


def choice(*options: str) -> Reader:
    """Return a reader of one of some words, whatever its case."""

    def read(cell: str) -> str:
        found = cell.casefold().replace("_", " ")
        if found not in options:
            raise CannotRead(reasons.NOT_A_CHOICE)
        return found

    return read


def whole(cell: str) -> int:
    """Read a whole number from 0 to 32767; `18.0` is one."""
    try:
        found = Decimal(cell)
    except InvalidOperation as problem:
        raise CannotRead(reasons.NOT_A_NUMBER) from problem
    # Of what is not finite not even the size may be asked.
    if not found.is_finite() or not 0 <= found <= 32_767 or found % 1:
        raise CannotRead(reasons.NOT_WHOLE)
    return int(found)


def number(cell: str) -> Decimal:
    """Read a decimal number."""
    try:
        found = Decimal(cell)
    except InvalidOperation as problem:
        raise CannotRead(reasons.NOT_A_NUMBER) from problem
    if not found.is_finite() or abs(found) > _LARGEST:
        raise CannotRead(reasons.NOT_KEPT)
    return found


def amount(cell: str) -> Decimal:
    """Read a number with two decimals: what is kept is what comes again."""
    return number(cell).quantize(Decimal("0.01"))


def count(cell: str) -> Decimal:
    """Read an amount that is not below nothing."""
    found = amount(cell)
    if found < 0:
        raise CannotRead(reasons.NOT_KEPT)
    return abs(found)


def day(cell: str) -> date:
    """Read an ISO 8601 date, or the date of a moment."""
    try:
        return datetime.fromisoformat(cell).date()
    except ValueError as problem:
        raise CannotRead(reasons.NOT_A_DATE) from problem


def moment(cell: str) -> datetime:
    """Read an ISO 8601 moment; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(cell)
        # At the ends of the calendar an offset leads out of it.
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise CannotRead(reasons.NOT_A_MOMENT) from problem


def clock(cell: str) -> time:
    """Read a wall time as people write it."""
    found = read_time(cell)
    if found is None:
        raise CannotRead(reasons.NOT_A_TIME)
    return found


def weekday(cell: str) -> str:
    """Read a day's name into its RFC 5545 code."""
    found = read_day(cell)
    if found is None:
        raise CannotRead(reasons.NOT_A_DAY)
    return found


def yes(cell: str) -> bool:
    """Read yes or no."""
    found = cell.casefold()
    if found in {"true", "yes", "y", "1", "t"}:
        return True
    if found in {"false", "no", "n", "0", "f"}:
        return False
    raise CannotRead(reasons.NOT_YES_OR_NO)


def label(cell: str) -> str:
    """Read a label of the Traffic Light Protocol 2.0; `green` is `TLP:GREEN`."""
    found = cell.upper().replace(" ", "")
    found = found if found.startswith("TLP:") else f"TLP:{found}"
    if found not in LABELS:
        raise CannotRead(reasons.NOT_A_LABEL)
    return found


def written(value: object) -> str:
    """Return a value as a cell that is read back to the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
