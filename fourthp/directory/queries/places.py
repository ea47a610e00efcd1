"""Towns and regions as people name them in a search."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from fourthp.directory.models import Place
from fourthp.directory.models.places import region_code
from fourthp.directory.rules.words import place_names
from fourthp.foundation.index import Point


@dataclass(frozen=True)
class Places:
    """Every place that may be asked for.

    names maps folded names to a town's own name or a region's code, regions a
    region's code to its name.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Town:
    """Where a town is, and the codes of the regions that it lies in."""

    name: str
    point: Point
    regions: tuple[str, ...] = ()


def known_places() -> Places:
    """Return every town and region, by the names people give them."""
    # As text: what did not change since the last question is not read again.
    others = Cast("other_names", TextField())
    rows = Place.objects.order_by("pk")
    regions = rows.filter(kind=Place.Kind.REGION).values_list("name", others, "pk")
    own = rows.filter(kind=Place.Kind.TOWN).values_list("name", others)
    return _read(tuple(own), tuple(regions))


@lru_cache(maxsize=2)
def _read(
    own: tuple[tuple[str, str], ...], regions: tuple[tuple[str, str, UUID], ...]
) -> Places:
    """Fold names once for as long as they stay the same; a town's name comes first."""
    names: dict[str, str] = {}
    codes = {region_code(pk): name for name, _others, pk in regions}
    told = [(name, others, region_code(pk)) for name, others, pk in regions]
    told += [(name, others, name) for name, others in own]
    for name, others, stands_for in told:
        names |= dict.fromkeys(place_names([name, *json.loads(others)]), stands_for)
    return Places(MappingProxyType(names), MappingProxyType(codes))


def towns() -> Mapping[str, str]:
    """Return every name of a town or region, folded, with what it stands for."""
    return known_places().names


def town_of(name: str) -> Town | None:
    """Return the town of a name, or None where nobody has put it on the map."""
    named = Place.objects.filter(kind=Place.Kind.TOWN, name=name)
    town = named.select_related("within__within").order_by("pk").first()
    if town is None or town.latitude is None or town.longitude is None:
        return None
    point = Point(float(town.latitude), float(town.longitude))
    return Town(town.name, point, _with_larger(town.within))


def regions_of(code: str) -> tuple[str, ...]:
    """Return the codes of a region and of what it lies in."""
    region = Place.objects.select_related("within").get(pk=code.removeprefix("in:"))
    return _with_larger(region)


def _with_larger(region: Place | None) -> tuple[str, ...]:
    found = []
    while region is not None:
        found.append(region_code(region.pk))
        region = region.within
    return tuple(found)
