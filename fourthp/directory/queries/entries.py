"""What a page shows of services: each table asked once, however many services."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from fourthp.directory.models import (
    Accessibility,
    Address,
    CostOption,
    Eligibility,
    Language,
    Location,
    Phone,
    RequiredDocument,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.queries.hours import Said, Times, times_of
from fourthp.directory.queries.names import language_said
from fourthp.directory.queries.timetables import (
    timetables,
    usual_here,
    words_may_close,
    zone_or_nothing,
)
from fourthp.directory.rules.contact import is_number
from fourthp.foundation.clock import today
from fourthp.partnership.models import Person

MOST_TOWNS = 3


@dataclass
class Entry:
    """One service as a page shows it."""

    service: Service
    alert: str = ""  # the news, while it is shown
    phones: list[Phone] = field(default_factory=list)
    no_numbers: list[Phone] = field(
        default_factory=list
    )  # a mailbox, “ask at the desk”
    languages: list[str] = field(default_factory=list)
    interpreters: list[str] = field(default_factory=list)
    is_for: list[str] = field(default_factory=list)
    is_not_for: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    ways_in: list[str] = field(default_factory=list)
    costs: list[CostOption] = field(default_factory=list)
    to_bring: list[RequiredDocument] = field(default_factory=list)
    hours_text: list[str] = field(default_factory=list)
    times: Times = field(default_factory=Times)

    @property
    def phone(self) -> Phone | None:
        """Return the number to call first."""
        return self.phones[0] if self.phones else None

    @property
    def other_ways(self) -> list[Phone]:
        """Return what stands for a number and is none; nothing where it may tell."""
        return [] if self.is_hidden_place else self.no_numbers

    @property
    def is_hidden_place(self) -> bool:
        """Tell whether nobody may say where it is, nor lead to pages that may."""
        service = self.service
        return service.place_is_confidential or (
            service.organization.place_is_confidential
        )

    @property
    def places(self) -> list[tuple[str, ...]]:
        """Return where it is, each place as lines of an address, none twice."""
        said = (tuple(_lines(one)) for one in self.addresses)
        return [lines for lines in dict.fromkeys(said) if lines]


def _lines(address: Address) -> list[str]:
    """Return an address as it is written on an envelope, without names."""
    town = f"{address.city} {address.state_province}".strip()
    written = (address.address_1, address.address_2, town, address.postal_code)
    return list(filter(None, (" ".join(line.split()) for line in written)))


def entries(
    ids: Iterable[UUID], *, reader: Person | None, now: datetime
) -> list[Entry]:
    """Return services as pages show them, in the given order; the unseen are absent."""
    order = list(ids)
    return _entries(Service.objects.visible_to(reader), order, now)


def kept_entry(service: Service, *, reader: Person, now: datetime) -> Entry:
    """Return a service as its own pages show it to whoever keeps it, over or not."""
    rows = Service.objects.visible_to(reader)
    if service.is_over(today()):
        rows = Service.objects.over_for(reader)
    [entry] = _entries(rows, [service.pk], now)
    return entry


def _entries(seen: QuerySet[Service], order: list[UUID], now: datetime) -> list[Entry]:
    rows = seen.filter(pk__in=order).select_related("organization", "region", "owner")
    day = localdate(now)
    found = {row.pk: Entry(row, row.alert_on(day)) for row in rows}
    _add_phones(found)
    _add_words(found)
    _add_towns(found)
    _add_addresses(found)
    _add_costs(found, now)
    _add_hours(found, now)
    return [found[pk] for pk in order if pk in found]


def card_of_each(services: Iterable[Service]) -> dict[UUID, dict[str, Any]]:
    """Return the number to call first, towns, and what to know of hours, for cards."""
    found = {service.pk: Entry(service) for service in services}
    _add_phones(found)
    _add_towns(found)
    tables = timetables(found)
    return {
        pk: {
            "phone": entry.phone.number if entry.phone else "",
            "towns": entry.towns[:MOST_TOWNS],
            "zone": zone_or_nothing(entry.service, tables[pk]),
            "may_close": words_may_close(tables[pk].rows()),
        }
        for pk, entry in found.items()
    }


def _add_phones(found: dict[UUID, Entry]) -> None:
    agencies: dict[Any, list[Entry]] = defaultdict(list)
    for entry in found.values():
        # An agency’s office may be near its refuge, whose numbers are its own.
        if not entry.service.place_is_confidential:
            agencies[entry.service.organization_id].append(entry)
    at_places = Phone.objects.filter(service=None)
    for pk, phone in [
        *_own(Phone.objects.all(), found),
        *_served(at_places, found),
        *_housed(at_places.filter(service_at_location=None), found),
    ]:
        _add_phone(found[pk], phone)
    for phone in Phone.objects.filter(organization__in=agencies, service=None):
        for entry in agencies[phone.organization_id]:
            if not entry.phones:
                _add_phone(entry, phone)


def _add_phone(entry: Entry, phone: Phone) -> None:
    kept = entry.phones if is_number(phone.number) else entry.no_numbers
    if phone.number not in [known.number for known in kept]:
        kept.append(phone)


def _add_words(found: dict[Any, Entry]) -> None:
    tongues = Language.objects.all()
    at_places = tongues.filter(service=None)
    for pk, row in [*_own(tongues, found), *_housed(at_places, found)]:
        spoken = row.way == Language.Way.SPOKEN
        said = found[pk].languages if spoken else found[pk].interpreters
        name = language_said(row.name, row.code)
        if name not in said:
            said.append(name)
    for entry in found.values():
        entry.languages.sort()
        entry.interpreters.sort()
    for fact in Eligibility.objects.filter(service__in=found).order_by(
        "facet", "value"
    ):
        entry = found[fact.service_id]
        if fact.facet == Eligibility.Facet.OTHER:
            entry.notes.append(fact.note)
        else:
            (entry.is_not_for if fact.is_exclusion else entry.is_for).append(fact.code)


def _add_towns(found: dict[Any, Entry]) -> None:
    rows = Service.objects.filter(pk__in=found).exclude(
        at_locations__location__addresses__city=""
    )
    pairs = rows.values_list("pk", "at_locations__location__addresses__city")
    for pk, city in pairs.order_by("pk", "at_locations__location__addresses__city"):
        if city and city not in found[pk].towns:
            found[pk].towns.append(city)


def _add_addresses(found: dict[Any, Entry]) -> None:
    """Add where services are and how people get in, if their place may be known."""
    open_ones = {pk: one for pk, one in found.items() if not one.is_hidden_place}
    told = Address.objects.exclude(address_type=Location.Type.VIRTUAL)
    for pk, address in _housed(_known(told), open_ones):
        found[pk].addresses.append(address)
    for pk, way in _housed(_known(Accessibility.objects.all()), open_ones):
        ramp = way._meta.get_field("for_wheelchairs").verbose_name
        said = [ramp if way.for_wheelchairs else "", way.description, way.details]
        found[pk].ways_in += [str(one) for one in said if one]
    for entry in open_ones.values():
        entry.ways_in = list(dict.fromkeys(entry.ways_in))


def _known(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows of places that may be known, whoever else's they are."""
    found = rows.filter(location__place_is_confidential=False)
    return found.exclude(location__organization__place_is_confidential=True)


def _add_costs(found: dict[Any, Entry], now: datetime) -> None:
    day = localdate(now)
    for cost in CostOption.objects.filter(service__in=found).order_by("pk"):
        begins, ends = cost.valid_from or day, cost.valid_to or day
        if begins <= day <= ends:
            found[cost.service_id].costs.append(cost)
    for paper in RequiredDocument.objects.filter(service__in=found).order_by("pk"):
        found[paper.service_id].to_bring.append(paper)


def _add_hours(found: dict[Any, Entry], now: datetime) -> None:
    tables = timetables(found)
    said = {
        pk: Said(
            zone_or_nothing(entry.service, tables[pk]),
            entry.service.closing,
            words_may_close(tables[pk].rows()),
        )
        for pk, entry in found.items()
    }
    for pk, times in times_of(said, usual=usual_here(), now=now).items():
        found[pk].times = times
        texts = [row.description or row.notes for row in tables[pk].rows()]
        found[pk].hours_text = list(dict.fromkeys(filter(None, texts)))


def _own(rows: QuerySet[Any], found: dict[Any, Entry]) -> Iterator[tuple[Any, Any]]:
    """Yield rows of the services themselves, each with its service's id.

    A question for each kind, because one with an OR over two tables reads all of them.
    """
    for row in rows.filter(service__in=found).order_by("pk"):
        yield row.service_id, row


def _served(rows: QuerySet[Any], found: dict[Any, Entry]) -> Iterator[tuple[Any, Any]]:
    """Yield rows of the services at their places."""
    placed = rows.filter(service_at_location__service__in=found)
    for row in placed.select_related("service_at_location").order_by("pk"):
        yield row.service_at_location.service_id, row


def _housed(rows: QuerySet[Any], found: dict[Any, Entry]) -> Iterator[tuple[Any, Any]]:
    """Yield rows of the services' places, whoever else is there."""
    at = ServiceAtLocation.objects.filter(service__in=found)
    there: dict[Any, list[Any]] = defaultdict(list)
    for location, service in at.values_list("location", "service"):
        there[location].append(service)
    for row in rows.filter(location__in=there).order_by("pk"):
        for service in there[row.location_id]:
            yield service, row
