"""What an import held back and why, in the words of those who look through it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.directory.formats import reasons as why
from fourthp.directory.formats.columns import MEANINGS
from fourthp.directory.formats.hsds import TABLES, Table
from fourthp.directory.models import HeldRow
from fourthp.directory.queries.imports import table_name

Counted = list[tuple[tuple[str, ...], int]]

# These keep a whole row out, or a whole file.
_OF_ROWS = frozenset(
    {why.MISSING, why.REPEATED, why.HANGS_ON_NOTHING, why.UNKNOWN_TABLE}
    | {why.NOT_A_TABLE, why.TOO_LARGE}
)
# What is left out is no one field of a table.
_INSTEAD: Mapping[str, Any] = {
    why.HIDDEN: _("place"),
    why.HIDDEN_HERE: _("place"),
    why.NOT_ON_EARTH: _("point on a map"),
    why.NO_COLUMN: _("column without a name"),
}
_NAMES_A_ROW = frozenset({"link_id", "resource_id"})
# Others stand on these: they come in without the words that may tell a place.
_STAY = frozenset({"organization", "service", "program", "unit"})


@dataclass(frozen=True)
class HeldBack:
    """How often what was held: most first.

    rows, and fields of rows that came in: (table, field, reason); perhaps, which came
    in whole: (table, reason).
    """

    rows: Counted
    fields: Counted
    perhaps: Counted

    @property
    def is_listed(self) -> bool:
        """Tell whether anything stands in the list to take along."""
        return bool(self.rows or self.fields or self.perhaps)

    def counts(self) -> tuple[int, int]:
        """Return how many rows and how many fields were held."""
        return sum(n for _, n in self.rows), sum(n for _, n in self.fields)


def held_back(rows: QuerySet[HeldRow]) -> HeldBack:
    """Return why rows and fields were held, and why rows are perhaps the same."""
    whole, fields, perhaps = Counter[Any](), Counter[Any](), Counter[Any]()
    counted = Counter(rows.order_by().values_list("table", "field", "reason"))
    for (table, field, reason), count in counted.items():
        said = gettext(reason)
        if reason == why.HOURS_UNREAD:
            continue  # in words they came in: see `hours_unread`
        if reason in why.PERHAPS_THE_SAME:
            perhaps[table_name(table), said] += count
        else:
            kind = whole if is_whole_row(table, field, reason) else fields
            kind[table_name(table), field_name(table, field, reason), said] += count
    return HeldBack(_most_first(whole), _most_first(fields), _most_first(perhaps))


def _most_first(found: Counter[Any]) -> Counted:
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def hours_unread(rows: QuerySet[HeldRow]) -> int:
    """Return how many opening hours stay words, of which nobody knows when is open."""
    return rows.filter(reason=why.HOURS_UNREAD).count()


def is_whole_row(table: str, field: str, reason: str) -> bool:
    """Tell whether nothing of a row came in; else it did, without one field."""
    if reason == why.NOWHERE:
        link = TABLES[table].links.get(field)
        return link.required if link else field in _NAMES_A_ROW
    if reason == why.TELLING:
        return not field or _is_nothing_without(table, field)
    return reason in _OF_ROWS or (reason == why.HIDDEN and field == "id")


def _is_nothing_without(table: str, field: str) -> bool:
    """Tell whether a row goes with a text of it that may tell a place."""
    return table not in _STAY and not _field_of(table, field).blank


def _field_of(table: str, name: str) -> Field[Any, Any]:
    columns = TABLES[table].columns
    own = columns[name][0] if name in columns else name
    model: Any = apps.get_model(TABLES[table].model)
    found: Field[Any, Any] = model._meta.get_field(own)
    return found


def field_name(table: str, field: str, reason: str) -> str:
    """Return what people call what was held of a row, or what it lacks."""
    if reason in _INSTEAD and field != "id":
        return str(_INSTEAD[reason])
    spec: Table | None = TABLES.get(table)
    if spec is None or field in {"", "id"}:
        return ""
    if field in spec.links:
        return table_name(spec.links[field].table)
    if field in _NAMES_A_ROW:
        return gettext("what it is about")
    words = _field_of(table, field).verbose_name
    if isinstance(words, Promise):
        return str(words)
    chosen = MEANINGS.get(f"{table}.{field}")
    # No page shows it: whoever made the file knows it by this.
    return str(chosen.name) if chosen else field.replace("_", " ")


def held_list(rows: QuerySet[HeldRow]) -> Iterator[tuple[Any, ...]]:
    """Return the whole list of what was held: kind, row, field, reason, how much."""
    kinds = rows.order_by().values_list("table", "field", "reason").distinct()
    # Said now: a list that is streamed is written when the language is forgotten.
    words = {kind: _in_words(*kind) for kind in kinds}
    lines = rows.values_list("row", "table", "field", "reason").iterator()
    return (
        (kind, row or "", *rest)
        for row, table, field, reason in lines
        for kind, *rest in (words[table, field, reason],)
    )


def _in_words(table: str, field: str, reason: str) -> tuple[str, str, str, str]:
    if reason in why.CAME_IN:
        held = gettext("nothing: it comes in")
    elif is_whole_row(table, field, reason):
        held = gettext("the whole row")
    else:
        held = gettext("this field")
    named = field_name(table, field, reason)
    return table_name(table), named, gettext(reason), held
