"""Who has an action on a day: derived from the seats, and copied nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    IN_THE_NETWORK,
    Person,
    Role,
    Seat,
)
from fourthp.plan.models.actions import Action


class Has(StrEnum):
    """How somebody has an action."""

    IN_PERSON = "in-person"  # who sits in its seat
    FOLLOWS = "follows"  # who sits there now that its seat ended
    AGENCY = "agency"  # whoever looks after the agency's matters
    NOBODY = "nobody"


@dataclass(frozen=True)
class Holder:
    """Who has an action on a day: the seats that do, and how they came to it."""

    has: Has
    seats: tuple[Seat, ...] = ()

    @property
    def people(self) -> list[Person]:
        """Return who may speak for it, each once."""
        return list({one.person_id: one.person for one in self.seats}.values())

    def is_with(self, pk: UUID) -> bool:
        """Tell whether a person has it."""
        return any(one.person_id == pk for one in self.seats)


# What is done for the network, or for a group: whoever is next in it has the action
# too. Any other seat in one's own right has nobody who follows.
_OFFICES = frozenset({*IN_THE_NETWORK, Role.CHAIR, Role.MINUTE_TAKER})


def holder_of(action: Action, day: date) -> Holder:
    """Return who has an action on a day."""
    return holders_of([action], day)[action.pk]


def holders_of(actions: Iterable[Action], day: date) -> dict[UUID, Holder]:
    """Return who has each of some actions on a day; their seats are asked once."""
    some = list(actions)
    known = _Seats(_seats_near(some, day))
    return {one.pk: known.holder(one) for one in some}


def _seats_near(actions: list[Action], day: date) -> list[Seat]:
    """Return the seats of a day that could have some actions."""
    own = [one.seat for one in actions if one.seat]
    offices = {(one.group_id, one.role) for one in own if one.role in _OFFICES}
    near = Q(pk__in=[one.pk for one in own])
    near |= Q(agency__in={one.agency_id for one in actions if one.agency_id})
    for group, role in offices:
        near |= Q(group=group, role=role)
    seats = Seat.objects.holding(day).filter(near)
    # Whoever sits there longest comes first.
    rows = seats.select_related("person__user", "agency", "group")
    return list(rows.order_by("from_on", "pk"))


@dataclass
class _Seats:
    """The seats of a day, by what they are asked for."""

    held: list[Seat]
    by_pk: dict[UUID, Seat] = field(default_factory=dict)
    by_agency: dict[UUID, list[Seat]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.held:
            self.by_pk[one.pk] = one
            if one.agency_id:
                self.by_agency.setdefault(one.agency_id, []).append(one)

    def holder(self, action: Action) -> Holder:
        """Return who has an action: its seat, who follows there, else its agency."""
        if own := self.by_pk.get(action.seat_id) if action.seat_id else None:
            return Holder(Has.IN_PERSON, (own,))
        if after := self._followers(action.seat):
            return Holder(Has.FOLLOWS, tuple(after))
        if team := self._team(action):
            return Holder(Has.AGENCY, tuple(team))
        return Holder(Has.NOBODY)

    def _followers(self, seat: Seat | None) -> list[Seat]:
        """Return who sits today in the place of a seat that ended."""
        if seat is None or (seat.agency_id is None and seat.role not in _OFFICES):
            return []
        # A group has one chair, for whomever she sits there.
        is_office = seat.role in _OFFICES
        return [
            one
            for one in self.held
            if one.group_id == seat.group_id
            and one.role == seat.role
            and (is_office or one.agency_id == seat.agency_id)
        ]

    def _team(self, action: Action) -> list[Seat]:
        """Return who looks after an agency's matters, and may know of an action."""
        if action.agency_id is None:
            return []
        return [
            one
            for one in self.by_agency.get(action.agency_id, [])
            if one.role in FOR_AN_AGENCY
            and (one.group_id == action.group_id or not action.keeps_to_group)
        ]
