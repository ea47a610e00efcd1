"""The world in which every door is tried: one row for each route, one of each actor."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.safety.actors import Actor, make_actors
from tests.safety.canaries import make_canaries
from tests.safety.examples import EXAMPLES
from tests.safety.markers import Canaries
from tests.safety.routes import Route, routes


@dataclass
class World:
    """Routes, actors, and the kwargs under which each route shows a real row."""

    routes: list[Route]
    actors: list[Actor]
    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return next(actor for actor in self.actors if actor.name == name)

    def path(self, route: Route) -> str:
        return route.path(self.kwargs.get(route.name, {}))


@pytest.fixture
def world(db) -> World:
    actors = make_actors()
    found = routes()
    kwargs = {r.name: EXAMPLES[r.name]() for r in found if r.converters}
    return World(found, actors, kwargs)


@pytest.fixture
def canaries(world) -> Canaries:
    return make_canaries()
