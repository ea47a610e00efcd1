"""Agencies, as histories and the record ask for them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.operations.agencies import (
    ADMITTED,
    CALLED,
    EDITED,
    ENDED,
    GOES_BACK,
    LEFT_NETWORK,
    ChangedAgain,
    KindIsNotTheirs,
    PartOfItself,
    StaysDone,
    TellsItsPlace,
    undo_agency_change,
)
from fourthp.partnership.permissions import (
    can_edit_agency,
)
from fourthp.partnership.queries.departures import LEFT
from fourthp.partnership.views.matters.striking import runs_the_record

# Of the room above: its place was hidden, for good.
HIDDEN = "hidden"


def _may_see_agency(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Agency.objects.visible_to(person).filter(pk=pk).exists()


def _may_change_agency(reader: object | None, pk: UUID) -> bool:
    agency = Agency.objects.filter(pk=pk).first()
    if agency is None or not isinstance(reader, Person):
        return False
    return can_edit_agency(reader, agency)


def _undo_agency(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    agency = Agency.objects.get(pk=pk)
    try:
        undone = undo_agency_change(agency, revision, by=by, now=now)
    except (StaysDone, AlreadyUndone) as problem:
        raise CannotUndo(gettext("This change cannot be taken back here.")) from problem
    except ChangedAgain as problem:
        raise CannotUndo(
            gettext(
                "It was changed again since then: take the newer change back first."
            )
        ) from problem
    except (KindIsNotTheirs, PartOfItself, TellsItsPlace) as problem:
        raise CannotUndo(str(problem)) from problem
    if undone.kept:
        return gettext("What was changed again since then stays; the rest went back.")
    return gettext("Taken back.")


def _shows(_reader: object | None, revision: Revision) -> bool:
    """Tell whether a change is the agency's own, and not that people of it left."""
    return revision.act != LEFT


AGENCY = MatterKind(
    name=Agency.matter_kind,
    may_see=_may_see_agency,
    title=lambda pk: str(Agency.objects.get(pk=pk)),
    url=lambda pk: reverse("agency", args=[pk]),
    may_change=_may_change_agency,
    undo=_undo_agency,
    goes_back=GOES_BACK,
    shows=_shows,
    acts={
        "added": gettext_lazy("made known"),
        EDITED: gettext_lazy("changed"),
        CALLED: gettext_lazy("a name was added or taken away"),
        ADMITTED: gettext_lazy("became a member"),
        LEFT_NETWORK: gettext_lazy("left the network"),
        ENDED: gettext_lazy("noted as closed"),
        HIDDEN: gettext_lazy("its place was hidden"),
    },
    look=gettext_lazy("See the agency"),
    may_strike=runs_the_record,
)
