"""Proposed groups: who would take part, and whether that is enough."""

from dataclasses import dataclass
from datetime import date

from fourthp.partnership.models import Group, Interest, Person, Seat
from fourthp.partnership.queries.groups import names_known
from fourthp.partnership.queries.network import profile_rules


def standing_interests(group: Group, day: date) -> list[Interest]:
    """Return who would take part in a group and may still, those first who said first.

    Whoever has left since, or left the agency she would sit there for, does not count.
    """
    interests = group.interests.select_related("agency", "person__user")
    people = [one.person_id for one in interests]
    seats = Seat.objects.holding(day).filter(person__in=people)
    held = set(seats.values_list("person", "agency"))
    found = [one for one in interests if (one.person_id, one.agency_id) in held]
    return sorted(found, key=lambda one: (one.at, one.pk))


@dataclass(frozen=True)
class Wanted:
    """How a proposed group stands: who would take part, and how many it takes."""

    people: int
    agencies: int
    needed_people: int
    needed_agencies: int
    is_enough: bool


def wanted(interests: list[Interest]) -> Wanted:
    """Return whether so much interest puts a group before the coordinators."""
    rules = profile_rules()
    people = len(interests)
    agencies = len({one.agency_id for one in interests if one.agency_id})
    return Wanted(
        people,
        agencies,
        rules.interested_people,
        rules.interested_agencies,
        rules.is_wanted(people, agencies),
    )


@dataclass(frozen=True)
class Interested:
    """Somebody who would take part, as a reader may know her."""

    interest: Interest
    name: str
    is_own: bool


def interested(interests: list[Interest], reader: Person) -> list[Interested]:
    """Return who would take part; names as a reader may know them."""
    names = names_known(reader, (one.person_id for one in interests))
    return [
        Interested(one, names.get(one.person_id, ""), one.person_id == reader.pk)
        for one in interests
    ]


def own_interest(group: Group, person: Person) -> Interest | None:
    """Return what somebody said of a proposed group, if she said anything."""
    return group.interests.filter(person=person).first()


def to_decide(day: date) -> list[Group]:
    """Return the proposed groups that enough people want, for coordinators."""
    return [
        group
        for group in Group.objects.proposed().order_by("name", "pk")
        if wanted(standing_interests(group, day)).is_enough
    ]


def sees_reason(group: Group, reader: Person, *, coordinates: bool) -> bool:
    """Tell whether a reader is told why a group was not begun: she wanted it."""
    return coordinates or group.interests.filter(person=reader).exists()
