"""Who has left, and whose seats stand empty still, for whoever coordinates."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from fourthp.foundation.models import Revision, RevisionPart
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.permissions import WHO_FOLLOWS
from fourthp.partnership.queries.departures import (
    LEFT,
    Told,
    leavings_lately,
    place_of,
    seats_seen,
    stands_empty,
    told_lately,
)
from fourthp.partnership.queries.followers import NOBODY_NOW
from fourthp.post.models import Answer


def left_open(reader: Person, day: date) -> list[tuple[Revision, list[Seat]]]:
    """Return the leavings of the last weeks whose seats stand empty still, with these.

    Not of groups that the reader may not see, nor where the agency said that nobody
    follows for now.
    """
    lately = {one.pk: one for one in leavings_lately(day) if not one.undone_at}
    seats = _ended_by(lately) if lately else {}
    if not seats:
        return []
    settled = _settled(seats)
    found: dict[UUID, list[Seat]] = {}
    taken = set[tuple[object, ...]]()
    for seat in seats_seen(seats, reader):
        place = place_of(seat)
        is_open = place not in taken and seat.pk not in settled
        if is_open and stands_empty(seat, day):
            taken.add(place)
            found.setdefault(seats[seat], []).append(seat)
    return [(lately[pk], some) for pk, some in found.items()]


def _ended_by(leavings: Iterable[UUID]) -> dict[Seat, UUID]:
    """Return the seats in which somebody may lack, each with its leaving, newest first.

    Asked at once for all: the first page is opened often.
    """
    parts = RevisionPart.objects.filter(
        revision__in=list(leavings), model=Seat._meta.label
    )
    by_seat = {
        UUID(pk): revision
        for revision, rows in parts.values_list("revision", "rows")
        for pk in rows
    }
    if not by_seat:
        return {}
    seats = Seat.objects.filter(
        pk__in=by_seat,
        role__in=(Role.REPRESENTATIVE, Role.CHAIR),
        ended_at__isnull=False,
    )
    rows = seats.select_related("agency", "group", "person")
    return {one: by_seat[one.pk] for one in rows.order_by("-ended_at", "pk")}


def _settled(seats: Iterable[Seat]) -> set[UUID]:
    """Return of which seats the agency said that nobody follows for now."""
    said = Answer.objects.filter(
        purpose=WHO_FOLLOWS,
        about_id__in=[one.pk for one in seats],
        choice=NOBODY_NOW,
        undone_at=None,
    )
    return set(said.values_list("about_id", flat=True))


def leavings_since(reader: Person, since: datetime, until: datetime) -> list[Told]:
    """Return who is said by others to have left meanwhile, and has not come back."""
    found = Revision.objects.filter(
        act=LEFT, at__gte=since, at__lt=until, undone_at=None
    )
    own = {"actor_kind": reader.actor_kind, "actor_id": reader.actor_id}
    return told_lately(found.exclude(**own).order_by("-at", "-id"))
