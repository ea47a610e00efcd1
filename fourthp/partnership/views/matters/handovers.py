"""What was left for whoever follows in a seat, as its history asks for it."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.matters import MatterKind
from fourthp.partnership.models import Handover, Person, Seat
from fourthp.partnership.permissions import can_strike
from fourthp.partnership.queries.handovers import may_read_handover


def _found(pk: UUID) -> Handover | None:
    return Handover.objects.filter(pk=pk).select_related("seat__group").first()


def _may_see(reader: object | None, pk: UUID) -> bool:
    found = _found(pk)
    if found is None or not isinstance(reader, Person):
        return False
    if not Seat.objects.visible_to(reader).filter(pk=found.seat_id).exists():
        return False
    return may_read_handover(reader, found.seat) or can_strike(reader, found.seat.group)


def _may_strike(reader: object | None, pk: UUID) -> bool:
    found = _found(pk)
    if found is None or not isinstance(reader, Person):
        return False
    return can_strike(reader, found.seat.group)


HANDOVER = MatterKind(
    name=Handover.matter_kind,
    may_see=_may_see,
    title=lambda _pk: _("what was left for a seat"),
    url=lambda pk: reverse("seat-handover", args=[Handover.objects.get(pk=pk).seat_id]),
    look=gettext_lazy("See what was left for the seat"),
    may_strike=_may_strike,
)
