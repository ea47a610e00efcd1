"""Which texts need a marker, which of them have one, and why some need none."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.foundation.inventory import DataClass, inventory_of

Model = type[models.Model]

TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)
GEOGRAPHY = "regions and towns: everyone is offered them"
ON_EVERY_PAGE = "stands on every public page, and says nothing of a listing"
# Texts that say something and need no marker, each with its reason.
EXCEPTIONS = {
    "directory.Place.name": GEOGRAPHY,
    "directory.Place.other_names": GEOGRAPHY,
    "directory.Schedule.wkst": "two letters: the first day of the week",
    "meetings.Item.number": "a number, and a letter beside it",
    "directory.CostOption.currency": "three letters: a currency",
    "partnership.Network.name": ON_EVERY_PAGE,
    "partnership.Network.country": ON_EVERY_PAGE,
    "partnership.Network.time_zone": ON_EVERY_PAGE,
    **dict.fromkeys(
        (
            "partnership.Network.languages",
            "partnership.Network.controller",
            "partnership.Network.controller_address",
            "partnership.Network.contact_email",
            "partnership.Network.contact_phone",
        ),
        "the network says it of itself, to everyone",
    ),
    "accounts.Identity.key": "a digest: whom it is of stands in no row",
    "partnership.HelpLine.country": ON_EVERY_PAGE,
    "partnership.HelpLine.name": ON_EVERY_PAGE,
    "partnership.HelpLine.number": ON_EVERY_PAGE,
    "partnership.HelpLine.hours": ON_EVERY_PAGE,
    "partnership.HelpLine.cost": ON_EVERY_PAGE,
}


def texts_of(model: Model) -> Iterator[models.Field[Any, Any]]:
    """Yield the fields whose words say something of anyone: of no class but system.

    What is one of a few known words cannot tell more than that.
    """
    known = inventory_of(model)
    for one in model._meta.concrete_fields:
        is_text = isinstance(one, TEXTS) and not one.choices
        if is_text and known[one.name].data_class is not DataClass.SYSTEM:
            yield one


def label_of(one: models.Field[Any, Any]) -> str:
    return f"{one.model._meta.label}.{one.name}"


def marker(name: str) -> str:
    """Return a word that stands nowhere else, and in no other marker."""
    return f"zq{name.replace('_', '')}qz".lower()


# Wherever one begins, inside another too.
_LIKE_A_MARKER = re.compile(r"(?=(zq[a-z0-9]*?qz))")


@cache
def _like(word: str) -> set[str]:
    """Return what in a marker looks like one: nothing in a number or an id."""
    return set(_LIKE_A_MARKER.findall(word))


@dataclass
class Canaries:
    """Markers with who may see them, and the rows they stand in.

    shown: the fields that a row's readers may see; all others are the keepers' alone.
    readers: of listings and what hangs on them, by id, who may see them at all.
    """

    keepers: frozenset[str]
    shown: frozenset[str]
    allowed: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: dict[str, list[UUID]] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    readers: dict[UUID, frozenset[str]] = field(default_factory=dict)

    def mark(self, name: str, allowed: frozenset[str]) -> str:
        """Return a new marker that some may see."""
        return self.mark_as(marker(name), allowed)

    def mark_as(self, word: str, allowed: frozenset[str]) -> str:
        """Take a word that stands nowhere else as a marker."""
        assert word not in self.allowed, word
        self.allowed[word] = allowed
        return word

    def said_in(self, text: str) -> list[str]:
        """Return the markers that stand in a text.

        One reading finds what looks like any of them: to look for hundreds one at a
        time takes longer than to draw the page.
        """
        there = set(_LIKE_A_MARKER.findall(text))
        return [one for one in self.allowed if _like(one) <= there and one in text]

    def keep(self, kind: str, row: Any, readers: frozenset[str] | None = None) -> None:
        """Remember a row that paths and forms may name."""
        if readers is not None:
            self.readers[row.pk] = readers
        self.rows.setdefault(kind, []).append(row.pk)
        self.models[kind] = type(row)

    def rows_for(self, example: dict[str, Any], *, few: bool) -> Iterator[UUID]:
        """Yield the rows which a path may name like its example: few, of one kind.

        What stands in a path of another kind is a row that does not exist there.
        """
        pk = example.get("pk")
        for kind, rows in self.rows.items():
            one_kind = self.models[kind]._base_manager.filter(pk=pk)
            if type(rows[0]) is type(pk) and (not few or one_kind.exists()):
                yield from rows

    def unseen(self, name: str) -> list[UUID]:
        """Return the ids that an actor may not know of."""
        return [pk for pk, readers in self.readers.items() if name not in readers]

    def fill(
        self, model: Model, who: frozenset[str], of: str = "", /, **given: Any
    ) -> Any:
        """Make a row with a marker in every text that says something."""
        texts = {one.name: one for one in texts_of(model) if one.name not in given}
        needed = {n: one for n, one in texts.items() if label_of(one) not in EXCEPTIONS}
        said = {name: self._said(one, who, of) for name, one in needed.items()}
        return model._default_manager.create(**said, **given)

    def _said(self, one: Any, who: frozenset[str], of: str) -> Any:
        if label_of(one) not in self.shown:
            who &= self.keepers
        word = marker(f"{of}{one.model._meta.model_name}{one.name}")
        if one.max_length and len(word) > one.max_length:
            word = f"zq{len(self.allowed):04x}qz"
        self.mark_as(word, who)
        if isinstance(one, models.JSONField):
            return [word] if one.default is list else {word: word}
        return f"{word}@canary.example" if isinstance(one, models.EmailField) else word


def unmarked(canaries: Canaries, found: Iterable[Model]) -> list[str]:
    """Return every text in whose column no marker stands, but for the exceptions."""
    return [
        label_of(one)
        for model in found
        for one in texts_of(model)
        if label_of(one) not in EXCEPTIONS and not is_marked(canaries, one)
    ]


def is_marked(canaries: Canaries, one: models.Field[Any, Any]) -> bool:
    """Tell whether a marker stands in some row of a column."""
    column = one.model._base_manager.values_list(one.name, flat=True)
    said = " ".join(json.dumps(value, default=str).lower() for value in column)
    return any(word in said for word in canaries.allowed)
