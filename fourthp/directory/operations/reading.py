"""What the search knows of services, read from their rows: a query a table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fourthp.directory.models import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    Eligibility,
    Language,
    Phone,
    Place,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.models.places import region_code
from fourthp.directory.queries.entries import card_of_each
from fourthp.directory.rules.codes import also
from fourthp.directory.rules.guesses import guessed_codes
from fourthp.directory.rules.numbers import number_token
from fourthp.directory.rules.ranking import RESPONDER
from fourthp.directory.rules.reading import ADULT, read_claims, says_free
from fourthp.directory.rules.words import (
    ANYWHERE,
    facets,
    language_code,
    says_more,
    tongues_in,
)
from fourthp.foundation.index import Point
from fourthp.foundation.text import fold

MOST_LANGUAGES = 4  # on a card
EVERYONE = frozenset({"who:women", "who:men", "who:children", "who:families"})
_GUESSED = ("need", "situation")  # said in a listing's own words
_GROUPS = {"gender": "who", "household": "children", "status": "status"}


@dataclass
class Known:
    """What is known of some services, by their ids."""

    codes: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[Any, list[str]] = field(default_factory=lambda: defaultdict(list))
    points: dict[Any, Point] = field(default_factory=dict)
    cards: dict[Any, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))


def know(shown: list[Service]) -> Known:
    """Read all that the search says of services."""
    known = Known(cards=card_of_each(shown))
    ids = [service.pk for service in shown]
    for service in shown:
        _read_service(known, service)
    _read_languages(known, ids)
    _read_eligibility(known, shown)
    _read_costs(known, shown)
    _read_terms(known, ids)
    _read_responders(known, shown)
    _read_numbers(known, ids)
    _read_places(known, shown)
    return known


def _read_terms(known: Known, ids: list[UUID]) -> None:
    terms = Attribute.objects.filter(service__in=ids).select_related("taxonomy_term")
    for attribute in terms:
        name = attribute.taxonomy_term.name
        known.words[attribute.service_id].append(name)
        known.codes[attribute.service_id] |= guessed_codes(name, _GUESSED)
        known.codes[attribute.service_id] |= _roles(name)


def _read_responders(known: Known, shown: list[Service]) -> None:
    """Note whose agency is marked as a first responder by one of its terms."""
    rows = Attribute.objects.filter(
        link_entity="organization",
        link_id__in={service.organization_id for service in shown},
    )
    roles: dict[Any, set[str]] = defaultdict(set)
    for pk, name in rows.values_list("link_id", "taxonomy_term__name"):
        roles[pk] |= _roles(name)
    for service in shown:
        known.codes[service.pk] |= roles[service.organization_id]


def _roles(name: str) -> set[str]:
    """Return what a service is, where its name or one of its terms says so."""
    return {RESPONDER} if "first responder" in fold(name) else set()


def _read_numbers(known: Known, ids: list[UUID]) -> None:
    """Note the numbers on the entries: of services, at places, else the agency's."""
    phones = Phone.objects.exclude(number="")
    own = phones.filter(service__in=ids).values_list("service", "number")
    at_places = phones.filter(service=None, service_at_location__service__in=ids)
    there = phones.filter(
        service=None,
        service_at_location=None,
        location__at_services__service__in=ids,
    )
    for pk, number in [
        *own,
        *at_places.values_list("service_at_location__service", "number"),
        *there.values_list("location__at_services__service", "number"),
        *((pk, known.cards[pk]["phone"]) for pk in ids),
    ]:
        if pk in known.cards and (token := number_token(number)):
            known.numbers[pk].add(token)


def _read_service(known: Known, service: Service) -> None:
    said = (
        service.description,
        service.eligibility_description,
        service.application_process,
    )
    # An agency's name tells what the agency does, not each of its services.
    text = " ".join((service.name, service.alternate_name, *said))
    agency = service.organization
    known.words[service.pk] += (*agency.known_as, *said)
    known.codes[service.pk] |= guessed_codes(text, _GUESSED)
    known.codes[service.pk].add(f"referral:{service.referral}")
    known.codes[service.pk] |= _roles(service.name)


def _read_languages(known: Known, ids: list[UUID]) -> None:
    """Note each language once: who speaks it needs no interpreter for it."""
    for row in Language.objects.filter(service__in=ids).order_by("name", "pk"):
        known.words[row.service_id].append(row.name)
        spoken = known.cards[row.service_id].setdefault("languages", [])
        is_spoken = row.way == Language.Way.SPOKEN
        kind = "lang" if is_spoken else "interpreter"
        for name, code in _tongues(row):
            one = name if says_more(name, code) else code or name
            if is_spoken and one not in spoken and len(spoken) < MOST_LANGUAGES:
                spoken.append(one)
            if f"lang:{code}" in facets().names:
                known.codes[row.service_id].add(f"{kind}:{code}")
    for codes in known.codes.values():
        codes -= {also(code) for code in codes if code.startswith("lang:")}


def _tongues(row: Language) -> list[tuple[str, str]]:
    """Return the languages of a row, whose name may hold several: (name, code)."""
    said = tongues_in(row.name)
    if row.code and len(said) <= 1:
        return [(row.name or row.code, row.code)]
    return [(name, language_code(name)) for name in said]


def _read_eligibility(known: Known, shown: list[Service]) -> None:
    rows: dict[Any, list[Eligibility]] = defaultdict(list)
    for row in Eligibility.objects.filter(service__in=[s.pk for s in shown]):
        rows[row.service_id].append(row)
    for service in shown:
        _say_who(known, service, rows[service.pk])


def _say_who(known: Known, service: Service, rows: list[Eligibility]) -> None:
    """Say for whom a service is; its rows and ages come before its words."""
    notes = [row.note for row in rows if row.facet == Eligibility.Facet.OTHER]
    known.words[service.pk] += notes
    told = [row for row in rows if row.facet != Eligibility.Facet.OTHER]
    codes = {r: f"{_GROUPS.get(r.facet, r.facet)}:{r.value}" for r in told}
    barred = {code for row, code in codes.items() if row.is_exclusion}
    said = {code for row, code in codes.items() if not row.is_exclusion}
    read = read_claims([service.eligibility_description, *notes], [service.description])
    limited = {code for code in said if code.startswith("who:")}
    limited = limited or _for_young(service) or set(read.is_for)
    barred |= (read.is_not_for | _not_for_young(service)) - limited
    said |= limited | (read.codes - barred)
    # Where nobody said whom it is for: everyone who is not said to be barred.
    limits = (said - {"who:lgbt"}) & EVERYONE
    everyone = set() if limits else {also(code) for code in EVERYONE - barred}
    known.codes[service.pk] |= said | everyone
    known.cards[service.pk] |= {
        "for": sorted(code for code in said if code.startswith("who:")),
        "not": sorted(code for code in barred if code.startswith("who:")),
    }


def _for_young(service: Service) -> set[str]:
    is_young = service.maximum_age is not None and service.maximum_age < ADULT
    return {"who:children"} if is_young else set()


def _not_for_young(service: Service) -> set[str]:
    return {"who:children"} if (service.minimum_age or 0) >= ADULT else set()


def _read_costs(known: Known, shown: list[Service]) -> None:
    costs: dict[Any, list[CostOption]] = defaultdict(list)
    for row in CostOption.objects.filter(service__in=[s.pk for s in shown]):
        costs[row.service_id].append(row)
    for service in shown:
        if _is_free(service, costs[service.pk]):
            known.codes[service.pk].add("cost:free")
            known.cards[service.pk]["free"] = True


def _is_free(service: Service, costs: list[CostOption]) -> bool:
    if service.is_free is not None:
        return service.is_free
    if any(row.amount for row in costs):
        return False
    if costs and not service.fees_description:
        return all(
            row.amount == 0 or says_free(row.option or row.amount_description)
            for row in costs
        )
    return says_free(service.fees_description, service.description)


def _read_places(known: Known, shown: list[Service]) -> None:
    ids = [service.pk for service in shown]
    at = ServiceAtLocation.objects.filter(service__in=ids)
    placed = at.filter(location__latitude__isnull=False)
    columns = ("service", "location__latitude", "location__longitude")
    spots: Any = placed.order_by("pk").values_list(*columns)
    for pk, latitude, longitude in spots:
        known.points.setdefault(pk, Point(float(latitude), float(longitude)))
    regions = _read_addresses(known, ids)
    ramps = Accessibility.objects.filter(
        location__at_services__service__in=ids, for_wheelchairs=True
    )
    for pk in ramps.values_list("location__at_services__service", flat=True):
        known.codes[pk].add("access:wheelchair")
    for service in shown:
        if service.region:
            known.words[service.pk].append(service.region.name)
            regions[service.pk] = {region_code(service.region.pk)}
        if not regions[service.pk] and service.pk not in known.points:
            regions[service.pk] = {ANYWHERE}
        known.codes[service.pk] |= regions[service.pk]


def _read_addresses(known: Known, ids: Iterable[UUID]) -> dict[Any, set[str]]:
    """Place what has a town and no coordinates; return the towns' regions."""
    regions: dict[Any, set[str]] = defaultdict(set)
    towns = _towns()
    rows = Address.objects.filter(location__at_services__service__in=ids)
    columns = ("location__at_services__service", "city")
    for pk, city in rows.order_by("pk").values_list(*columns):
        known.words[pk].append(city)
        town = towns.get(" ".join(city.split()).casefold())
        if town:
            known.points.setdefault(pk, town[0])
            regions[pk] |= {region_code(town[1])} if town[1] else set()
    return regions


def _towns() -> dict[str, tuple[Point, UUID | None]]:
    rows = Place.objects.filter(kind=Place.Kind.TOWN, latitude__isnull=False)
    columns = ("name", "latitude", "longitude", "within")
    found: Any = rows.order_by("pk").values_list(*columns)
    return {
        name.casefold(): (Point(float(latitude), float(longitude)), within)
        for name, latitude, longitude, within in found
    }
