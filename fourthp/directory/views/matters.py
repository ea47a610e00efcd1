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
    undo_edit,
)
from fourthp.directory.operations.hiding import HIDDEN
from fourthp.directory.operations.listings import VERIFIED
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.permissions import can_edit_service
from fourthp.directory.queries.imported import imports_of
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Person


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Service.objects.visible_to(person).filter(pk=pk).exists()


def _may_change(reader: object | None, pk: UUID) -> bool:
    service = Service.objects.filter(pk=pk).first()
    if service is None or not isinstance(reader, Person):
        return False
    return can_edit_service(reader, service)


def _note_reading(reader: object | None, pk: UUID) -> None:
    note_reading([pk], by=reader if isinstance(reader, Person) else None)


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    try:
        undone = undo_edit(Service.objects.get(pk=pk), revision, by=by, now=now)
    except (NothingToTakeBack, AlreadyUndone) as problem:
        raise CannotUndo(_("This change was taken back before.")) from problem
    except PlaceStaysHidden as problem:
        raise CannotUndo(_("A place that was hidden cannot come back.")) from problem
    except MembersFirst as problem:
        raise CannotUndo(
            _(
                "Everyone sees it, and its place is confidential. Let members alone see"
                " it first, then take this back and read every word again."
            )
        ) from problem
    except ChangedAgain as problem:
        raise CannotUndo(
            _("It was changed again since then: take the newer change back first.")
        ) from problem
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


SERVICE = MatterKind(
    name=Service.matter_kind,
    may_see=_may_see,
    title=lambda pk: Service.objects.get(pk=pk).name,
    url=lambda pk: reverse("service", args=[pk]),
    may_change=_may_change,
    undo=_undo,
    note_reading=_note_reading,
    also=_imported,
    for_good=frozenset({HIDDEN}),
    acts={
        "edited": gettext_lazy("changed"),
        VERIFIED: gettext_lazy("checked"),
        ENDED: gettext_lazy("noted as ended"),
        "released": gettext_lazy("given back to its source"),
        HIDDEN: gettext_lazy("its place was hidden"),
    },
    look=gettext_lazy("See the listing"),
)
