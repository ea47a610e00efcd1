"""An agency that nobody represents any more in a group is asked who follows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from fourthp.foundation.actors import Actor
from fourthp.partnership.formats.leaving_letters import (
    no_chair_blocks,
    nobody_follows_letter,
    stands_empty_blocks,
)
from fourthp.partnership.models import Role, Seat
from fourthp.partnership.operations.who_follows import ASKS, SOMEBODY_FOLLOWS
from fourthp.partnership.queries.departures import (
    stands_empty,
    who_answers_for,
)
from fourthp.partnership.queries.followers import asked_once
from fourthp.partnership.queries.readership import readers_for, seat_in_mail
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import full
from fourthp.post.rules.letters import Block, Letter
from fourthp.post.rules.readers import Reader


@dataclass(frozen=True)
class Vacant:
    """A seat in which nobody represents its agency now, and who is asked who follows;
    or a chair's, of whom nobody is asked.

    Of a closed group the agency's other people are not asked.
    """

    seat: Seat
    asks: tuple[Reader, ...]

    def blocks_for(self, reader: Reader, *, now: datetime) -> tuple[Block, ...]:
        """Return what a letter to somebody says of it: the question, if it is hers."""
        if reader.id in {one.id for one in self.asks}:
            link = link_to(SOMEBODY_FOLLOWS, reader, self.seat, now=now)
            return asked(SOMEBODY_FOLLOWS, link)
        if reader.id not in {str(one.pk) for one in holders_of(Role.COORDINATOR)}:
            return ()
        return self.told()

    def told(self) -> tuple[Block, ...]:
        """Return what a coordinator is told of it."""
        what, is_kept = seat_in_mail(self.seat), self.seat.group.is_closed
        if self.seat.role == Role.CHAIR:
            return no_chair_blocks(what)
        return stands_empty_blocks(what, asks=bool(self.asks), is_kept=is_kept)


def vacant_now(seats: Iterable[Seat], *, now: datetime) -> list[Vacant]:
    """Return those of some seats that ended in which nobody represents the agency, or
    nobody chairs the group.
    """
    day = localdate(now)
    return [
        Vacant(seat, _who_is_asked(seat, now))
        for seat in seats
        if stands_empty(seat, day)
    ]


def _who_is_asked(seat: Seat, now: datetime) -> tuple[Reader, ...]:
    agency = seat.agency if seat.role == Role.REPRESENTATIVE else None
    people = who_answers_for(agency, localdate(now), seat.group) if agency else []
    return tuple(one for one in readers_for(people) if one.address)


def ask_who_follows(
    vacant: Iterable[Vacant], *, told: Collection[str], by: Actor, now: datetime
) -> None:
    """Ask an agency who follows in each seat; told: whose letter asks it already."""
    for one in vacant:
        if one.asks:
            left = [reader for reader in one.asks if reader.id not in told]
            _ask_of(one.seat, left, by, now)
        else:
            _tell_that_nobody(one, told, by, now)


def _ask_of(seat: Seat, readers: list[Reader], by: Actor, now: datetime) -> None:
    def write(reader: Reader) -> Letter:
        link = link_to(SOMEBODY_FOLLOWS, reader, seat, now=now)
        blocks = (for_whom(reader), *asked(SOMEBODY_FOLLOWS, link))
        return Letter(str(SOMEBODY_FOLLOWS.title), blocks)

    if readers:
        tell(readers, News(ASKS, write, once=asked_once(seat)), by=by, now=now)


def _tell_that_nobody(
    vacant: Vacant, told: Collection[str], by: Actor, now: datetime
) -> None:
    """Tell the coordinators whom nothing tells yet that nobody can be asked."""
    found = readers_for(holders_of(Role.COORDINATOR))
    readers = [one for one in found if one.id not in told]
    if readers:
        letter = nobody_follows_letter(vacant.told(), full(reverse("leavings")))
        tell(readers, News(ASKS, lambda _reader: letter), by=by, now=now)
