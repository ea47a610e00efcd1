"""Where a gathering is, as far as somebody may know."""

from django.db.models import Q

from fourthp.gatherings.models import Gathering, Says, Series, Venue
from fourthp.gatherings.permissions import is_invited
from fourthp.gatherings.queries.hidden import hidden_names, tells_hidden
from fourthp.partnership.models import Person

_PLACE = ("place", "room", "access")
_ONLINE = ("link", "meeting_id", "passcode", "numbers")


def venue_of(gathering: Gathering) -> Venue | None:
    """Return where a gathering is: its own venue, else that of its series."""
    series = gathering.rhythm.series_id
    own = Q(gathering=gathering.pk) | Q(series=series)
    found = Venue.objects.filter(own)
    return max(found, key=lambda one: one.gathering_id is not None, default=None)


def venue_of_series(series: Series) -> Venue | None:
    """Return where a series is held, if that was said."""
    return Venue.objects.filter(series=series).first()


def ways_in(gathering: Gathering) -> tuple[Says, ...]:
    """Return how one comes to a gathering: in a room, online; both, if nobody said."""
    venue = venue_of(gathering)
    if venue is None or not (venue.place or venue.is_online):
        return (Says.ROOM, Says.ONLINE)
    found = ((Says.ROOM, bool(venue.place)), (Says.ONLINE, venue.is_online))
    return tuple(way for way, is_there in found if is_there)


def as_told(
    venue: Venue | None, series: Series, *, reader: Person | None
) -> Venue | None:
    """Return what a reader may know of a venue, unsaved; None where there is none.

    How one joins is for who is invited; a place that tells where an agency is whose
    place is confidential is nobody's.
    """
    if venue is None:
        return None
    told = Venue(pk=venue.pk)
    names = [] if tells_hidden(venue, hidden_names()) else [*_PLACE]
    names += [*_ONLINE] if is_invited(reader, series) else []
    for name in names:
        setattr(told, name, getattr(venue, name))
    return told
