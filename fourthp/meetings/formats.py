"""Agendas as plain text, as lines of a table, and as a letter says them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.meetings.rules import Lined

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("From"),
    gettext_lazy("Item"),
    gettext_lazy("What for"),
    gettext_lazy("Who brings it"),
    gettext_lazy("Minutes"),
    gettext_lazy("State"),
)


def csv_rows(lines: Iterable[Lined]) -> Iterator[list[Any]]:
    """Yield an agenda as rows of a table."""
    for one in lines:
        at = time_format(one.at.time(), "H:i") if one.at else ""
        said = [one.number, at, one.title, one.purpose, one.owner, one.minutes]
        yield [*said, one.state]


def told(one: Lined) -> str:
    """Return one line of an agenda in words, without its number."""
    minutes = ngettext("%(n)d minute", "%(n)d minutes", one.minutes)
    parts = [one.purpose, one.owner, minutes % {"n": one.minutes}]
    at = f"{time_format(one.at.time(), 'H:i')} " if one.at else ""
    return f"{at}{one.title} ({', '.join(filter(None, parts))})"


def agenda_text(heading: Iterable[str], lines: Iterable[Lined]) -> str:
    """Return an agenda as plain text, a line each."""
    drawn = [f"{one.number:>4}  {told(one)}" for one in lines]
    return "\n".join([*heading, "", *(drawn or [_("Nothing stands on it.")]), ""])
