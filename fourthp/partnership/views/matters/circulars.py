"""Letters to members, as messages and the record ask for them."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fourthp.foundation.matters import MatterKind
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.operations.circulars import shared_otherwise
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.queries.shared_kinds import SharedKind
from fourthp.partnership.views.letter import drawn_for_both


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Circular.objects.visible_to(person).filter(pk=pk).exists()


def _keeps(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Circular.objects.over_for(person).filter(pk=pk).exists()


def _may_strike(reader: object | None, pk: UUID) -> bool:
    found = Circular.objects.filter(pk=pk).select_related("group").first()
    if found is None or not isinstance(reader, Person):
        return False
    return can_strike(reader, found.group)


def _note_reading(reader: object | None, pk: UUID) -> None:
    rows = Circular.objects.filter(pk=pk)
    note_looks(rows, by=reader if isinstance(reader, Person) else None)


SHARED_CIRCULAR = SharedKind(
    name=Circular.matter_kind,
    rows=Circular.objects.all,
    url=lambda pk: reverse("circular", args=[pk]),
    # As its own constraint has it: what is above goes by no mail.
    labels=NETWORK_WIDE,
    what=gettext_lazy("a letter to members"),
    draws=drawn_for_both,
    follows=shared_otherwise,
)
CIRCULAR = MatterKind(
    name=Circular.matter_kind,
    may_see=_may_see,
    title=lambda pk: Circular.objects.get(pk=pk).title,
    url=lambda pk: reverse("circular", args=[pk]),
    acts={
        "wrote": gettext_lazy("written"),
        "changed": gettext_lazy("changed before it was approved"),
    },
    note_reading=_note_reading,
    look=gettext_lazy("See the letter’s own page"),
    may_strike=_may_strike,
    keeps=_keeps,
)
