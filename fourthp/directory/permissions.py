"""Who may do what: small questions."""

from fourthp.directory.models import Service
from fourthp.foundation.actors import Actor, Host
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Agency, Label, Person, Role
from fourthp.partnership.permissions import holds_role

# Who keeps the listings of her own agency.
OWN_ROLES = (Role.REPRESENTATIVE, Role.DEPUTY, Role.LEAD)
# Who takes the whole directory in and along.
MAY_IMPORT = (Role.COORDINATOR, Role.EDITOR)
# Readers that whoever keeps a listing may choose: everyone, or the network's members.
PLAIN = (Label.CLEAR, Label.GREEN)
# What a link in a mail is for that asks whether a listing is right.
CONFIRMS = "listing_right"


def settles(kind: str) -> str:
    """Return what a link is for that asks whether a kind of problem is settled."""
    return f"settles_{kind}"


def can_import(actor: Actor) -> bool:
    """Tell whether an actor may import a directory, and take an import back."""
    return isinstance(actor, Host) or holds_role(actor, *MAY_IMPORT)


def can_list_service(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor may list a service of an agency: its own, or any."""
    return can_import(actor) or holds_role(actor, *OWN_ROLES, agency=agency)


def can_edit_service(actor: Actor, service: Service) -> bool:
    """Tell whether an actor may change a listing: its owner's people, and editors."""
    return can_list_service(actor, service.owner or service.organization)


def can_verify_service(actor: Actor, service: Service) -> bool:
    """Tell whether an actor may say that a listing is right: whoever may change it.

    A link that asks of this very listing may too, as long as its holder may.
    """
    return _can_by(CONFIRMS, actor, service)


def can_end_service(actor: Actor, service: Service) -> bool:
    """Tell whether an actor may say that a listing has ended, and take that back.

    A link that asks whether it is right is enough: who keeps it narrows alone.
    """
    return _can_by(CONFIRMS, actor, service)


def can_settle_problems(actor: Actor, service: Service, kind: str) -> bool:
    """Tell whether an actor may say that what is said to be wrong is settled.

    A link that asks of this kind, of this very listing, may too.
    """
    return _can_by(settles(kind), actor, service)


def _can_by(purpose: str, actor: Actor, service: Service) -> bool:
    """Tell whether an actor may change a listing, or has a link for this of it."""
    if not isinstance(actor, SignedLink):
        return can_edit_service(actor, service)
    about = (actor.purpose, actor.matter_kind, actor.matter_id)
    person = Person.objects.filter(pk=actor.holder_id).first()
    if about != (purpose, service.matter_kind, service.pk) or person is None:
        return False
    is_a_person = actor.holder_kind == Person.matter_kind
    return is_a_person and can_edit_service(person, service)


def may_be_named(service: Service) -> bool:
    """Tell whether a mail to whoever keeps a listing may say which it is (S3, S14).

    Everyone may see it, and nothing of it has a place that must not be known.
    """
    agencies = (service.organization, service.owner)
    hidden = any(one and one.place_is_confidential for one in agencies)
    return service.is_public and not (service.place_is_confidential or hidden)


def can_give_away(actor: Actor) -> bool:
    """Tell whether an actor may say which agency keeps a listing."""
    return can_import(actor)


def has_plain_readers(service: Service) -> bool:
    """Tell whether a listing's readers are everyone or all members, and no others."""
    return service.audience_id is None and service.label in PLAIN
