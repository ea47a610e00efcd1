"""Makers of the directory's rows."""

from uuid import uuid4

from fourthp.directory.models import (
    Address,
    Draft,
    Location,
    Phone,
    Place,
    Service,
    ServiceAtLocation,
)
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.tests.makers import make_agency


def make_region(
    name: str = "West Region",
    population: int = 5_900_000,
    within: Place | None = None,
) -> Place:
    return Place.objects.create(
        kind=Place.Kind.REGION, name=name, population=population, within=within
    )


def make_country(name: str = "Anyland", population: int = 56_000_000) -> Place:
    return Place.objects.create(
        kind=Place.Kind.COUNTRY, name=name, population=population
    )


def make_town(
    name: str = "Coventry", latitude: str = "52.41", longitude: str = "-1.51"
) -> Place:
    return Place.objects.create(
        kind=Place.Kind.TOWN,
        name=name,
        latitude=latitude,
        longitude=longitude,
        population=340_000,
    )


def make_service(
    name: str = "Harbour drop-in",
    *,
    organization: Agency | None = None,
    label: str = Label.CLEAR,
    **fields: object,
) -> Service:
    organization = organization or make_agency()
    return Service.objects.create(
        name=name, organization=organization, label=label, **fields
    )


def make_location(service: Service | None = None, **fields: object) -> Location:
    owner = {"organization": service.organization} if service else {}
    location = Location.objects.create(**(owner | fields))
    if service:
        ServiceAtLocation.objects.create(service=service, location=location)
    return location


def make_address(location: Location, **fields: object) -> Address:
    facts = {"address_1": "1 Harbour Street", "city": "Coventry"} | fields
    return Address.objects.create(location=location, **facts)


def make_phone(service: Service, number: str = "0121 496 0123") -> Phone:
    return Phone.objects.create(service=service, number=number)


def make_draft(**fields: object) -> Draft:
    """Something handed in, ready to be imported; its file is gone."""
    facts = {"source": "city", "file_name": "list.zip", "file_key": uuid4()}
    facts |= {"made_at": now(), "state": Draft.State.READY} | fields
    return Draft.objects.create(**facts)


def make_refuge(name: str = "Safe stay", **fields: object) -> Service:
    """A confidential service; what may be said of its region is as it is given."""
    fields.setdefault("home_region", fields.get("region"))
    return make_service(name, place_is_confidential=True, **fields)
