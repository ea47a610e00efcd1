"""What of a matter can be struck whole, and how often words stand inside others."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst

from fourthp.foundation.gaps import is_gap
from fourthp.foundation.matters import STRUCK, Matter
from fourthp.foundation.models import Revision
from fourthp.foundation.needles import Needle
from fourthp.foundation.strikes import texts_of, words_of

SEPARATOR = "|"


def last_struck(matter: Matter) -> datetime | None:
    """Return when words of a matter were last struck, if ever."""
    struck = Revision.objects.filter(
        act=STRUCK, matter_kind=matter.matter_kind, matter_id=str(matter.pk)
    )
    found: datetime | None = struck.aggregate(last=models.Max("at"))["last"]
    return found


def _said(
    kind: str, pk: UUID
) -> Iterator[tuple[models.Model, models.Field[Any, Any], str]]:
    """Yield every text that stands in a matter now, with its row and field."""
    for model, pks in words_of(kind, pk):
        for row in model._base_manager.filter(pk__in=pks).order_by("pk"):
            for one in texts_of(model):
                said = getattr(row, one.attname)
                if isinstance(said, str) and said:
                    yield row, one, said


def whole_fields(kind: str, pk: UUID) -> list[tuple[str, str]]:
    """Return the fields of a matter that say something: what names each, and words.

    No word of what they say is told; of several alike each has its number.
    """
    found, names = list[tuple[str, str]](), Counter[str]()
    for row, one, said in _said(kind, pk):
        is_named = isinstance(one.verbose_name, Promise)
        if is_named and not is_gap(said):
            name = _name(row, one, is_own=row.pk == pk)
            names[name] += 1
            key = SEPARATOR.join((row._meta.label, str(row.pk), one.name))
            found.append((key, f"{name} ({names[name]})" if names[name] > 1 else name))
    return found


def _name(row: models.Model, one: models.Field[Any, Any], *, is_own: bool) -> str:
    name = str(capfirst(one.verbose_name))
    model = row._meta.verbose_name
    if is_own or not isinstance(model, Promise):
        return name
    return f"{capfirst(model)}: {one.verbose_name}"


def inside_longer(kind: str, pk: UUID, words: str) -> int:
    """Return how often words stand in a matter as a part of longer ones alone."""
    needle = Needle.of(words)
    said = (said for _row, _one, said in _said(kind, pk))
    return sum(needle.inside(one) for one in said if needle.may_stand_in(one))
