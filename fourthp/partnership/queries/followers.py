"""Empty seats, and what became of the question who follows in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from fourthp.foundation.models import Revision
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.permissions import WHO_FOLLOWS
from fourthp.partnership.queries.departures import (
    LEFT,
    Owned,
    place_of,
    stands_empty,
    who_answers_for,
)
from fourthp.post.models import Answer, Message

# What an agency answers by a link, beside a deputy who follows.
ANOTHER, WOULD, NOBODY_NOW = "another", "would", "nobody"
_SITS = (Role.REPRESENTATIVE, Role.DEPUTY)
_ANSWERS = (ANOTHER, WOULD, NOBODY_NOW)


def asked_once(seat: Seat) -> str:
    """Return the name under which it is asked who follows in a seat, once it ended."""
    at = seat.ended_at.timestamp() if seat.ended_at else ""
    return f"partnership.who-follows:{seat.pk}:{at}"


def left_once(leaving: Revision) -> str:
    """Return the name under which it is told who left, and who is asked who follows."""
    return f"partnership.left:{leaving.pk}"


@dataclass(frozen=True)
class Empty:
    """A seat that stands empty: how many were asked who follows, and what one said.

    answer is empty where nobody has answered; person is who said that she would.
    """

    seat: Seat
    asked: int
    answer: str = ""
    person: Person | None = None


def empty_seats(seats: Iterable[Seat], day: date) -> list[Empty]:
    """Return those of some seats that stand empty, each with what became of it.

    Where several left one place, the first of them stands for it.
    """
    places: dict[object, Seat] = {}
    for one in seats:
        places.setdefault(place_of(one), one)
    return [_told(one) for one in places.values() if stands_empty(one, day)]


def _told(seat: Seat) -> Empty:
    count = _asked(seat).exclude(state=Message.State.WITHHELD).count()
    said = Answer.objects.filter(
        purpose=WHO_FOLLOWS,
        about_id=seat.pk,
        choice__in=_ANSWERS,
        undone_at=None,
        at__gte=seat.ended_at,
    )
    last = said.order_by("-at", "-pk").first()
    if last is None:
        return Empty(seat, count)
    if last.choice != WOULD:
        return Empty(seat, count, last.choice)
    person = Person.objects.filter(pk=last.holder_id).first()
    return Empty(seat, count, last.choice, person)


def _asked(seat: Seat) -> QuerySet[Message]:
    """Return the mails that ask who follows in a seat, alone or with who has left."""
    by_itself = Q(mailing__once=asked_once(seat))
    last = _last_leaving(seat)
    if last is None or seat.agency is None or seat.ended_at is None:
        return Message.objects.filter(by_itself)
    people = who_answers_for(seat.agency, localdate(seat.ended_at), seat.group)
    ids = [str(one.pk) for one in people if one.pk != seat.person_id]
    together = Q(mailing__once=left_once(last), reader_id__in=ids)
    return Message.objects.filter(by_itself | together)


def _last_leaving(seat: Seat) -> Revision | None:
    leavings = Revision.objects.filter(
        act=LEFT, parts__model=Seat._meta.label, parts__rows__has_key=str(seat.pk)
    )
    return leavings.order_by("at", "id").last()


def last_day_before(seat: Seat, day: date) -> date | None:
    """Return the last day, after another, that a seat had before somebody left it."""
    leaving = _last_leaving(seat)
    for part in leaving.parts.filter(model=Seat._meta.label) if leaving else ():
        changed = part.rows.get(str(seat.pk)) or {}
        said, _now = changed.get("to_on", (None, None))
        if said and date.fromisoformat(said) > day:
            return date.fromisoformat(said)
    return None


def could_follow(person: Person, seat: Seat, day: date) -> bool:
    """Tell whether somebody of an agency might sit where its seat stands empty.

    She neither represents it there nor stands in, and may know of the group.
    """
    held = person.seats.holding(day).filter(group=seat.group)
    if seat.group.is_closed and not held.exists():
        return False
    return not held.filter(agency=seat.agency, role__in=_SITS).exists()


def asked_if_gone(owned: Owned, person: Person, day: date) -> list[tuple[Seat, bool]]:
    """Return the seats that would stand empty, each with whether somebody is left who
    can be asked who follows.
    """
    return [
        (one, bool(who_answers_for(one.agency, day, one.group, without=person)))
        for one in owned.alone
        if one.agency
    ]
