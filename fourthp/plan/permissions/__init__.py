"""Who may do what with the plan: small questions."""

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Group, Role
from fourthp.partnership.permissions import can_run_network, holds_role


def leads(actor: Actor, group: Group) -> bool:
    """Tell whether an actor leads a group's work: its chair, or whoever coordinates."""
    return can_run_network(actor) or holds_role(actor, Role.CHAIR, group=group)
