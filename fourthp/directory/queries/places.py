"""Towns and regions as people name them in a search."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast

from fourthp.directory.models import Place
from fourthp.directory.models.places import region_code
from fourthp.directory.queries.index import fetched
from fourthp.directory.rules.lines import names_in
from fourthp.directory.rules.words import PUBLICLY, agency_token, place_names
from fourthp.foundation.index import Point

_LARGEST = F("population").desc(nulls_last=True)


@dataclass(frozen=True)
class Town:
    """Where a town is, and the codes of the regions that it lies in."""

    name: str
    point: Point
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """Every place that may be asked for.

    names maps folded names to a town's own name or a region's code, regions a
    region's code to its name. Where several towns have one name, a town is called
    `Newport, Wales`, the largest is meant by the bare name, and alike tells the others.
    towns are those by such names, None where nobody knows the point; larger maps a
    region's code to itself and what it lies in.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    towns: Mapping[str, Town | None] = field(default_factory=dict)
    larger: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def others(self, name: str) -> list[str]:
        """Return the other towns of the same name, as they may be asked for."""
        bare = name.rpartition(", ")[0]
        return [one for one in self.alike.get(bare, ()) if one != name]


class _Told(NamedTuple):
    """A place's row; its ids, names and numbers are text."""

    kind: str
    name: str
    pk: str
    within: str | None
    other_names: str
    latitude: str | None
    longitude: str | None

    @property
    def code(self) -> str:
        return region_code(UUID(self.pk))

    def names(self) -> list[str]:
        return [self.name, *json.loads(self.other_names)]

    def town(self, called: str, regions: tuple[str, ...]) -> Town | None:
        if self.latitude is None or self.longitude is None:
            return None
        point = Point(float(self.latitude), float(self.longitude))
        return Town(called, point, regions)


def known_places() -> Places:
    """Return every town and region, by the names people give them."""
    with connection.cursor() as cursor:
        cursor.execute(*_every_place())
        return _read(tuple(cursor.fetchall()))


@cache
def _every_place() -> tuple[str, tuple[Any, ...]]:
    """Return the statement that every question asks: it is the same at all times."""
    # As text: what did not change since the last question is not read again.
    columns = ("pk", "within", "other_names", "latitude", "longitude")
    texts = [Cast(name, TextField()) for name in columns]
    rows = Place.objects.order_by(_LARGEST, "pk").values_list("kind", "name", *texts)
    return rows.query.sql_with_params()


@lru_cache(maxsize=2)
def _read(rows: tuple[tuple[Any, ...], ...]) -> Places:
    """Fold names once for as long as they stay the same; a town's name comes first."""
    told = {row[2]: _Told(*row) for row in rows}
    own = [one for one in told.values() if one.kind == Place.Kind.TOWN]
    regions = sorted(
        (one for one in told.values() if one.kind == Place.Kind.REGION),
        key=attrgetter("pk"),
    )
    alike = _alike(own, told)
    names: dict[str, str] = {}
    towns: dict[str, Town | None] = {}
    for one in regions:
        names |= dict.fromkeys(place_names(one.names()), one.code)
    # What comes last keeps a name: the largest.
    for one in reversed(own):
        full = _full_name(one, told)
        called = full if one.name in alike else one.name
        names |= dict.fromkeys(place_names([*one.names(), called]), called)
        within = _with_larger(one.within, told)
        towns |= {name: one.town(name, within) for name in (full, one.name)}
    codes = {one.code: one.name for one in regions}
    larger = {one.code: _with_larger(one.pk, told) for one in told.values()}
    return Places(names, codes, alike, towns, larger)


def _full_name(one: _Told, told: Mapping[str, _Told]) -> str:
    return f"{one.name}, {told[one.within].name}" if one.within else one.name


def _with_larger(pk: str | None, told: Mapping[str, _Told]) -> tuple[str, ...]:
    found = []
    while pk is not None:
        found.append(told[pk].code)
        pk = told[pk].within
    return tuple(found)


def _alike(
    own: Iterable[_Told], told: Mapping[str, _Told]
) -> dict[str, tuple[str, ...]]:
    """Return the towns of each name that several have, the largest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in own:
        found[one.name] += [_full_name(one, told)] if one.within else []
    return {name: tuple(some) for name, some in found.items() if len(some) > 1}


def towns() -> Mapping[str, str]:
    """Return every name of a town or region, folded, with what it stands for."""
    return known_places().names


def agencies_in(line: str) -> frozenset[str]:
    """Return the folded names of agencies, known to all, that may stand in a line."""
    asked = {agency_token(PUBLICLY, name): name for name in names_in(line)}
    if not asked:
        return frozenset()
    rows = fetched(
        "SELECT DISTINCT token FROM directory_posting WHERE token IN"  # noqa: S608 -- marks alone
        f" ({', '.join(['%s'] * len(asked))})",
        list(asked),
    )
    return frozenset(asked[token] for (token,) in rows)
