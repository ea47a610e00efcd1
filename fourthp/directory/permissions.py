"""Who may do what: small questions."""

from fourthp.directory.models import Service
from fourthp.foundation.actors import Actor, Host
from fourthp.partnership.models import Agency, Label, Role
from fourthp.partnership.permissions import holds_role

# Who keeps the listings of her own agency.
OWN_ROLES = (Role.REPRESENTATIVE, Role.DEPUTY, Role.LEAD)
# Who takes the whole directory in and along.
MAY_IMPORT = (Role.COORDINATOR, Role.EDITOR)
# Readers that whoever keeps a listing may choose: everyone, or the network's members.
PLAIN = (Label.CLEAR, Label.GREEN)


def can_import(actor: Actor) -> bool:
    """Tell whether an actor may import a directory, and take an import back."""
    return isinstance(actor, Host) or holds_role(actor, *MAY_IMPORT)


def can_list_service(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor may list a service of an agency: its own, or any."""
    return can_import(actor) or holds_role(actor, *OWN_ROLES, agency=agency)


def can_edit_service(actor: Actor, service: Service) -> bool:
    """Tell whether an actor may change a listing: its owner's people, and editors."""
    return can_list_service(actor, service.owner or service.organization)


def can_give_away(actor: Actor) -> bool:
    """Tell whether an actor may say which agency keeps a listing."""
    return can_import(actor)


def has_plain_readers(service: Service) -> bool:
    """Tell whether a listing's readers are everyone or all members, and no others."""
    return service.audience_id is None and service.label in PLAIN
