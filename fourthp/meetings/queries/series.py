"""Series of meetings: what stands for what they say; a form hands it back."""

from hashlib import sha256

from fourthp.meetings.models import MeetingSeries


def standing_version(kept: MeetingSeries) -> str:
    """Return what stands for the standing items of a series as they are."""
    rows = kept.standing.values_list("title", "purpose", "minutes")
    return sha256(repr(list(rows)).encode()).hexdigest()


def turns_version(kept: MeetingSeries) -> str:
    """Return what stands for the rotas of a series as they are."""
    rows = kept.turns.values_list("duty", "seat")
    said = [(duty, str(seat)) for duty, seat in rows]
    return sha256(repr(said).encode()).hexdigest()
