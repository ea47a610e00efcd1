"""Somebody leaves: every seat ends this minute, and all that hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.accounts.operations.identities import drop_identities
from fourthp.accounts.operations.sessions import end_sessions_of
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import Matter
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import Revising, begin_revision
from fourthp.partnership.models import Agency, Person, Role, Seat
from fourthp.partnership.operations.left_mails import hearers_of, tell_of_leaving
from fourthp.partnership.operations.successors import ask_who_follows, vacant_now
from fourthp.partnership.permissions import can_end_seats
from fourthp.partnership.queries.departures import LEFT, seats_of, seats_seen
from fourthp.partnership.signals import people_left
from fourthp.post.operations.departing import ask_again_of, say_goodbye
from fourthp.post.operations.wishes import Who

# Who leaves, and which agency; None: all that she sits for.
Goes = tuple[Person, Agency | None]


class HoldsNoSeat(Exception):
    """Somebody who is said to leave holds no seat there any more."""


class LastCoordinator(Exception):
    """Without her seat nobody would coordinate the network."""


@dataclass(frozen=True)
class Leaving:
    """What came of it: the change that is taken back, the seats, and whose they are."""

    revision: Revision
    seats: list[Seat]
    people: list[Person]


def leave(
    person: Person, *, by: Actor, now: datetime, agency: Agency | None = None
) -> Leaving:
    """End somebody's seats this minute: those for one agency, or all.

    Raises HoldsNoSeat and LastCoordinator.
    """
    return _leave([(person, agency)], person, by=by, now=now)


def leave_agencies(
    person: Person, agencies: Iterable[Agency], *, by: Actor, now: datetime
) -> Leaving:
    """End somebody's seats for some agencies. Raises as `leave`."""
    return _leave([(person, one) for one in agencies], person, by=by, now=now)


def leave_together(
    people: Iterable[Person], agency: Agency, *, by: Actor, now: datetime
) -> Leaving:
    """End the seats of some people for one agency, as one change. Raises as `leave`."""
    return _leave([(one, agency) for one in people], agency, by=by, now=now)


def _leave(goes: list[Goes], about: Matter, *, by: Actor, now: datetime) -> Leaving:
    if not all(can_end_seats(by, person, agency) for person, agency in goes):
        raise PermissionDenied
    with transaction.atomic():
        people = _locked({person.pk for person, _agency in goes})
        seats = _seats_to_end(goes, by, now)
        hears = hearers_of(people, seats, by=by, now=now)
        revising = begin_revision(by, LEFT, about)
        _end_each(seats, revising, by, now)
        for person in people:
            _close(person, by, now)
        leaving = Leaving(revising.revision, seats, people)
        people_left.send(sender=Person, leaving=leaving, by=by, now=now)
        vacant = vacant_now(seats, now=now)
        told = tell_of_leaving(hears, leaving.revision, vacant, by=by, now=now)
        ask_who_follows(vacant, told=told, by=by, now=now)
    return leaving


def _locked(ids: Iterable[object]) -> list[Person]:
    """Return some people, locked: nobody gives them a seat meanwhile."""
    found = Person.objects.select_for_update(of=("self",)).filter(pk__in=list(ids))
    return list(found.select_related("user").order_by("pk"))


def _seats_to_end(goes: list[Goes], by: Actor, now: datetime) -> list[Seat]:
    day = localdate(now)
    found = dict[object, Seat]()
    for person, agency in goes:
        seats = list(seats_of(person, day, agency).select_for_update(of=("self",)))
        if _may_know(by, person, seats):
            found |= {seat.pk: seat for seat in seats}
    if not found:
        raise HoldsNoSeat(_("Every seat has ended there already."))
    _keep_a_coordinator(list(found.values()), now)
    return list(found.values())


def _may_know(by: Actor, person: Person, seats: list[Seat]) -> bool:
    """Tell whether an actor may know of one of somebody's seats: then all of them end.

    A link names those alone of whom its holder may know.
    """
    if not isinstance(by, Person) or can_end_seats(by, person, None):
        return True
    return bool(seats_seen(seats, by))


def _keep_a_coordinator(seats: list[Seat], now: datetime) -> None:
    """Raise LastCoordinator where nobody would be left to let anyone in."""
    ids = [one.pk for one in seats if one.role == Role.COORDINATOR]
    if not ids:
        return
    held = Seat.objects.holding(localdate(now)).filter(role=Role.COORDINATOR)
    # Locked, because two might leave at once.
    pks = set(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    if pks and pks <= set(ids):
        raise LastCoordinator(
            _(
                "Nobody else coordinates the network. Give somebody else that seat"
                " first, then leave."
            )
        )


def _end_each(seats: list[Seat], revising: Revising, by: Actor, now: datetime) -> None:
    before = [{"to_on": one.to_on, "ended_at": one.ended_at} for one in seats]
    for seat in seats:
        seat.end(now)
        record(by, "ended", seat)
    revising.change(zip(seats, before, strict=True))


def _close(person: Person, by: Actor, now: datetime) -> None:
    """End what hung on the seats: mail that waits, and sessions if none is left."""
    who = Who(person.matter_kind, str(person.pk))
    if person.seats.holding(localdate(now)).exists():
        count, sessions = ask_again_of(who, now=now), 0
    else:
        count = say_goodbye(who, by=by, now=now)
        sessions = end_sessions_of(person.user_id) if person.user_id else 0
        if person.user_id:
            drop_identities(person.user_id)
    record(by, LEFT, person, mails=count, sessions=sessions)
