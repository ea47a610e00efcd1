"""Which region may be said of a confidential service, and what nobody may say of it.

A region is said where many people live and where several services of more than one
agency are hidden; else the next larger place is, or none. What may be said is found
anew whenever a service is hidden, opened to view or ended, so that a region in which
too few are left is not said any longer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fourthp.directory.models import Phone, Place, Service
from fourthp.directory.models.places import LARGE_ENOUGH
from fourthp.directory.queries.places import towns
from fourthp.directory.rules.contact import is_number_alone
from fourthp.directory.rules.places import Guard, telling_names
from fourthp.directory.rules.reach import Reach, knows_numbers_of, reach_of
from fourthp.directory.rules.words import place_names
from fourthp.foundation.ids import new_id
from fourthp.foundation.text import words_of
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.queries.network import this_network

LEAST_SERVICES, LEAST_AGENCIES = 3, 2

# A service and its agency.
One = tuple[UUID, UUID]


@dataclass(frozen=True)
class Offer:
    """A region that a service may lie in, and what would be said of it: maybe none."""

    region: Place
    said: Place | None


@dataclass
class Regions:
    """Regions and countries by id, and the confidential services inside each."""

    places: dict[UUID, Place] = field(default_factory=dict)
    inside: dict[UUID, set[One]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def now(cls) -> "Regions":
        """Read what stands: every coarse place, every service that is hidden."""
        found = cls(places=_coarse())
        hidden = Service.objects.filter(place_is_confidential=True)
        rows: Iterable[Any] = hidden.exclude(status=Service.Status.DEFUNCT).values_list(
            "home_region", "pk", "organization"
        )
        for home, service, agency in rows:
            for place in found.upwards(found.places.get(home)):
                found.inside[place.pk].add((service, agency))
        return found

    def upwards(self, place: Place | None) -> Iterator[Place]:
        """Yield a place and those around it, the next larger one first."""
        seen = set()
        while place is not None and place.pk not in seen:
            seen.add(place.pk)
            yield place
            around = place.within_id
            place = self.places.get(around) if around else None

    def home_of(self, wanted: Place | None) -> Place | None:
        """Return the smallest place at or around another that is large enough."""
        return next((one for one in self.upwards(wanted) if one.is_large), None)

    def region_for(self, wanted: Place | None, one: One) -> Place | None:
        """Return what may be said of a service that lies in a place, itself counted."""
        for place in self.upwards(wanted):
            there = self.inside[place.pk] | {one}
            agencies = {agency for _, agency in there}
            many = len(there) >= LEAST_SERVICES and len(agencies) >= LEAST_AGENCIES
            if place.is_large and many:
                return place
        return None

    def offered(self, one: One) -> list[Offer]:
        """Return every region that a service may be said to lie in, by name."""
        large = (place for place in self.places.values() if place.is_large)
        return [Offer(place, self.region_for(place, one)) for place in large]


def _coarse() -> dict[UUID, Place]:
    coarse = Place.objects.exclude(kind=Place.Kind.TOWN).order_by("name", "pk")
    return {place.pk: place for place in coarse}


def regions_offered(agency: Agency, service: Service | None = None) -> list[Offer]:
    """Return the regions that a service of an agency may be said to lie in."""
    return Regions.now().offered((service.pk if service else new_id(), agency.pk))


def large_regions() -> QuerySet[Place]:
    """Return the regions and countries in which a confidential service may lie."""
    coarse = Place.objects.exclude(kind=Place.Kind.TOWN)
    return coarse.filter(population__gte=LARGE_ENOUGH).order_by("name")


def asks_for_reach() -> bool:
    """Tell whether nobody here knows which numbers of the country tell an area."""
    network = this_network()
    return network is None or not knows_numbers_of(network.country)


@dataclass(frozen=True)
class Numbers:
    """What becomes of numbers when a place is hidden, each number once.

    area: their code tells a part of the country; of_place: they are those of its
    places or of its agency; ask: nobody can tell by their digits; none: nobody can dial
    them; stay: all others.
    """

    area: list[str] = field(default_factory=list)
    of_place: list[str] = field(default_factory=list)
    ask: list[str] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    stay: list[str] = field(default_factory=list)


def numbers_when_hidden(own: Iterable[Phone], shown: Iterable[Phone]) -> Numbers:
    """Return what becomes of a listing's own numbers, and of others shown with it."""
    network = this_network()
    country = network.country if network else ""
    found = Numbers()
    kept = {
        Reach.PART: found.area,
        Reach.UNKNOWN: found.ask,
        Reach.WHOLE: found.stay,
    }
    numbers = dict.fromkeys(phone.number for phone in own)
    for number in numbers:
        dials = is_number_alone(number)
        (kept[reach_of(number, country)] if dials else found.none).append(number)
    others = dict.fromkeys(phone.number for phone in shown)
    found.of_place.extend(number for number in others if number not in numbers)
    return found


def phones_of(services: Iterable[Service]) -> QuerySet[Phone]:
    """Return the numbers of services, of their people, and where they are given."""
    own, at = Q(service__in=services), Q(service_at_location__service__in=services)
    people = Q(contact__service__in=services)
    return Phone.objects.filter(own | at | people).order_by("pk").distinct()


def agency_phones(agency: Agency, reader: Person) -> QuerySet[Phone]:
    """Return the numbers of an agency, and those of its services not yet hidden, of
    which a reader may see them.
    """
    seen = Service.objects.visible_to(reader).filter(organization=agency)
    open_ones = seen.filter(place_is_confidential=False)
    own = Q(organization=agency) | Q(contact__organization=agency)
    found = Q(pk__in=phones_of(open_ones).values("pk"))
    return Phone.objects.filter(own | found).order_by("pk").distinct()


def phones_at_places(agency: Agency, reader: Person) -> QuerySet[Phone]:
    """Return the numbers that hang on an agency's own places, which a reader sees
    with a service there, or where no service is.
    """
    at = Phone.objects.filter(location__organization=agency, service=None)
    seen = Service.objects.visible_to(reader).values("pk")
    shown = Q(location__at_services=None) | Q(location__at_services__service__in=seen)
    return at.filter(shown).order_by("pk").distinct()


def guard_of(
    agencies: Iterable[Agency],
    regions: Iterable[Place | None] = (),
    *,
    also: Iterable[str] = (),
    accepted: Iterable[str] = (),
) -> Guard:
    """Return what nobody may say of confidential services of some agencies.

    An agency's whole name stands on their pages in any case, and so do their regions
    with what lies around these; a town alone does not. also are further towns,
    accepted are numbers said to be answered for the whole country.
    """
    network = this_network()
    names = telling_names([*towns(), *also])
    agency_names = {" ".join(words_of(agency.name)) for agency in agencies}
    return Guard(
        country=network.country if network else "",
        names=names,
        anyway=(*sorted(agency_names - names), *_said_of(regions)),
        accepted=frozenset(accepted),
    )


def _said_of(regions: Iterable[Place | None]) -> list[str]:
    every = Regions(places=_coarse())
    return [
        name
        for region in regions
        for place in every.upwards(region)
        for name in place_names([place.name, *place.other_names])
    ]
