"""Finding services: one function asks the index, everything else is arithmetic."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from fourthp.directory.queries.candidates import Row, Wanted, candidates, counted
from fourthp.directory.queries.places import Town, regions_of, town_of
from fourthp.directory.queries.questions import Question, mend
from fourthp.directory.rules.freshness import fresh_since
from fourthp.directory.rules.ranking import Facts, score
from fourthp.directory.rules.words import NAMED, stem, text_tokens
from fourthp.foundation.index import km_from
from fourthp.partnership.models import Person

MOST = 1_000
PAGE = 20
# A service without a place that names no region: it answers for everyone.
ANYWHERE = "in:any"


class Hit(NamedTuple):
    """One service that answers, with what its rank is made of; the best sorts first.

    beside: it has no known place, or none in the region that was asked for.
    """

    beside: bool
    behind: int
    number: int
    key: Any
    facts: Facts
    codes: str
    names: str

    @property
    def service_id(self) -> UUID:
        """Return the service's id; made only for the hits that a page shows."""
        return UUID(str(self.key))


@dataclass
class Found:
    """The hits in their order, counts by facet code, and the question as it was read.

    beside: how many hits stand apart, behind the others.
    """

    asked: Question
    hits: list[Hit] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    more: bool = False
    beside: int = 0
    forgiven: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    town: Town | None = None

    def total(self) -> int:
        """Return how many answer, exact up to MOST."""
        return len(self.hits)


def find_services(question: Question, *, reader: Person | None) -> Found:
    """Find what answers a question and may be seen by the reader, best first.

    A word that public listings do not use is tried as it is; where it finds nothing
    for this reader, it is a slip or unknown, whoever else's listing may use it.
    """
    found = answer(question, reader=reader)
    if found.hits:
        return found
    mended = mend(question)
    if mended.question != question and not mended.unknown:
        found = answer(mended.question, reader=reader)
    found.asked = mended.question
    found.forgiven, found.unknown = mended.forgiven, mended.unknown
    return found


def answer(
    question: Question, *, reader: Person | None, most: int | None = None
) -> Found:
    """Find what answers a question exactly as it stands; only to count, fewer will do.

    most: how many at most, and as many that have no known place.
    """
    found = Found(question, town=town_of(question.place) if question.place else None)
    wanted = _wanted(question, found.town, MOST if most is None else most)
    counts = counted(wanted.all_tokens())
    near, placeless = candidates(wanted, counts, reader=reader)
    found.more = len(placeless) > wanted.most_placeless
    _rank(found, near, placeless[: wanted.most_placeless], wanted.most)
    return found


def how_many_within(
    found: Found, km: float, *, reader: Person | None, most: int
) -> tuple[int, bool]:
    """Count what would answer within more kilometres; tell whether there is more.

    What has no known place stays the same, however far one goes.
    """
    wider = Found(replace(found.asked, km=km), town=found.town)
    wanted = replace(_wanted(wider.asked, found.town, most), regions=())
    near, _none = candidates(wanted, counted(wanted.all_tokens()), reader=reader)
    _rank(wider, near, [], most)
    return wider.total() + (found.beside if km else 0), wider.more or found.more


def _wanted(question: Question, town: Town | None, most: int) -> Wanted:
    stems = [stem(word) for word in question.words]
    accepted = [_accepted(code) for code in question.codes]
    best = [(NAMED + one,) for one in stems] + [some[:1] for some in accepted]
    tokens = [(one,) for one in stems] + accepted
    if question.place and town is None:
        # A place that nobody has put on the map: it is in the words.
        tokens += [(word,) for word in sorted(text_tokens(question.place))]
        best += tokens[len(best) :]
    return Wanted(
        now=question.now,
        fresh_since=fresh_since(question.now.date()),
        tokens=tokens,
        best=best,
        point=town.point if town and question.km else None,
        km=question.km,
        regions=(town.regions, (ANYWHERE,)) if town and town.regions else ((),),
        open_at=question.open_at,
        most=most,
    )


def _accepted(code: str) -> tuple[str, ...]:
    """Return the codes that answer a wanted one, itself first."""
    group, _, option = code.partition(":")
    if group == "lang":
        return code, f"interpreter:{option}"
    if group == "who":
        return code, f"open-{code}"
    if group == "in":
        return (*regions_of(code), ANYWHERE)
    return (code,)


def _rank(
    found: Found, near: Iterable[Row], placeless: Iterable[Row], most: int
) -> None:
    """Measure, score and sort the rows; count their codes."""
    question, town = found.asked, found.town
    measure = km_from(town.point) if town else None
    stems = [stem(word) for word in question.words]
    judge = _judge(question, stems, by_distance=town is not None)
    here: list[Hit] = []
    for row in near:
        km = None
        if measure and row[4] is not None and row[5] is not None:
            km = measure(row[4], row[5])
            if question.km and km > question.km:
                continue
        if len(here) == most:
            found.more = True
            break
        here.append(judge(row, km))
    found.hits = sorted(here + [judge(row, None) for row in placeless])
    found.beside = sum(hit.beside for hit in found.hits)
    found.counts.update(" ".join([hit.codes for hit in found.hits]).split())
    found.counts["now:open"] = sum(hit.facts.is_open for hit in found.hits)


def _judge(
    question: Question, stems: Sequence[str], *, by_distance: bool
) -> Callable[[Row, float | None], Hit]:
    """Return what finds the rank of a row; it is asked a thousand times."""
    spoken, meant = question.group("lang:"), question.group("who:")
    regions = question.group("in:")
    asked = len(stems)

    def judge(row: Row, km: float | None) -> Hit:
        in_name, speaks, is_meant = 0, False, 0
        beside = by_distance and km is None
        if stems:
            names = row[3].split()
            in_name = sum(one in names for one in stems)
        if spoken or meant or regions:
            own = row[2].split()
            speaks = bool(spoken) and all(code in own for code in spoken)
            is_meant = sum(code in own for code in meant)
            beside = beside or not all(code in own for code in regions)
        facts = Facts(
            in_name, asked - in_name, bool(row[6]), bool(row[7]), speaks, km, is_meant
        )
        return Hit(beside, -score(facts), row[0], row[1], facts, row[2], row[3])

    return judge
