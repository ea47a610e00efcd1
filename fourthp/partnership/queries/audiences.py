"""Exactly who may see what is shared."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Exists, Q, QuerySet

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Agency,
    AudienceRule,
    Group,
    Label,
    Person,
    Seat,
    Shared,
    Term,
)
from fourthp.partnership.models.shared import NETWORK_WIDE, rules_met


@dataclass(frozen=True)
class Readers:
    """Exactly who may see a shared row through a seat that holds today.

    has_others: more may see it by a group that whoever asks may not know of.
    """

    everyone: bool
    people: int
    agencies: int
    has_others: bool = False


def readers_of(shared: Shared) -> Readers:
    """Count the people and agencies that may see a shared row; the public apart.

    It asks the same question as `visible_to`, from the other side.
    """
    counted = counted_in(seats_that_see(shared))
    return Readers(is_for_everyone(shared), counted["people"], counted["agencies"])


def is_for_everyone(shared: Shared) -> bool:
    """Tell whether the public sees a shared row."""
    is_open = shared.label == Label.CLEAR and shared.audience_id is None
    lasts = not shared.is_over(today())
    return is_open and lasts and all(map(is_for_everyone, shared.parents))


def readers_known_to(shared: Shared, *, asks: Person | None) -> Readers:
    """Count the readers of a shared row by seats that somebody may know of.

    Who sits in a closed group is not told by a number either.
    """
    if asks is None:
        return readers_of(shared)
    counted = counted_in(seats_known_to_see(shared, asks=asks))
    return Readers(
        is_for_everyone(shared),
        counted["people"],
        counted["agencies"],
        has_hidden_ways(shared, asks=asks),
    )


def has_hidden_ways(shared: Shared, *, asks: Person) -> bool:
    """Tell whether a way into a shared row is a group that somebody may not know of.

    That is asked of what its ways in say, and never of who sits where: who reads by a
    group and sits in a closed one too would be told apart by it.
    """
    rules = AudienceRule.objects.filter(audience__in=_audiences(shared))
    return are_hidden(rules.exclude(group=None).values("group"), asks=asks)


def are_hidden(groups: Any, *, asks: Person) -> bool:
    """Tell whether one of some groups goes on, and somebody may not know of it."""
    found = Group.objects.going_on(today()).filter(pk__in=groups)
    return found.exclude(pk__in=Group.objects.visible_to(asks).values("pk")).exists()


def _audiences(shared: Shared) -> set[UUID]:
    own = set() if shared.audience_id is None else {shared.audience_id}
    return own.union(*map(_audiences, shared.parents))


def counted_in(seats: QuerySet[Seat]) -> dict[str, int]:
    """Return how many people sit in some seats, and for how many agencies."""
    return seats.aggregate(
        people=Count("person", distinct=True), agencies=Count("agency", distinct=True)
    )


def seats_that_see(shared: Shared) -> QuerySet[Seat]:
    """Return the seats of today through which a shared row may be seen.

    Of what hangs on others, those of people who see each of these.
    """
    return _seats_of(shared, None)


def seats_known_to_see(shared: Shared, *, asks: Person) -> QuerySet[Seat]:
    """Return those through which a row is seen, of all that somebody may know of.

    What it hangs on is seen by such seats too.
    """
    return _seats_of(shared, Seat.objects.visible_to(asks))


def _seats_of(shared: Shared, some: QuerySet[Seat] | None) -> QuerySet[Seat]:
    if shared.is_over(today()):
        return Seat.objects.none()
    seats = seats_in_reach(shared)
    if some is not None:
        seats = seats.filter(pk__in=some.values("pk"))
    for parent in shared.parents:
        if not is_for_everyone(parent):
            seats = seats.filter(person__in=_seats_of(parent, some).values("person"))
    return seats


def seats_in_reach(shared: Shared) -> QuerySet[Seat]:
    """Return the seats of today that label and audience let see a row, over or not."""
    seats = Seat.objects.holding(today())
    own = Q(agency=shared.originator_id, agency__isnull=False)
    if shared.audience_id is not None:
        return seats.filter(Exists(rules_met(shared.audience_id)) | own)
    return seats if shared.label in NETWORK_WIDE else seats.filter(own)


@dataclass(frozen=True)
class Way:
    """One way into an audience: a seat that meets all that is named here."""

    group: Group | None = None
    role: str = ""
    kind: Term | None = None
    agency: Agency | None = None
    person: Person | None = None

    @property
    def names_someone(self) -> bool:
        """Tell whether it asks for anything: one that does not is for nobody."""
        named = (self.group, self.role, self.kind, self.agency, self.person)
        return any(named)

    def asked(self) -> dict[str, Any]:
        """Return what a seat has to be, as its fields are called."""
        asked = {
            "group": self.group,
            "role": self.role or None,
            "agency__kind": self.kind,
            "agency": self.agency,
            "person": self.person,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def met(self) -> Q:
        """Return the condition that a seat meets it."""
        return Q(**self.asked())


def shared_models() -> list[type[Shared]]:
    """Return every model whose rows are shared, in any room."""
    return [model for model in apps.get_models() if issubclass(model, Shared)]


def leads_above_green(group: Group) -> bool:
    """Tell whether a seat in a group lets anybody see what is above TLP:GREEN."""
    named = AudienceRule.objects.filter(group=group.pk).values("audience")
    return any(
        model._default_manager.filter(audience__in=named)
        .exclude(label__in=NETWORK_WIDE)
        .exists()
        for model in shared_models()
    )


def seats_by_ways(ways: Iterable[Way]) -> QuerySet[Seat]:
    """Return the seats of today that an audience of these ways in would have.

    Nobody where there is no way in.
    """
    seats = Seat.objects.holding(today())
    met = [way.met() for way in ways if way.names_someone]
    return seats.filter(reduce(or_, met)) if met else seats.none()


def ways_of(rules: Iterable[AudienceRule]) -> list[Way]:
    """Return the ways into an audience that its rules are."""
    return [
        Way(rule.group, rule.role, rule.kind, rule.agency, rule.person)
        for rule in rules
    ]
