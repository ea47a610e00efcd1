"""Agencies whose place is confidential: none of them is ever a venue (S3)."""

from collections.abc import Iterable

from fourthp.foundation.text import words_of
from fourthp.gatherings.models import Venue
from fourthp.partnership.models import NOT_NAMED, Agency

Names = frozenset[str]


def hidden_names() -> Names:
    """Return what agencies are and were called whose place is confidential, folded."""
    hidden = Agency.objects.filter(place_is_confidential=True)
    said = ("name", "alternate_name", "called__name")
    rows = hidden.exclude(name=NOT_NAMED).values_list(*said)
    names = {" ".join(words_of(name or "")) for row in rows for name in row}
    return frozenset(names - {""})


def names_one(texts: Iterable[str], hidden: Names) -> bool:
    """Tell whether one of some texts names such an agency."""
    said = [f" {' '.join(words_of(text))} " for text in texts]
    return any(f" {name} " in one for name in hidden for one in said)


def tells_hidden(venue: Venue, hidden: Names) -> bool:
    """Tell whether a venue may tell where such an agency is.

    It may have become one after the venue was written down.
    """
    return names_one((venue.place, venue.room, venue.access), hidden)
