"""Pages of a long list, the last as fast as the first.

A page begins after the row that the one before ended with, told by the values it is
sorted by; nothing is counted or skipped.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and where the next page begins: empty when this is the last."""

    rows: list[Row]
    after: str = ""


def page_of(
    rows: QuerySet[Row], *, by: Sequence[str], after: str = "", size: int = 50
) -> Page[Row]:
    """Return the page that begins after a place which an earlier page told.

    by names fields without nulls, a minus before those that descend; the last of them
    is unique. A place that no page told is taken for the beginning.
    """
    begun = _read(rows.model, by, after)
    wanted = rows.order_by(*by)
    if begun is not None:
        wanted = wanted.filter(_later(by, begun))
    found = list(wanted[: size + 1])
    if len(found) <= size:
        return Page(found)
    return Page(found[:size], _told(found[size - 1], by))


def _later(by: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition that a row stands after one with these values."""
    later = _behind(by[-1], values[-1])
    for name, value in reversed(list(zip(by[:-1], values[:-1], strict=True))):
        later = _behind(name, value) | Q(**{name.removeprefix("-"): value}) & later
    return later


def _behind(name: str, value: Any) -> Q:
    """Return the condition that a field stands behind a value in its own order."""
    field = name.removeprefix("-")
    return Q(**{f"{field}__{'lt' if field != name else 'gt'}": value})


def _fields(model: type[Model], by: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name.removeprefix("-")) for name in by]


def _told(row: Model, by: Sequence[str]) -> str:
    # Whole, to the microsecond: a place told roughly would come again and again.
    plain = json.dumps([one.value_to_string(row) for one in _fields(type(row), by)])
    return urlsafe_b64encode(plain.encode()).decode()


def _is_unwritable(value: object) -> bool:
    return isinstance(value, str) and bool(re.search("[\0\ud800-\udfff]", value))


def _read(model: type[Model], by: Sequence[str], after: str) -> list[Any] | None:
    if not after:
        return None
    try:
        values = json.loads(urlsafe_b64decode(after.encode()))
        fields = _fields(model, by)
        found = [f.to_python(v) for f, v in zip(fields, values, strict=True)]
        # Half a letter, or no letter at all, is in no row and in no question.
        return None if any(map(_is_unwritable, found)) else found
    except (NotBase64, ValueError, TypeError, ValidationError):
        return None
