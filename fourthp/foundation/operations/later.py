"""What was done to rows after a revision, and still stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from fourthp.foundation.models import Revision, RevisionPart

Did = RevisionPart.Did
Rows = set[tuple[str, str]]
Touched = dict[tuple[str, str], set[str]]


@dataclass
class Later:
    """Rows that were made again or changed since, and by which parts, oldest first.

    touched holds the changed fields of each; of one that was made again, none.
    """

    touched: Touched = field(default_factory=dict)
    parts: dict[tuple[str, str], list[RevisionPart]] = field(default_factory=dict)
    written: set[RevisionPart] = field(default_factory=set)
    changes: dict[RevisionPart, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def than(cls, revision: Revision) -> "Later":
        """Read what later revisions did that were not taken back."""
        after = Q(revision__at__gt=revision.at)
        # In the demo the clock stands still.
        after |= Q(revision__at=revision.at, revision__gt=revision.pk)
        found = cls()
        for part in (
            RevisionPart.objects.filter(after, revision__undone_at=None)
            .exclude(did=Did.REMOVED)
            .order_by("revision__at", "revision_id", "id")
        ):
            for pk, changed in part.rows.items():
                key = (part.model, pk)
                found.touched.setdefault(key, set()).update(changed or ())
                found.parts.setdefault(key, []).append(part)
        return found

    def pass_on(
        self,
        model: str,
        pk: str,
        before: Mapping[str, Any],
        row: models.Model | None = None,
    ) -> None:
        """Let the next that changed a field put this back when it is taken back.

        Of a row that was made again since, that making becomes a change; row is that
        row as it stands.
        """
        left = dict(before)
        for part in self.parts.get((model, pk), ()):
            if part.did == Did.MADE:
                self._make_it_a_change(part, pk, left, row)
                return
            changed = part.rows[pk]
            mine = left.keys() & changed.keys()
            for name in mine:
                changed[name][0] = left.pop(name)
            if mine:
                self.written.add(part)

    def _make_it_a_change(
        self,
        part: RevisionPart,
        pk: str,
        before: Mapping[str, Any],
        row: models.Model | None,
    ) -> None:
        if row is None or pk not in part.rows:
            return
        part.rows.pop(pk)
        self.written.add(part)
        fields = {f.name: f.attname for f in row._meta.concrete_fields}
        now = {n: getattr(row, fields[n]) for n in before if n in fields}
        plain = json.loads(json.dumps(now, cls=DjangoJSONEncoder))
        changed = {n: [before[n], plain[n]] for n in plain if before[n] != plain[n]}
        self.changes.setdefault(part, {})[pk] = changed

    def save(self) -> None:
        """Write what was passed on."""
        for part in self.written:
            part.save(update_fields=["rows"])
        for part, rows in self.changes.items():
            part.revision.parts.create(model=part.model, did=Did.CHANGED, rows=rows)
