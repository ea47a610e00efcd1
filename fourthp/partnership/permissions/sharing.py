"""Who may share something otherwise, look at it as another, and see who looked."""

from django.utils.module_loading import import_string

from fourthp.foundation.actors import Actor, Host
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Role, Shared
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.permissions import holds_role, is_coordinator
from fourthp.partnership.rules.shared_kinds import path_of_shared


def can_narrow(actor: Actor, shared: Shared) -> bool:
    """Tell whether an actor may narrow, recall or end what is shared: one alone may.

    Whoever looks after the matters of the agency that it came from, or a coordinator.
    Never by a password alone what a password alone does not show.
    """
    if not isinstance(actor, Person):
        return isinstance(actor, Host)
    if shared.label not in NETWORK_WIDE and not actor.is_strong:
        return False
    return is_coordinator(actor) or speaks_for_it(actor, shared)


def speaks_for_it(actor: Actor, shared: Shared) -> bool:
    """Tell whether an actor looks after the matters of the agency it came from."""
    ours = {
        one.agency for one in getattr(actor, "held", ()) if one.role in FOR_AN_AGENCY
    }
    return shared.originator_id is not None and shared.originator_id in ours


def can_see_names(actor: Actor) -> bool:
    """Tell whether an actor may see who it was that looked at something."""
    return (
        isinstance(actor, Person)
        and actor.is_strong
        and holds_role(actor, Role.AUDITOR)
    )


def can_share(actor: Actor, row: Shared) -> bool:
    """Tell whether an actor says who sees a shared row, as its own room answers."""
    path = path_of_shared(row.matter_kind)
    return bool(path) and bool(import_string(path).may_narrow(actor, row))


def can_look_as(actor: Actor, row: Shared) -> bool:
    """Tell whether an actor may look at a shared row as somebody else.

    Whoever may say who sees it, and came with a second factor.
    """
    return isinstance(actor, Person) and actor.is_strong and can_share(actor, row)
