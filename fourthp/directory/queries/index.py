"""The index: what is wanted of its rows, and the statements that ask for them.

Postings are walked by the number of their row, from the rarest token on; the engine
sorts nothing, and stops when there is enough. Visibility is `visible_to`, asked of each
row in the statement that tells it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from fourthp.directory.models import Service
from fourthp.directory.rules.codes import codes_of, is_code
from fourthp.foundation.clock import today
from fourthp.foundation.index import SHIFT, Point, flat_around
from fourthp.partnership.models import Person

# Counting further than this tells little about which token is the rarest; of how many
# rows answer, what is counted no further tells the least that there are.
COUNTED = 10_000
# The engine's circle is a little larger than the true one.
_MARGIN = 1.05
# Where too much is near, what is nearest is asked for first.
NEAREST_KM = 5.0
NOWHERE = (0, (1 << SHIFT) - 1)

# Number, service, codes, name tokens, latitude, longitude, open, fresh; then notes.
Row = tuple[Any, ...]
# Of each list one.
Tokens = Sequence[Sequence[str]]
# A condition, and the values of its marks.
Condition = tuple[str, tuple[Any, ...]]
NOTED_FROM = 8


@dataclass(frozen=True)
class Wanted:
    """What a row must have: of each list one token; a place; openness at a moment.

    best narrows the lists, in their order, to the tokens that rank highest. hints are
    lists that rank without being wanted, the strongest first; of the tokens in noted
    each row tells whether it has them. Beside what is near a point stands what has no
    place: what has one of the first regions, then of the next. Of what is only counted
    a row tells no more than where it is. had: the numbers of rows that are there
    already.
    """

    now: datetime
    fresh_since: date
    tokens: Tokens = ()
    best: Tokens = ()
    hints: Tokens = ()
    noted: Sequence[str] = ()
    point: Point | None = None
    km: float = 0.0
    regions: Sequence[Sequence[str]] = ((),)
    open_at: datetime | None = None
    most: int = 1_000
    is_counted: bool = False
    had: Collection[int] = ()

    @property
    def limit(self) -> int:
        """Return how many rows to ask for, those that are there already apart."""
        most = int(self.most * _MARGIN) if self.point else self.most
        return max(0, most + 1 - len(self.had))

    @property
    def most_placeless(self) -> int:
        """Return how many that have no place stand beside those near a point."""
        return -(-self.most // 4)

    def all_tokens(self) -> list[str]:
        """Return every token that is asked for, and those of the regions."""
        asked = {token for some in (*self.tokens, *self.hints) for token in some}
        return sorted(asked | {token for some in self.regions for token in some})

    def narrowed(self) -> "list[Wanted]":
        """Return what to ask first where there is too much, the best first."""
        if self.is_counted:
            return []
        ways = [(*self.tokens, some) for some in self.hints]
        ways += [tuple(self.best)] if self.best else []
        for at, (some, best) in enumerate(zip(self.tokens, self.best, strict=False)):
            if best != some:
                ways.append((*self.tokens[:at], best, *self.tokens[at + 1 :]))
        ways = [way for way in dict.fromkeys(ways) if way != tuple(self.tokens)]
        found = [replace(self, tokens=way) for way in ways]
        if self.point and self.km > NEAREST_KM:
            found.append(replace(self, km=NEAREST_KM))
        return found


_CONTAINS = {
    "sqlite": "instr(r.codes, %s) > 0",
    "postgresql": "strpos(r.codes, %s) > 0",
}
_HAS = (
    "EXISTS (SELECT 1 FROM directory_posting q WHERE q.token = %%s AND q.number = %s)"
)


@dataclass
class _Statement:
    """A statement that grows: its parts, and the values of its marks, in order."""

    number: str = "r.number"
    shown: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def show(self, column: str, *values: Any) -> None:
        """Show one more column; before anything is asked."""
        self.shown.append(column)
        self.values += values

    def ask(self, condition: str, *values: Any) -> None:
        """Ask for one more condition."""
        self.where.append(condition)
        self.values += values

    def has(self, some: Sequence[str]) -> tuple[str, ...]:
        """Return the condition that a row has one of some tokens, and its values."""
        return f"({' OR '.join([_HAS % self.number] * len(some))})", *some

    def rows(self, limit: int) -> list[Row]:
        """Return the rows, by number."""
        return fetched(
            f"SELECT {', '.join(self.shown)} FROM {' CROSS JOIN '.join(self.tables)}"  # noqa: S608 -- our own names, values as marks
            f" WHERE {' AND '.join(self.where)} ORDER BY {self.number} LIMIT %s",
            [*self.values, limit],
        )


def fetched(statement: str, values: Sequence[Any]) -> list[Any]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


class Counts(dict[str, int]):
    """How many rows have each token, none counted further than COUNTED, nor twice."""

    def learn(self, tokens: Iterable[str]) -> None:
        """Count the tokens that were not counted yet."""
        new = [token for token in tokens if token not in self]
        if not new:
            return
        one = (
            "SELECT %s, count(*) FROM (SELECT 1 FROM directory_posting"  # noqa: S608 -- a number of ours
            f" WHERE token = %s LIMIT {COUNTED}) AS t"
        )
        both = [token for token in new for _ in range(2)]
        self.update(fetched(" UNION ALL ".join([one] * len(new)), both))

    def by_rarity(self, lists: Tokens) -> Tokens:
        """Return lists, that of the fewest rows first."""
        return sorted(lists, key=lambda some: sum(self.get(t, 0) for t in some))


def numbers(token: str, others: Tokens, notes: Tokens, limit: int) -> list[Row]:
    """Return the numbers of a token's rows that have one token of each other list.

    Behind each stands whether it has one of each list in notes. Nothing but postings
    is read: whether somebody may see a row is asked when it is told.
    """
    asked = _Statement("p.number", ["p.number"], ["directory_posting p"])
    for some in notes:
        asked.show(*asked.has(some))
    asked.ask("p.token = %s", token)
    for some in others:
        asked.ask(*asked.has(some))
    return asked.rows(limit)


def how_far(token: str, number: int) -> int:
    """Return how many of a token's rows come up to a number."""
    [(count,)] = fetched(
        "SELECT count(*) FROM directory_posting WHERE token = %s AND number <= %s",
        [token, number],
    )
    return int(count)


def told(wanted: Wanted, some: Sequence[int], visible: Condition) -> list[Row]:
    """Return what is told of the rows of some numbers that answer and may be seen.

    What they answer is asked for again: a number may be another's by now.
    """
    asked = _Statement(tables=["directory_searchrow r"])
    _show(wanted, asked)
    asked.where.append(f"r.number IN ({', '.join(map(str, some))})")
    for one in wanted.tokens:
        _ask_for_one(one, asked, is_far=True)
    _ask_for_rest(wanted, asked, visible)
    return asked.rows(len(some))


def walked(
    wanted: Wanted,
    by_rarity: Tokens,
    span: tuple[int, int] | None,
    limit: int,
    visible: Condition,
) -> list[Row]:
    """Return what is told of the rows of a span that have one token of each list.

    Each token of the rarest list is walked, one after the other, so that an engine
    meets the rows in their order, sorts nothing, and stops when there is enough.
    """
    rarest, *others = by_rarity or [("",)]
    rows: dict[int, Row] = {}
    for token in rarest:
        found = _walked(wanted, token, others, span, limit, visible)
        rows |= {row[0]: row for row in found}
    return sorted(rows.values())[:limit] if len(rarest) > 1 else list(rows.values())


def _walked(
    wanted: Wanted,
    token: str,
    others: Tokens,
    span: tuple[int, int] | None,
    limit: int,
    visible: Condition,
) -> list[Row]:
    asked = _Statement("p.number" if token else "r.number")
    _show(wanted, asked)
    _begin(token, span, asked)
    if wanted.had:
        had = ", ".join(map(str, wanted.had))
        asked.where.append(f"{asked.number} NOT IN ({had})")
    for some in others:
        _ask_for_one(some, asked, is_far=wanted.point is None)
    if wanted.point and span != NOWHERE:
        _ask_near(wanted.point, wanted.km, asked)
    _ask_for_rest(wanted, asked, visible)
    return asked.rows(limit)


def _ask_for_rest(wanted: Wanted, asked: _Statement, visible: Condition) -> None:
    if wanted.open_at:
        opened, values = _opened(wanted.open_at)
        asked.ask(opened, *values)
    asked.ask(visible[0], *visible[1])


def _show(wanted: Wanted, asked: _Statement) -> None:
    if wanted.is_counted:
        asked.show("r.number, '', '', '', r.latitude, r.longitude")
        return
    asked.show("r.number, CAST(r.service_id AS text), r.codes, r.name_tokens")
    asked.show("r.latitude, r.longitude")
    opened, values = _opened(wanted.now)
    if wanted.open_at == wanted.now:  # then it is a condition already
        opened, values = "1", []
    asked.show(opened, *values)
    # A date that nobody gave is not fresh; no number is below nothing.
    day = connection.ops.adapt_datefield_value(wanted.fresh_since)
    asked.show("COALESCE(r.assured_date >= %s, r.number < 0)", day)
    for token in wanted.noted:
        asked.show(*asked.has([token]))


def _begin(token: str, span: tuple[int, int] | None, asked: _Statement) -> None:
    """Begin with the rarest token, in the order in which SQLite shall walk."""
    if token:
        asked.tables.append("directory_posting p")
        asked.ask("p.token = %s", token)
        asked.where.append("r.number = p.number")
    asked.tables.append("directory_searchrow r")
    if span:
        asked.ask(f"{asked.number} BETWEEN %s AND %s", *span)


def _ask_for_one(some: Sequence[str], asked: _Statement, *, is_far: bool) -> None:
    """Ask that a row has one of some tokens.

    Codes stand in the row too. Near a town, where rows are few and read anyway, they
    are looked for there; of a whole country's, most need not be read.
    """
    if is_far or not all(is_code(token) for token in some):
        asked.ask(*asked.has(some))
        return
    codes = [code for token in some for code in codes_of(token)]
    has = " OR ".join([_CONTAINS[connection.vendor]] * len(codes))
    asked.ask(f"({has})", *(f" {code} " for code in codes))


def _ask_near(point: Point, km: float, asked: _Statement) -> None:
    up, along = flat_around(point, km)
    north, east = "(r.latitude - %s)", "(r.longitude - %s)"
    asked.ask(
        f"{north} * {north} * %s + {east} * {east} * %s <= %s",
        *(point.latitude, point.latitude, up * up),
        *(point.longitude, point.longitude, along * along),
        km * km,
    )


def _opened(moment: datetime) -> tuple[str, list[Any]]:
    """Return the condition that a row's service is open at a moment.

    Its intervals never overlap: it is open if the first to close has begun.
    """
    at = connection.ops.adapt_datetimefield_value(moment)
    opened = (
        "COALESCE((SELECT i.opens_at <= %s FROM directory_openinterval i"
        " WHERE i.service_id = r.service_id AND i.closes_at > %s"
        " ORDER BY i.closes_at LIMIT 1), r.number < 0)"
    )
    return opened, [at, at]


def visible_rows(reader: Person | None) -> Condition:
    """Return the condition that a row's service may be seen, as `visible_to` says."""
    return _visible(reader) if reader else visible_to_all()


def _visible(reader: Person | None) -> Condition:
    this_row = RawSQL("directory_service.id = r.service_id", (), BooleanField())
    seen = Service.objects.visible_to(reader).filter(this_row).values("pk")
    statement, values = seen.order_by().query.sql_with_params()
    return f"EXISTS ({statement})", values


def visible_to_all() -> Condition:
    """Return the condition for the public: it is the same for a whole day."""
    return visible_to_all_on(today())


@lru_cache(maxsize=2)
def visible_to_all_on(_day: date) -> Condition:
    """Return the same as made on a day: whoever sees another day makes it anew."""
    return _visible(None)
