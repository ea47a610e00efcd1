"""What somebody is in the network today, and what whoever acted is called."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.policies import NOBODY, Standing
from fourthp.partnership.models import (
    OFFICERS,
    Person,
    Seat,
)
from fourthp.partnership.queries.merging.done import stands_for


def standing_of(user: Any, *, is_strong: bool) -> Standing:
    """Return what a user is in the network today, from the seats that hold.

    is_strong says that her session has a second factor.
    """
    person = Person.objects.filter(user=user.pk).first()
    if person is None or not user.is_active:
        return NOBODY
    person.held_then = person.held
    roles = person.roles_held
    person.is_strong = is_strong
    return Standing(person, roles, bool(roles), bool(roles & OFFICERS), is_strong)


def roles_of(actor: object) -> frozenset[str]:
    """Return the roles that an actor holds today; only a person holds any."""
    if not isinstance(actor, Person):
        return frozenset()
    return actor.roles_held


def holders_of(*roles: str) -> list[Person]:
    """Return the people who hold one of some roles in the network itself today."""
    held = Seat.objects.holding(today()).filter(role__in=roles)
    seats = held.filter(group__is_network=True)
    found = Person.objects.filter(pk__in=seats.values("person"))
    return list(found.select_related("user").order_by("pk"))


def actor_title(kind: str, actor_id: str, *, on: date) -> str:
    """Return the agency and role that a person who acted on a day had; never a name.

    Where no seat held on that day, the latest is told; never one in a closed group,
    which outsiders do not know of.
    """
    seat = _seat_on(on, actor_id) if kind == Person.actor_kind else None
    if seat is None:
        return _("somebody of the network")
    role = str(seat.get_role_display())
    return f"{seat.agency.name_on(on)}, {role}" if seat.agency else role


def _seat_on(day: date, person_id: str) -> Seat | None:
    """Return an open seat that a person who acted on a day had, else the latest."""
    # What somebody did whose record went into another is told by that one's seats.
    pk = stands_for("person", UUID(person_id)) or person_id
    # Whoever may read of the act need not know of a closed group: none is told of here.
    known = Seat.objects.filter(person_id=pk, group__is_closed=False)
    seats = known.select_related("agency")
    held = seats.holding(day).order_by("from_on", "id").first()
    return held or seats.order_by("-from_on", "-id").first()
