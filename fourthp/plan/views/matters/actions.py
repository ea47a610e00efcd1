"""Actions, as messages, histories and the record ask for them."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Person
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
)
from fourthp.plan.models import ACTION_LABELS, Action, ActionStep
from fourthp.plan.operations.action_sharing import shared_otherwise
from fourthp.plan.operations.action_steps import CHANGED, take_step_back
from fourthp.plan.permissions.actions import can_change_action, can_speak_for
from fourthp.plan.views.action_drawn import drawn_for_both


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Action.objects.visible_to(person).filter(pk=pk).exists()


def _keeps(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Action.objects.over_for(person).filter(pk=pk).exists()


def _found(pk: UUID) -> Action | None:
    return Action.objects.filter(pk=pk).select_related("group", "seat").first()


def _may_change(reader: object | None, pk: UUID) -> bool:
    action = _found(pk)
    return (
        action is not None
        and isinstance(reader, Person)
        and can_speak_for(reader, action)
    )


def _may_strike(reader: object | None, pk: UUID) -> bool:
    action = _found(pk)
    return (
        action is not None
        and isinstance(reader, Person)
        and can_strike(reader, action.group)
    )


def _note_reading(reader: object | None, pk: UUID) -> None:
    rows = Action.objects.filter(pk=pk)
    note_looks(rows, by=reader if isinstance(reader, Person) else None)


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:
    try:
        take_step_back(Action.objects.get(pk=pk), revision, by=by, now=now)
    except PermissionDenied as problem:
        said = _("Whoever said it takes it back, or whoever gives the actions there.")
        raise CannotUndo(said) from problem
    return _("Taken back.")


def _may_narrow(actor: Actor, action: Action) -> bool:
    return can_narrow(actor, action) or can_change_action(actor, action)


SHARED_ACTION = SharedKind(
    name=Action.matter_kind,
    rows=Action.objects.all,
    url=lambda pk: reverse("action", args=[pk]),
    labels=ACTION_LABELS,
    what=gettext_lazy("an action"),
    may_narrow=_may_narrow,
    has_history=True,
    own=lambda action: action.agency,
    draws=drawn_for_both,
    follows=shared_otherwise,
    in_group="group",
)
ACTION = MatterKind(
    name=Action.matter_kind,
    may_see=_may_see,
    title=lambda pk: Action.objects.get(pk=pk).title,
    url=lambda pk: reverse("action", args=[pk]),
    may_change=_may_change,
    undo=_undo,
    acts={
        **{one.value: one.label for one in ActionStep.Kind},
        CHANGED: gettext_lazy("its words were changed"),
        NARROWED: gettext_lazy("fewer people see it, or not for as long"),
        WIDENED: gettext_lazy("more people see it, or for longer"),
        RECALLED: gettext_lazy("recalled"),
    },
    goes_back=frozenset({*ActionStep.Kind.values, CHANGED}),
    note_reading=_note_reading,
    look=gettext_lazy("See the action"),
    may_strike=_may_strike,
    keeps=_keeps,
)
