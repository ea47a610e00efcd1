"""Who gives actions, and who speaks for one."""

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Group, Person, Role, Seat
from fourthp.partnership.permissions import can_run_network, holds_role
from fourthp.plan.models import Action, Aim, Concern, holder_of

# What the link in a mail is for by which an owner speaks for an action.
MINE = "action_mine"
GIVES = (Role.CHAIR, Role.MINUTE_TAKER)


def can_give_actions(actor: Actor, group: Group) -> bool:
    """Tell whether an actor may give actions in a group, and change them.

    Who runs the network, and the group's own chair and minute-taker.
    """
    return can_run_network(actor) or holds_role(actor, *GIVES, group=group)


def can_give_for(actor: Actor, goal: Concern | Aim) -> bool:
    """Tell whether an actor may give an action for a concern or aim: one she sees."""
    if not isinstance(actor, Person):
        return can_run_network(actor)
    return type(goal)._default_manager.visible_to(actor).filter(pk=goal.pk).exists()


def can_change_action(actor: Actor, action: Action) -> bool:
    """Tell whether an actor may change what an action says, drop it, or open it."""
    return can_give_actions(actor, action.group)


def owns_action(actor: Actor, action: Action) -> bool:
    """Tell whether an actor has an action today: her seat does, or her agency.

    By a link as long as whom it stands for has it.
    """
    if isinstance(actor, SignedLink):
        who = actor.holder_id if _is_for(actor, action) else None
    else:
        who = actor.pk if isinstance(actor, Person) else None
    return who is not None and holder_of(action, today()).is_with(who)


def _is_for(link: SignedLink, action: Action) -> bool:
    """Tell whether a link lets somebody speak for just this action."""
    about = (link.purpose, link.matter_kind, link.matter_id)
    is_for_it = about == (MINE, action.matter_kind, action.pk)
    return is_for_it and link.holder_kind == Person.matter_kind


def can_speak_for(actor: Actor, action: Action) -> bool:
    """Tell whether an actor may say how an action stands, or that another has it."""
    return can_change_action(actor, action) or owns_action(actor, action)


def can_hand_over(actor: Actor, action: Action, to: Seat | Agency) -> bool:
    """Tell whether an actor may hand an action over to a seat or an agency.

    Whoever gives actions there may to anybody; its owner to her own agency, and to its
    seats in the same group.
    """
    if can_change_action(actor, action):
        return True
    if action.agency_id is None or not owns_action(actor, action):
        return False
    if isinstance(to, Seat):
        return (to.agency_id, to.group_id) == (action.agency_id, action.group_id)
    return to.pk == action.agency_id


def can_take_back(actor: Actor, action: Action, revision: Revision) -> bool:
    """Tell whether an actor may take back what was said of an action.

    Whoever said it, by the same way; and whoever gives actions there.
    """
    about = (revision.matter_kind, revision.matter_id)
    if about != (action.matter_kind, str(action.pk)):
        return False
    said_it = (revision.actor_kind, revision.actor_id) == (
        actor.actor_kind,
        actor.actor_id,
    )
    if isinstance(actor, SignedLink):
        return said_it and _is_for(actor, action)
    return said_it or can_change_action(actor, action)
