"""What a matter's rows say and said: found, locked, and words taken out of it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from fourthp.foundation.gaps import fitted, is_gap
from fourthp.foundation.models import RevisionPart
from fourthp.foundation.needles import Needle, TooFew, struck_in
from fourthp.foundation.strikes import (
    AT_ONCE,
    Strike,
    holding,
    texts_of,
    words_of,
)

Did = RevisionPart.Did
_AS_KEPT = Cast("rows", models.TextField())
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def find_rows(strike: Strike) -> None:
    """Note the rows of a matter: those that are, and those that it changed."""
    rows: dict[Any, set[Any]] = defaultdict(set)
    for model, pks in words_of(strike.matter_kind, strike.pk):
        rows[model] |= pks
    parts = RevisionPart.objects.filter(
        revision__matter_kind=strike.matter_kind, revision__matter_id=str(strike.pk)
    )
    for part in parts.iterator():
        model = apps.get_model(part.model)
        rows[model] |= {model._meta.pk.to_python(pk) for pk in part.rows}
    _note_rows(strike, rows)


def _note_rows(strike: Strike, rows: dict[Any, set[Any]]) -> None:
    strike.rows = dict(rows)
    keys = {str(key) for pks in rows.values() for key in pks}
    strike.keys = frozenset({str(strike.pk), *keys})


def note_gone(strike: Strike) -> None:
    """Note rows that hung on the matter's, or on others that did, and are gone.

    Whatever act removed them: an undo brings them back, with what they said.
    """
    rows = defaultdict(set, {model: set(pks) for model, pks in strike.rows.items()})
    known = {str(pk) for pks in rows.values() for pk in pks}
    left = known
    while left:
        found: dict[Any, set[str]] = defaultdict(set)
        for model, said in _removed(left):
            names = _hangs_by(model)
            found[model] |= {
                pk
                for pk, values in said.items()
                if pk not in known and any((values or {}).get(n) in left for n in names)
            }
        left = set()
        for model, pks in found.items():
            gone = _not_there(model, pks)
            rows[model] |= {model._meta.pk.to_python(pk) for pk in gone}
            left |= gone
        known |= left
    _note_rows(strike, rows)


def _removed(ids: set[str]) -> Iterator[tuple[type[models.Model], dict[str, Any]]]:
    """Yield what versions say of rows that are gone, where one of some ids stands."""
    unmade = Q(did=Did.MADE, revision__undone_at__isnull=False)
    parts = RevisionPart.objects.filter(Q(did=Did.REMOVED) | unmade)
    for label, kept in parts.values_list("model", _AS_KEPT).iterator():
        if not ids.isdisjoint(_ID.findall(kept)):
            yield apps.get_model(label), json.loads(kept)


def _hangs_by(model: type[models.Model]) -> list[str]:
    """Return the fields by which rows of a model hang on others and go with them."""
    return [
        one.name
        for one in model._meta.concrete_fields
        if getattr(one.remote_field, "on_delete", None) is models.CASCADE
        or (isinstance(one, models.UUIDField) and not one.primary_key)
    ]


def _not_there(model: type[models.Model], pks: Iterable[str]) -> set[str]:
    """Return those of some ids of which no row is there."""
    found, wanted = set(pks), sorted(pks)
    for at in range(0, len(wanted), AT_ONCE):
        rows = model._base_manager.filter(pk__in=wanted[at : at + AT_ONCE])
        found -= {str(pk) for pk in rows.values_list("pk", flat=True)}
    return found


def locked_rows(strike: Strike) -> Iterator[models.Model]:
    """Yield the rows of a matter, each locked: who saves one comes before or after.

    In the order of the rooms, which name first what others hang on.
    """
    for model in strike.rows:
        pks = sorted(strike.rows[model])
        for at in range(0, len(pks), AT_ONCE):
            rows = model._base_manager.select_for_update().order_by("pk")
            yield from rows.filter(pk__in=pks[at : at + AT_ONCE])


def strike_row(strike: Strike, row: models.Model) -> int:
    """Take words out of what a row says; return from how many places."""
    model, changed, total = type(row), dict[str, Any](), 0
    for one in texts_of(model):
        value, count = _struck(strike, one, str(row.pk), getattr(row, one.attname))
        if count:
            changed[one.attname] = value
            total += count
    if changed:
        # What an import brought would be brought again by the next.
        if hasattr(row, "local_fields"):
            changed["local_fields"] = sorted({*row.local_fields, *changed} - {"extra"})
        model._base_manager.filter(pk=row.pk).update(**changed)
        strike.changed.setdefault(model, set()).add(row.pk)
        strike.touched.add(model)
    return total


def versions(strike: Strike) -> Iterator[RevisionPart]:
    """Yield, locked, what revisions say that may hold the words.

    Everywhere: of rows that are gone, too, whose they were. No page tells of those.
    """
    parts = RevisionPart.objects.exclude(rows={})
    if not strike.is_everywhere:
        labels = [model._meta.label for model in strike.rows]
        parts = parts.filter(model__in=labels)
    whole = {pk for _label, pk, _name in strike.whole}

    def may_hold(part: Any) -> bool:
        kept = str(part.kept)
        return any(pk in kept for pk in whole) or any(
            one.may_stand_in_json(kept) for one in strike.needles
        )

    yield from holding(parts.annotate(kept=_AS_KEPT).only("pk"), may_hold)


def strike_version(strike: Strike, part: RevisionPart) -> int:
    """Take words out of what a revision says that the matter's rows said."""
    model, total = apps.get_model(part.model), 0
    own = {str(pk) for pk in strike.rows.get(model, ())} & part.rows.keys()
    for pk in own | _gone_with_words(strike, model, part.rows.keys() - own, part):
        values = part.rows[pk] or {}
        for one in texts_of(model):
            if one.name in values:
                total += _strike_said(strike, one, pk, values, part.did)
    if total:
        part.save(update_fields=["rows"])
        strike.touched |= {RevisionPart, model}
    return total


def _gone_with_words(
    strike: Strike, model: type[models.Model], pks: Iterable[str], part: RevisionPart
) -> set[str]:
    if not strike.is_everywhere:
        return set()
    told = {pk for pk in pks if struck_in(part.rows[pk], strike.needles, "")[1]}
    return _not_there(model, told)


def _strike_said(
    strike: Strike,
    one: models.Field[Any, Any],
    pk: str,
    values: dict[str, Any],
    did: str,
) -> int:
    """Take words out of what a field said: of what was changed, before and after."""
    said = values[one.name]
    is_pair = did == Did.CHANGED
    told = [_struck(strike, one, pk, v) for v in (said if is_pair else [said])]
    new = [value for value, _count in told]
    values[one.name] = new if is_pair else new[0]
    return sum(count for _value, count in told)


def _struck(
    strike: Strike, one: models.Field[Any, Any], pk: str, value: Any
) -> tuple[Any, int]:
    """Return what becomes of what a field says, and how many gaps it has more."""
    if not value:
        return value, 0
    is_whole = (one.model._meta.label, pk, one.name) in strike.whole
    if is_whole and not strike.is_late:
        return _all_gone(strike, one, value)
    needles = (*strike.needles, *strike.said) if is_whole else strike.needles
    new, count = struck_in(value, needles, strike.gap)
    if count and isinstance(new, str):
        # An address with a gap in it leads nowhere, or somewhere else.
        is_address = not value.split()[1:] and ("@" in value or "://" in value)
        new = "" if is_address and one.blank else new
        new = fitted(new, one.max_length, strike.gap)
    return new, count


def _all_gone(
    strike: Strike, one: models.Field[Any, Any], value: Any
) -> tuple[Any, int]:
    if not isinstance(value, str):
        return one.get_default(), 1
    if is_gap(value):
        return value, 0
    _note_said(strike, value)
    return fitted(strike.gap, one.max_length, strike.gap), 1


def _note_said(strike: Strike, value: str) -> None:
    """Note what a field said that goes as a whole: mails about the matter said it."""
    try:
        needle = Needle.of(value)
    except TooFew:
        return
    if needle not in strike.said:
        strike.said = (*strike.said, needle)
