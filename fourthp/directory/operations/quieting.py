"""What hangs on a row, found by its models, and how it is made to say no place (S3).

Nothing here names a table: a new one that hangs on a service is covered by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.directory.models import (
    Attribute,
    Location,
    Metadata,
    Phone,
    Program,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    Unit,
)
from fourthp.directory.models.base import Imported
from fourthp.directory.rules.places import Guard, Whereabouts, telling_names
from fourthp.foundation.operations.revisions import forget_rows
from fourthp.partnership.models import Agency

Hanging = dict[type[models.Model], set[UUID]]
UNNAMED = "–"
# Where a row came from: the next import knows it by this.
_KEYS = frozenset({"id", "source", "source_id"})
# Others stand on these, so that they stay whatever they said.
_STAY: tuple[type[models.Model], ...] = (Agency, Service, Program, Unit)
_UNNAMED: dict[type[models.Model], str] = {
    Agency: "Confidential agency",
    Service: "Confidential service",
}
# These name any row by its id.
_NAMES_ANY_ROW: dict[type[models.Model], str] = {
    Attribute: "link_id",
    Metadata: "resource_id",
}


def texts_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields of a model in which somebody may have written anything."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.name not in _KEYS
    ]


def links_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield the models of the directory whose rows hang on a model's, with the link."""
    for relation in model._meta.related_objects:
        below = relation.related_model
        if issubclass(below, Imported) and relation.on_delete is models.CASCADE:
            yield below, relation.field.name
    yield from _NAMES_ANY_ROW.items()


def hanging_on(
    model: type[models.Model],
    pks: Iterable[UUID],
    *,
    but: type[models.Model] | None = None,
) -> Hanging:
    """Return every row that hangs on some, or on another that does, these included.

    Rows of a model in `but`, and what hangs on them, are left out.
    """
    found: Hanging = {model: set(pks)}
    todo = [(model, found[model])]
    while todo:
        above, ids = todo.pop()
        for below, link in links_to(above):
            if below is but:
                continue
            rows = below._default_manager.filter(**{f"{link}__in": ids})
            new = set(rows.values_list("pk", flat=True)) - found.get(below, set())
            if new:
                found.setdefault(below, set()).update(new)
                todo.append((below, new))
    return found


def stood_on_by(hanging: Hanging) -> Hanging:
    """Return the rows of their own that hanging rows say something by."""
    found: Hanging = {}
    for model, pks in hanging.items():
        for field in model._meta.concrete_fields:
            target: Any = field.related_model
            if target in (Program, Unit):
                rows = model._default_manager.filter(pk__in=pks)
                ids = rows.exclude(**{field.name: None}).values_list(field.name)
                found.setdefault(target, set()).update(pk for (pk,) in ids)
    return found


def quieted(
    model: type[models.Model], said: Mapping[str, Any], guard: Guard
) -> dict[str, str | None]:
    """Return what a row's telling texts become, by field; None: the row is nothing
    without it.
    """
    found: dict[str, str | None] = {}
    for field in texts_of(model):
        text = said.get(field.name)
        if isinstance(text, str) and text and guard.tells(text):
            found[field.name] = _instead(model, field)
    if model is Phone and guard.tells_by_number(said.get("number", "")):
        found["number"] = None
    return found


def _instead(model: type[models.Model], field: models.Field[Any, Any]) -> str | None:
    if field.blank:
        return ""
    if model not in _STAY:
        return None
    if field.has_default():
        return str(field.get_default())
    return _UNNAMED.get(model, UNNAMED)


def quiet_rows(hanging: Hanging, guard: Guard) -> None:
    """Empty what rows say that may tell a place; take away what says nothing else.

    What a source says besides, which nobody here reads, goes in any case.
    """
    for model, pks in hanging.items():
        for row in model._default_manager.in_bulk(list(pks)).values():
            instead = quieted(model, vars(row), guard)
            if model is Metadata or None in instead.values() or _by_term(row, guard):
                row.delete()
                continue
            for name, text in instead.items():
                setattr(row, name, text)
            row.extra = {}  # type: ignore[attr-defined]  # every row of a directory has it
            row.save(update_fields=[*instead, "extra"])


def naming_texts(said: Mapping[str, Any], called: Whereabouts) -> dict[str, Any]:
    """Return what becomes of an agency's texts that name a street or a building.

    It is open, so that its towns may be named, and so may whatever is in its own name.
    """
    guard = Guard(names=telling_names(called.streets))
    texts = {field.name for field in texts_of(Agency)} - {"name"}
    found: dict[str, Any] = {
        name: ""
        for name, text in said.items()
        if name in texts and text and guard.names_one(str(text))
    }
    extra = said.get("extra") or {}
    stay = {n: v for n, v in extra.items() if not guard.names_one(f"{n} {v}")}
    return found | ({"extra": stay} if stay != extra else {})


def quiet_owner(agency: Agency, called: Whereabouts) -> None:
    """Take the streets and buildings of a hidden service out of its agency's words.

    What these said before goes from every revision in any case.
    """
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    found = naming_texts(vars(agency), called)
    if found:
        for name, text in found.items():
            setattr(agency, name, text)
        agency.save(update_fields=[*found])
    forget_rows(Agency, [agency.pk])


def _by_term(row: models.Model, guard: Guard) -> bool:
    """Tell whether a row is a word of a list that tells a place."""
    return isinstance(row, Attribute) and bool(
        quieted(TaxonomyTerm, vars(row.taxonomy_term), guard)
    )


def telling_terms(attributes: Iterable[UUID], guard: Guard) -> set[UUID]:
    """Return the words that tell a place, of those under which rows are listed."""
    terms = TaxonomyTerm.objects.filter(attributes__in=list(attributes)).distinct()
    return {term.pk for term in terms if quieted(TaxonomyTerm, vars(term), guard)}


def drop_unused_terms(pks: Iterable[Any]) -> None:
    """Take away, of some words, those under which nothing is listed any more."""
    unused = TaxonomyTerm.objects.filter(pk__in=list(pks), attributes=None, parts=None)
    gone = list(unused.values_list("pk", flat=True))
    forget_rows(TaxonomyTerm, gone)
    unused.delete()


def leave_locations(going: Iterable[UUID], hanging: Hanging) -> None:
    """Unlink hanging rows from every location, and from those that go whatever
    hangs on something else too.
    """
    gone = list(going)
    for below, link in links_to(Location):
        if below in _NAMES_ANY_ROW or not below._meta.get_field(link).null:
            continue
        rows = below._default_manager
        rows.filter(pk__in=hanging.get(below, ())).update(**{link: None})
        for other in _parents(below):
            if other != link:
                elsewhere = {f"{link}__in": gone, f"{other}__isnull": False}
                rows.filter(**elsewhere).update(**{link: None})


def _parents(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if getattr(field.remote_field, "on_delete", None) is models.CASCADE
    ]


def hang_on_service(service: Service) -> None:
    """Let what hangs on a service at its locations hang on the service itself."""
    for below, link in links_to(ServiceAtLocation):
        if below not in _NAMES_ANY_ROW:
            rows = below._default_manager.filter(**{f"{link}__service": service})
            rows.update(**{link: None, "service": service})
