"""Who raises a concern, moves it on, answers it, and sees it too."""

from uuid import UUID

from fourthp.foundation.actors import Actor, Public
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import FOR_AN_AGENCY, Agency, Group, Person, Role
from fourthp.partnership.permissions import is_coordinator, speaks_for
from fourthp.plan.models import Concern, PublicAnswer, Voice
from fourthp.plan.rules.concerns import UNHEARD

# The purpose of the links by which an agency says whether it sees a concern too.
SEES_TOO = "sees_too"


def can_raise(actor: Actor, group: Group | None = None) -> bool:
    """Tell whether an actor may raise a concern in a group; None is the network.

    Whoever holds a seat; in a smaller group by a seat in it. Somebody without an
    account may in the network alone, where a coordinator lets it in first.
    """
    if isinstance(actor, Public):
        return group is None
    if not isinstance(actor, Person):
        return False
    if group is None or group.is_network:
        return bool(actor.held)
    return any(one.group == group.pk for one in actor.held)


def can_move_on(actor: Actor, concern: Concern) -> bool:
    """Tell whether an actor may hear a concern, move it on and answer it.

    A coordinator, or the chair of the group in which it was raised; by the strong
    door alone (S6).
    """
    if not isinstance(actor, Person) or not actor.is_strong:
        return False
    return is_coordinator(actor) or chairs_for(actor, concern.group_id)


def chairs_for(person: Person, group: UUID | None) -> bool:
    """Tell whether somebody chairs a group today; None is the network."""
    chaired = (one for one in person.held if one.role == Role.CHAIR)
    return any(
        one.in_network if group is None else one.group == group for one in chaired
    )


def can_let_in(actor: Actor) -> bool:
    """Tell whether an actor may let in, or decline, what nobody with a seat raised."""
    return isinstance(actor, Person) and actor.is_strong and is_coordinator(actor)


def has_raised(actor: Actor, concern: Concern) -> bool:
    """Tell whether an actor raised a concern, and holds a seat still."""
    seat = concern.raised_by
    if not isinstance(actor, Person) or seat is None:
        return False
    return seat.person_id == actor.pk and bool(actor.held)


def can_correct(actor: Actor, concern: Concern) -> bool:
    """Tell whether an actor may put the words of a concern right: until it is heard."""
    return has_raised(actor, concern) and concern.state in UNHEARD


def can_raise_again(actor: Actor, concern: Concern) -> bool:
    """Tell whether an actor may raise a concern again, with a reason."""
    return has_raised(actor, concern) or can_move_on(actor, concern)


def can_say_for(actor: Actor, agency: Agency, concern: Concern) -> bool:
    """Tell whether an actor may say of a concern that an agency sees it too, or not.

    Who looks after the agency's matters; never of one that it raised itself. By a link
    whoever was asked by it, as long as she looks after them and sees the concern.
    """
    if agency.pk == raised_for(concern):
        return False
    if isinstance(actor, SignedLink):
        holder = Person.objects.filter(pk=actor.holder_id).first()
        if holder is None or not _asks_of(actor, agency, concern):
            return False
        holder.is_strong = True  # as mail is given to her
        seen = Concern.objects.visible_to(holder).filter(pk=concern.pk)
        return speaks_for(holder, agency) and seen.exists()
    return speaks_for(actor, agency)


def raised_for(concern: Concern) -> UUID | None:
    """Return the agency for which a concern was raised, if any.

    In a closed group the seat alone tells it: the agency's other people may not know
    that there is such a group.
    """
    if concern.originator_id is not None:
        return concern.originator_id
    return concern.raised_by.agency_id if concern.raised_by else None


def _asks_of(link: SignedLink, agency: Agency, concern: Concern) -> bool:
    """Tell whether a link asks whether an agency sees a concern too."""
    if (link.purpose, link.matter_kind) != (SEES_TOO, Voice.matter_kind):
        return False
    voice = Voice.objects.filter(pk=link.matter_id, agency=agency, concern=concern)
    return voice.exists()


def speaking_roles(person: Person) -> frozenset[UUID]:
    """Return the agencies for which somebody may say that they see something too."""
    held = (one for one in person.held if one.role in FOR_AN_AGENCY)
    return frozenset(one.agency for one in held if one.agency is not None)


def can_close(actor: Actor, opened: PublicAnswer) -> bool:
    """Tell whether an actor may take back what everyone reads: one alone may."""
    return can_move_on(actor, opened.answer.concern)
