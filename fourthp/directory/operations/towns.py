"""Towns that public addresses name: learned, and forgotten with their evidence."""

from collections import defaultdict
from statistics import median
from typing import Any

from fourthp.directory.models import Address, Place, Service, ServiceAtLocation

# A town that fewer show would be the address of one of them.
ENOUGH_SPOTS, ENOUGH_AGENCIES = 3, 2


def learn_towns() -> set[str]:
    """Make, move and forget the towns that public addresses show.

    A town's point is the median of its places, to 0.01°. Returns the names of the
    towns that changed.
    """
    known = Place.objects.filter(kind=Place.Kind.TOWN, is_learned=False)
    names = {name.casefold() for name in known.values_list("name", flat=True)}
    wanted = {
        name: point for name, point in _shown().items() if name.casefold() not in names
    }
    changed = _mend_known(wanted)
    Place.objects.bulk_create(
        Place(
            kind=Place.Kind.TOWN,
            name=name,
            latitude=latitude,
            longitude=longitude,
            is_learned=True,
        )
        for name, (latitude, longitude) in sorted(wanted.items())
    )
    return changed | wanted.keys()


def _mend_known(wanted: dict[str, tuple[Any, Any]]) -> set[str]:
    """Move or forget learned towns, and take them out of what is wanted."""
    changed = set()
    for town in Place.objects.filter(is_learned=True):
        point = wanted.pop(town.name, None)
        if point == (town.latitude, town.longitude):
            continue
        changed.add(town.name)
        if point is None:
            town.delete()
        else:
            town.latitude, town.longitude = point
            town.save(update_fields=["latitude", "longitude"])
    return changed


def _shown() -> dict[str, tuple[Any, Any]]:
    public = ServiceAtLocation.objects.filter(
        service__in=Service.objects.visible_to(None)
    )
    rows = Address.objects.filter(
        location__in=public.values("location"), location__latitude__isnull=False
    ).exclude(city="")
    spots: dict[str, set[Any]] = defaultdict(set)
    agencies: dict[str, set[Any]] = defaultdict(set)
    for city, latitude, longitude, agency in rows.values_list(
        "city",
        "location__latitude",
        "location__longitude",
        "location__at_services__service__organization",
    ):
        name = " ".join(city.split()).title()[:200]
        spots[name].add((latitude, longitude))
        agencies[name].add(agency)
    return {
        name: (
            round(median(at[0] for at in points), 2),
            round(median(at[1] for at in points), 2),
        )
        for name, points in spots.items()
        if len(points) >= ENOUGH_SPOTS and len(agencies[name]) >= ENOUGH_AGENCIES
    }
