"""Strikes: where the words of a matter stand, as its rooms registered it.

A room says which rows hold words of a matter, and which of its stores keep copies of
them: mails, an index, what waits to come in. Whatever is registered is struck.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.module_loading import import_string

from fourthp.foundation.actors import Actor
from fourthp.foundation.gaps import fitted
from fourthp.foundation.ids import made_lately
from fourthp.foundation.inventory import DataClass, Inventory, described
from fourthp.foundation.needles import Needle, struck_in

M = TypeVar("M", bound=models.Model)
Rows = dict[type[models.Model], set[UUID]]
Place = tuple[str, str, str]  # a model's label, a row's key, a field
AT_ONCE = 500
# Who did it, where it came from: keys, whatever they look like.
_KEYS = frozenset({"actor_kind", "actor_id", "handled_by_kind", "handled_by_id"})
_CLOSED = frozenset({DataClass.SYSTEM, DataClass.SECRET})


@dataclass
class Strike:
    """Words that are struck of one matter, and what is known of them on the way.

    whole: fields of which all goes, whatever they say or said; said are those words, as
    soon as they were found. is_everywhere: copies go too that are about something else.
    is_late: of such a field only those words go, for it may say something new by now.
    is_for_all: whoever strikes runs the whole record, and may know of every copy.
    rows are those that are the matter's, present or gone, and keys their ids with its
    own; changed are those that said it. touched are the models whose tables hold words
    still that no row says any more.
    """

    matter_kind: str
    pk: UUID
    gap: str
    by: Actor
    now: datetime
    needles: tuple[Needle, ...] = ()
    whole: frozenset[Place] = frozenset()
    is_everywhere: bool = True
    is_for_all: bool = True
    is_late: bool = False
    said: tuple[Needle, ...] = ()
    rows: Rows = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    changed: Rows = field(default_factory=dict)
    touched: set[type[models.Model]] = field(default_factory=set)

    def needles_for(self, *, is_about_it: bool) -> tuple[Needle, ...]:
        """Return what to look for in a copy: all of it where the copy is its own."""
        if is_about_it:
            return (*self.needles, *self.said)
        return self.needles if self.is_everywhere else ()


@dataclass(frozen=True)
class Found:
    """How many places of one sort held the words; what they are called, in words.

    is_own: they are the matter's, so that whoever may strike it may know of them.
    """

    title: str
    count: int
    is_own: bool = False


@dataclass(frozen=True)
class Words:
    """Which rows hold words of one kind of matter: by its id, a model and its rows.

    labels are of all models that it may name.
    """

    kind: str
    labels: tuple[str, ...]
    rows: Callable[[UUID], Iterable[tuple[type[models.Model], Iterable[Any]]]]


@dataclass(frozen=True)
class Store:
    """What keeps copies of words of any matter, and takes them out.

    strike is called in the strike's transaction, after the rows were struck; fields are
    those in which it looks, as `post.Message.letter`.
    """

    name: str
    fields: tuple[str, ...]
    strike: Callable[[Strike], list[Found]]


_words: list[str] = []
_stores: list[str] = []
_first: list[str] = []
_runners: list[str] = []


def register_words(path: str) -> None:
    """Register by dotted path some `Words`; done in a room's `apps.py`."""
    _words.append(path)


def register_store(path: str) -> None:
    """Register a `Store` by dotted path; done in a room's `apps.py`."""
    _stores.append(path)


def register_turn(path: str) -> None:
    """Register by dotted path what waits until nobody else writes much at once."""
    _first[:] = [path]


def take_turn() -> None:
    """Wait until nobody else writes much at once."""
    for path in _first:
        import_string(path)()


def register_runner(path: str) -> None:
    """Register by dotted path who may strike every matter, and copies of any."""
    _runners[:] = [path]


def may_strike_everywhere(by: object | None) -> bool:
    """Tell whether somebody may strike every matter, and copies of any."""
    return any(import_string(path)(by) for path in _runners)


# Between a strike's revision and its end somebody may still read the words.
_UNTIL_IT_ENDS = 2
_since: ContextVar[UUID | None] = ContextVar("reads_since", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Know of what is done inside that it may hold words which are read from now on."""
    with _reading_since(made_lately(_UNTIL_IT_ENDS)):
        yield


@contextmanager
def _reading_since(first: UUID | None) -> Iterator[None]:
    token = _since.set(first)
    try:
        yield
    finally:
        _since.reset(token)


def reading_nothing() -> AbstractContextManager[None]:
    """Know of what is done inside that it holds no words which were read."""
    return _reading_since(None)


def reads_since() -> UUID | None:
    """Return the id below which no revision hides what is held here from a strike."""
    return _since.get()


def all_words() -> list[Words]:
    """Return what every room registered of its matters."""
    return [one for path in _words for one in import_string(path)]


def stores() -> list[Store]:
    """Return every store, in the order in which the rooms stand."""
    return [import_string(path) for path in _stores]


def words_of(kind: str, pk: UUID) -> Iterator[tuple[type[models.Model], set[UUID]]]:
    """Yield the rows that hold words of a matter, by model."""
    for one in all_words():
        if one.kind == kind:
            for model, pks in one.rows(pk):
                yield model, set(pks)


def texts_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the fields in which somebody may have written anything.

    What is one of a few words, a key, a secret or a mail address is no words.
    """
    known: Inventory = getattr(model, "inventory", {}) or described(model._meta.label)
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, kinds)
        and not isinstance(one, models.EmailField)
        and not (one.choices or one.primary_key or one.name in _KEYS)
        and one.name in known
        and known[one.name].data_class not in _CLOSED
    ]


def holding(rows: models.QuerySet[M], holds: Callable[[M], bool]) -> Iterator[M]:
    """Yield, locked, those of some rows that hold what is struck.

    The others are neither waited for nor written: on PostgreSQL a lock is a write.
    """
    found = [row.pk for row in rows.order_by("pk").iterator() if holds(row)]
    for at in range(0, len(found), AT_ONCE):
        some = rows.model._base_manager.filter(pk__in=found[at : at + AT_ONCE])
        yield from some.select_for_update(of=("self",)).order_by("pk")


def strike_fields(
    strike: Strike,
    model: type[M],
    names: tuple[str, ...],
    needles: tuple[Needle, ...],
) -> int:
    """Take words out of some fields of every row; return how many rows held them."""

    def struck(row: M) -> dict[str, Any]:
        changed = dict[str, Any]()
        for name in names:
            new, count = struck_in(getattr(row, name), needles, strike.gap)
            if count and isinstance(new, str):
                known: Any = model._meta.get_field(name)
                most = known.max_length
                new = fitted(new, most, strike.gap)
            changed |= {name: new} if count else {}
        return changed

    count, rows = 0, model._default_manager.only("pk", *names)
    for row in holding(rows, lambda row: bool(struck(row))) if needles else ():
        model._base_manager.filter(pk=row.pk).update(**struck(row))
        strike.touched.add(model)
        count += 1
    return count
