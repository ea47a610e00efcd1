"""Towns and regions as people name them in a search."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.db.models import F, TextField
from django.db.models.functions import Cast

from fourthp.directory.models import Place, Posting
from fourthp.directory.models.places import region_code
from fourthp.directory.rules.lines import names_in
from fourthp.directory.rules.words import PUBLICLY, agency_token, place_names
from fourthp.foundation.index import Point

_LARGEST = F("population").desc(nulls_last=True)


@dataclass(frozen=True)
class Places:
    """Every place that may be asked for.

    names maps folded names to a town's own name or a region's code, regions a
    region's code to its name. Where several towns have one name, a town is called
    `Newport, Wales`, the largest is meant by the bare name, and alike tells the others.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def others(self, name: str) -> list[str]:
        """Return the other towns of the same name, as they may be asked for."""
        bare = name.rpartition(", ")[0]
        return [one for one in self.alike.get(bare, ()) if one != name]


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
    own = rows.filter(kind=Place.Kind.TOWN).order_by(_LARGEST, "pk")
    towns = own.values_list("name", others, "within__name")
    return _read(tuple(towns), tuple(regions))


@lru_cache(maxsize=2)
def _read(
    own: tuple[tuple[str, str, str | None], ...],
    regions: tuple[tuple[str, str, UUID], ...],
) -> Places:
    """Fold names once for as long as they stay the same; a town's name comes first."""
    names: dict[str, str] = {}
    codes = {region_code(pk): name for name, _others, pk in regions}
    told = [(name, others, region_code(pk)) for name, others, pk in regions]
    alike = _alike(own)
    # What comes last keeps a name: the largest.
    for name, others, within in reversed(own):
        called = f"{name}, {within}" if within and name in alike else name
        told.append((name, json.dumps([called, *json.loads(others)]), called))
    for name, others, stands_for in told:
        names |= dict.fromkeys(place_names([name, *json.loads(others)]), stands_for)
    return Places(
        MappingProxyType(names), MappingProxyType(codes), MappingProxyType(alike)
    )


def _alike(own: Iterable[tuple[str, str, str | None]]) -> dict[str, tuple[str, ...]]:
    """Return the towns of each name that several have, the largest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, _others, within in own:
        found[name] += [f"{name}, {within}"] if within else []
    return {name: tuple(some) for name, some in found.items() if len(some) > 1}


def towns() -> Mapping[str, str]:
    """Return every name of a town or region, folded, with what it stands for."""
    return known_places().names


def town_of(name: str) -> Town | None:
    """Return the town of a name, or None where nobody has put it on the map."""
    rows = Place.objects.filter(kind=Place.Kind.TOWN).order_by(_LARGEST, "pk")
    rows = rows.select_related("within__within")
    town = rows.filter(name=name).first()
    if town is None and ", " in name:
        bare, _comma, within = name.rpartition(", ")
        town = rows.filter(name=bare, within__name=within).first()
    if town is None or town.latitude is None or town.longitude is None:
        return None
    point = Point(float(town.latitude), float(town.longitude))
    return Town(name, point, _with_larger(town.within))


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


def agencies_in(line: str) -> frozenset[str]:
    """Return the folded names of agencies, known to all, that may stand in a line."""
    asked = {agency_token(PUBLICLY, name): name for name in names_in(line)}
    if not asked:
        return frozenset()
    rows = Posting.objects.filter(token__in=list(asked))
    found = rows.values_list("token", flat=True).distinct()
    return frozenset(asked[token] for token in found)
