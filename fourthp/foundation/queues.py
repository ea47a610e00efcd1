"""Queues: rows of a room that the leasing loop takes up after jobs and duties."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.utils.module_loading import import_string


class Queue(Protocol):
    """What a registered class makes, given the worker: one for each worker.

    Of the worker it uses `lease_next`, `held` and `mine`.
    """

    def work(self, *, now: datetime, is_over: Callable[[], bool]) -> bool:
        """Do what is due until there is no more or is_over; return if there was any.

        is_over is asked before each row: it is so after a second, and when the worker
        is told to stop.
        """

    def close(self) -> None:
        """Finish: the worker ends."""


_paths: list[str] = []


def register_queue(path: str) -> None:
    """Register by dotted path a class that is called with the worker."""
    if path not in _paths:
        _paths.append(path)


def make_queues(worker: Any) -> list[Queue]:
    """Return a queue of each kind for one worker."""
    return [import_string(path)(worker) for path in _paths]
