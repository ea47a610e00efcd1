"""Who may see that people left, and give back which of the seats that ended by it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.permissions import (
    can_end_seats,
    can_run_network,
    can_seat,
    holds_role,
    is_herself,
)

# Later somebody looks at it first: what a group is, who leads an agency, and whose
# mailbox it is may have changed.
BACK_WITHIN = timedelta(days=14)
# What a lead gives back to her people in open groups, whoever said that they left.
_ORDINARY = (Role.REPRESENTATIVE, Role.DEPUTY, Role.OBSERVER)
# The acts of a group that say who sees it; operations/groups.py does them.
_SHOWS = ("closed", "opened")


def can_take_leaving_back(
    actor: Actor, leaving: Revision, seats: Sequence[Seat]
) -> bool:
    """Tell whether an actor may give back seats that ended because people left.

    Coordinators, who said it, and the lead of the one agency that all of them are for;
    so one link takes back what it did, and nothing else. Which of the seats, says
    `can_give_back`; and how long, `is_in_time`.
    """
    if can_run_network(actor):
        return True
    if said_that_they_left(actor, leaving):
        return _still_may(actor, seats)
    agencies = {one.agency for one in seats}
    [first, *others] = agencies or {None}
    return (
        first is not None and not others and holds_role(actor, Role.LEAD, agency=first)
    )


def is_in_time(actor: Actor, leaving: Revision, now: datetime) -> bool:
    """Tell whether an actor may still take a leaving back: coordinators at any time."""
    return can_run_network(actor) or now - leaving.at <= BACK_WITHIN


def can_give_back(actor: Actor, leaving: Revision, seat: Seat) -> bool:
    """Tell whether who may take a leaving back gives this seat of it back, too.

    What she said herself, and otherwise what a lead gives; never what is her own.
    """
    if can_run_network(actor):
        return True
    is_said = said_that_they_left(actor, leaving)
    if not is_said and is_herself(actor, seat.person):
        return False
    if can_seat(actor, seat.agency, seat.role, seat.group):
        return True
    if seat.group.is_closed:
        return is_said and _knew_it(actor, leaving, seat)
    return is_said or seat.role in _ORDINARY


def can_give_some_back(
    actor: Actor, leaving: Revision, seats: Sequence[Seat], *, now: datetime
) -> bool:
    """Tell whether an actor may give back any of the seats that ended, as of now."""
    may = can_take_leaving_back(actor, leaving, seats)
    in_time = may and is_in_time(actor, leaving, now)
    return in_time and any(can_give_back(actor, leaving, one) for one in seats)


def _knew_it(actor: Actor, leaving: Revision, seat: Seat) -> bool:
    """Tell whether a group was as closed when an actor said that somebody left it.

    Her own seat there, or another's in a group that she sees.
    """
    about = {"matter_kind": Group.matter_kind, "matter_id": str(seat.group_id)}
    # Ids sort by time: what was done since has a higher one.
    since = Q(pk__gt=leaving.pk) | Q(undone_at__gte=leaving.at)
    if Revision.objects.filter(since, act__in=_SHOWS, **about).exists():
        return False
    if is_herself(actor, seat.person):
        return True
    seen = Group.objects.visible_to(_person_of(actor))
    return seen.filter(pk=seat.group_id).exists()


def _person_of(actor: Actor) -> Person | None:
    """Return who an actor is, or whom a link stands for."""
    if isinstance(actor, SignedLink):
        return Person.objects.filter(pk=actor.holder_id).first()
    return actor if isinstance(actor, Person) else None


def can_see_leaving(actor: Actor, leaving: Revision, seats: Sequence[Seat]) -> bool:
    """Tell whether an actor may see what ended: who said it, and who looks after it.

    seats: those of it that the actor may know of.
    """
    if can_run_network(actor) or said_that_they_left(actor, leaving):
        return True
    agencies = {one.agency for one in seats if one.agency}
    return any(holds_role(actor, Role.LEAD, agency=one) for one in agencies)


def said_that_they_left(actor: Actor, leaving: Revision) -> bool:
    """Tell whether an actor is who said that people left."""
    said_it = (leaving.actor_kind, leaving.actor_id)
    return (actor.actor_kind, actor.actor_id) == said_it


def _still_may(actor: Actor, seats: Sequence[Seat]) -> bool:
    """Tell whether who said that people left may say so today still."""
    return all(can_end_seats(actor, one.person, one.agency) for one in seats)
