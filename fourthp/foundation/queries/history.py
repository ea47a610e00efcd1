"""What was changed in a matter, in words and values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from fourthp.foundation.inventory import DataClass, Inventory
from fourthp.foundation.matters import actor_title
from fourthp.foundation.models import Revision, RevisionPart


@dataclass(frozen=True)
class FieldChange:
    """What one change did to one field, in words and values."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One revision as a history shows it."""

    revision: Revision
    who: str
    fields: list[FieldChange]
    undone_by: str = ""  # nobody noted it of what was taken back long ago


MOST_ROWS = 20
# What a change does besides what people see.
_UNSHOWN = frozenset(
    {"local_fields", "last_modified", "extra", "id", "source", "source_id"}
)
# What the readers of a row may read; everything finer stays out of its history.
_SHOWN = frozenset({DataClass.PUBLIC, DataClass.SYSTEM})
NOTHING = "–"
Rows = dict[tuple[str, str], Any]  # what rows said, by model and key


def history_of(kind: str, pk: UUID, *, most: int | None = None) -> list[Change]:
    """Return the changes of a matter, newest first; all, or so many."""
    asked = Revision.objects.filter(matter_kind=kind, matter_id=str(pk))
    found = list(asked.order_by("-at", "-id").prefetch_related("parts")[:most])
    return changes_of([(one, list(one.parts.all())) for one in found])


def changes_of(revised: Sequence[tuple[Revision, list[RevisionPart]]]) -> list[Change]:
    """Return what revisions did, each by its parts or by some of what they hold."""
    gone = _gone_since(part for _one, parts in revised for part in parts)
    return [
        Change(
            revision,
            actor_title(
                revision.actor_kind, revision.actor_id, on=localdate(revision.at)
            ),
            _changes(parts, gone),
            _who_undid(revision),
        )
        for revision, parts in revised
    ]


def _who_undid(revision: Revision) -> str:
    if not revision.undone_by_kind:
        return ""
    on = localdate(revision.undone_at or revision.at)
    return actor_title(revision.undone_by_kind, revision.undone_by_id, on=on)


def _gone_since(parts: Iterable[RevisionPart]) -> Rows:
    """Return what rows said that any of some revisions took away."""
    return {
        (part.model, pk): values
        for part in parts
        if part.did == RevisionPart.Did.REMOVED
        for pk, values in part.rows.items()
    }


def _changes(parts: Iterable[RevisionPart], gone: Rows) -> list[FieldChange]:
    """Return what really changed: no field that says the same as before, and no row
    that was taken away and made anew with the same words.
    """
    fields, rows = list[FieldChange](), list[FieldChange]()
    for part in parts:
        model = apps.get_model(part.model)
        if not getattr(model, "stands_in_history", True):
            continue
        if part.did == RevisionPart.Did.CHANGED:
            fields += _field_changes(model, part)
        else:
            rows += _row_changes(model, part, gone)
    back = {FieldChange(one.name, one.after, one.before) for one in rows}
    found = [*fields, *(one for one in rows if one not in back)]
    return list(dict.fromkeys(one for one in found if one.before != one.after))


def _field_changes(model: type[Model], part: RevisionPart) -> Iterator[FieldChange]:
    for pk, changed in part.rows.items():
        for name, (before, after) in changed.items():
            if _is_shown(model, name):
                one: Any = model._meta.get_field(name)
                said = [_in_words(model, one, value) for value in (before, after)]
                yield FieldChange(_field_told(model, pk, one), *said)


def _field_told(model: type[Model], pk: str, field: Any) -> str:
    """Return what a field is called; with its row, where a matter has many alike."""
    told = str(field.verbose_name)
    if not getattr(model, "is_one_of_many", False):
        return told
    row = model._default_manager.filter(pk=pk).first()
    return f"{row}: {told}" if row else told


def _is_shown(model: type[Model], name: str) -> bool:
    inventory: Inventory = getattr(model, "inventory", {})
    held = inventory.get(name)
    one: Any = model._meta.get_field(name)
    # What nobody gave a name is for machines.
    has_name = isinstance(one.verbose_name, Promise)
    # A kind whose readers may read more of it says so itself.
    shown = getattr(model, "shown_in_history", _SHOWN)
    is_for_all = held is not None and held.data_class in shown
    return is_for_all and has_name and name not in _UNSHOWN


def _row_changes(
    model: type[Model], part: RevisionPart, gone: Rows
) -> Iterator[FieldChange]:
    """Say what rows were made, whether they stand or not, and what was taken away."""
    name = str(model._meta.verbose_name)
    is_made = part.did == RevisionPart.Did.MADE
    for row in _rows_told(model, part, gone):
        said = (NOTHING, str(row)) if is_made else (str(row), NOTHING)
        if str(row):
            yield FieldChange(name, *said)


def _rows_told(model: type[Model], part: RevisionPart, gone: Rows) -> Iterator[Model]:
    pks = list(part.rows)[:MOST_ROWS]
    standing = {str(k): row for k, row in model._default_manager.in_bulk(pks).items()}
    for pk in pks:
        values = part.rows[pk]
        if part.did == RevisionPart.Did.MADE and pk in standing:
            yield standing[pk]
        elif values or gone.get((part.model, pk)):
            yield _row_of(model, values or gone[part.model, pk])


def _row_of(model: type[Model], values: dict[str, Any]) -> Model:
    """Return a row that is gone, as it was."""
    fields = {one.name: one for one in model._meta.concrete_fields}
    return model(
        **{
            fields[name].attname: fields[name].to_python(value)
            for name, value in values.items()
            if name in fields
        }
    )


def _in_words(model: type[Model], field: Any, value: Any) -> str:
    """Return a field's value as a person reads it, never a key or a code."""
    if value is None or value == "":
        return NOTHING
    if words := getattr(model, "field_words", {}).get(field.name):
        return str(words(value))
    if field.is_relation:
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row) if row else _("something that is not here any more")
    choices = dict(field.flatchoices)
    if value in choices:
        return str(choices[value])
    return localised(field.to_python(value)) or NOTHING


def localised(value: Any) -> str:
    """Return a value as a person reads it, in her language and the network's time."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(localtime(value), "j F Y, H:i")
        case date():
            return date_format(value, "j F Y")
        case time():
            return f"{value:%H:%M}"
        case list():
            return ", ".join(map(str, value))
    return str(value)
