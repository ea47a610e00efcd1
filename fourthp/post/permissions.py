"""Who may do what with the post: small questions."""

from fourthp.foundation.actors import Actor, Clockwork, Host
from fourthp.foundation.policies import roles_of

RUNS_POST = "coordinator"
LOOKS_AT_POST = (RUNS_POST, "auditor")


def can_run_post(actor: Actor) -> bool:
    """Tell whether an actor may stop, resume, release, send again and cancel."""
    return isinstance(actor, Host | Clockwork) or RUNS_POST in roles_of(actor)


def can_look_at_post(actor: Actor) -> bool:
    """Tell whether an actor may look at what went to whom; not at what it says."""
    return bool(roles_of(actor) & set(LOOKS_AT_POST))


def is_reader(actor: Actor, kind: str, pk: str) -> bool:
    """Tell whether an actor is a reader herself: signed in, or by a link of her own."""
    if actor.actor_kind == "link":
        return actor.actor_id == f"{kind}:{pk}"
    return (actor.actor_kind, actor.actor_id) == (kind, pk)
