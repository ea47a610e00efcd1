"""What an import leaves alone, because people here keep it; and what they gave back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.directory.models import (
    Accessibility,
    Address,
    Location,
)
from fourthp.directory.operations.imports.resolving import Known, model_of

# The kinds of rows that people here make by hand on a service of a source.
BY_HAND = (
    "phone",
    "schedule",
    "language",
    "eligibility",
    "required_document",
    "service_at_location",
)


@dataclass
class LeftAlone:
    """Which rows an import leaves alone.

    A service or location that names a table among its own fields keeps every row of
    it, those too that were taken away here; what hangs on such a row stays away too.
    """

    kept: dict[str, set[str]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, known: Known) -> "LeftAlone":
        """Read what the services and locations of a source keep."""
        found = cls()
        for table in ("service", "location"):
            for row in known.rows[table].values():
                found.kept[str(row.pk)] = set(getattr(row, "local_fields", ()))
        for at in known.rows["service_at_location"].values():
            service = str(getattr(at, "service_id", ""))
            found.kept[str(at.pk)] = found.kept.get(service, set())
        return found

    def holds(self, table: str, hang_on: Iterable[str]) -> bool:
        """Tell whether a row of a table that hangs on these ids is left alone."""
        return any(
            table in self.kept.get(pk, ()) or pk in self.absent for pk in hang_on
        )

    def note(self, pk: UUID, present: object | None) -> None:
        """Note a row that is left alone: what hangs on one that is gone, goes too."""
        if present is None or hasattr(present, "is_placeholder"):
            self.absent.add(str(pk))


def hangs_on(row: models.Model) -> list[str]:
    """Return the ids of what a row here hangs on."""
    names = ("service_id", "service_at_location_id", "location_id")
    return [str(getattr(row, name, None)) for name in names]


def released_rows(services: set[UUID], left_alone: LeftAlone) -> dict[str, list[Any]]:
    """Return what was made by hand on services that were given back since."""
    found = {
        table: [
            row
            for row in model_of(table)._default_manager.filter(
                source="", service__source__gt=""
            )
            if row.service_id in services and not left_alone.holds(table, hangs_on(row))
        ]
        for table in BY_HAND
    }
    return found | _places(found["service_at_location"])


def _places(links: list[Any]) -> dict[str, list[Any]]:
    at = [link.location_id for link in links]
    places = Location.objects.filter(pk__in=at, source="")
    return {
        "address": list(Address.objects.filter(location__in=places)),
        "accessibility": list(Accessibility.objects.filter(location__in=places)),
        "location": list(places),
    }
