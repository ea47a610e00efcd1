"""Who reads something, by name as far as whoever asks may know them."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from fourthp.foundation.clock import today
from fourthp.partnership.models import Agency, Person, Seat, Shared
from fourthp.partnership.queries.audiences import (
    counted_in,
    has_hidden_ways,
    seats_known_to_see,
)

# As many are named at once; the others are counted.
MOST_NAMED = 100


@dataclass(frozen=True)
class ExactReaders:
    """Who sees something through some seats, as somebody may know them.

    named are those whom she may know, unnamed how many more see it; out are member
    agencies of which nobody does, more_out how many of these are not named. is_all is
    false where a way in is a group that she may not know of: nobody is counted by it,
    and nothing is said of who does not see it.
    """

    people: int
    agencies: int
    named: list[str] = field(default_factory=list)
    unnamed: int = 0
    out: list[str] = field(default_factory=list)
    more_out: int = 0
    is_all: bool = True


def exact_readers_of(shared: Shared, *, asks: Person) -> ExactReaders:
    """Return who sees a shared row, as far as asks knows."""
    seats = seats_known_to_see(shared, asks=asks)
    return exact_readers(
        seats, asks=asks, is_all=not has_hidden_ways(shared, asks=asks)
    )


def exact_readers(
    seats: QuerySet[Seat], *, asks: Person, is_all: bool = True
) -> ExactReaders:
    """Return who sees something through some seats of today, as far as asks knows.

    is_all: no way in is hidden from her.
    """
    seen = seats.filter(pk__in=Seat.objects.visible_to(asks).values("pk"))
    counted = counted_in(seen)
    known = Person.objects.visible_to(asks).filter(pk__in=seen.values("person"))
    named = list(known.order_by("name", "pk").values_list("name", flat=True))
    out = _left_out(seen, asks) if is_all else []
    return ExactReaders(
        **counted,
        named=named[:MOST_NAMED],
        unnamed=counted["people"] - len(named[:MOST_NAMED]),
        out=out[:MOST_NAMED],
        more_out=max(0, len(out) - MOST_NAMED),
        is_all=is_all,
    )


def _left_out(seats: QuerySet[Seat], asks: Person) -> list[str]:
    """Return the names of the members of which nobody holds one of some seats."""
    inside = seats.exclude(agency=None).values("agency")
    members = Agency.objects.visible_to(asks).members(today())
    found = members.exclude(pk__in=inside).order_by("name", "pk")
    return list(found.values_list("name", flat=True))
