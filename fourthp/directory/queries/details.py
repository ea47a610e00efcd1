"""What a listing says in rows, as whoever changes it sees them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.db.models import Count

from fourthp.directory.models import (
    Accessibility,
    Address,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.models.base import BASE

Row = TypeVar("Row", bound=models.Model)


def said_by(row: models.Model) -> dict[str, Any]:
    """Return what a row says: its fields without its keys and where it came from."""
    return {
        one.name: getattr(row, one.name)
        for one in row._meta.concrete_fields
        if not one.is_relation and one.name not in BASE
    }


def detail_rows(service: Service, model: type[Row]) -> list[Row]:
    """Return a service's rows of one kind: its own, and those of it at its places."""
    own = model._default_manager.filter(service=service).order_by("pk")
    if not any(one.name == "service_at_location" for one in model._meta.fields):
        return list(own)
    placed = model._default_manager.filter(
        service=None, service_at_location__service=service
    )
    return [*own, *placed.order_by("pk")]


def hours_shown(service: Service) -> list[Schedule]:
    """Return what says when it is open: its own schedules, or those of its places."""
    found = detail_rows(service, Schedule)
    at_places = Schedule.objects.filter(
        location__at_services__service=service, service=None
    )
    return found or list(at_places.order_by("pk"))


@dataclass(frozen=True)
class Spot:
    """One place where a service is given."""

    city: str = ""
    address_1: str = ""
    postal_code: str = ""
    for_wheelchairs: bool = False


@dataclass
class Placed:
    """A place of a service as it stands, with the rows that say so."""

    link: ServiceAtLocation
    is_shared: bool = False
    addresses: list[Address] = field(default_factory=list)
    ramps: list[Accessibility] = field(default_factory=list)

    @property
    def location(self) -> Location:
        """Return the place itself."""
        return self.link.location

    @property
    def spot(self) -> Spot:
        """Return what is said of it."""
        first = self.addresses[0] if self.addresses else Address()
        ramp = any(row.for_wheelchairs for row in self.ramps)
        return Spot(first.city, first.address_1, first.postal_code, ramp)


def placed(service: Service) -> list[Placed]:
    """Return where a service is given, in the order in which it was said."""
    links = service.at_locations.select_related("location").order_by("pk")
    found = {link.location_id: Placed(link) for link in links}
    _add(found, "addresses", Address.objects.filter(location__in=found))
    _add(found, "ramps", Accessibility.objects.filter(location__in=found))
    counted = ServiceAtLocation.objects.filter(location__in=found)
    for pk, times in counted.values_list("location").annotate(n=Count("pk")):
        found[pk].is_shared = times > 1
    return list(found.values())


def _add(found: dict[Any, Placed], name: str, rows: Iterable[Any]) -> None:
    for row in sorted(rows, key=lambda one: one.pk):
        getattr(found[row.location_id], name).append(row)
