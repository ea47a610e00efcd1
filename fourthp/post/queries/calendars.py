"""Who takes what calendars answer that name no message of ours: a room above says."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.utils.module_loading import import_string

from fourthp.post.formats.incoming.arrivals import CalendarAnswer


class Takes(Protocol):
    """Takes what a calendar answered, of whoever has an address; returns what came."""

    def __call__(
        self, answers: tuple[CalendarAnswer, ...], *, sender: str, now: datetime
    ) -> str:
        """Raise whatever it likes where a person is to read it."""


_paths: list[str] = []


def register_calendars(path: str) -> None:
    """Register by dotted path what takes answers of calendars; done in `apps.py`."""
    _paths[:] = [path]


def takes_calendars() -> Takes | None:
    """Return what takes answers of calendars, where any room does."""
    found: Callable[..., str] | None = import_string(_paths[0]) if _paths else None
    return found
