"""Taking a revision back: what was touched since stays, and is listed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import IntegrityError, InternalError, models, transaction

from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.later import Did, Later, Rows, Touched
from fourthp.foundation.operations.revisions import in_parts, plain, values_of

_STANDING = (models.CASCADE, models.PROTECT)
UNREAD = frozenset({"local_fields"})  # nobody misses it when it alone stays


class AlreadyUndone(Exception):
    """The revision was undone before."""


@dataclass
class Undone:
    """What an undo did: rows put back, and rows left alone because edited since."""

    put_back: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)

    def __iadd__(self, more: Self) -> Self:
        self.put_back += more.put_back
        self.kept += more.kept
        return self


def undo_revision(
    revision: Revision, *, by: Actor, now: datetime, by_field: bool = False
) -> Undone:
    """Put every row back as it was; rows edited since stay and are listed.

    A row that a kept row stands on stays too, and one that was made again since; who
    takes back what was done since puts back what was before both. With by_field only
    the fields that were edited since stay, and the row's others go back; what rows
    said that were made, and go, is kept for the history. Raises AlreadyUndone.
    """
    with transaction.atomic():
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        if revision.undone_at:
            raise AlreadyUndone
        later = Later.than(revision)
        undone = Undone()
        parts = list(revision.parts.order_by("-id"))
        waiting = _take_back(parts, later, undone, by_field=by_field)
        undone += _bring_all_back(parts, later)
        _restore_the_rest(waiting, undone)
        later.save()
        note_undone(revision, by=by, now=now)
    return undone


def _take_back(
    parts: list[RevisionPart], later: Later, undone: Undone, *, by_field: bool
) -> list[tuple[str, dict[str, Any]]]:
    """Unmake what was made and restore what was changed; return what has to wait
    until what it stands on is back.
    """
    waiting: list[tuple[str, dict[str, Any]]] = []
    for part in parts:
        if part.did == Did.REMOVED:
            continue
        free = _free(part, later.touched, by_field=by_field)
        undone.kept += [
            (part.model, pk)
            for pk, said in part.rows.items()
            if pk not in free or set(said or ()) - set(free[pk] or ()) - UNREAD
        ]
        _pass_on(part, free, later)
        if part.did == Did.MADE:
            _unmake(part, free, undone, keeps_words=by_field)
        else:
            waiting.append((part.model, _restore(part.model, free, undone)))
    return waiting


def note_undone(revision: Revision, *, by: Actor, now: datetime) -> None:
    """Note that a revision was taken back; its room has put back what it could."""
    revision.undone_at = now
    revision.undone_by_kind, revision.undone_by_id = by.actor_kind, by.actor_id
    revision.save(update_fields=["undone_at", "undone_by_kind", "undone_by_id"])


def _pass_on(part: RevisionPart, free: Mapping[str, Any], later: Later) -> None:
    """Let whoever changed a field since put back what it was before this revision."""
    if part.did == Did.MADE:
        return
    for pk, changed in part.rows.items():
        left = (changed or {}).keys() - (free.get(pk) or {}).keys()
        later.pass_on(part.model, pk, {name: changed[name][0] for name in left})


def _free(part: RevisionPart, touched: Touched, *, by_field: bool) -> dict[str, Any]:
    """Return what of a part nobody edited since."""
    rows: dict[str, Any] = part.rows
    untouched = {pk: v for pk, v in rows.items() if (part.model, pk) not in touched}
    if part.did == Did.MADE or not by_field:
        return untouched
    for pk, changed in rows.items():
        left = touched.get((part.model, pk), set())
        free = {name: pair for name, pair in changed.items() if name not in left}
        untouched |= {pk: free} if free else {}
    return untouched


def _unmake(
    part: RevisionPart, rows: Mapping[str, Any], undone: Undone, *, keeps_words: bool
) -> None:
    label, model = part.model, apps.get_model(part.model)
    for some in in_parts(list(rows)):
        free = model._default_manager.filter(pk__in=some)
        blocked = {str(pk) for pk in _stood_on(model, some)}
        undone.kept += [(label, pk) for pk in some if pk in blocked]
        wanted = free.exclude(pk__in=blocked) if blocked else free
        # Counted before: a delete also counts what goes with the rows.
        undone.put_back += wanted.count()
        if keeps_words:
            part.rows |= plain({str(row.pk): values_of(row) for row in wanted})
        wanted.delete()
    if keeps_words:
        part.save(update_fields=["rows"])


def _stood_on(model: type[models.Model], pks: list[str]) -> set[Any]:
    """Return the rows that others, which are still there, stand on."""
    found: set[Any] = set()
    for relation in model._meta.related_objects:
        if relation.on_delete in _STANDING and not _derived(relation):
            others = relation.related_model._default_manager
            name = relation.field.name
            rows = others.filter(**{f"{name}__in": pks})
            found |= set(rows.values_list(f"{name}_id", flat=True))
    return found


def _derived(relation: Any) -> bool:
    """Tell whether rows are computed from what they stand on, and go with it."""
    return bool(getattr(relation.related_model, "is_derived", False))


def _restore(label: str, rows: Mapping[str, Any], undone: Undone) -> dict[str, Any]:
    """Put fields back; return the rows that would stand on what is not there."""
    left: dict[str, Any] = {}
    model = apps.get_model(label)
    for some in in_parts(list(rows)):
        # What is empty was forgotten on purpose.
        here = model._default_manager.in_bulk(some).values()
        found = [row for row in here if rows[str(row.pk)]]
        for row in found:
            for name, (before, _after) in rows[str(row.pk)].items():
                _set(row, name, before)
        grounded = _with_ground(found, model, set())
        floating = {row.pk for row in found} - {row.pk for row in grounded}
        left |= {str(pk): rows[str(pk)] for pk in floating}
        done = _each(
            grounded, lambda row: row.save(update_fields=list(rows[str(row.pk)]))
        )
        stay = {row.pk for row in grounded} - done
        undone.put_back += len(done)
        undone.kept += [(label, str(pk)) for pk in stay]
    return left


def _restore_the_rest(
    waiting: list[tuple[str, dict[str, Any]]], undone: Undone
) -> None:
    """Put back what stood on rows that have come back only now."""
    for label, rows in waiting:
        left = _restore(label, rows, undone) if rows else {}
        undone.kept += [(label, pk) for pk in left]


def _each(rows: list[Any], act: Callable[[Any], object]) -> set[Any]:
    """Write rows one by one; return the ids of those that the database took."""
    done = set()
    for row in rows:
        # What was written since may not let it in: a place that is hidden now, say.
        with suppress(IntegrityError, InternalError), transaction.atomic():
            act(row)
            done.add(row.pk)
    return done


def _bring_all_back(parts: list[RevisionPart], later: Later) -> Undone:
    """Bring every removed row back, or none where the database refuses one of them.

    It refuses the place of what is hidden since: then its street must not come either.
    """
    removed = [part for part in reversed(parts) if part.did == Did.REMOVED]
    back = {(p.model, pk) for p in removed for pk, row in p.rows.items() if row}
    undone = Undone()
    try:
        with transaction.atomic():
            for part in removed:
                _bring_back(part.model, part.rows, back, later, undone)
    except (IntegrityError, InternalError):
        return Undone(kept=sorted(back))
    return undone


def _bring_back(
    label: str, rows: Mapping[str, Any], back: Rows, later: Later, undone: Undone
) -> None:
    """Bring removed rows back; one that was made again since stays as it is."""
    model = apps.get_model(label)
    made, manager = [], model._default_manager
    there = manager.in_bulk(list(rows))
    for pk, row in there.items():
        if values := rows[str(pk)]:
            undone.kept.append((label, str(pk)))
            later.pass_on(label, str(pk), values, row)
    for values in rows.values():
        if values is None:
            continue  # forgotten on purpose
        row = model()
        for name, value in values.items():
            _set(row, name, value)
        if row.pk not in there:
            made.append(row)
    grounded = _with_ground(made, model, back)
    manager.bulk_create(grounded)
    undone.put_back += len(grounded)


def _with_ground(rows: list[Any], model: type[models.Model], back: Rows) -> list[Any]:
    """Return the rows whose ground is there, or comes back too.

    What they stood on may have been forgotten meanwhile, when its time was over.
    """
    for field_ in (f for f in model._meta.concrete_fields if f.is_relation):
        target: Any = field_.related_model
        ids = {getattr(row, field_.attname) for row in rows} - {None}
        found = target._default_manager.filter(pk__in=ids)
        there = {None, *found.values_list("pk", flat=True)}
        there |= {pk for pk in ids if (target._meta.label, str(pk)) in back}
        rows = [row for row in rows if getattr(row, field_.attname) in there]
    return rows


def _set(row: models.Model, name: str, value: Any) -> None:
    found: Any = row._meta.get_field(name)
    target = found.target_field if found.is_relation else found
    setattr(row, found.attname, None if value is None else target.to_python(value))
