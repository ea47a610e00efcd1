"""Where a service is given: places added, mended, and taken away to the last word."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from django.db import models

from fourthp.directory.models import (
    Accessibility,
    Address,
    Location,
    Place,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.details import change_row
from fourthp.directory.queries.details import Placed, Spot, placed
from fourthp.directory.queries.places import towns
from fourthp.directory.rules.words import place_names
from fourthp.foundation.operations.revisions import Revising

# What a location may say of where it is.
_TELLING = (
    "name",
    "alternate_name",
    "description",
    "transportation",
    "url",
    "external_identifier",
    "external_identifier_type",
)


def set_spots(
    service: Service, wanted: Sequence[Spot | None], revising: Revising
) -> bool:
    """Make a service be given where it is wanted: as `placed` has them, then new ones.

    None takes a place away. One that other services are at stays theirs as it is.
    Returns whether anything changed.
    """
    present = placed(service)
    did = False
    for at, spot in zip_longest(present, wanted):
        if at is None:
            add_spot(service, spot or Spot(), revising)
        elif at.spot == spot:
            continue
        elif spot is None:
            _leave(at, revising)
        elif at.is_shared:
            _remove_all([at.link], revising)
            add_spot(service, spot, revising)
        else:
            _mend(at, spot, revising)
        did = True
    return did


def add_spot(service: Service, spot: Spot, revising: Revising | None = None) -> None:
    """Give a service a place more."""
    location = Location(organization_id=service.organization_id, **_point(spot.city))
    rows: list[models.Model] = [
        location,
        _address(location, spot),
        ServiceAtLocation(service=service, location=location),
    ]
    if spot.for_wheelchairs:
        rows.append(Accessibility(location=location, for_wheelchairs=True))
    for row in rows:
        if revising:
            revising.make([row])
        else:
            row.save()


def _address(location: Location, spot: Spot) -> Address:
    return Address(
        location=location,
        city=spot.city,
        address_1=spot.address_1,
        postal_code=spot.postal_code,
    )


def _point(city: str) -> dict[str, Any]:
    """Return the centre of a town that is known, or nowhere."""
    name = towns().get(next(iter(place_names([city])), ""), "")
    town = Place.objects.filter(kind=Place.Kind.TOWN, name=name).order_by("pk").first()
    return {
        "latitude": town.latitude if town else None,
        "longitude": town.longitude if town else None,
    }


def _mend(at: Placed, spot: Spot, revising: Revising) -> None:
    was, tables = at.spot, []
    if (was.city, was.address_1, was.postal_code) != (
        spot.city,
        spot.address_1,
        spot.postal_code,
    ):
        tables.append("address")
        _mend_address(at, spot, revising)
    if was.for_wheelchairs != spot.for_wheelchairs:
        tables.append("accessibility")
        _mend_ramps(at, spot.for_wheelchairs, revising)
    point = _point(spot.city) if was.city != spot.city else {}
    change_row(at.location, point, revising, tables)


def _mend_address(at: Placed, spot: Spot, revising: Revising) -> None:
    if not at.addresses:
        revising.make([_address(at.location, spot)])
        return
    said = ("city", "address_1", "postal_code")
    facts = {name: getattr(spot, name) for name in said}
    change_row(at.addresses[0], facts, revising)


def _mend_ramps(at: Placed, for_wheelchairs: bool, revising: Revising) -> None:
    rows = at.ramps[:1] if for_wheelchairs else at.ramps
    for row in rows:
        change_row(row, {"for_wheelchairs": for_wheelchairs}, revising)
    if not rows:
        revising.make([Accessibility(location=at.location, for_wheelchairs=True)])


def _leave(at: Placed, revising: Revising) -> None:
    """Leave nothing that says where it was: the service may be hidden one day.

    A source's own location stays as a row without a word, so that its next import
    does not bring it again.
    """
    _remove_all([at.link], revising)
    if at.is_shared:
        return
    if not at.location.source:
        _remove_all([at.location], revising)
        return
    _remove_all([*at.addresses, *at.ramps], revising)
    blank: dict[str, Any] = dict.fromkeys(_TELLING, "")
    blank |= {"latitude": None, "longitude": None, "extra": {}}
    change_row(at.location, blank, revising, ("address", "accessibility"))


def _remove_all(rows: Iterable[models.Model], revising: Revising) -> None:
    """Remove rows and first what hangs on them, so that an undo brings all back."""
    for row in rows:
        for relation in row._meta.related_objects:
            hung: Any = relation.related_model
            found = hung._default_manager.filter(**{relation.field.name: row.pk})
            _remove_all(found, revising)
        revising.remove([row])
