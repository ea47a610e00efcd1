"""Who sees a series of meetings and what stands on its agendas, and who is invited."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.queries import invited as gatherings
from fourthp.meetings.models import Item
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.queries.audiences import (
    Readers,
    Way,
    counted_in,
    has_hidden_ways,
    seats_known_to_see,
    seats_that_see,
)
from fourthp.partnership.queries.sharing import Sharing


def seats_of_series(series: Series) -> QuerySet[Seat]:
    """Return the seats of today through which a series is seen."""
    seats = seats_that_see(series)
    if not series.group.is_closed:
        return seats
    own = Q(group=series.group_id) | Q(role=Role.COORDINATOR)
    return seats.filter(
        person__in=Seat.objects.holding(today()).filter(own).values("person")
    )


def invited_to(gathering: Gathering) -> list[Person]:
    """Return who is invited to a meeting today, of those who see its series."""
    seen = set(seats_of_series(gathering.series).values_list("person", flat=True))
    seats = gatherings.invited_to(gathering)
    return [one.person for one in seats if one.person_id in seen]


def ways_of_group(series: Series) -> tuple[Way, Way]:
    """Return the ways in to what keeps to the group of a series."""
    return Way(group=series.group), Way(role=Role.COORDINATOR)


@dataclass(frozen=True)
class ItemSharing(Sharing):
    """How an item is shared: whoever does not see its series never sees it."""

    series: Series | None = None

    def seats(self) -> QuerySet[Seat]:
        """Return the seats of today through which it would be seen."""
        found = super().seats()
        if self.series is None:
            return found
        return found.filter(person__in=seats_of_series(self.series).values("person"))


def seat_of(person: Person, series: Series) -> Seat | None:
    """Return the seat by which somebody proposes an item: one in its group first."""
    seats = list(person.seats.holding(today()).order_by("from_on", "pk"))
    own = [one for one in seats if one.group_id == series.group_id]
    return next(iter([*own, *seats]), None)


def seats_offered(series: Series, reader: Person) -> list[tuple[UUID, str]]:
    """Return the seats of a group that a reader may know of, each in words."""
    seats = Seat.objects.visible_to(reader).holding(today()).filter(group=series.group)
    rows = seats.select_related("person", "agency").order_by(
        "agency__name", "person__name", "pk"
    )
    known = set(
        Person.objects.visible_to(reader)
        .filter(pk__in=rows.values("person"))
        .values_list("pk", flat=True)
    )
    return [(one.pk, seat_in_words(one, known)) for one in rows]


def seat_in_words(seat: Seat, known: set[UUID]) -> str:
    """Return what a page calls a seat: by name for whoever may know of the person."""
    words = [str(seat.agency)] if seat.agency else [str(seat.get_role_display())]
    if seat.person_id in known:
        words.insert(0, seat.person.name)
    elif seat.agency:
        words.append(str(seat.get_role_display()))
    return ", ".join(words)


def item_readers(item: Item, *, asks: Person) -> Readers:
    """Return who sees an item, as far as somebody may know."""
    seats = seats_known_to_see(item, asks=asks)
    if item.group.is_closed:
        within = seats_of_series(item.series).values("person")
        seats = seats.filter(person__in=within)
    counted = counted_in(seats)
    others = has_hidden_ways(item, asks=asks)
    return Readers(False, counted["people"], counted["agencies"], others)
