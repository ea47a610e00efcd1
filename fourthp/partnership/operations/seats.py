"""Seats: given, put in order, handed on, ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import (
    IN_THE_NETWORK,
    Agency,
    Group,
    Person,
    Role,
    Seat,
    lasts_on,
)
from fourthp.partnership.operations.ended_mails import tell_of_end
from fourthp.partnership.operations.followers import tell_follower
from fourthp.partnership.operations.turns import locked_person
from fourthp.partnership.permissions import (
    can_end_seat,
    can_hand_on,
    can_seat,
    is_herself,
)


class ActsForTheNetwork(Exception):
    """A seat of whoever acts for the whole network, in a smaller group."""


class AlreadySeated(Exception):
    """The person already holds this very seat."""


class EndsBeforeItBegins(Exception):
    """A seat was to end on a day before it begins."""


class SeatIsOver(Exception):
    """A seat has ended already: there is nothing to end or to hand on."""


class HasNotBegun(Exception):
    """A seat that begins on a later day: nobody holds it yet who could hand it on."""


class NotOfThisAgency(Exception):
    """An agency’s seat goes on to another of its own people."""


@dataclass(frozen=True)
class SeatFacts:
    """What a seat is: role, for whom, where, and from when to when.

    No agency: in her own right. No group: the network. from_on None: from today.
    """

    role: str
    agency: Agency | None = None
    group: Group | None = None
    from_on: date | None = None
    to_on: date | None = None


def seat_person(
    person: Person,
    role: str,
    *,
    by: Actor,
    today: date,
    agency: Agency | None = None,
    group: Group | None = None,
) -> Seat:
    """Give a person a seat from today, in the network unless a group is named.

    Without an agency it is a seat in her own right. Raises AlreadySeated if she
    holds the very same one.
    """
    return give_seat(person, SeatFacts(role, agency, group), by=by, today=today)


def give_seat(person: Person, facts: SeatFacts, *, by: Actor, today: date) -> Seat:
    """Give a person a seat from a day, to a day if one is named.

    Raises ActsForTheNetwork, EndsBeforeItBegins, and AlreadySeated if she holds the
    same on any of them.
    """
    if not can_seat(by, facts.agency, facts.role, facts.group):
        raise PermissionDenied
    if facts.role in IN_THE_NETWORK and facts.group and not facts.group.is_network:
        raise ActsForTheNetwork(
            _("Who acts for the whole network has this seat in the network itself.")
        )
    begins = facts.from_on or today
    if facts.to_on is not None:
        _refuse_backwards(begins, facts.to_on)
    with transaction.atomic():
        person = locked_person(person.pk)
        group = facts.group or Group.objects.get(is_network=True)
        same = {"agency": facts.agency, "group": group, "role": facts.role}
        there = _going_on(person.seats, begins).filter(**same)
        if facts.to_on is not None:
            there = there.filter(from_on__lte=facts.to_on)
        if there.exists():
            raise AlreadySeated(_("%s holds this seat already.") % person)
        seat = Seat(person=person, from_on=begins, to_on=facts.to_on, **same)
        seat.position = _last_position(seat) + 1 if seat.role == Role.DEPUTY else 0
        seat.save()
        record(by, "seated", seat)
    return seat


def _refuse_backwards(begins: date, ends: date) -> None:
    if ends < begins:
        raise EndsBeforeItBegins(
            _("The seat would end before it begins: give it a later last day.")
        )


def _going_on(seats: Any, day: date) -> QuerySet[Seat]:
    """Return those of some seats that are not over on a day, begun or not.

    One that was ended before it began never holds, though its day is to come.
    """
    found: QuerySet[Seat] = seats.filter(lasts_on(day))
    return found.exclude(to_on=F("from_on"), ended_at__isnull=False)


def _last_position(seat: Seat) -> int:
    deputies = Seat.objects.filter(
        agency=seat.agency, group=seat.group, role=Role.DEPUTY
    )
    return deputies.aggregate(last=Max("position"))["last"] or 0


def end_seat(seat: Seat, *, by: Actor, now: datetime) -> Seat:
    """End a seat this minute: from now on it shows nothing and reaches nobody.

    One that is over already stays as it is.
    """
    if not can_end_seat(by, seat):
        raise PermissionDenied
    with transaction.atomic():
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        if seat.end(now):
            seat.save(update_fields=["to_on", "ended_at"])
            record(by, "ended", seat)
            tell_of_end(seat, by=by, now=now)
    return seat


def end_seat_after(seat: Seat, last: date, *, by: Actor, now: datetime) -> Seat:
    """Let a seat hold through a last day, today or later; the same again is no change.

    Raises EndsBeforeItBegins, and SeatIsOver if it does not hold any more.
    """
    if not can_end_seat(by, seat):
        raise PermissionDenied
    today = localdate(now)
    with transaction.atomic():
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        if not _going_on(Seat.objects, today).filter(pk=seat.pk).exists():
            raise SeatIsOver(_("This seat has ended already."))
        _refuse_backwards(max(seat.from_on, today), last)
        if seat.to_on == last:
            return seat
        seat.to_on = last
        seat.save(update_fields=["to_on"])
        record(by, "set-last-day", seat)
        tell_of_end(seat, by=by, now=now)
    return seat


def hand_on_seat(seat: Seat, to: Person, *, by: Actor, now: datetime) -> Seat:
    """End an agency’s seat and give it to another of its people, in the same minute.

    Its last day goes along. Raises SeatIsOver if somebody handed it on or ended it
    first, HasNotBegun, NotOfThisAgency and AlreadySeated.
    """
    if not can_hand_on(by, seat):
        raise PermissionDenied
    day = localdate(now)
    with transaction.atomic():
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        last = seat.to_on
        if not seat.end(now):
            raise SeatIsOver(
                _("Somebody was faster: this seat was handed on or has ended already.")
            )
        _refuse_to_hand_on(seat, to, day)
        seat.save(update_fields=["to_on", "ended_at"])
        new = Seat(person=to, from_on=day, to_on=last, **_place(seat))
        new.position = seat.position
        new.save()
        record(by, "handed-on", seat, to=str(new.pk))
        tell_of_end(seat, by=by, now=now)
        if not is_herself(by, to):
            tell_follower(new, by, now)
    return new


def _place(seat: Seat) -> dict[str, Any]:
    return {"agency": seat.agency, "group": seat.group, "role": seat.role}


def _refuse_to_hand_on(seat: Seat, to: Person, day: date) -> None:
    """Refuse a seat that nobody holds yet, and whoever cannot have it."""
    if seat.from_on > day:
        raise HasNotBegun(
            _("This seat has not begun: nobody holds it yet who could hand it on.")
        )
    theirs = to.seats.holding(day).filter(agency=seat.agency)
    if not theirs.exists():
        raise NotOfThisAgency(
            _("The seat goes on to somebody who sits for the same agency.")
        )
    if _going_on(to.seats, day).filter(**_place(seat)).exists():
        raise AlreadySeated(_("%s holds this seat already.") % to)


def move_up(seat: Seat, *, by: Actor, today: date) -> None:
    """Let a deputy stand in before the one who stood in before her."""
    if not can_end_seat(by, seat):
        raise PermissionDenied
    with transaction.atomic():
        deputies = _deputies_beside(seat, today)
        place = [one.pk for one in deputies].index(seat.pk) if seat in deputies else 0
        if not place:
            return
        deputies.insert(place - 1, deputies.pop(place))
        for number, one in enumerate(deputies, start=1):
            one.position = number
        Seat.objects.bulk_update(deputies, ["position"])
        record(by, "reordered", seat)


def _deputies_beside(seat: Seat, today: date) -> list[Seat]:
    """Return the deputies beside whom a seat stands, locked, in their order."""
    beside = Seat.objects.holding(today).filter(
        agency=seat.agency, group=seat.group, role=Role.DEPUTY
    )
    locked = beside.select_for_update(of=("self",))
    return list(locked.order_by("position", "from_on", "id"))
