"""Aims as matters: as histories, strikes and the record ask for them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Label, Person
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
)
from fourthp.plan.models import Aim
from fourthp.plan.operations import indicators
from fourthp.plan.operations.aims import (
    CONTRIBUTED,
    EDITED,
    ENDED,
    GOES_BACK,
    SET,
    StaysAsItIs,
    undo_aim_change,
)
from fourthp.plan.permissions.aims import can_edit_aim


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Aim.objects.visible_to(person).filter(pk=pk).exists()


def _keeps(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Aim.objects.over_for(person).filter(pk=pk).exists()


def _may_change(reader: object | None, pk: UUID) -> bool:
    found = Aim.objects.filter(pk=pk).select_related("group").first()
    if found is None or not isinstance(reader, Person):
        return False
    return can_edit_aim(reader, found)


def _may_strike(reader: object | None, pk: UUID) -> bool:
    found = Aim.objects.filter(pk=pk).select_related("group").first()
    if found is None or not isinstance(reader, Person):
        return False
    return can_strike(reader, found.group)


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    try:
        undone = undo_aim_change(Aim.objects.get(pk=pk), revision, by=by, now=now)
    except AlreadyUndone as problem:
        raise CannotUndo(_("This change was taken back before.")) from problem
    except StaysAsItIs as problem:
        raise CannotUndo(str(problem)) from problem
    if undone.kept:
        return _("What was changed again since then stays; the rest went back.")
    return _("Taken back.")


def may_narrow(actor: Actor, aim: Aim) -> bool:
    """Tell whether an actor may recall an aim, or say until when it is seen."""
    return can_narrow(actor, aim) or can_edit_aim(actor, aim)


SHARED_AIM = SharedKind(
    name=Aim.matter_kind,
    rows=Aim.objects.all,
    url=lambda pk: reverse("aim", args=[pk]),
    labels=(Label.GREEN,),
    what=gettext_lazy("an aim"),
    may_narrow=may_narrow,
    has_history=True,
    in_group="group",
)
AIM = MatterKind(
    name=Aim.matter_kind,
    may_see=_may_see,
    title=lambda pk: Aim.objects.get(pk=pk).title,
    url=lambda pk: reverse("aim", args=[pk]),
    may_change=_may_change,
    undo=_undo,
    goes_back=GOES_BACK,
    acts={
        SET: gettext_lazy("set"),
        EDITED: gettext_lazy("changed"),
        ENDED: gettext_lazy("it was said what became of it"),
        CONTRIBUTED: gettext_lazy("an agency said what it brings or asks"),
        indicators.DEFINED: gettext_lazy("a figure was defined"),
        indicators.REDEFINED: gettext_lazy("a figure was defined anew"),
        indicators.RETIRED: gettext_lazy("a figure is kept no longer"),
        indicators.SAID: gettext_lazy("a figure was said"),
        indicators.REMOVED: gettext_lazy("a figure was taken away"),
        NARROWED: gettext_lazy("fewer people see it, or not for as long"),
        WIDENED: gettext_lazy("more people see it, or for longer"),
        RECALLED: gettext_lazy("recalled"),
    },
    look=gettext_lazy("See the aim"),
    may_strike=_may_strike,
    keeps=_keeps,
)
