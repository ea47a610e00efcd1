"""The demo's year: whatever happened in it, in the order in which it did."""

from collections.abc import Callable, Iterable
from datetime import datetime

from fourthp.demo.mailing import bundle_and_send

Act = Callable[[datetime], None]


class Year:
    """What happened, each at its moment; what is told leaves as it goes."""

    def __init__(self, acts: Iterable[tuple[datetime, Act]]) -> None:
        self.left = sorted(acts, key=lambda one: one[0])

    def go_on(self, until: datetime) -> None:
        """Let happen what happened by a moment."""
        while self.left and self.left[0][0] <= until:
            at, act = self.left.pop(0)
            bundle_and_send(at)
            act(at)
        bundle_and_send(until)
