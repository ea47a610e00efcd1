"""What to let go where nothing answers, and how much further one could go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from fourthp.directory.queries.questions import REACHES, Question
from fourthp.directory.queries.search import PAGE, Found, how_many, how_many_within
from fourthp.partnership.models import Person

MOST_OFFERED = 6
# Nobody needs to know of what is offered whether it is 200 or more.
MOST_COUNTED = 200
# Pairs of more parts than these would be asked for too long.
MOST_PAIRED = 7


@dataclass(frozen=True)
class Looser:
    """Parts of a question that could be let go, and how many would answer then.

    km, where it is said, is how far around the town one would have to ask.
    """

    parts: tuple[str, ...]
    count: int
    more: bool
    km: float | None = None


def what_to_loosen(question: Question, *, reader: Person | None) -> list[Looser]:
    """Return what to let go so that something answers, the most promising first.

    One part where that is enough, or further away; else two; else as many as it takes.
    Words are no part of it: where no service has them, they do not narrow.
    """
    question = replace(question, words=())
    parts = question.parts()
    if not parts:
        return []
    offered = _wider(question, reader)
    # Without the place is as far as one can go, which is offered already.
    offered += _answering(question, [(p,) for p in parts if p != "place"], reader)
    if not offered and len(parts) <= MOST_PAIRED:
        offered = _answering(question, combinations(parts, 2), reader)
    if not offered:
        offered = _answering(question, [_what_must_go(question, parts, reader)], reader)
    return sorted(offered, key=lambda one: (-one.count, one.parts))[:MOST_OFFERED]


# What is let go sooner, where something must be: whom it is for goes last of all.
_SOONER = (
    *("km", "now", "word", "cost", "access", "referral", "need", "situation"),
    *(
        "who:families",
        "km:anywhere",
        "in",
        "place",
        "lang",
        "status",
        "children",
        "who",
    ),
)


def nearest(offered: Iterable[Looser]) -> Looser | None:
    """Return which of some offers keeps most of what matters; of equals, the first."""
    return min(offered, key=_loss, default=None)


def _loss(one: Looser) -> int:
    """Return how much an offer lets go, by the worst of it."""
    if one.km is not None:
        return _SOONER.index("km" if one.km else "km:anywhere")
    kinds = (
        part if part in _SOONER else part.partition(":")[0] or part
        for part in one.parts
    )
    worst = len(_SOONER)
    return max(_SOONER.index(k) if k in _SOONER else worst for k in kinds)


def loosened(question: Question, one: Looser) -> Question:
    """Return a question with an offer taken."""
    if one.km is not None:
        return replace(question, km=one.km)
    return question.without(one.parts)


def _what_must_go(
    question: Question, parts: list[str], reader: Person | None
) -> tuple[str, ...]:
    """Keep one part after the other as long as something answers, the telling first."""
    gone = list(parts)
    for part in reversed(parts):
        fewer = [one for one in gone if one != part]
        if how_many(question.without(fewer), reader=reader, most=1)[0]:
            gone = fewer
    return tuple(gone)


def _answering(
    question: Question, ways: Iterable[tuple[str, ...]], reader: Person | None
) -> list[Looser]:
    offered = []
    for way in ways:
        looser = question.without(way)
        count, more = how_many(looser, reader=reader, most=MOST_COUNTED)
        offered += [Looser(way, count, more)] if count else []
    return offered


def _wider(question: Question, reader: Person | None) -> list[Looser]:
    """Return how far to go where nothing answers: not what has no place either."""
    if not question.place:
        return []
    nothing = Found(question, town=question.town)
    offered = []
    for km in REACHES:
        if question.km and (km > question.km or not km):
            most = MOST_COUNTED
            count, more = how_many_within(nothing, km, reader=reader, most=most)
            offered += [Looser((), count, more, km)] if count else []
    return offered


def further(found: Found, *, reader: Person | None) -> list[Looser]:
    """Return how far to go for services that have words which none near has."""
    if not (found.are_loose and found.hits and found.unknown):
        return []
    return _wider(found.asked, reader)


def reaches(found: Found, *, reader: Person | None) -> list[Looser]:
    """Return how far around the town one may ask, and how many answer then.

    Nearer is counted in what was found; the next step further where little is near.
    """
    question = found.asked
    if found.town is None:
        return []
    offered = []
    for km in REACHES:
        if km == question.km:
            offered.append(Looser((), found.total(), found.more, km))
        elif km and (km < question.km or not question.km):
            near = sum((hit.facts.km or 0) <= km for hit in found.hits)
            offered.append(Looser((), near, found.more, km))
        elif found.total() - found.beside < PAGE:
            most = MOST_COUNTED
            count, more = how_many_within(found, km, reader=reader, most=most)
            return [*offered, Looser((), count, more, km)]
    return offered
