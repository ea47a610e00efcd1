"""Who may do what with meetings: small questions."""

from fourthp.foundation.actors import Actor
from fourthp.gatherings.models import Series
from fourthp.gatherings.permissions import can_keep
from fourthp.meetings.models import Item
from fourthp.partnership.models import Person, Role
from fourthp.partnership.models.shared import NETWORK_WIDE

# Who makes agendas: the network's coordinators, and the chair of the group.
KEEPS = (Role.COORDINATOR, Role.CHAIR)


def can_order(actor: Actor, series: Series) -> bool:
    """Tell whether an actor makes the agendas of a series: its chair, a coordinator."""
    return can_keep(actor, series)


def can_propose(actor: Actor, series: Series, label: str) -> bool:
    """Tell whether an actor may propose an item: whoever sits in the group.

    What is above TLP:GREEN by the strong door alone (S6).
    """
    if not isinstance(actor, Person):
        return can_order(actor, series)
    if label not in NETWORK_WIDE and not actor.is_strong:
        return False
    sits = any(one.group == series.group_id for one in actor.held)
    anywhere = series.group.is_network and bool(actor.held)
    return sits or anywhere or can_order(actor, series)


def has_proposed(actor: Actor, item: Item) -> bool:
    """Tell whether an actor proposed an item, and holds a seat still."""
    seat = item.proposed_by
    if not isinstance(actor, Person) or seat is None:
        return False
    return seat.person_id == actor.pk and bool(actor.held)


def can_change_item(actor: Actor, item: Item) -> bool:
    """Tell whether an actor may change what an item says.

    Whoever makes the agenda; whoever proposed it until it stands there.
    """
    waits = item.state == Item.State.PROPOSED
    return can_order(actor, item.series) or (waits and has_proposed(actor, item))


def may_narrow(actor: Actor, item: Item) -> bool:
    """Tell whether an actor says who sees an item: by the strong door above GREEN."""
    if item.label not in NETWORK_WIDE and not getattr(actor, "is_strong", False):
        return False
    return can_order(actor, item.series) or has_proposed(actor, item)
