"""Who reads what is a closed group's."""

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Audience, Group, Role
from fourthp.partnership.operations.audiences import make_audience
from fourthp.partnership.queries.audiences import Way


def audience_of(group: Group, *, by: Actor) -> Audience | None:
    """Make the audience of what is a group's; None where every member may see it.

    A closed group's own people and the coordinators read it. The caller has the
    transaction.
    """
    if not group.is_closed:
        return None
    ways = [Way(group=group), Way(role=Role.COORDINATOR)]
    return make_audience(ways, by=by, name=group.name)
