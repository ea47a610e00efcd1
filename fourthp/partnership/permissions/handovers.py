"""Who may read and write what is left for whoever follows in a seat."""

from datetime import timedelta

from django.utils.timezone import localdate

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.permissions import can_run_network, holds_role

# For so long somebody may still write for whoever follows once her own seat ended.
WRITES_FOR = timedelta(days=14)


def can_write_handover(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor may read and write what a seat leaves to who follows.

    Who looks after it, and who holds it; once it ended she may for a while, as long as
    nobody else's words stand there.
    """
    if can_read_before(actor, seat):
        return True
    is_hers = isinstance(actor, Person) and actor.pk == seat.person_id
    return is_hers and _ended_lately(seat) and not _has_words_of_others(seat)


def can_read_before(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor may read what was left for whoever holds a seat.

    Who holds it today, and who looks after it.
    """
    return _looks_after(actor, seat) or _holds(actor, seat)


def _looks_after(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor leads the agency of a seat or runs the network, and may
    know of its group today.
    """
    leads = seat.agency_id and holds_role(actor, Role.LEAD, agency=seat.agency)
    if not (leads or can_run_network(actor)):
        return False
    # One's own seats are known for ever, also in a group that one sees no more.
    return (
        not isinstance(actor, Person)
        or Group.objects.visible_to(actor).filter(pk=seat.group_id).exists()
    )


def _holds(actor: Actor, seat: Seat) -> bool:
    if not isinstance(actor, Person) or actor.pk != seat.person_id:
        return False
    this = (seat.role, seat.agency_id, seat.group_id, seat.from_on)
    return seat.ended_at is None and any(
        (one.role, one.agency, one.group, one.from_on) == this for one in actor.held
    )


def _ended_lately(seat: Seat) -> bool:
    """Tell whether a seat that had begun ended in the last days."""
    if seat.to_on is None:
        return False
    ended = localdate(seat.ended_at) if seat.ended_at else seat.to_on
    return seat.from_on <= ended <= today() <= ended + WRITES_FOR


def _has_words_of_others(seat: Seat) -> bool:
    found = getattr(seat, "handover", None)
    return found is not None and found.writer_id != seat.person_id
