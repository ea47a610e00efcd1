"""Actions that stay when somebody leaves, on pages of the network."""

from collections.abc import Iterable

from django.db.models import Q
from django.template.loader import render_to_string

from fourthp.foundation.clock import today
from fourthp.foundation.shell import fills
from fourthp.partnership.models import Agency, Person, Seat
from fourthp.plan.models import Action
from fourthp.plan.queries.action_own import own_actions


@fills("leaving")
def actions_that_stay(
    reader: object, *, person: Person, agencies: Iterable[Agency]
) -> str:
    """Say what becomes of the actions that somebody has in person, if she leaves."""
    return _stay(reader, [person], agencies)


@fills("left")
def actions_that_stayed(
    reader: object, *, people: Iterable[Person], agencies: Iterable[Agency]
) -> str:
    """Say what became of the actions of who left."""
    return _stay(reader, people, agencies)


def _stay(reader: object, people: Iterable[Person], agencies: Iterable[Agency]) -> str:
    if not isinstance(reader, Person):
        return ""
    seen = Action.objects.visible_to(reader).going_on()
    theirs = Q(agency__in=list(agencies)) | Q(agency=None)
    own = seen.filter(theirs, seat__person__in=list(people))
    return render_to_string("plan/_actions_stay.html", {"count": own.count()})


@fills("handover")
def actions_that_wait(reader: object, *, seat: Seat) -> str:
    """Say which actions somebody has by a seat in which she is new."""
    if not isinstance(reader, Person) or seat.person_id != reader.pk:
        return ""
    own = own_actions(reader, today())
    count = sum(1 for _one, has in own if any(s.pk == seat.pk for s in has.seats))
    return render_to_string("plan/_actions_wait.html", {"count": count})
