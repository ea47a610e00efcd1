"""What imports did to a listing, for its history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from fourthp.directory.models import Address, Import, Location, Service
from fourthp.directory.models.base import Imported
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.queries.history import Change, changes_of

# Older ones are not looked through: each may have changed every listing there is.
MOST_IMPORTS = 20
Did = RevisionPart.Did


@dataclass(frozen=True)
class Brought:
    """An import that changed a listing; is_first: it brought the listing."""

    of_import: Import
    change: Change
    is_first: bool = False


def imports_of(service: Service) -> list[Brought]:
    """Return the last imports of its source that brought or changed a listing.

    Of a confidential one no import tells what it said.
    """
    if not service.source:
        return []
    made = Import.objects.filter(source=service.source).exclude(revision_id=None)
    last = {one.revision_id: one for one in made.order_by("-made_at")[:MOST_IMPORTS]}
    parts = _parts_of(service, [pk for pk in last if pk])
    revisions = Revision.objects.filter(pk__in=parts).order_by("-at", "-id")
    first = {pk for pk, found in parts.items() if any(map(_made_it, found))}
    untold = parts if service.place_is_confidential else first
    told = [(one, [] if one.pk in untold else parts[one.pk]) for one in revisions]
    return [
        Brought(last[one.revision.pk], one, is_first=one.revision.pk in first)
        for one in changes_of(told)
    ]


def is_renamed_since(service: Service, at: datetime) -> bool:
    """Tell whether a listing's name was changed, or changed back, after a moment."""
    parts = RevisionPart.objects.filter(
        Q(revision__at__gt=at) | Q(revision__undone_at__gt=at),
        model=Service._meta.label,
        rows__has_key=str(service.pk),
    )
    return any("name" in (part.rows[str(service.pk)] or {}) for part in parts)


def is_changed_since(
    service: Service, at: datetime, *, besides: Collection[str] = ()
) -> bool:
    """Tell whether anything of a listing was changed, or changed back, since then.

    besides: acts after which it says the same as before.
    """
    since = Q(at__gt=at) | Q(undone_at__gt=at)
    own = Q(matter_kind=service.matter_kind, matter_id=str(service.pk))
    if Revision.objects.filter(since & own).exclude(act__in=besides).exists():
        return True
    imports = (one.of_import for one in imports_of(service))
    return any(
        moment is not None and moment > at
        for one in imports
        for moment in (one.made_at, one.undone_at)
    )


def _made_it(part: RevisionPart) -> bool:
    return part.did == Did.MADE and part.model == Service._meta.label


def _parts_of(
    service: Service, revisions: list[UUID]
) -> dict[UUID, list[RevisionPart]]:
    """Return what revisions did to a listing and its rows: of each its own alone."""
    every = RevisionPart.objects.filter(revision__in=revisions)
    own = {Service._meta.label: {str(service.pk)}}
    found = _narrowed(every, own)
    first = {part.revision_id for part in found if part.did == Did.MADE}
    # Whatever came with it is no change of it.
    found += _narrowed(every.exclude(revision__in=first), _rows_of(service), service)
    parts: dict[UUID, list[RevisionPart]] = {}
    for part in found:
        parts.setdefault(part.revision_id, []).append(part)
    return parts


def _rows_of(service: Service) -> dict[str, set[str]]:
    """Return the rows that say something of a listing, by their models."""
    places = Location.objects.filter(at_services__service=service)
    rows: dict[type[models.Model], models.QuerySet[Any]] = {
        Location: places,
        Address: Address.objects.filter(location__in=places),
    }
    for one in Service._meta.related_objects:
        model = one.related_model
        if isinstance(model, type) and issubclass(model, Imported):
            rows[model] = model._default_manager.filter(**{one.field.name: service})
    return {
        model._meta.label: {str(pk) for pk in found.values_list("pk", flat=True)}
        for model, found in rows.items()
    }


def _narrowed(
    parts: models.QuerySet[RevisionPart],
    rows: Mapping[str, set[str]],
    service: Service | None = None,
) -> list[RevisionPart]:
    """Return parts with these rows alone, and with what was removed from a listing."""
    ids = set[str]().union(*rows.values())
    wanted = Q(rows__has_any_keys=sorted(ids)) if ids else Q(pk=None)
    if service:
        parts = parts.annotate(words=Cast("rows", models.TextField()))
        wanted |= Q(did=Did.REMOVED, words__contains=str(service.pk))
        ids.add(str(service.pk))
    found = list(parts.filter(wanted, model__in=rows))
    for part in found:
        part.rows = {
            pk: said for pk, said in part.rows.items() if _is_of(ids, pk, said)
        }
    return [part for part in found if part.rows]


def _is_of(ids: set[str], pk: str, said: Mapping[str, Any] | None) -> bool:
    return pk in ids or any(
        isinstance(value, str) and value in ids for value in (said or {}).values()
    )
