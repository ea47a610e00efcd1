"""People, as histories and the record ask for them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.inventory import LASTS
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Person
from fourthp.partnership.operations.names import HISTORY_LASTS
from fourthp.partnership.operations.people import (
    GOES_BACK,
    AddressIsAnothers,
    AddressIsCoordinators,
    undo_of_person,
)
from fourthp.partnership.permissions import (
    can_edit_person,
)
from fourthp.partnership.queries.departures import (
    LEFT,
    STAYS,
    seats_of_leaving,
    seats_seen,
)
from fourthp.partnership.views.matters.striking import runs_the_record


def _may_know(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Person.objects.visible_to(person).filter(pk=pk).exists()


def _may_change(reader: object | None, pk: UUID) -> bool:
    person = Person.objects.filter(pk=pk).first()
    if person is None or not isinstance(reader, Person):
        return False
    return can_edit_person(reader, person)


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    if now - revision.at > LASTS[HISTORY_LASTS]:
        raise CannotUndo(
            gettext("It was more than 30 days ago: what stood there is forgotten.")
        )
    try:
        undone = undo_of_person(Person.objects.get(pk=pk), revision, by=by, now=now)
    except AlreadyUndone as problem:
        raise CannotUndo(gettext("This change was taken back before.")) from problem
    except (AddressIsAnothers, AddressIsCoordinators) as problem:
        raise CannotUndo(str(problem)) from problem
    if undone.kept:
        return gettext("What was changed again since then stays; the rest went back.")
    return gettext("Taken back.")


def _shows(reader: object | None, revision: Revision) -> bool:
    """Tell whether a reader may know of a change: of seats, where she may of one."""
    if revision.act not in {LEFT, STAYS}:
        return True
    seats = seats_of_leaving(revision)
    return isinstance(reader, Person) and bool(seats_seen(seats, reader))


PERSON = MatterKind(
    name=Person.matter_kind,
    may_see=_may_know,
    title=lambda pk: Person.objects.get(pk=pk).name,
    url=lambda pk: reverse("person", args=[pk]),
    may_change=_may_change,
    undo=_undo,
    goes_back=GOES_BACK,
    shows=_shows,
    acts={
        "edited": gettext_lazy("changed"),
        "changed-contacts": gettext_lazy("other ways to reach this person"),
        "merged": gettext_lazy("somebody who stood twice became one"),
        LEFT: gettext_lazy("seats ended"),
        STAYS: gettext_lazy("ended seats were given back"),
    },
    look=gettext_lazy("See the person’s own page"),
    may_strike=runs_the_record,
)
