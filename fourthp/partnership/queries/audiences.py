"""Exactly who may see what is shared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

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

# As many are named at once; the others are counted.
MOST_NAMED = 100


@dataclass(frozen=True)
class Readers:
    """Exactly who may see a shared row through a seat that holds today.

    has_others: more see it by a group that whoever asks may not know of.
    """

    everyone: bool
    people: int
    agencies: int
    has_others: bool = False


def readers_of(shared: Shared) -> Readers:
    """Count the people and agencies that may see a shared row; the public apart.

    It asks the same question as `visible_to`, from the other side.
    """
    counted = _counted(seats_that_see(shared))
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
    found = readers_of(shared)
    if asks is None or found.everyone:
        return found
    seats = seats_that_see(shared)
    known = seats.filter(pk__in=Seat.objects.visible_to(asks).values("pk"))
    counted = _counted(known)
    has_others = known.count() < seats.count()
    return Readers(False, counted["people"], counted["agencies"], has_others)


def _counted(seats: QuerySet[Seat]) -> dict[str, int]:
    return seats.aggregate(
        people=Count("person", distinct=True), agencies=Count("agency", distinct=True)
    )


def seats_that_see(shared: Shared) -> QuerySet[Seat]:
    """Return the seats of today through which a shared row may be seen.

    Of what hangs on others, those of people who see each of these.
    """
    if shared.is_over(today()):
        return Seat.objects.none()
    seats = seats_in_reach(shared)
    for parent in shared.parents:
        if not is_for_everyone(parent):
            seats = seats.filter(person__in=seats_that_see(parent).values("person"))
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


@dataclass(frozen=True)
class ExactReaders:
    """Who sees something through some seats, as somebody may know them.

    named are those whom she may know, unnamed how many more see it; out are member
    agencies of which nobody does, more_out how many of these are not named. is_all is
    false where some see it by a group that she may not know of: these are not counted,
    and nothing is said of who does not.
    """

    people: int
    agencies: int
    named: list[str] = field(default_factory=list)
    unnamed: int = 0
    out: list[str] = field(default_factory=list)
    more_out: int = 0
    is_all: bool = True


def exact_readers(seats: QuerySet[Seat], *, asks: Person) -> ExactReaders:
    """Return who sees something through some seats of today, as far as asks knows."""
    seen = seats.filter(pk__in=Seat.objects.visible_to(asks).values("pk"))
    is_all = not seats.exclude(pk__in=seen.values("pk")).exists()
    counted = _counted(seen)
    known = Person.objects.visible_to(asks).filter(pk__in=seen.values("person"))
    named = list(known.order_by("name", "pk").values_list("name", flat=True))
    out = _left_out(seen, asks) if is_all else []
    return ExactReaders(
        **counted,
        named=named[:MOST_NAMED],
        unnamed=counted["people"] - len(named[:MOST_NAMED]),
        out=out[:MOST_NAMED],
        more_out=max(0, len(out) - MOST_NAMED),
        is_all=is_all,
    )


def _left_out(seats: QuerySet[Seat], asks: Person) -> list[str]:
    """Return the names of the members of which nobody holds one of some seats."""
    inside = seats.exclude(agency=None).values("agency")
    members = Agency.objects.visible_to(asks).members(today())
    found = members.exclude(pk__in=inside).order_by("name", "pk")
    return list(found.values_list("name", flat=True))
