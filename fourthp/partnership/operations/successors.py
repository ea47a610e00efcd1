"""An agency that nobody represents any more in a group is asked who follows."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from fourthp.foundation.actors import Actor
from fourthp.partnership.formats.leaving_letters import nobody_follows_letter
from fourthp.partnership.models import Role, Seat
from fourthp.partnership.operations.who_follows import ASKS, SOMEBODY_FOLLOWS
from fourthp.partnership.queries.departures import (
    is_without_representative,
    who_answers_for,
)
from fourthp.partnership.queries.followers import asked_once
from fourthp.partnership.queries.readership import readers_for, seat_in_mail
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import full
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader


def ask_who_follows(seats: list[Seat], *, by: Actor, now: datetime) -> None:
    """Ask an agency who follows, for each group in which nobody represents it now."""
    day = localdate(now)
    for seat in seats:
        if is_without_representative(seat, day):
            _ask_of(seat, by, now)


def _ask_of(seat: Seat, by: Actor, now: datetime) -> None:
    agency = seat.agency
    people = who_answers_for(agency, localdate(now), seat.group) if agency else []
    readers = [one for one in readers_for(people) if one.address]
    if not readers:
        # Of a closed group the agency's other people are not asked.
        is_kept = seat.group.is_closed
        url = full(reverse("leavings"))
        letter = nobody_follows_letter(seat_in_mail(seat), url, is_kept=is_kept)
        news = News(ASKS, lambda _reader: letter)
        tell(readers_for(holders_of(Role.COORDINATOR)), news, by=by, now=now)
        return

    def write(reader: Reader) -> Letter:
        link = link_to(SOMEBODY_FOLLOWS, reader, seat, now=now)
        blocks = (for_whom(reader), *asked(SOMEBODY_FOLLOWS, link))
        return Letter(str(SOMEBODY_FOLLOWS.title), blocks)

    news = News(ASKS, write, once=asked_once(seat))
    tell(readers, news, by=by, now=now)
