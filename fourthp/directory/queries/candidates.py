"""The one question to the index: what answers and may be seen, a thousand at most.

Where more answers than is wanted, what ranks best is asked for first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

from fourthp.directory.queries.index import (
    NOWHERE,
    Condition,
    Counts,
    Row,
    Wanted,
    how_far,
    numbers,
    told,
    visible_rows,
    walked,
)
from fourthp.foundation.index import ranges_around, row_number
from fourthp.partnership.models import Person

# From as many numbers it is guessed how many there are.
SAMPLE = 100
# Of what is wanted: where more answers, each best way is walked for itself; up to
# where all are looked through at once.
MANY, LOOKED_THROUGH = 2, 3


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
    visible, ways = visible_rows(reader), wanted.narrowed()
    # Near a town, or at one moment, it is rare that more answers than is wanted.
    if ways and wanted.tokens and not (wanted.point or wanted.open_at):
        return _anywhere(wanted, ways, counts, visible), []
    ask = partial(_near, counts=counts, visible=visible)
    rows = ask(wanted)
    if ways and len(rows) > wanted.most:
        rows = _best_first(ways, wanted, ask, rows)
    return rows, _placeless(wanted, counts, visible) if wanted.point else []


def _anywhere(
    wanted: Wanted, ways: Sequence[Wanted], counts: Counts, visible: Condition
) -> list[Row]:
    """Return rows of the whole country; where there are too many, the best first.

    What is asked depends on how many there seem to be; what is answered does not.
    """
    look = _look(wanted, ways, counts, SAMPLE)
    if not look.is_whole and look.about <= MANY * wanted.most:
        look = _look(wanted, ways, counts, LOOKED_THROUGH * wanted.most)
    if not look.is_whole:
        ask = partial(_near, counts=counts, visible=visible)
        return _best_first(ways, wanted, ask)
    rows: list[Row] = []
    left = look.numbers
    while left and len(rows) < wanted.limit:
        at = max(SAMPLE, wanted.limit - len(rows))
        some = {row[0]: row for row in told(wanted, left[:at], visible)}
        rows += [some[number] for number in left[:at] if number in some]
        left = left[at:]
    return rows[: wanted.limit]


class _Look(NamedTuple):
    """Numbers, the best first; about how many there are, and if these are all."""

    numbers: list[int]
    about: float
    is_whole: bool


def _look(wanted: Wanted, ways: Sequence[Wanted], counts: Counts, limit: int) -> _Look:
    """Look through the postings of each token of the rarest list, up to a limit."""
    needs = [{some for some in way.tokens if some not in wanted.tokens} for way in ways]
    notes = list(dict.fromkeys(some for need in needs for some in need))
    rarest, *others = counts.by_rarity(wanted.tokens)
    found: dict[int, Row] = {}
    about, is_whole = 0.0, True
    for token in rarest:
        rows = numbers(token, others, notes, limit)
        found |= {row[0]: row for row in rows}
        about += len(rows)
        if len(rows) == limit:
            walked_so_far = max(1, how_far(token, rows[-1][0]))
            about += limit * (counts[token] / walked_so_far - 1)
            is_whole = False

    @cache
    def way_of(has: tuple[bool, ...]) -> int:
        own = {some for some, is_there in zip(notes, has, strict=True) if is_there}
        return next((n for n, one in enumerate(needs) if own >= one), len(needs))

    best = sorted(found.values(), key=lambda row: (way_of(row[1:]), row[0]))
    return _Look([row[0] for row in best], about, is_whole)


def _best_first(
    ways: Iterable[Wanted],
    wanted: Wanted,
    ask: Callable[[Wanted], list[Row]],
    rows: Sequence[Row] = (),
) -> list[Row]:
    """Put what ranks best before all that was found, or is found when that is few."""
    best: dict[int, Row] = {}
    for way in ways:
        if len(best) < wanted.limit:
            best |= {row[0]: row for row in ask(replace(way, had=tuple(best)))}
    if len(best) < wanted.limit:
        rest = rows or ask(replace(wanted, had=tuple(best)))
        best |= {row[0]: row for row in rest}
    return list(best.values())


def _placeless(wanted: Wanted, counts: Counts, visible: Condition) -> list[Row]:
    rows = _of_regions(wanted, counts, visible)
    if len(rows) <= wanted.most_placeless or not wanted.hints:
        return rows
    best: dict[int, Row] = {}
    for some in wanted.hints:
        way = replace(wanted, tokens=[*wanted.tokens, some])
        best |= {row[0]: row for row in _of_regions(way, counts, visible)}
    best |= {row[0]: row for row in rows if row[0] not in best}
    return list(best.values())[: wanted.most_placeless + 1]


def _of_regions(wanted: Wanted, counts: Counts, visible: Condition) -> list[Row]:
    rows: list[Row] = []
    for some in wanted.regions:
        order = counts.by_rarity([*wanted.tokens, *([some] if some else [])])
        limit = wanted.most_placeless + 1 - len(rows)
        if limit > 0:
            rows += walked(wanted, order, NOWHERE, limit, visible)
    return rows


def _near(wanted: Wanted, *, counts: Counts, visible: Condition) -> list[Row]:
    by_rarity = counts.by_rarity(wanted.tokens)
    if wanted.point is None:
        return walked(wanted, by_rarity, None, wanted.limit, visible)
    rows: list[Row] = []
    here = row_number(wanted.point, 0)
    # Each range of neighbours by itself, so that no engine has anything to sort; the
    # nearest first, so that what is left out is far.
    for span in sorted(
        ranges_around(wanted.point, wanted.km), key=lambda one: abs(one[0] - here)
    ):
        if len(rows) < wanted.limit:
            limit = wanted.limit - len(rows)
            rows += walked(wanted, by_rarity, span, limit, visible)
    return rows
