"""A directory of any size, generated, harsh and seeded: the same every time."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from fourthp.directory.models import (
    Address,
    CostOption,
    Eligibility,
    Language,
    Location,
    Phone,
    Place,
    Schedule,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Label

NEEDS = "shelter legal clinic counselling food wages visa school advocate benefits"
WORDS = "harbour river lantern bridge garden morning open second paper willow stone"
TONGUES = "Romanian Albanian Vietnamese Arabic Polish Somali Punjabi Ukrainian Klingon"
ACCENTS = "São Łódź Zoë Ørsted Þór ﬁne ＡＢＣ İstanbul"
REGIONS = ("North Region", "South Region", "East Region", "West Region")
FOR_WHOM = (
    "Women only; men are not admitted.",
    "No men.",
    "Over 18",
    "Not for under 18s",
    "Children 5–12 years old",
    "Anyone",
    "Single women, or mothers with children",
    "18+ only, unless accompanied",
)
FEES = ("Free of charge", "no fee", "£5 a visit", "Free for children", "")
LABELS = (Label.CLEAR,) * 8 + (Label.GREEN, Label.RED)


def make_corpus(count: int, *, seed: int = 7, at: datetime | None = None) -> None:
    """Make services with details, places, hours; every tenth listing is awkward."""
    dice = random.Random(seed)
    moment = at or now()
    agencies = [
        Agency(name=f"{dice.choice(WORDS.split())} agency {n}")
        for n in range(max(1, count // 4))
    ]
    with transaction.atomic():
        Agency.objects.bulk_create(agencies, batch_size=2_000)
        regions, towns = _places(dice)
        today = moment.date()
        services = [_service(dice, n, agencies, regions, today) for n in range(count)]
        Service.objects.bulk_create(services, batch_size=2_000)
        for rows in _details(dice, services) + _placed(dice, services, towns):
            type(rows[0]).objects.bulk_create(rows, batch_size=2_000)
    refresh_open_hours(now=moment)
    index_services()


def _places(dice: random.Random) -> tuple[list[Place], list[Place]]:
    country = Place.objects.create(
        kind=Place.Kind.COUNTRY, name="Country", population=3_600_000
    )
    regions = [
        Place(kind=Place.Kind.REGION, name=name, within=country, population=900_000)
        for name in REGIONS
    ]
    towns = [
        Place(
            kind=Place.Kind.TOWN,
            name=f"Town{n}",
            within=dice.choice([*regions, None]),
            latitude=f"{50.5 + dice.random() * 5:.2f}",
            longitude=f"{-4 + dice.random() * 5:.2f}",
            population=50_000,
        )
        for n in range(200)
    ]
    Place.objects.bulk_create(regions)
    Place.objects.bulk_create(towns)
    return [*regions, country], towns


def _service(
    dice: random.Random,
    n: int,
    agencies: list[Agency],
    regions: list[Place],
    today: date,
) -> Service:
    needs = dice.sample(NEEDS.split(), 2)
    name = f"{dice.choice(WORDS.split())} {needs[0]} {n}"
    if n % 10 == 0:
        name = f"{dice.choice(ACCENTS.split())} {name} " + "very " * 20
    hidden = dice.random() < 0.05
    return Service(
        organization=dice.choice(agencies),
        name=name[:500],
        description=" ".join([*dice.choices(WORDS.split(), k=30), *needs]),
        label=dice.choice(LABELS),
        status=Service.Status.CLOSED if dice.random() < 0.05 else "active",
        place_is_confidential=hidden,
        region=dice.choice(regions) if hidden or dice.random() < 0.1 else None,
        eligibility_description=dice.choice(FOR_WHOM) if dice.random() < 0.3 else "",
        fees_description=dice.choice(FEES),
        minimum_age=18 if dice.random() < 0.1 else None,
        assured_date=today - timedelta(days=dice.randrange(300)),
        is_free=dice.choice((True, False, None, None)),
    )


def _details(dice: random.Random, services: list[Service]) -> list[list[Any]]:
    phones, tongues, hours, fits, costs = [], [], [], [], []
    for n, service in enumerate(services):
        phones.append(Phone(service=service, number=f"01632 960{n % 1000:03}"))
        for name in dice.sample(TONGUES.split(), 2):
            way = dice.choice(("spoken", "spoken", "interpreter"))
            tongues.append(Language(service=service, name=name, way=way))
        if dice.random() < 0.3:
            value = dice.choice(("women", "women", "men", "children"))
            barred = dice.random() < 0.3
            fit = {"facet": "gender", "value": value, "is_exclusion": barred}
            fits.append(Eligibility(service=service, **fit))
        if dice.random() < 0.7:
            times = {"opens_at": time(dice.choice((8, 9, 20))), "closes_at": time(17)}
            hours.append(Schedule(service=service, byday="MO,TU,WE,TH,FR", **times))
        if dice.random() < 0.1:
            costs.append(CostOption(service=service, option="Free", amount=0))
    return [phones, tongues, hours, fits, costs]


def _placed(
    dice: random.Random, services: list[Service], towns: list[Place]
) -> list[list[Any]]:
    """Place four of five; some by their town's name alone, some by a point alone."""
    locations, at, addresses = [], [], []
    for service in services:
        if service.place_is_confidential or dice.random() > 0.8:
            continue
        town, named, pointed = dice.choice(towns), dice.random(), dice.random()
        where = {
            "latitude": round(float(town.latitude) + dice.gauss(0, 0.05), 4),
            "longitude": round(float(town.longitude) + dice.gauss(0, 0.05), 4),
        }
        place = Location(**(where if pointed < 0.9 else {}))
        locations.append(place)
        at.append(ServiceAtLocation(service=service, location=place))
        if named < 0.5:
            city = dice.choice((town.name, town.name.upper(), f" {town.name} "))
            addresses.append(Address(location=place, city=city))
    return [locations, at, addresses]
