"""Which rows of any room name a record."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet


def relations_to(model: type[Model]) -> Iterator[Any]:
    """Yield the relations by which rows of any room name rows of a model.

    Those too that have no name from the other side; not those of rows that are
    computed from what they name.
    """
    for one in model._meta.get_fields(include_hidden=True):
        relation: Any = one
        names_it = one.auto_created and not one.concrete and not one.many_to_many
        if names_it and not getattr(relation.related_model, "is_derived", False):
            yield relation


def rows_naming(relation: Any, record: Model) -> QuerySet[Any]:
    """Return the rows that name a record by a relation."""
    rows: QuerySet[Any] = relation.related_model._base_manager.all()
    return rows.filter(**{relation.field.attname: record.pk})
