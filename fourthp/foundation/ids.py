"""Identifiers of rows."""

from datetime import datetime
from uuid import UUID

from uuid_utils import compat


def made_before(moment: datetime) -> UUID:
    """Return the id below which every row was made before a moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def made_lately(seconds: int) -> UUID:
    """Return the id below which every row was made before the last seconds."""
    milliseconds = new_id().int >> 80
    return UUID(int=(milliseconds - 1000 * seconds) << 80)


def new_id() -> UUID:
    """Return a fresh time-ordered UUID, version 7 of RFC 9562."""
    return compat.uuid7()
