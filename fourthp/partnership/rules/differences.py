"""What changed between two versions of a text, a line at a time."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Kept = Literal["same", "gone", "new"]


def differences(before: str, after: str) -> Iterator[tuple[Kept, str]]:
    """Yield every line of two texts, in order, and whether it stayed, went or came."""
    old, new = before.splitlines(), after.splitlines()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            yield from (("same", line) for line in old[i1:i2])
            continue
        yield from (("gone", line) for line in old[i1:i2])
        yield from (("new", line) for line in new[j1:j2])
