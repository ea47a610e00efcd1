"""Who may do what: small questions."""

from fourthp.foundation.actors import Actor, Host
from fourthp.foundation.clock import today
from fourthp.partnership.models import Agency, Group, Person, Role


def holds_role(actor: Actor, *roles: str, agency: Agency | None = None) -> bool:
    """Tell whether an actor is a person who holds one of the roles today.

    With an agency, the seat must be for that agency.
    """
    if not isinstance(actor, Person):
        return False
    seats = actor.seats.holding(today()).filter(role__in=roles)
    return (seats.filter(agency=agency) if agency else seats).exists()


def is_coordinator(actor: Actor) -> bool:
    """Tell whether an actor coordinates the network today."""
    return holds_role(actor, Role.COORDINATOR)


def can_run_network(actor: Actor) -> bool:
    """Tell whether an actor may change members, groups and the network's settings.

    The host may, because an empty network has no coordinator yet.
    """
    return isinstance(actor, Host) or is_coordinator(actor)


def can_add_agency(actor: Actor) -> bool:
    """Tell whether an actor may make an agency known; the directory's editor may."""
    return can_run_network(actor) or holds_role(actor, Role.EDITOR)


def can_edit_agency(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor may change what is said of an agency."""
    return can_run_network(actor) or holds_role(actor, Role.LEAD, agency=agency)


def can_seat(
    actor: Actor, agency: Agency | None, role: str, group: Group | None = None
) -> bool:
    """Tell whether an actor may give somebody a seat in a group; None is the network.

    An agency's lead seats her own people in the network, but no officer of it; who
    sits in a smaller group is not hers to say, whose papers are its own.
    """
    own = (Role.REPRESENTATIVE, Role.DEPUTY)
    return can_run_network(actor) or (
        agency is not None
        and (group is None or group.is_network)
        and role in own
        and holds_role(actor, Role.LEAD, agency=agency)
    )


def can_write_circular(actor: Actor) -> bool:
    """Tell whether an actor may write to the members of the network."""
    return can_run_network(actor)
