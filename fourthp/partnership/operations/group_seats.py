"""Seats in a group: taken and left by oneself, and given by whoever may."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency, Group, Person, Role, Seat
from fourthp.partnership.operations.seats import AlreadySeated, seat_person
from fourthp.partnership.permissions import (
    IN_A_GROUP,
    can_join,
    can_run_network,
    can_seat,
)
from fourthp.partnership.queries.groups import For, sits_for


class NotGoingOn(Exception):
    """A group has not begun yet, or is over: nobody takes a seat in it."""


class NotForThatAgency(Exception):
    """Somebody holds no seat for the agency that she is to sit for."""


class WouldSpeakForIt(Exception):
    """She would represent an agency in the group that she does not represent."""


def join_group(
    group: Group, *, by: Person, today: date, agency: Agency | None = None
) -> Seat:
    """Take a seat in a group that is open to members, for an agency of one's own.

    Raises NotGoingOn, NotForThatAgency, and AlreadySeated.
    """
    if not can_join(by, group):
        raise PermissionDenied
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        if not can_join(by, group):
            raise PermissionDenied
        refuse_unless_going_on(group, today)
        stands = stands_for(by, agency, today)
        if by.seats.holding(today).filter(group=group, agency=agency).exists():
            raise AlreadySeated(_("You sit in this group already."))
        seat = Seat.objects.create(
            person=by, agency=agency, group=group, role=stands.role, from_on=today
        )
        record(by, "joined", seat)
    return seat


def leave_group(group: Group, *, by: Person, now: datetime) -> int:
    """End one's own seats in a group this minute; return how many."""
    if group.is_network:
        raise PermissionDenied
    with transaction.atomic():
        held = by.seats.holding(localdate(now)).filter(group=group)
        seats = list(Seat.objects.select_for_update().filter(pk__in=held.values("pk")))
        for seat in seats:
            seat.end(now)
            seat.save(update_fields=["to_on", "ended_at"])
            record(by, "left", seat)
    return len(seats)


def seat_in_group(
    person: Person,
    role: str,
    group: Group,
    *,
    by: Actor,
    today: date,
    agency: Agency | None = None,
) -> Seat:
    """Give somebody of the network a seat in a group that is not the network itself.

    Raises NotGoingOn, NotForThatAgency, WouldSpeakForIt, and AlreadySeated.
    """
    roles = (*IN_A_GROUP, Role.CHAIR)
    if group.is_network or role not in roles or not can_seat(by, agency, role, group):
        raise PermissionDenied
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        refuse_unless_going_on(group, today)
        known_to = by if isinstance(by, Person) else None
        stands = stands_for(person, agency, today, known_to=known_to)
        speaks = role in {Role.REPRESENTATIVE, Role.DEPUTY}
        if speaks and stands.role == Role.OBSERVER and not can_run_network(by):
            raise WouldSpeakForIt(
                _(
                    "%(person)s does not represent %(agency)s in the network. Seat them"
                    " as an observer, or ask a coordinator."
                )
                % {"person": person, "agency": agency}
            )
        return seat_person(person, role, by=by, today=today, agency=agency, group=group)


def refuse_unless_going_on(group: Group, today: date) -> None:
    """Raise NotGoingOn unless a group has begun and is not over."""
    if not Group.objects.going_on(today).filter(pk=group.pk).exists():
        raise NotGoingOn(_("This group has not begun yet, or has ended."))


def stands_for(
    person: Person,
    agency: Agency | None,
    today: date,
    *,
    known_to: Person | None = None,
) -> For:
    """Return how somebody may sit for an agency, None in her own right.

    known_to: as far as another may know of her seats. Raises NotForThatAgency.
    """
    for one in sits_for(person, today, known_to=known_to):
        if one.agency == agency:
            return one
    if agency is None:
        raise NotForThatAgency(_("Choose the agency that this seat is for."))
    raise NotForThatAgency(_("Nobody may sit for an agency without a seat for it."))
