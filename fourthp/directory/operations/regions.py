"""Regions and their country, as the country’s pack has them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.directory.models import Place
from fourthp.directory.permissions import can_import
from fourthp.foundation.actors import Actor
from fourthp.partnership.rules.packs import Pack


def bring_regions(pack: Pack, *, by: Actor) -> list[Place]:
    """Add the country and the regions of a pack that are not here; return what came.

    A country without a pack brings nothing.
    """
    if not can_import(by):
        raise PermissionDenied
    if not pack.areas:
        return []
    with transaction.atomic():
        people = sum(area.population for area in pack.areas)
        country, is_new = Place.objects.get_or_create(
            kind=Place.Kind.COUNTRY,
            name=pack.name,
            within=None,
            defaults={"population": people},
        )
        new = _missing(pack, country)
        Place.objects.bulk_create(new)
        if is_new or new:
            record(by, "brought-regions", country)
    return [country, *new] if is_new else new


def _missing(pack: Pack, country: Place) -> list[Place]:
    """Return the regions of a pack that are not here, unsaved."""
    region = Place.Kind.REGION
    known = set(Place.objects.filter(kind=region).values_list("name", flat=True))
    return [
        Place(kind=region, name=area.name, population=area.population, within=country)
        for area in pack.areas
        if area.name not in known
    ]
