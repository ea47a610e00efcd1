"""Who may do what on pages that span rooms: small questions."""

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Person


def can_note_look(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may say how far somebody has looked: she herself alone."""
    return isinstance(actor, Person) and actor.pk == person.pk
