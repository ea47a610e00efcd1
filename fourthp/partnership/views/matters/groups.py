"""Groups as matters: as messages, histories and the record ask for them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Group, Person
from fourthp.partnership.operations.groups import (
    CLOSED,
    EDITED,
    ENDED,
    GOES_BACK,
    OPENED,
    SET_TERMS,
    CannotBeOpenToAll,
    StaysAsItIs,
    undo_group_change,
)
from fourthp.partnership.permissions import can_run_network, can_strike


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Group.objects.visible_to(person).filter(pk=pk).exists()


def _may_change(reader: object | None, pk: UUID) -> bool:
    return (
        isinstance(reader, Person) and can_run_network(reader) and _may_see(reader, pk)
    )


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    try:
        undone = undo_group_change(Group.objects.get(pk=pk), revision, by=by, now=now)
    except AlreadyUndone as problem:
        raise CannotUndo(_("This change was taken back before.")) from problem
    except (CannotBeOpenToAll, StaysAsItIs) as problem:
        raise CannotUndo(str(problem)) from problem
    if undone.kept:
        return _("What was changed again since then stays; the rest went back.")
    return _("Taken back.")


def _may_strike(reader: object | None, pk: UUID) -> bool:
    found = Group.objects.filter(pk=pk).first()
    if found is None or not isinstance(reader, Person):
        return False
    return can_strike(reader, found)


GROUP = MatterKind(
    name=Group.matter_kind,
    may_see=_may_see,
    title=lambda pk: Group.objects.get(pk=pk).name,
    url=lambda pk: reverse("group", args=[pk]),
    may_change=_may_change,
    undo=_undo,
    goes_back=GOES_BACK,
    acts={
        EDITED: gettext_lazy("changed"),
        ENDED: gettext_lazy("ended"),
        CLOSED: gettext_lazy("closed"),
        OPENED: gettext_lazy("opened to every member"),
        SET_TERMS: gettext_lazy("its terms were written anew"),
        "begun": gettext_lazy("begun"),
        "declined": gettext_lazy("not begun"),
        "withdrawn": gettext_lazy("withdrawn by who proposed it"),
    },
    look=gettext_lazy("See the group"),
    may_strike=_may_strike,
)
