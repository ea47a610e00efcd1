"""Series and gatherings, as the record and what is shared ask for them."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fourthp.foundation.matters import MatterKind
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.operations.answers import ANSWERED, NOTED, UNSAID
from fourthp.gatherings.operations.following import CHANGED_ON, ENDED
from fourthp.gatherings.operations.invitations import SENT
from fourthp.gatherings.operations.inviting import GUEST, INVITED, NO_GUEST
from fourthp.gatherings.operations.moving import BACK, CANCELLED, ELSEWHERE, MOVED
from fourthp.gatherings.operations.series import CHANGED, PLANNED
from fourthp.partnership.models import Person
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
)
from fourthp.partnership.rules.labels import LABELS


def _person(reader: object | None) -> Person | None:
    return reader if isinstance(reader, Person) else None


def _may_see(reader: object | None, pk: UUID) -> bool:
    return Series.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _keeps(reader: object | None, pk: UUID) -> bool:
    return Series.objects.over_for(_person(reader)).filter(pk=pk).exists()


def _may_see_one(reader: object | None, pk: UUID) -> bool:
    return Gathering.objects.visible_to(_person(reader)).filter(pk=pk).exists()


def _note_reading(reader: object | None, pk: UUID) -> None:
    note_looks(Series.objects.filter(pk=pk), by=_person(reader))


def _may_strike(reader: object | None, pk: UUID) -> bool:
    found = Series.objects.filter(pk=pk).select_related("group").first()
    person = _person(reader)
    return bool(found and person and can_strike(person, found.group))


SHARED_SERIES = SharedKind(
    name=Series.matter_kind,
    rows=Series.objects.all,
    url=lambda pk: reverse("series", args=[pk]),
    labels=LABELS,
    what=gettext_lazy("a series of gatherings"),
    has_history=True,
)
SERIES = MatterKind(
    name=Series.matter_kind,
    may_see=_may_see,
    title=lambda pk: Series.objects.get(pk=pk).name,
    url=lambda pk: reverse("series", args=[pk]),
    acts={
        PLANNED: gettext_lazy("planned"),
        CHANGED: gettext_lazy("its name or place was changed"),
        CHANGED_ON: gettext_lazy("changed from one gathering on"),
        ENDED: gettext_lazy("ended before one gathering"),
        SENT: gettext_lazy("invitations were sent"),
        INVITED: gettext_lazy("who is invited was changed"),
        NARROWED: gettext_lazy("fewer people see it, or not for as long"),
        WIDENED: gettext_lazy("more people see it, or for longer"),
        RECALLED: gettext_lazy("recalled"),
    },
    note_reading=_note_reading,
    look=gettext_lazy("See the series"),
    may_strike=_may_strike,
    keeps=_keeps,
)
GATHERING = MatterKind(
    name=Gathering.matter_kind,
    may_see=_may_see_one,
    title=lambda pk: str(Gathering.objects.get(pk=pk)),
    url=lambda pk: reverse("gathering", args=[pk]),
    acts={
        MOVED: gettext_lazy("moved"),
        CANCELLED: gettext_lazy("cancelled"),
        BACK: gettext_lazy("takes place after all"),
        ELSEWHERE: gettext_lazy("held elsewhere"),
        ANSWERED: gettext_lazy("somebody said whether they come"),
        NOTED: gettext_lazy("an answer was noted"),
        UNSAID: gettext_lazy("an answer was taken back"),
        GUEST: gettext_lazy("a guest was invited"),
        NO_GUEST: gettext_lazy("a guest is not invited any more"),
    },
    look=gettext_lazy("See the gathering"),
)
