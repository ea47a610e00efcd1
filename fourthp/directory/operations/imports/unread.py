"""Words that an import, or taking one back, brings and nobody here has read (S3)."""

from collections.abc import Mapping
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from fourthp.audit.operations import record
from fourthp.directory.models import Service
from fourthp.directory.operations.quieting import hanging_on
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.partnership.models import Label

Words = Mapping[UUID, frozenset[str]]


def words_for_everyone(source: str) -> Words:
    """Return what a source's confidential services say that everyone sees, in words."""
    return {service.pk: _words_of(service) for service in _open_ones(source)}


def leave_to_members(before: Words, *, source: str, by: Actor) -> None:
    """Let members alone see a confidential service that says words it did not before.

    Hours, numbers, codes and dates are none: a scanner reads those.
    """
    for service in _open_ones(source):
        if _words_of(service) - before.get(service.pk, frozenset()):
            service.label = Label.GREEN
            revising = begin_revision(by, "edited", service)
            revising.change([(service, {"label": Label.CLEAR})])
            record(by, "edited", service, fields=["label"])


def _open_ones(source: str) -> QuerySet[Service]:
    return (
        Service.objects.filter(
            source=source, place_is_confidential=True, label=Label.CLEAR
        )
        .select_related("organization")
        .order_by("pk")
    )


def _words_of(service: Service) -> frozenset[str]:
    """Return the words of a service, of all that hangs on it, and its agency's name."""
    own = frozenset(
        text
        for model, pks in hanging_on(Service, {service.pk}).items()
        for row in model._default_manager.filter(pk__in=pks).values_list(*_said(model))
        for text in row
        if text
    )
    return own | {service.organization.name}


def _said(model: type[models.Model]) -> list[str]:
    """Return the fields of a model in which something is said in words."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField) or field.name == "name"
    ]
