"""Concerns, and answers for everyone, as messages, histories and the record ask."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import MatterKind
from fourthp.partnership.models import Label, Person
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
)
from fourthp.plan.models import Concern, PublicAnswer, State
from fourthp.plan.operations.concerns import CORRECTED, SORTED
from fourthp.plan.operations.concerns_answers import OPENED, REWORDED
from fourthp.plan.operations.concerns_sharing import shared_otherwise
from fourthp.plan.operations.concerns_voices import SAID, UNSAID
from fourthp.plan.permissions.concerns import can_close
from fourthp.plan.views.concerns_drawn import drawn_answer, drawn_for_both


def _person(reader: object | None) -> Person | None:
    return reader if isinstance(reader, Person) else None


def _may_see(reader: object | None, pk: UUID) -> bool:
    return Concern.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _keeps(reader: object | None, pk: UUID) -> bool:
    return Concern.objects.over_for(_person(reader)).filter(pk=pk).exists()


def _may_strike(reader: object | None, pk: UUID) -> bool:
    found = Concern.objects.filter(pk=pk).select_related("group").first()
    person = _person(reader)
    return found is not None and person is not None and can_strike(person, found.group)


def _may_see_answer(reader: object | None, pk: UUID) -> bool:
    return PublicAnswer.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _may_strike_answer(reader: object | None, pk: UUID) -> bool:
    found = PublicAnswer.objects.filter(pk=pk).values_list("answer__concern", flat=True)
    concern = found.first()
    return concern is not None and _may_strike(reader, concern)


def _may_close(actor: Actor, row: PublicAnswer) -> bool:
    return can_close(actor, row)


def _page_of_answer(pk: UUID) -> str:
    concern = PublicAnswer.objects.values_list("answer__concern", flat=True).get(pk=pk)
    return reverse("concern", args=[concern])


SHARED_CONCERN = SharedKind(
    name=Concern.matter_kind,
    rows=Concern.objects.all,
    url=lambda pk: reverse("concern", args=[pk]),
    # As its own constraint has it: a password is enough to raise one, and to read it.
    labels=(Label.GREEN,),
    what=gettext_lazy("a concern"),
    draws=drawn_for_both,
    follows=shared_otherwise,
    in_group="group",
)
SHARED_ANSWER = SharedKind(
    name=PublicAnswer.matter_kind,
    rows=PublicAnswer.objects.all,
    url=_page_of_answer,
    labels=(Label.CLEAR,),
    what=gettext_lazy("an answer for everyone"),
    may_narrow=_may_close,
    draws=drawn_answer,
)
CONCERN = MatterKind(
    name=Concern.matter_kind,
    may_see=_may_see,
    title=lambda pk: Concern.objects.get(pk=pk).title,
    url=lambda pk: reverse("concern", args=[pk]),
    acts={one.value: one.label for one in State}
    | {
        CORRECTED: gettext_lazy("its words were put right"),
        SORTED: gettext_lazy("what it is about was said anew"),
        REWORDED: gettext_lazy("its answer was said in other words"),
        OPENED: gettext_lazy("its answer was shown to everyone"),
        SAID: gettext_lazy("an agency said whether it sees it too"),
        UNSAID: gettext_lazy("an agency took back what it said"),
        NARROWED: gettext_lazy("fewer people see it, or not for as long"),
        WIDENED: gettext_lazy("more people see it, or for longer"),
        RECALLED: gettext_lazy("recalled"),
    },
    look=gettext_lazy("See the concern"),
    may_strike=_may_strike,
    keeps=_keeps,
)
PUBLIC_ANSWER = MatterKind(
    name=PublicAnswer.matter_kind,
    may_see=_may_see_answer,
    title=lambda pk: PublicAnswer.objects.get(pk=pk).you_said,
    url=_page_of_answer,
    acts={RECALLED: gettext_lazy("taken back")},
    look=gettext_lazy("See the concern"),
    may_strike=_may_strike_answer,
)
