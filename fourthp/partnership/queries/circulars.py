"""Whom a letter to members is for."""

from collections.abc import Sequence

from fourthp.partnership.models import Circular, Group, Label, Role
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing, ways_into

# Coordinators let it go, and see what they let go.
WHO_LETS_GO = Way(role=Role.COORDINATOR)


def and_who_lets_go(ways: Sequence[Way]) -> list[Way]:
    """Return ways in with that of those who let a letter go, once."""
    return [*ways] if WHO_LETS_GO in ways else [*ways, WHO_LETS_GO]


def chosen_ways(circular: Circular) -> list[Way]:
    """Return the ways in that were chosen for a letter; none where none was."""
    if not circular.is_for_some or circular.audience_id is None:
        return []
    ways = ways_into(circular.audience_id)
    return [way for way in ways if way != WHO_LETS_GO] or ways


def sharing_of_letter(
    label: str, group: Group | None, ways: Sequence[Way] | None
) -> Sharing:
    """Return how a letter to a group, to some or to everyone (None) is shared."""
    if group is not None:
        ways = [Way(group=group)]
    return Sharing(label, None if ways is None else tuple(and_who_lets_go(ways)))


def is_clear_for_closed(sharing: Sharing) -> bool:
    """Tell whether what may go anywhere is for a closed group."""
    groups = [way.group for way in sharing.ways or () if way.group]
    return sharing.label == Label.CLEAR and any(one.is_closed for one in groups)
