"""Every question this room can answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.policies import NOBODY, Standing
from fourthp.partnership.models import (
    OFFICERS,
    HelpLine,
    Label,
    Network,
    Person,
    Seat,
    Shared,
)
from fourthp.partnership.models.shared import NETWORK_WIDE, rules_met


def standing_of(user: Any, *, is_strong: bool) -> Standing:
    """Return what a user is in the network today, from the seats that hold.

    is_strong says that her session has a second factor.
    """
    person = Person.objects.filter(user=user.pk).first()
    if person is None or not user.is_active:
        return NOBODY
    roles = frozenset(person.seats.holding(today()).values_list("role", flat=True))
    person.is_strong = is_strong
    return Standing(person, roles, bool(roles), bool(roles & OFFICERS), is_strong)


@dataclass(frozen=True)
class Readers:
    """Exactly who may see a shared row through a seat that holds today."""

    everyone: bool
    people: int
    agencies: int


def readers_of(shared: Shared) -> Readers:
    """Count the people and agencies that may see a shared row; the public apart.

    It asks the same question as `visible_to`, from the other side.
    """
    counted = seats_that_see(shared).aggregate(
        people=Count("person", distinct=True), agencies=Count("agency", distinct=True)
    )
    everyone = shared.label == Label.CLEAR and shared.audience_id is None
    return Readers(everyone, **counted)


def seats_that_see(shared: Shared) -> QuerySet[Seat]:
    """Return the seats of today through which a shared row may be seen."""
    seats = Seat.objects.holding(today())
    own = Q(agency=shared.originator_id, agency__isnull=False)
    if shared.audience_id is not None:
        return seats.filter(Exists(rules_met(shared.audience_id)) | own)
    return seats if shared.label in NETWORK_WIDE else seats.filter(own)


def help_lines(kind: str = "") -> list[HelpLine]:
    """Return the network's emergency and national numbers, in their order."""
    lines = HelpLine.objects.all()
    return list(lines.filter(kind=kind) if kind else lines)


def this_network() -> Network | None:
    """Return the network's own row, or None before it is set up."""
    return Network.objects.first()


def network_zone() -> str | None:
    """Return the name of the network's time zone, or None before it is set up."""
    network = this_network()
    return network.time_zone if network else None


def actor_title(kind: str, actor_id: str, *, on: date) -> str:
    """Return the agency and role that a person who acted on a day had; never a name.

    Where no seat held on that day, the latest is told.
    """
    seat = _seat_on(on, actor_id) if kind == Person.actor_kind else None
    if seat is None:
        return _("somebody of the network")
    role = str(seat.get_role_display())
    return f"{seat.agency.name}, {role}" if seat.agency else role


def _seat_on(day: date, person_id: str) -> Seat | None:
    """Return the seat through which a person acted on a day, else the latest."""
    seats = Seat.objects.filter(person_id=person_id).select_related("agency")
    held = seats.holding(day).order_by("from_on", "id").first()
    return held or seats.order_by("-from_on", "-id").first()
