"""What a listing says in rows: numbers, hours, languages, whom it is for, documents.

A kind of rows that was changed here stands by its table's name among the service's
own fields (`local_fields`): an import then leaves every row of that table that hangs
on this service alone, those too that were taken away, until it is released.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeGuard

from django.db import models
from django.utils.translation import gettext as _

from fourthp.directory.models import (
    Eligibility,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
)
from fourthp.directory.queries.details import detail_rows, said_by
from fourthp.foundation.operations.revisions import Revising

MOST_ROWS = 200
LONGEST_TEXT = 20_000

Details = Mapping[type[models.Model], Sequence[models.Model]]
Pairs = list[tuple[Any, Any]]
# The table by which an import brings each kind.
TABLES: dict[type[models.Model], str] = {
    Phone: "phone",
    Schedule: "schedule",
    Language: "language",
    Eligibility: "eligibility",
    RequiredDocument: "required_document",
}


class TooMuch(Exception):
    """A listing says more of one kind than anybody reads."""


def refuse_too_much(
    service: Service,
    facts: Mapping[str, Any],
    details: Details,
    spots: Sequence[object] | None,
) -> None:
    """Raise TooMuch where a listing is to say more than anybody reads.

    What an import brought may be more; it may stay and become less.
    """
    if any(len(text) > LONGEST_TEXT for text in facts.values() if _is_text(text)):
        said = _("One text is longer than %d letters: shorten it.")
        raise TooMuch(said % LONGEST_TEXT)
    said = _("A listing holds %d of a kind at most: take some away.")
    for model, rows in details.items():
        if len(rows) > max(MOST_ROWS, len(detail_rows(service, model))):
            raise TooMuch(said % MOST_ROWS)
    if len(spots or ()) > max(MOST_ROWS, service.at_locations.count()):
        raise TooMuch(said % MOST_ROWS)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def set_details(service: Service, details: Details, revising: Revising) -> list[str]:
    """Make a service say what is wanted of each kind; return the tables that changed.

    The order of numbers is theirs: the first is called first. Of all other kinds a
    row that is said already stays as it is.
    """
    return [
        TABLES[model]
        for model, wanted in details.items()
        if _replace(service, model, wanted, revising)
    ]


def add_details(service: Service, details: Details) -> None:
    """Give a service that was just made what it says in rows."""
    for model, rows in details.items():
        model._default_manager.bulk_create(_hung(rows, service))


def change_row(
    row: Any, facts: Mapping[str, Any], revising: Revising, tables: Iterable[str] = ()
) -> list[str]:
    """Change fields of a row, which become its own with the tables that did.

    Returns the fields that said something else before.
    """
    before = {n: getattr(row, n) for n, v in facts.items() if getattr(row, n) != v}
    for name in before:
        setattr(row, name, facts[name])
    own = sorted({*row.local_fields, *before, *tables})
    noted = (
        before
        if own == row.local_fields
        else before | {"local_fields": row.local_fields}
    )
    row.local_fields = own
    if noted:
        revising.change([(row, noted)])
    return sorted(before)


def _replace(
    service: Service,
    model: type[models.Model],
    wanted: Sequence[models.Model],
    revising: Revising,
) -> bool:
    present: list[models.Model] = detail_rows(service, model)
    pairs = _in_order(present, wanted) if model is Phone else _pairs(present, wanted)
    changed = [(old, before) for old, new in pairs if (before := _take_over(old, new))]
    gone = [old for old, new in pairs if old and not new]
    made = _hung([new for old, new in pairs if new and not old], service)
    revising.change(changed)
    revising.remove(gone)
    revising.make(made)
    return bool(changed or gone or made)


def _hung(rows: Sequence[Any], service: Service) -> Sequence[models.Model]:
    for row in rows:
        row.service = service
    return rows


def _pairs(present: Sequence[Any], wanted: Sequence[Any]) -> Pairs:
    """Pair rows as they are with rows as they shall be; None stands for no row."""
    left, asked = list(present), []
    for new in wanted:
        same = next((old for old in left if said_by(old) == said_by(new)), None)
        if same is None:
            asked.append(new)
        else:
            left.remove(same)
    return list(zip_longest(left, asked))


def _in_order(present: Sequence[Any], wanted: Sequence[Any]) -> Pairs:
    """Pair rows by their places; all are made anew where their keys would not sort so.

    The keys of what a source brought say nothing of the time.
    """
    pairs = list(zip_longest(present, wanted))
    keys = [(old or new).pk for old, new in pairs if new]
    if keys == sorted(keys):
        return pairs
    anew = [(None, type(row)(**said_by(row))) for row in wanted]
    return [(old, None) for old in present] + anew


def _take_over(old: Any, new: Any) -> dict[str, Any]:
    """Set what a row is to say; return what it said before where that is another."""
    if old is None or new is None:
        return {}
    wanted = said_by(new)
    before = {n: v for n, v in said_by(old).items() if v != wanted[n]}
    for name in before:
        setattr(old, name, wanted[name])
    return before
