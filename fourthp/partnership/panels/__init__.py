"""Fragments this room offers to pages of others, and to parts of its own."""

from fourthp.partnership.panels import (
    changed,
    finding,
    leaving,
    letters,
    merging,
    people,
    shell,
    subjects,
    waiting,
)

__all__ = [
    "changed",
    "finding",
    "leaving",
    "letters",
    "merging",
    "people",
    "shell",
    "subjects",
    "waiting",
]
