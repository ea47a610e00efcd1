"""What was changed since a revision by acts that keep none: it stays as it is."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.crypto import salted_hmac

from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.revisions import in_parts, values_of
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    AgencyTerm,
    ContactPoint,
    Membership,
    Person,
    Seat,
)
from fourthp.partnership.queries.relations import relations_to

Key = tuple[str, str]  # a model's label, a row's id
Made = Mapping[str, Any]  # label → the fields that were read, and rows by digest
# What is left of somebody or of an agency is left whole.
_TOGETHER = {
    Person: ((ContactPoint, "person_id"), (Seat, "person_id")),
    Agency: (
        (AgencyName, "agency_id"),
        (AgencyTerm, "agency_id"),
        (Membership, "agency_id"),
    ),
}


def digests_of(rows: Iterable[Model]) -> dict[str, Any]:
    """Return what stands for rows of one model as they are: no word of theirs."""
    rows = list(rows)
    fields = sorted(values_of(rows[0]))
    return {
        "fields": fields,
        "rows": {str(row.pk): _digest(row, fields) for row in rows},
    }


def _digest(row: Model, fields: list[str]) -> str:
    values = values_of(row)
    said = {name: values.get(name) for name in fields}
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac("fourthp.partnership.since", text).hexdigest()[:20]


def touched_since(revision: Revision, made: Made) -> Iterator[list[Model]]:
    """Yield what is to stay where a revision is taken back, rows of one model each.

    That is what was changed since, what something new stands on, and what belongs to
    these. made: the digests of what the revision made.
    """
    rows = {label: _here(label, found["rows"]) for label, found in made.items()}
    keep = {key for key, _row in _differing(rows, made)} | _changed(revision)
    keep |= set(_stood_on(rows))
    _complete(keep, rows)
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, pk in keep:
        by_label[label].append(pk)
    here = (list(_here(label, pks).values()) for label, pks in by_label.items())
    yield from filter(None, here)


def _here(label: str, pks: Iterable[str]) -> dict[str, Model]:
    model, found = apps.get_model(label), dict[str, Model]()
    for some in in_parts(list(pks)):
        here = model._default_manager.in_bulk(some)
        found |= {str(pk): row for pk, row in here.items()}
    return found


def _differing(
    rows: Mapping[str, Mapping[str, Model]], made: Made
) -> Iterator[tuple[Key, Model]]:
    for label, found in rows.items():
        fields, digests = made[label]["fields"], made[label]["rows"]
        for pk, row in found.items():
            if _digest(row, fields) != digests[pk]:
                yield (label, pk), row


def _changed(revision: Revision) -> set[Key]:
    """Return the rows that say something else now than the revision made them say."""
    found = set[Key]()
    for part in revision.parts.filter(did=RevisionPart.Did.CHANGED):
        for pk, row in _here(part.model, part.rows).items():
            values = json.loads(json.dumps(values_of(row), cls=DjangoJSONEncoder))
            changed = part.rows[pk] or {}
            if any(values[name] != pair[1] for name, pair in changed.items()):
                found.add((part.model, pk))
    return found


def _stood_on(rows: Mapping[str, Mapping[str, Model]]) -> Iterator[Key]:
    """Yield the rows that others name which the revision did not make."""
    for label, found in rows.items():
        for relation in relations_to(apps.get_model(label)):
            theirs: Any = relation.related_model
            ours = rows.get(theirs._meta.label, {})
            name = relation.field.attname
            for some in in_parts(list(found)):
                named = theirs._base_manager.filter(**{f"{name}__in": some})
                for pk, target in named.values_list("pk", name):
                    if str(pk) not in ours:
                        yield label, str(target)


def _complete(keep: set[Key], rows: Mapping[str, Mapping[str, Model]]) -> None:
    """Add what rows that stay stand on, and what belongs to them."""
    belongs = _belongings(rows)
    todo = list(keep)
    while todo:
        key = todo.pop()
        more = {*belongs.get(key, ()), *_ground(key, rows)} - keep
        keep |= more
        todo += more


def _ground(key: Key, rows: Mapping[str, Mapping[str, Model]]) -> Iterator[Key]:
    row = rows.get(key[0], {}).get(key[1])
    for one in row._meta.concrete_fields if row else ():
        if one.is_relation:
            target: Any = one.related_model
            pk = str(getattr(row, one.attname))
            if pk in rows.get(target._meta.label, {}):
                yield target._meta.label, pk


def _belongings(rows: Mapping[str, Mapping[str, Model]]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = defaultdict(list)
    for owner, parts in _TOGETHER.items():
        for model, attname in parts:
            label = model._meta.label
            for pk, row in rows.get(label, {}).items():
                owned = owner._meta.label, str(getattr(row, attname))
                found[owned].append((label, pk))
    return found
