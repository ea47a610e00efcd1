"""Every route of the program, read from the URLconf, with what its door says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import (
    IntConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)

from fourthp.foundation.ids import new_id
from fourthp.foundation.policies import Policy, policy_of


@dataclass(frozen=True)
class Route:
    """One route: its name, its policy, and the converters of its path."""

    name: str
    policy: Policy | None
    converters: dict[str, Any]

    def __str__(self) -> str:
        return self.name

    def path(self, kwargs: dict[str, Any] | None = None) -> str:
        return reverse(self.name, kwargs=kwargs or {})

    def unknown(self) -> dict[str, Any]:
        """Return kwargs of a row that does not exist."""
        return {name: _nothing(kind) for name, kind in self.converters.items()}


def _nothing(converter: object) -> object:
    match converter:
        case UUIDConverter():
            return new_id()
        case IntConverter():
            return 999_999_999
        case SlugConverter() | StringConverter():
            return "nothing-of-this-name"
    return "nothing-of-this-name"


def routes() -> list[Route]:
    """Return every route, by name."""
    found = {route.name: route for route in doors()}
    return sorted(found.values(), key=str)


def doors() -> list[Route]:
    """Return every door there is; of two of one name `routes` would hide one."""
    return list(_walk(get_resolver(), "", {}))


def _walk(resolver: URLResolver, space: str, above: dict[str, Any]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        converters = above | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, converters)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name or pattern.pattern}"
            yield Route(name, policy_of(pattern.callback), converters)
