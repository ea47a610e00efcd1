"""Series: how one stands, and what is to come of it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, QuerySet

from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering, Rhythm, Series, Venue
from fourthp.gatherings.queries.venues import venue_of_series
from fourthp.gatherings.rules.walls import key_of
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.queries.audiences import (
    Readers,
    counted_in,
    has_hidden_ways,
    is_for_everyone,
    seats_known_to_see,
    seats_that_see,
)

_SAID = ("place", "room", "access", "link", "meeting_id", "passcode", "numbers")


def version_of(series: Series) -> str:
    """Return what stands for what a series says: a form hands it back."""
    venue = venue_of_series(series) or Venue()
    says = [series.name, *(getattr(venue, name) for name in _SAID)]
    return sha256("\0".join(says).encode()).hexdigest()


def coming_of(series: Series, *, now: datetime, most: int = 12) -> list[Gathering]:
    """Return what is to come of a series, the cancelled ones too."""
    found = Gathering.objects.filter(rhythm__series=series).with_all()
    return list(found.not_over(now).order_by("starts_at", "pk")[:most])


def rhythm_now(series: Series) -> Rhythm:
    """Return the rhythm that a series has, or will have had last."""
    rhythms = Rhythm.objects.filter(series=series)
    return rhythms.order_by("-first_on", "-id")[0]


def rhythms_of(series: Series) -> list[Rhythm]:
    """Return the rhythms that a series had and has, the first first."""
    return list(Rhythm.objects.filter(series=series).order_by("first_on", "pk"))


def is_first(gathering: Gathering) -> bool:
    """Tell whether nothing of its rhythm was before a gathering."""
    return gathering.original == key_of(gathering.rhythm.first)


@dataclass(frozen=True)
class Follows:
    """What follows one gathering in its rhythm, itself counted: what a change meets.

    planned: how many rows are changed; moved: of these, how many were moved before;
    cancelled: how many stay cancelled. goes_on: more will come by its rule.
    """

    planned: int
    moved: int
    cancelled: int
    goes_on: bool


def follows(gathering: Gathering, *, now: datetime) -> Follows:
    """Return what a change from one gathering on would meet."""
    rows = following(gathering, now=now)
    planned = [one for one in rows if not one.is_cancelled]
    return Follows(
        planned=len(planned),
        moved=sum(one.is_moved for one in planned),
        cancelled=len(rows) - len(planned),
        goes_on=bool(gathering.rhythm.rule),
    )


def following(gathering: Gathering, *, now: datetime) -> list[Gathering]:
    """Return a gathering and what follows it in its rhythm, as the rule has them."""
    found = Gathering.objects.filter(
        rhythm=gathering.rhythm_id, original__gte=gathering.original
    )
    return list(found.not_over(now).select_related("rhythm").order_by("original"))


def readers_of_series(series: Series, *, asks: Person | None) -> Readers:
    """Return who sees a series, as far as somebody may know.

    Of a closed group those alone who may know of it, whatever its label says.
    """
    if asks is None:
        seats = seats_that_see(series)
    else:
        seats = seats_known_to_see(series, asks=asks)
    if series.group.is_closed:
        seats = seats.filter(person__in=_knows_of(series).values("person"))
    counted = counted_in(seats)
    is_open = is_for_everyone(series) and not series.group.is_closed
    others = asks is not None and has_hidden_ways(series, asks=asks)
    return Readers(is_open, counted["people"], counted["agencies"], others)


def _knows_of(series: Series) -> QuerySet[Seat]:
    """Return the seats of those who may know of the group of a series."""
    own = Q(group=series.group_id) | Q(role=Role.COORDINATOR)
    return Seat.objects.holding(today()).filter(own)
