"""Who was told of a seat by mail, who can be, and what she answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Person, Seat, Sheet
from fourthp.partnership.permissions import SEAT_MINE, is_herself
from fourthp.partnership.queries.departures import LATELY
from fourthp.post.models import Answer, Mailing
from fourthp.post.queries.addresses import addresses_of

MINE, MISTAKE = "mine", "mistake"
# The kind of the letter that welcomes somebody; a sheet's people get it together.
INVITED = "partnership.invited"
# What the names of mailings to a sheet’s people begin with; its key follows.
SHEETS = "partnership.sheet:"
# The kind of the letter about a further seat.
SEATED = "partnership.seated"


@dataclass(frozen=True)
class SeatTold:
    """How it stands with one seat: told when, what was answered when.

    may_be_told: she can be told now, and nobody has told her. lacks: there is no
    address, or the seat does not hold yet, where that alone is in the way.
    """

    at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    may_be_told: bool = False
    lacks: str = ""

    @property
    def is_hers(self) -> bool:
        """Tell whether she said that the seat is hers."""
        return self.answer == MINE


def told_once(seat: Seat) -> str:
    """Return the name under which somebody is told of a seat, a single time."""
    return f"partnership.seat:{seat.pk}"


def has_address(person: Person) -> bool:
    """Tell whether mail can go to somebody."""
    return bool(person.email or (person.user and person.user.email))


def can_be_told(seat: Seat, day: date) -> bool:
    """Tell whether a mail about a seat would reach whoever holds it."""
    holds = Seat.objects.holding(day).filter(pk=seat.pk).exists()
    return holds and has_address(seat.person)


def hears_of_end(seat: Seat, by: Actor, day: date) -> bool:
    """Tell whether whoever holds a seat is told by mail that somebody ends it.

    Whoever never heard of the network is not told first that she is out of it.
    """
    is_hers = seat.from_on <= day and not is_herself(by, seat.person)
    if not is_hers or not has_address(seat.person):
        return False
    return not never_heard(seat.person)


def seats_told(seats: Iterable[Seat], day: date) -> dict[UUID, SeatTold]:
    """Return how it stands with each of some seats of the last weeks."""
    some = [one for one in seats if one.from_on >= day - LATELY]
    answers = {
        one.about_id: one
        for one in Answer.objects.filter(
            purpose=SEAT_MINE, about_id__in=[one.pk for one in some], undone_at=None
        ).exclude(trace="")
    }
    return {one.pk: _told(one, answers.get(one.pk), day) for one in some}


def seats_answered(since: datetime, until: datetime) -> list[tuple[Seat, Answer]]:
    """Return the seats of which a mail’s reader said whose they are, newest first."""
    said = Answer.objects.filter(
        purpose=SEAT_MINE,
        choice__in=(MINE, MISTAKE),
        at__gte=since,
        at__lt=until,
        undone_at=None,
    )
    answers = list(said.order_by("-at", "-pk"))
    if not answers:
        return []
    seats = Seat.objects.select_related("person", "agency").in_bulk(
        [one.about_id for one in answers]
    )
    return [(seats[one.about_id], one) for one in answers if one.about_id in seats]


def seats_denied(day: date) -> list[tuple[Seat, Answer]]:
    """Return the seats of today of which it was said last that they are a mistake.

    The oldest answer first: it waits until the seat ends, or she says otherwise.
    """
    said = Answer.objects.filter(
        purpose=SEAT_MINE, choice__in=(MINE, MISTAKE), undone_at=None
    )
    last = {one.about_id: one for one in said.order_by("at", "pk")}
    denied = {pk: one for pk, one in last.items() if one.choice == MISTAKE}
    if not denied:
        return []
    seats = Seat.objects.holding(day).filter(pk__in=denied)
    rows = seats.select_related("person", "agency", "group")
    found = [(one, denied[one.pk]) for one in rows]
    return sorted(found, key=lambda told: (told[1].at, told[0].pk))


def _told(seat: Seat, answer: Answer | None, day: date) -> SeatTold:
    alone = Mailing.objects.filter(once=told_once(seat)).first()
    found = alone or _told_with_its_sheet(seat)
    if found is not None:
        said = answer.choice if answer else ""
        return SeatTold(found.made_at, said, answer.at if answer else None)
    if not has_address(seat.person):
        return SeatTold(lacks="address")
    holds = can_be_told(seat, day)
    return SeatTold(may_be_told=holds, lacks="" if holds else "begun")


def _told_with_its_sheet(seat: Seat) -> Mailing | None:
    """Return the mailing by which the people of a sheet were told of their seats, where
    this seat is the one that its letter was about: the first of hers in that sheet.
    """
    mailings = Mailing.objects.filter(
        kind=INVITED, once__startswith=SHEETS, messages__reader_id=str(seat.person_id)
    )
    own = [str(one) for one in seat.person.seats.values_list("pk", flat=True)]
    for one in mailings.order_by("-made_at"):
        pk = (one.once or "").removeprefix(SHEETS).partition(":")[0]
        made: Mapping[str, Any] = {}
        for sheet in Sheet.objects.filter(pk=pk):
            made = sheet.made.get(Seat._meta.label, {}).get("rows", {})
        hers = Seat.objects.filter(pk__in=[one for one in own if one in made])
        if hers.order_by("from_on", "pk").first() == seat:
            return one
    return None


def never_heard(person: Person) -> bool:
    """Tell whether no mail and no account has told somebody of the network."""
    mailed = addresses_of(Person.matter_kind, [str(person.pk)])
    return person.user_id is None and not mailed
