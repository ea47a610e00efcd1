"""Whom a sheet gave seats, and who of them was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fourthp.foundation.clock import today
from fourthp.foundation.operations.revisions import in_parts
from fourthp.partnership.models import Seat, Sheet
from fourthp.partnership.queries.seat_mails import SHEETS
from fourthp.post.models import Mailing, Message

MOST_CHOSEN = 200


@dataclass(frozen=True)
class Telling:
    """Who is to be told of a seat by a sheet, one seat each; how many were, and when.

    without: people who have no address. waiting: people whose seat does not hold yet.
    """

    seats: tuple[Seat, ...] = ()
    without: int = 0
    waiting: int = 0
    told: int = 0
    told_at: datetime | None = None
    mailings: int = 0

    @property
    def count(self) -> int:
        """Return how many are to be told."""
        return len(self.seats)

    @property
    def choices(self) -> tuple[Seat, ...]:
        """Return the first by name, among whom somebody may choose whom to tell."""
        named = sorted(self.seats, key=lambda one: one.person.name.casefold())
        return tuple(named[:MOST_CHOSEN]) if len(named) > 1 else ()

    @property
    def more(self) -> int:
        """Return how many stand on no list to choose from."""
        return max(0, self.count - MOST_CHOSEN)


def name_of(sheet: Sheet) -> str:
    """Return what the mailings of a sheet begin with."""
    return f"{SHEETS}{sheet.pk}:"


def telling_of(sheet: Sheet) -> Telling:
    """Return who is to be told of what a sheet gave; of one that went back nobody."""
    if sheet.state != Sheet.State.APPLIED:
        return Telling()
    mailings = list(
        Mailing.objects.filter(once__startswith=name_of(sheet)).order_by("made_at")
    )
    told = Message.objects.filter(mailing__in=mailings).values_list("reader_id")
    known = {reader for (reader,) in told}
    seats = _seats_of(sheet)
    by_person = {seat.person_id: seat for seat in reversed(seats)}
    holding = Seat.objects.holding(today())
    hold = set(holding.values_list("pk", flat=True))
    left = [seat for seat in by_person.values() if str(seat.person_id) not in known]
    reached = [seat for seat in left if _has_address(seat)]
    return Telling(
        tuple(seat for seat in reached if seat.pk in hold),
        without=len(left) - len(reached),
        waiting=sum(seat.pk not in hold for seat in reached),
        told=len(known),
        told_at=mailings[-1].made_at if mailings else None,
        mailings=len(mailings),
    )


def _seats_of(sheet: Sheet) -> list[Seat]:
    made: Iterable[str] = sheet.made.get(Seat._meta.label, {}).get("rows", {})
    found = list[Seat]()
    for some in in_parts(list(made)):
        seats = Seat.objects.filter(pk__in=some)
        found += seats.select_related("agency", "person__user")
    return sorted(found, key=lambda one: (one.from_on, str(one.pk)))


def _has_address(seat: Seat) -> bool:
    person = seat.person
    return bool(person.email or (person.user and person.user.email))
