"""The one question to the index: what answers and may be seen, a thousand at most.

Postings are intersected from the rarest token on; the engine stops when there is
enough. Where there is more than enough, what ranks best is asked for first.
Visibility is `visible_to`, asked of each row that would be given.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from fourthp.directory.models import Service
from fourthp.directory.rules.codes import codes_of, is_code
from fourthp.foundation.index import (
    SHIFT,
    Point,
    flat_around,
    ranges_around,
    row_number,
)
from fourthp.partnership.models import Person

# Counting further than this tells little about which token is the rarest.
COUNTED = 10_000
LEAVES_ONE_OF = 8  # what one more list leaves of what answers: a guess
# The engine's circle is a little larger than the true one.
_MARGIN = 1.05
# Where too much is near, what is nearest is asked for first.
NEAREST_KM = 5.0
NOWHERE = (0, (1 << SHIFT) - 1)

# Number, service, codes, name tokens, latitude, longitude, open, fresh; then notes.
Row = tuple[Any, ...]
# Of each list one.
Tokens = Sequence[Sequence[str]]
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
    "EXISTS (SELECT 1 FROM directory_posting q"
    " WHERE q.token = %s AND q.number = {number})"
)


@dataclass
class _Statement:
    """A statement that grows: its parts, and the values of its marks, in order."""

    tables: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def ask(self, condition: str, *values: Any) -> None:
        self.where.append(condition)
        self.values += values


def _fetched(statement: str, values: Sequence[Any]) -> list[Any]:
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
        self.update(_fetched(" UNION ALL ".join([one] * len(new)), both))


def candidates(
    wanted: Wanted, counts: Counts, *, reader: Person | None
) -> tuple[list[Row], list[Row]]:
    """Return rows near the point, or anywhere; and, beside a point, those placeless.

    Of each, one more at most than what is wanted tells that there are more. A row:
    number, service id, codes, name tokens, latitude, longitude, whether it is open
    now, whether somebody checked it lately, and whether it has each noted token. Rows
    somewhat further than wanted.km are among them: the caller measures.
    """
    counts.learn(wanted.all_tokens())
    if any(not any(counts.get(one) for one in some) for some in wanted.tokens):
        return [], []
    visible = _visible_to_all() if reader is None else _visible(reader)
    ask = partial(_near, counts=counts, visible=visible)
    ways = wanted.narrowed()
    crowded = bool(ways) and _is_crowded(wanted, counts, ways=len(ways))
    rows = [] if crowded else ask(wanted)
    if crowded or (ways and len(rows) > wanted.most):
        rows = _best_first(ways, rows, wanted, ask)
    return rows, _placeless(wanted, counts, visible) if wanted.point else []


def _best_first(
    ways: Iterable[Wanted],
    rows: list[Row],
    wanted: Wanted,
    ask: Callable[[Wanted], list[Row]],
) -> list[Row]:
    """Put what ranks best before what was found, or is found when all else is few."""
    best: dict[int, Row] = {}
    for way in ways:
        if len(best) <= wanted.most:
            best |= {row[0]: row for row in ask(replace(way, had=tuple(best)))}
    if len(best) <= wanted.most:
        rest = rows or ask(replace(wanted, had=tuple(best)))
        best |= {row[0]: row for row in rest}
    return list(best.values())


def _is_crowded(wanted: Wanted, counts: dict[str, int], *, ways: int) -> bool:
    """Tell without asking whether more answers than is wanted.

    Of several lists it is a guess, on which nothing hangs but the cost: the more ways
    there are to ask first, the more a wrong one costs.
    """
    if wanted.point or wanted.open_at or not wanted.tokens:
        return False
    fewest = min(max(counts.get(t, 0) for t in some) for some in wanted.tokens)
    if len(wanted.tokens) == 1:
        return fewest > wanted.most
    return fewest > wanted.most * ways * int(LEAVES_ONE_OF ** (len(wanted.tokens) - 1))


def _by_rarity(
    tokens: Iterable[Sequence[str]], counts: dict[str, int]
) -> list[Sequence[str]]:
    return sorted(tokens, key=lambda some: sum(counts.get(t, 0) for t in some))


def _placeless(
    wanted: Wanted, counts: dict[str, int], visible: tuple[str, tuple[Any, ...]]
) -> list[Row]:
    rows = _of_regions(wanted, counts, visible)
    if len(rows) <= wanted.most_placeless or not wanted.hints:
        return rows
    best: dict[int, Row] = {}
    for some in wanted.hints:
        way = replace(wanted, tokens=[*wanted.tokens, some])
        best |= {row[0]: row for row in _of_regions(way, counts, visible)}
    best |= {row[0]: row for row in rows if row[0] not in best}
    return list(best.values())[: wanted.most_placeless + 1]


def _of_regions(
    wanted: Wanted, counts: dict[str, int], visible: tuple[str, tuple[Any, ...]]
) -> list[Row]:
    rows: list[Row] = []
    for some in wanted.regions:
        tokens = [*wanted.tokens, *([some] if some else [])]
        limit = wanted.most_placeless + 1 - len(rows)
        if limit > 0:
            order = _by_rarity(tokens, counts)
            rows += _of_span(wanted, order, NOWHERE, limit, visible)
    return rows


def _near(
    wanted: Wanted,
    *,
    counts: dict[str, int],
    visible: tuple[str, tuple[Any, ...]],
) -> list[Row]:
    by_rarity = _by_rarity(wanted.tokens, counts)
    if wanted.point is None:
        return _of_span(wanted, by_rarity, None, wanted.limit, visible)
    rows: list[Row] = []
    here = row_number(wanted.point, 0)
    # Each range of neighbours by itself, so that no engine has anything to sort; the
    # nearest first, so that what is left out is far.
    for span in sorted(
        ranges_around(wanted.point, wanted.km), key=lambda one: abs(one[0] - here)
    ):
        if len(rows) < wanted.limit:
            limit = wanted.limit - len(rows)
            rows += _of_span(wanted, by_rarity, span, limit, visible)
    return rows


def _of_span(
    wanted: Wanted,
    by_rarity: Tokens,
    span: tuple[int, int] | None,
    limit: int,
    visible: tuple[str, tuple[Any, ...]],
) -> list[Row]:
    """Return rows of a span by number: each token of the rarest list is walked.

    One after the other, so that an engine meets the rows in their order, sorts
    nothing, and stops when there is enough.
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
    visible: tuple[str, tuple[Any, ...]],
) -> list[Row]:
    asked = _Statement()
    shown = _shown(wanted, asked)
    asked.values += wanted.noted
    number = _begin(token, span, asked)
    if wanted.had:
        asked.where.append(f"{number} NOT IN ({', '.join(map(str, wanted.had))})")
    for some in others:
        asked.ask(*_has_one(some, number, is_far=wanted.point is None))
    if wanted.point and span != NOWHERE:
        _ask_near(wanted.point, wanted.km, asked)
    if wanted.open_at:
        opened, values = _opened(wanted.open_at)
        asked.ask(opened, *values)
    asked.ask(visible[0], *visible[1])
    noted = f", {_HAS}".replace("{number}", number) * len(wanted.noted)
    return _fetched(
        f"SELECT {shown}{noted} FROM {' CROSS JOIN '.join(asked.tables)}"  # noqa: S608 -- our own names, values as marks
        f" WHERE {' AND '.join(asked.where)} ORDER BY {number} LIMIT %s",
        [*asked.values, limit],
    )


def _shown(wanted: Wanted, asked: _Statement) -> str:
    if wanted.is_counted:
        return "r.number, '', '', '', r.latitude, r.longitude"
    opened, values = _opened(wanted.now)
    if wanted.open_at == wanted.now:  # then it is a condition already
        opened, values = "1", []
    day = connection.ops.adapt_datefield_value(wanted.fresh_since)
    asked.values += [*values, day]
    return (
        "r.number, CAST(r.service_id AS text), r.codes, r.name_tokens,"
        " r.latitude, r.longitude,"
        # A date that nobody gave is not fresh; no number is below nothing.
        f" {opened}, COALESCE(r.assured_date >= %s, r.number < 0)"
    )


def _begin(token: str, span: tuple[int, int] | None, asked: _Statement) -> str:
    """Begin with the rarest token, in the order in which SQLite shall walk.

    Returns the name of the number by which everything is found.
    """
    number = "p.number" if token else "r.number"
    if token:
        asked.tables.append("directory_posting p")
        asked.ask("p.token = %s", token)
        asked.where.append("r.number = p.number")
    asked.tables.append("directory_searchrow r")
    if span:
        asked.ask(f"{number} BETWEEN %s AND %s", *span)
    return number


def _has_one(some: Sequence[str], number: str, *, is_far: bool) -> tuple[str, ...]:
    """Return the condition that a row has one of some tokens, and its values.

    Codes stand in the row too. Near a town, where rows are few and read anyway, they
    are looked for there; of a whole country's, most need not be read.
    """
    if is_far or not all(is_code(token) for token in some):
        has = " OR ".join([_HAS.replace("{number}", number)] * len(some))
        return f"({has})", *some
    codes = [code for token in some for code in codes_of(token)]
    has = " OR ".join([_CONTAINS[connection.vendor]] * len(codes))
    return f"({has})", *(f" {code} " for code in codes)


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


def _visible(reader: Person | None) -> tuple[str, tuple[Any, ...]]:
    """Return the condition that a row's service may be seen, as `visible_to` says."""
    this_row = RawSQL("directory_service.id = r.service_id", (), BooleanField())
    seen = Service.objects.visible_to(reader).filter(this_row).values("pk")
    statement, values = seen.order_by().query.sql_with_params()
    return f"EXISTS ({statement})", values


@cache
def _visible_to_all() -> tuple[str, tuple[Any, ...]]:
    """Return the condition for the public: it is the same at all times."""
    return _visible(None)
