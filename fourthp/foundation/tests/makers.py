"""Makers for the ground's tests."""

from dataclasses import dataclass
from uuid import UUID, uuid4


@dataclass
class Thing:
    """A matter of no room."""

    pk: UUID
    matter_kind: str = "thing"


def make_thing() -> Thing:
    return Thing(uuid4())
