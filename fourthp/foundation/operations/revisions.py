"""One mechanism behind history, undo of an import, and undo of a merge."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import Matter
from fourthp.foundation.models import Revision, RevisionPart

AT_ONCE = 1_000
_STANDING = (models.CASCADE, models.PROTECT)
Did = RevisionPart.Did
Before = Mapping[str, Any]
UNREAD = frozenset({"local_fields"})  # nobody misses it when it alone stays
Touched = dict[tuple[str, str], set[str]]


class AlreadyUndone(Exception):
    """The revision was undone before."""


class SomebodyWasFaster(Exception):
    """A matter was changed since whoever changes it now has looked at it."""


def last_revision(matter: Matter) -> str:
    """Return what stands for a matter as it is: a form carries it and hands it back."""
    found = Revision.objects.filter(
        matter_kind=matter.matter_kind, matter_id=str(matter.pk)
    )
    last = found.order_by("-at", "-id").values_list("pk", "undone_at").first()
    return ":".join(map(str, last)) if last else "none"


def refuse_if_changed(matter: Matter, seen: str | None) -> None:
    """Raise SomebodyWasFaster unless a matter is as it was seen; None asks nothing.

    Call it inside the transaction, with the matter's row locked.
    """
    if seen is not None and seen != last_revision(matter):
        raise SomebodyWasFaster(
            _("Somebody changed this meanwhile. Look at it, then save again.")
        )


@dataclass
class Revising:
    """A revision being made: it writes rows and notes what it did to them."""

    revision: Revision

    def make(self, rows: Iterable[models.Model]) -> None:
        """Insert rows of one model."""
        for some in _parts(list(rows)):
            type(some[0])._default_manager.bulk_create(some)
            self._note(type(some[0]), Did.MADE, {str(row.pk): None for row in some})

    def change(self, rows: Iterable[tuple[models.Model, Before]]) -> None:
        """Save the changed fields of rows; each comes with those fields' old values."""
        for some in _parts(list(rows)):
            model, fields = type(some[0][0]), set[str]()
            notes = {}
            for row, before in some:
                fields |= set(before)
                notes[str(row.pk)] = {
                    name: [before[name], _value(row, name)] for name in before
                }
            model._default_manager.bulk_update(
                [row for row, _before in some], sorted(fields), batch_size=200
            )
            self._note(model, Did.CHANGED, notes)

    def mark(self, rows: Iterable[models.Model]) -> None:
        """Note that rows were changed, not how: an older undo leaves them."""
        for some in _parts(list(rows)):
            notes = {str(row.pk): dict[str, Any]() for row in some}
            self._note(type(some[0]), Did.CHANGED, notes)

    def remove(self, rows: Iterable[models.Model]) -> None:
        """Delete rows; what they said is kept for an undo."""
        for some in _parts(list(rows)):
            model = type(some[0])
            notes = {str(row.pk): _values(row) for row in some}
            model._default_manager.filter(pk__in=[r.pk for r in some]).delete()
            self._note(model, Did.REMOVED, notes)

    def _note(self, model: type[models.Model], did: str, rows: dict[str, Any]) -> None:
        plain = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
        label = model._meta.label
        self.revision.parts.create(model=label, did=did, rows=plain)


def _parts(rows: list[Any]) -> list[list[Any]]:
    return [rows[n : n + AT_ONCE] for n in range(0, len(rows), AT_ONCE)]


def _value(row: models.Model, name: str) -> Any:
    found: Any = row._meta.get_field(name)
    return getattr(row, found.attname)


def _values(row: models.Model) -> dict[str, Any]:
    return {f.name: getattr(row, f.attname) for f in row._meta.concrete_fields}


def begin_revision(by: Actor, act: str, matter: Matter) -> Revising:
    """Begin a revision inside the transaction of its act."""
    return Revising(
        Revision.objects.create(
            at=clock_now(),
            act=act,
            actor_kind=by.actor_kind,
            actor_id=by.actor_id,
            matter_kind=matter.matter_kind,
            matter_id=str(matter.pk),
        )
    )


@dataclass
class Undone:
    """What an undo did: rows put back, and rows left alone because edited since."""

    put_back: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)


def undo_revision(
    revision: Revision, *, now: datetime, by_field: bool = False
) -> Undone:
    """Put every row back as it was; rows edited since stay and are listed.

    A row that a kept row stands on stays too. With by_field only the fields that
    were edited since stay, and the row's others go back. Raises AlreadyUndone.
    """
    with transaction.atomic():
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        if revision.undone_at:
            raise AlreadyUndone
        later = _touched_since(revision)
        undone = Undone()
        parts = list(revision.parts.order_by("-id"))
        for part in parts:
            if part.did == Did.REMOVED:
                continue
            free = _free(part, later, by_field=by_field)
            undone.kept += [
                (part.model, pk)
                for pk, said in part.rows.items()
                if pk not in free or set(said or ()) - set(free[pk] or ()) - UNREAD
            ]
            take = _unmake if part.did == Did.MADE else _restore
            take(part.model, free, undone)
        removed = [part for part in reversed(parts) if part.did == Did.REMOVED]
        back = {(p.model, pk) for p in removed for pk, row in p.rows.items() if row}
        for part in removed:
            _bring_back(part.model, part.rows, back, undone)
        revision.undone_at = now
        revision.save(update_fields=["undone_at"])
    return undone


def _touched_since(revision: Revision) -> Touched:
    later = RevisionPart.objects.filter(
        revision__at__gte=revision.at, revision__undone_at=None, did=Did.CHANGED
    ).exclude(revision=revision)
    found: Touched = {}
    for part in later:
        for pk, changed in part.rows.items():
            found.setdefault((part.model, pk), set()).update(changed)
    return found


def _free(part: RevisionPart, later: Touched, *, by_field: bool) -> dict[str, Any]:
    """Return what of a part nobody edited since."""
    untouched = {pk: v for pk, v in part.rows.items() if (part.model, pk) not in later}
    if part.did == Did.MADE or not by_field:
        return untouched
    for pk, changed in part.rows.items():
        left = later.get((part.model, pk), set())
        free = {name: pair for name, pair in changed.items() if name not in left}
        untouched |= {pk: free} if free else {}
    return untouched


def _unmake(label: str, rows: Mapping[str, Any], undone: Undone) -> None:
    model = apps.get_model(label)
    for some in _parts(list(rows)):
        free = model._default_manager.filter(pk__in=some)
        blocked = {str(pk) for pk in _stood_on(model, some)}
        undone.kept += [(label, pk) for pk in some if pk in blocked]
        wanted = free.exclude(pk__in=blocked) if blocked else free
        # Counted before: a delete also counts what goes with the rows.
        undone.put_back += wanted.count()
        wanted.delete()


def _stood_on(model: type[models.Model], pks: list[str]) -> set[Any]:
    """Return the rows that others, which are still there, stand on."""
    found: set[Any] = set()
    for relation in model._meta.related_objects:
        if relation.on_delete in _STANDING and not _derived(relation):
            others = relation.related_model._default_manager
            name = relation.field.name
            rows = others.filter(**{f"{name}__in": pks})
            if relation.related_model is model:
                rows = rows.exclude(pk__in=pks)
            found |= set(rows.values_list(f"{name}_id", flat=True))
    return found


def _derived(relation: Any) -> bool:
    """Tell whether rows are computed from what they stand on, and go with it."""
    return bool(getattr(relation.related_model, "is_derived", False))


def _restore(label: str, rows: Mapping[str, Any], undone: Undone) -> None:
    model = apps.get_model(label)
    for some in _parts(list(rows)):
        found = model._default_manager.in_bulk(some)
        for row in found.values():
            changed = rows[str(row.pk)]
            if not changed:
                continue  # forgotten on purpose
            for name, (before, _after) in changed.items():
                _set(row, name, before)
            row.save(update_fields=list(changed))
            undone.put_back += 1


def _bring_back(
    label: str, rows: Mapping[str, Any], back: set[tuple[str, str]], undone: Undone
) -> None:
    model = apps.get_model(label)
    made = []
    for values in rows.values():
        if values is None:
            continue  # forgotten on purpose
        row = model()
        for name, value in values.items():
            _set(row, name, value)
        made.append(row)
    grounded = _with_ground(made, model, back)
    model._default_manager.bulk_create(grounded)
    undone.put_back += len(grounded)


def _with_ground(
    rows: list[Any], model: type[models.Model], back: set[tuple[str, str]]
) -> list[Any]:
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


def forget_rows(model: type[models.Model], pks: Iterable[object]) -> None:
    """Remove from every revision what some rows said, whatever act kept it."""
    parts = RevisionPart.objects.filter(model=model._meta.label)
    _forget(parts, {str(pk) for pk in pks})


def forget_standing_on(pks: Iterable[object]) -> None:
    """Remove from every revision what some rows said, whatever models they are of.

    What removed rows said goes too that stood on one of them, or on another that did.
    """
    ids = {str(pk) for pk in pks}
    removed = RevisionPart.objects.filter(did=Did.REMOVED)
    more = ids
    while more:
        more = {
            pk
            for part in removed.iterator()
            for pk, values in part.rows.items()
            if pk not in ids and _stands_on(values, ids)
        }
        ids |= more
    _forget(RevisionPart.objects.all(), ids)


def _forget(parts: models.QuerySet[RevisionPart], wanted: set[str]) -> None:
    for part in parts.exclude(did=Did.MADE).iterator():
        found = wanted & part.rows.keys()
        if found:
            nothing: Any = {} if part.did == Did.CHANGED else None
            part.rows |= dict.fromkeys(found, nothing)
            part.save(update_fields=["rows"])


def _stands_on(values: Before | None, ids: set[str]) -> bool:
    return any(isinstance(v, str) and v in ids for v in (values or {}).values())


def forget_revisions(*, now: datetime) -> int:
    """Forget what was changed 2 years ago: it can be neither shown nor undone."""
    old = Revision.objects.filter(at__lt=now - LASTS[Retention.YEARS_2])
    return old.delete()[1].get(Revision._meta.label, 0)


def forget_matter(matter: Matter) -> int:
    """Remove every word that revisions of a matter kept; return how many revisions.

    The acts stay in the record; nothing can be undone from them any more. What other
    matters' revisions kept of the rows that these touched goes too.
    """
    found = Revision.objects.filter(
        matter_kind=matter.matter_kind, matter_id=str(matter.pk)
    )
    for part in RevisionPart.objects.filter(revision__in=found):
        forget_rows(apps.get_model(part.model), part.rows)
    gone, _each = found.delete()
    return gone
