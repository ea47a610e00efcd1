"""Who reads what keeps to one group."""

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Audience, Group, Role
from fourthp.partnership.operations.audiences import make_audience
from fourthp.partnership.queries.audiences import Way


def ways_into(group: Group) -> tuple[Way, Way]:
    """Return the ways in to what keeps to a group: it, and whoever coordinates."""
    return Way(group=group), Way(role=Role.COORDINATOR)


def audience_of(group: Group | None, *, by: Actor) -> Audience | None:
    """Make the audience of what is a group's; None where every member may see it.

    A closed group's own people and the coordinators read it; group None is the
    network. The caller has the transaction.
    """
    if group is None or not group.is_closed:
        return None
    return make_audience(ways_into(group), by=by)
