"""What is held: every field of the data inventory, in plain words and by room."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.inventory import DataClass, Held, Retention, inventory_of
from fourthp.foundation.queries.subjects import KEPT
from fourthp.foundation.seals import SealedJSON
from fourthp.trust.queries.words.fields import FIELDS
from fourthp.trust.queries.words.tables import KEYS, ROOMS, SEEN, SERVED, TABLES
from fourthp.trust.rules import Kept, Seen, Theft

CLASSES: dict[DataClass, Any] = {
    DataClass.SYSTEM: _("keys and states"),
    DataClass.PUBLIC: _("published facts"),
    DataClass.NETWORK: _("facts for members"),
    DataClass.PERSONAL: _("about a person"),
    DataClass.SECRET: _("secrets"),
}
# As somebody is told of her own, but for what her own is called there.
UNTIL: dict[Retention, Any] = {
    **KEPT,
    Retention.WHILE_KNOWN: _("while the agency or person is known, then two years"),
    Retention.WHILE_ACCOUNT: _("while the account stands"),
    Retention.FOREVER: _("for ever: nothing in it tells who somebody is"),
}
SEEN_BY: dict[Seen, Any] = {
    Seen.EVERYONE: _("everyone, where it is said to be public"),
    Seen.BY_LABEL: _("whoever its label lets in; everyone, if the listing is public"),
    Seen.MEMBERS: _("members, as far as its label and group let them in"),
    Seen.OFFICE: _("the coordinator and the auditor"),
    Seen.KEEPERS: _("the coordinator and the directory’s editors"),
    Seen.SECONDS: _("those who may be the second person: coordinator, chair"),
    Seen.COORDINATOR: _("the coordinator, and whom it concerns"),
    Seen.SELF: _("the person it is about"),
    Seen.NOBODY: _("nobody: no page shows it"),
}
TO_A_THIEF: dict[Theft, Any] = {
    Theft.CLEAR: _("could be read"),
    Theft.SEALED: _("cannot be read: the key is not in the database"),
    Theft.HASHED: _("cannot be read: only a fingerprint is kept"),
}
# Sealed or made a fingerprint of before they are stored, by whoever writes them.
SEALED = frozenset({"mfa.Authenticator.data", "foundation.KeptText.sealed"})
HASHED = frozenset(
    {"accounts.Identity.key", "accounts.User.password", "foundation.RateBucket.key"}
)


class NoWords(Exception):
    """A table, a field or a room that nobody has put into plain words."""


@dataclass(frozen=True)
class Field:
    """One field: its label in the code, what it is called, and how it is held."""

    label: str
    words: Any
    held: Held
    seen: Seen
    theft: Theft

    @property
    def is_key(self) -> bool:
        """Tell whether it holds no more than the key of whom it is about."""
        return self.label.rpartition(".")[2] in KEYS

    @property
    def tells(self) -> bool:
        """Tell whether it says anything by itself."""
        return self.held.data_class is not DataClass.SYSTEM


@dataclass(frozen=True)
class Line:
    """Fields of one table that are held alike."""

    fields: tuple[Field, ...]

    @property
    def words(self) -> str:
        """Return what they are called, each once."""
        return ", ".join(dict.fromkeys(str(one.words) for one in self.fields))

    @property
    def what(self) -> Any:
        """Return of what class they are, in words."""
        return CLASSES[self.fields[0].held.data_class]

    @property
    def until(self) -> Any:
        """Return how long they are kept, in words."""
        return UNTIL[self.fields[0].held.retention]

    @property
    def seen(self) -> Any:
        """Return who may see them; of what says nothing by itself, nothing."""
        one = self.fields[0]
        return SEEN_BY[one.seen] if one.tells else ""

    @property
    def theft(self) -> Any:
        """Return what a thief reads, in words."""
        one = self.fields[0]
        if not one.tells and one.theft is Theft.CLEAR:
            return _("tells nothing of anyone by itself")
        return TO_A_THIEF[one.theft]


@dataclass(frozen=True)
class Table:
    """One table: its label in the code, what it is called, and its lines."""

    label: str
    name: Any
    lines: tuple[Line, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return all its fields."""
        return tuple(field for line in self.lines for field in line.fields)


@dataclass(frozen=True)
class Room:
    """Tables that serve one purpose."""

    name: str
    title: Any
    tables: tuple[Table, ...]

    @property
    def facts(self) -> int:
        """Return how many fields its tables have."""
        return sum(len(table.fields) for table in self.tables)


def what_is_held() -> tuple[Room, ...]:
    """Return every table of the inventory, by room; raise NoWords."""
    found: dict[str, list[Table]] = {name: [] for name in ROOMS}
    for model in _stored():
        app = model._meta.app_label
        room = SERVED.get(app, app)
        if room not in found:
            raise NoWords(room)
        found[room].append(_table(model))
    return tuple(
        Room(name, ROOMS[name], tuple(sorted(tables, key=lambda one: one.label)))
        for name, tables in found.items()
        if tables
    )


def _stored() -> Iterator[type[Model]]:
    # Tests have tables of their own.
    for model in apps.get_models():
        if "tests" not in model.__module__.split("."):
            yield model


def _table(model: type[Model]) -> Table:
    label = model._meta.label
    kept = TABLES.get(label)
    if kept is None:
        raise NoWords(label)
    groups: dict[tuple[Held, Seen | None, Theft], list[Field]] = {}
    for name, held in inventory_of(model).items():
        field = _field(model, name, held, kept)
        key = (held, field.seen if field.tells else None, field.theft)
        groups.setdefault(key, []).append(field)
    lines = sorted(groups.values(), key=lambda some: not some[0].tells)
    return Table(label, kept.name, tuple(Line(tuple(some)) for some in lines))


def _field(model: type[Model], name: str, held: Held, kept: Kept) -> Field:
    label = f"{model._meta.label}.{name}"
    theft = Theft.HASHED if label in HASHED else Theft.CLEAR
    if label in SEALED or isinstance(model._meta.get_field(name), SealedJSON):
        theft = Theft.SEALED
    usual = Seen.NOBODY if name in KEYS else kept.seen
    return Field(label, words_of(model, name), held, SEEN.get(label, usual), theft)


def words_of(model: type[Model], name: str) -> Any:
    """Return what a field is called; raise NoWords.

    A name that its model gives it counts where it can be said in other languages.
    """
    label = f"{model._meta.label}.{name}"
    given = getattr(model._meta.get_field(name), "verbose_name", "")
    own = given if isinstance(given, Promise) else None
    found = FIELDS.get(label) or own or FIELDS.get(name)
    if not found:
        raise NoWords(label)
    return found


@dataclass(frozen=True)
class Stolen:
    """What a stolen copy of the database gives and what not, by tables’ names.

    by_key: what says of people no more than a key, by which the copy has their names.
    """

    of_people: tuple[str, ...]
    by_key: tuple[str, ...]
    of_network: tuple[str, ...]
    secrets: tuple[str, ...]
    closed: tuple[str, ...]


def what_a_thief_reads(rooms: tuple[Room, ...]) -> Stolen:
    """Return what a stolen copy gives of people, network and secrets, and what not.

    A published fact is nobody's to steal and stands in none of them.
    """
    tables = [table for room in rooms for table in room.tables]
    personal = [_readable(one, DataClass.PERSONAL) for one in tables]
    return Stolen(
        _named(tables, [[f for f in some if not f.is_key] for some in personal]),
        tuple(
            str(table.name)
            for table, some in zip(tables, personal, strict=True)
            if some and all(field.is_key for field in some)
        ),
        _named(tables, [_readable(one, DataClass.NETWORK) for one in tables]),
        _named(tables, [_readable(one, DataClass.SECRET) for one in tables]),
        _named(
            tables,
            [[f for f in one.fields if f.theft is not Theft.CLEAR] for one in tables],
        ),
    )


def _readable(table: Table, data_class: DataClass) -> list[Field]:
    return [
        one
        for one in table.fields
        if one.held.data_class is data_class and one.theft is Theft.CLEAR
    ]


def _named(tables: list[Table], found: list[list[Field]]) -> tuple[str, ...]:
    """Say some fields of each table in words, a line for each that has any."""
    return tuple(
        f"{table.name}: {Line(tuple(some)).words}"
        for table, some in zip(tables, found, strict=True)
        if some
    )
