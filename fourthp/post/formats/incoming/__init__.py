"""Mails that came in: from bytes to what they are and what they say.

Nothing here asks a database or the network, and no mail whatsoever raises.
"""

from fourthp.post.formats.incoming.arrivals import (
    Arrival,
    ArrivalKind,
    Bounce,
    CalendarAnswer,
    Complaint,
)
from fourthp.post.formats.incoming.reading import read_arrival

__all__ = [
    "Arrival",
    "ArrivalKind",
    "Bounce",
    "CalendarAnswer",
    "Complaint",
    "read_arrival",
]
