"""The directory's matters, as histories and the record ask for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.models import Service
from fourthp.directory.operations.edits import (
    ENDED,
    ChangedAgain,
    MembersFirst,
    NothingToTakeBack,
    PlaceStaysHidden,
    StaysShared,
    undo_edit,
)
from fourthp.directory.operations.hiding import HIDDEN
from fourthp.directory.operations.listings import VERIFIED
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.operations.readers import MoreWouldSee
from fourthp.directory.operations.sharing import shared_otherwise
from fourthp.directory.permissions import can_edit_service
from fourthp.directory.queries.imported import imports_of
from fourthp.directory.views.entry import drawn_for_both
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Person
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
)
from fourthp.partnership.rules.labels import LABELS


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Service.objects.visible_to(person).filter(pk=pk).exists()


def _keeps(reader: object | None, pk: UUID) -> bool:
    """Tell whether a reader keeps a listing that is recalled, or has had its days."""
    person = reader if isinstance(reader, Person) else None
    return Service.objects.over_for(person).filter(pk=pk).exists()


def _may_change(reader: object | None, pk: UUID) -> bool:
    service = Service.objects.filter(pk=pk).first()
    if service is None or not isinstance(reader, Person):
        return False
    return can_edit_service(reader, service)


def _note_reading(reader: object | None, pk: UUID) -> None:
    note_reading([pk], by=reader if isinstance(reader, Person) else None)


def _may_strike(reader: object | None, _pk: UUID) -> bool:
    return isinstance(reader, Person) and can_strike(reader)


_BEFORE = gettext_lazy("This change was taken back before.")
# Why a change stays, as whoever would take it back reads it.
_STAYS: dict[type[Exception], Any] = {
    NothingToTakeBack: _BEFORE,
    AlreadyUndone: _BEFORE,
    StaysShared: gettext_lazy("Who sees it is changed under “Who may see it” alone."),
    PlaceStaysHidden: gettext_lazy("A place that was hidden cannot come back."),
    MembersFirst: gettext_lazy(
        "Everyone sees it, and its place is confidential. Let members alone see"
        " it first, then take this back and read every word again."
    ),
    MoreWouldSee: gettext_lazy(
        "More people would see it again. Choose them under “Who may see it”: a"
        " second person looks at it first."
    ),
    AnyoneMayJoin: gettext_lazy(
        "It was for a group that anyone may join by now. Choose its readers under “Who"
        " may see it”."
    ),
    ChangedAgain: gettext_lazy(
        "It was changed again since then: take the newer change back first."
    ),
}


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    try:
        undone = undo_edit(Service.objects.get(pk=pk), revision, by=by, now=now)
    except tuple(_STAYS) as problem:
        raise CannotUndo(str(_STAYS[type(problem)])) from problem
    if undone.kept:
        return _("What was changed again since then stays; the rest went back.")
    return _("Taken back.")


def _imported(pk: UUID) -> list[tuple[Any, Any]]:
    """Tell which imports brought or changed a listing."""
    brought = gettext_lazy("came in with the import of %(day)s, “%(source)s”")
    changed = gettext_lazy("changed by the import of %(day)s, “%(source)s”")
    told = []
    for one in imports_of(Service.objects.get(pk=pk)):
        day = date_format(localtime(one.of_import.made_at), "j F Y")
        said = str(brought if one.is_first else changed)
        told.append((said % {"day": day, "source": one.of_import.source}, one.change))
    return told


def _may_narrow(actor: Actor, service: Service) -> bool:
    return can_narrow(actor, service) or can_edit_service(actor, service)


SHARED_SERVICE = SharedKind(
    name=Service.matter_kind,
    rows=Service.objects.all,
    url=lambda pk: reverse("listing", args=[pk]),
    # For everyone it is opened among its parts, where every word is read again.
    labels=LABELS[1:],
    what=gettext_lazy("a listing"),
    may_narrow=_may_narrow,
    has_history=True,
    readers_url=lambda pk: reverse("listing-readers", args=[pk]),
    own=lambda service: service.owner or service.organization,
    draws=drawn_for_both,
    follows=shared_otherwise,
)
SERVICE = MatterKind(
    name=Service.matter_kind,
    may_see=_may_see,
    title=lambda pk: Service.objects.get(pk=pk).name,
    url=lambda pk: reverse("service", args=[pk]),
    may_change=_may_change,
    undo=_undo,
    note_reading=_note_reading,
    also=_imported,
    goes_back=frozenset({"edited", VERIFIED, ENDED, "released"}),
    acts={
        "edited": gettext_lazy("changed"),
        VERIFIED: gettext_lazy("checked"),
        ENDED: gettext_lazy("noted as ended"),
        "released": gettext_lazy("given back to its source"),
        HIDDEN: gettext_lazy("its place was hidden"),
        NARROWED: gettext_lazy("fewer people see it, or not for as long"),
        WIDENED: gettext_lazy("more people see it, or for longer"),
        RECALLED: gettext_lazy("recalled"),
    },
    look=gettext_lazy("See the listing"),
    may_strike=_may_strike,
    keeps=_keeps,
)
