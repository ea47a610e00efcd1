"""Words that an import brings and nobody here has read: for members first (S3)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.audit.operations import record
from fourthp.directory.models import Service
from fourthp.directory.operations.imports.planning import Plan
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.partnership.models import Label


def leave_to_members(plan: Plan, *, by: Actor) -> None:
    """Let members alone see a confidential service that says other words since a plan.

    Hours, numbers, codes and dates are none: a scanner reads those.
    """
    told = set(_told(plan))
    shown = Service.objects.filter(place_is_confidential=True, label=Label.CLEAR)
    for service in shown:
        if service.pk in told:
            service.label = Label.GREEN
            revising = begin_revision(by, "edited", service)
            revising.change([(service, {"label": Label.CLEAR})])
            record(by, "edited", service, fields=["label"])


def _told(plan: Plan) -> Iterator[UUID]:
    """Yield the services of rows that are new, or that say something else in words."""
    rows: list[tuple[Any, set[str]]] = [
        (row, _words_of(row)) for some in plan.make.values() for row in some
    ]
    for some in plan.change.values():
        rows += [(row, _words_of(row) & before.keys()) for row, before in some]
    for row, names in rows:
        service = row.pk if isinstance(row, Service) else _service_of(row)
        if service and any(getattr(row, name) for name in names):
            yield service


def _words_of(row: models.Model) -> set[str]:
    return {
        field.name
        for field in row._meta.concrete_fields
        if isinstance(field, models.TextField) or field.name == "name"
    }


def _service_of(row: Any) -> UUID | None:
    found: UUID | None = getattr(row, "service_id", None)
    return found
