"""What one fact of safety is."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Proof:
    """One fact of safety: its name here, in words, and the tests of it by node id.

    keeps: the promise that it is a part of (docs/safety.md). controls: tests that show
    that the others can fail.
    """

    name: str
    keeps: str
    says: Any
    tests: tuple[str, ...]
    controls: tuple[str, ...] = ()
