"""Who may do what: small questions."""

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Role
from fourthp.partnership.permissions import can_run_network
from fourthp.trust.models import Witness

# What the link in a witness's mail is for, and who looks at the record.
WITNESS = "witness"
LOOKS_AT_RECORD = (Role.COORDINATOR.value, Role.AUDITOR.value)


def can_name_witnesses(actor: Actor) -> bool:
    """Tell whether an actor may ask somebody to be a witness, and let them go."""
    return can_run_network(actor)


def is_witness(actor: Actor, witness: Witness) -> bool:
    """Tell whether an actor is the link that a witness has by mail."""
    return (
        isinstance(actor, SignedLink)
        and actor.purpose == WITNESS
        and actor.matter_kind == witness.matter_kind
        and actor.matter_id == witness.pk
    )
