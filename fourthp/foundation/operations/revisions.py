"""One mechanism behind history, undo of an import, and undo of a merge."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import STRUCK, Matter
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.models.fences import pass_fence
from fourthp.foundation.strikes import reads_since

AT_ONCE = 1_000
Did = RevisionPart.Did
Before = Mapping[str, Any]


class SomebodyWasFaster(Exception):
    """A matter was changed since whoever changes it now has looked at it."""


def last_revision(matter: Matter) -> str:
    """Return what stands for a matter as it is: a form carries it and hands it back."""
    found = Revision.objects.filter(
        matter_kind=matter.matter_kind, matter_id=str(matter.pk)
    )
    last = found.order_by("-at", "-id").values_list("pk", "undone_at").first()
    return ":".join(map(str, last)) if last else "none"


def refuse_if_changed(seen: str | None, *, is_now: str) -> None:
    """Raise SomebodyWasFaster unless a matter is as it was seen; None asks nothing.

    Call it inside the transaction, with the matter's row locked.
    """
    if seen is not None and seen != is_now:
        raise SomebodyWasFaster(
            _("Somebody changed this meanwhile. Look at it, then save again.")
        )


def refuse_if_struck_since() -> None:
    """Raise SomebodyWasFaster where words were struck since they were read here.

    Call it in the transaction that writes a copy of words that a page or a task read:
    a strike that looks for copies waits for it, or is seen by it.
    """
    since = reads_since()
    if since is not None:
        pass_fence()
        struck = Revision.objects.filter(act=STRUCK, pk__gt=since)
        refuse_if_changed("", is_now="struck" if struck.exists() else "")


@dataclass
class Revising:
    """A revision being made: it writes rows and notes what it did to them."""

    revision: Revision

    def make(self, rows: Iterable[models.Model]) -> None:
        """Insert rows of one model."""
        for some in in_parts(list(rows)):
            type(some[0])._default_manager.bulk_create(some)
            self._note(type(some[0]), Did.MADE, {str(row.pk): None for row in some})

    def change(self, rows: Iterable[tuple[models.Model, Before]]) -> None:
        """Save the changed fields of rows; each comes with those fields' old values.

        No other field of a row is written: somebody may have changed it meanwhile.
        """
        for some in in_parts(list(rows)):
            model = type(some[0][0])
            notes = {}
            alike: dict[tuple[str, ...], list[models.Model]] = {}
            for row, before in some:
                alike.setdefault(tuple(sorted(before)), []).append(row)
                notes[str(row.pk)] = {
                    name: [_key(before[name]), _value(row, name)] for name in before
                }
            for fields, same in alike.items():
                model._default_manager.bulk_update(same, fields, batch_size=200)
            self._note(model, Did.CHANGED, notes)

    def mark(self, rows: Iterable[models.Model]) -> None:
        """Note that rows were changed, not how: an older undo leaves them."""
        for some in in_parts(list(rows)):
            notes = {str(row.pk): dict[str, Any]() for row in some}
            self._note(type(some[0]), Did.CHANGED, notes)

    def remove(self, rows: Iterable[models.Model]) -> None:
        """Delete rows; what they said is kept for an undo."""
        for some in in_parts(list(rows)):
            model = type(some[0])
            notes = {str(row.pk): values_of(row) for row in some}
            model._default_manager.filter(pk__in=[r.pk for r in some]).delete()
            self._note(model, Did.REMOVED, notes)

    def _note(self, model: type[models.Model], did: str, rows: dict[str, Any]) -> None:
        label = model._meta.label
        self.revision.parts.create(model=label, did=did, rows=plain(rows))


def plain(rows: dict[str, Any]) -> dict[str, Any]:
    """Return what is noted of rows as it is kept."""
    found: dict[str, Any] = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
    return found


def in_parts(rows: list[Any]) -> list[list[Any]]:
    """Return rows in parts that a database takes at once."""
    return [rows[n : n + AT_ONCE] for n in range(0, len(rows), AT_ONCE)]


def _value(row: models.Model, name: str) -> Any:
    found: Any = row._meta.get_field(name)
    return getattr(row, found.attname)


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def values_of(row: models.Model) -> dict[str, Any]:
    """Return what a row says, by field."""
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


def forget_rows(model: type[models.Model], pks: Iterable[object]) -> None:
    """Remove from every revision what some rows said, whatever act kept it."""
    parts = RevisionPart.objects.filter(model=model._meta.label)
    _forget(parts, {str(pk) for pk in pks})


def forget_standing_on(pks: Iterable[object]) -> None:
    """Remove from every revision what some rows said, whatever models they are of.

    What rows that are gone said goes too that stood on one of them, or on another that
    did.
    """
    ids = {str(pk) for pk in pks}
    unmade = Q(did=Did.MADE, revision__undone_at__isnull=False)
    removed = RevisionPart.objects.filter(Q(did=Did.REMOVED) | unmade)
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
    for part in parts.iterator():
        found = {pk for pk in wanted & part.rows.keys() if part.rows[pk]}
        if found:
            nothing: Any = {} if part.did == Did.CHANGED else None
            part.rows |= dict.fromkeys(found, nothing)
            part.save(update_fields=["rows"])


def _stands_on(values: Before | None, ids: set[str]) -> bool:
    return any(isinstance(v, str) and v in ids for v in (values or {}).values())


def forget_values(
    model: type[models.Model], *, before: datetime, but: Iterable[object] = ()
) -> int:
    """Forget what changes before a moment noted of a model's rows; return how many.

    That they were changed stays, so that an older undo leaves them. but: revisions
    that are kept whole.
    """
    parts = RevisionPart.objects.filter(
        model=model._meta.label, revision__at__lt=before
    ).exclude(revision__in=list(but))
    return _empty(parts)


def forget_changes(revisions: Iterable[object]) -> int:
    """Forget what some changes noted of any row; that they touched it stays."""
    return _empty(RevisionPart.objects.filter(revision__in=list(revisions)))


def _empty(parts: models.QuerySet[RevisionPart]) -> int:
    told = [part for part in parts.iterator() if any(part.rows.values())]
    for part in told:
        nothing: Any = {} if part.did == Did.CHANGED else None
        part.rows = dict.fromkeys(part.rows, nothing)
        part.save(update_fields=["rows"])
    return len(told)


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
