"""Finding services: one function asks the index, everything else is arithmetic."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localdate

from fourthp.directory.queries.candidates import candidates
from fourthp.directory.queries.index import NOTED_FROM, Row, Wanted
from fourthp.directory.queries.places import Places, Town
from fourthp.directory.queries.questions import Mended, Question, mend
from fourthp.directory.rules.codes import EITHER, also
from fourthp.directory.rules.freshness import fresh_since
from fourthp.directory.rules.lines import OPEN_NOW
from fourthp.directory.rules.numbers import tokens_of_code
from fourthp.directory.rules.ranking import RESPONDER, Facts, score, worth
from fourthp.directory.rules.words import (
    ANYWHERE,
    NAMED,
    OF_AGENCY,
    agency_token,
    stem,
    text_tokens,
)
from fourthp.foundation.index import km_from
from fourthp.partnership.models import Person

MOST = 1_000
PAGE = 20
# Of more words than these, the rarest rank.
MOST_RANKED = 12


class Hit(NamedTuple):
    """One service that answers, with what its rank is made of; the best sorts first.

    beside: it has no known place, or none in the region that was asked for. lacks:
    the stems of words that it does not have, or that were too many to look for.
    """

    beside: bool
    behind: int
    number: int
    key: str
    facts: Facts
    codes: str
    names: str
    lacks: tuple[str, ...] = ()

    @property
    def service_id(self) -> UUID:
        """Return the service's id; made only for the hits that a page shows."""
        return UUID(self.key)


@dataclass
class Found:
    """The hits in their order, and the question as it was read.

    beside: how many hits stand apart, behind the others. are_loose: no service has all
    the words, so that they rank and do not narrow; unknown are those that none has.
    nowhere is a place that nobody knows.
    """

    asked: Question
    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    beside: int = 0
    forgiven: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    nowhere: str = ""
    are_loose: bool = False
    town: Town | None = None

    @cached_property
    def counts(self) -> Counter[str]:
        """Return how many of the hits have each facet code, counted where asked for."""
        found = Counter(" ".join([hit.codes for hit in self.hits]).split())
        found[OPEN_NOW] = sum(hit.facts.is_open for hit in self.hits)
        return found

    def total(self) -> int:
        """Return how many answer, exact up to MOST."""
        return len(self.hits)


def find_services(
    question: Question, *, reader: Person | None, most: int | None = None
) -> Found:
    """Find what answers a question and may be seen by the reader, best first.

    Every word is asked for as it is. Where nothing this reader may see has them all,
    slips are forgiven; where that is not enough, words rank and do not narrow. most:
    how many are ranked, MOST unless it is said.
    """
    most = most or MOST
    found = answer(question, reader=reader, most=most)
    if found.hits:
        found.nowhere = _nowhere(found)
        return found
    mended = mend(question)
    if mended.question != question:
        found = answer(mended.question, reader=reader, most=most)
    if not found.hits and mended.question.words:
        found = _loosely(mended, reader=reader, most=most)
    found.asked = mended.question
    found.forgiven, found.nowhere = mended.forgiven, mended.nowhere
    return found


def _nowhere(found: Found) -> str:
    """Return the place that was asked for if it is none; listings had it as a word."""
    return "" if found.town else found.asked.place


def _loosely(mended: Mended, *, reader: Person | None, most: int) -> Found:
    """Find what answers a question whose words no service has all.

    They rank, the rarer the more. Where nothing else was asked, one must be there.
    """
    question = mended.question
    by_stem = {stem(word): word for word in question.words}
    rarest = tuple(sorted(by_stem, key=lambda one: mended.listed.get(one, 0)))
    rarest = rarest[:MOST_RANKED]
    bare = replace(question, words=())
    found = Found(question, town=question.town, are_loose=True)
    wanted = _wanted(bare, found.town, most)
    wanted = replace(wanted, noted=[*wanted.noted, *rarest])
    hints: list[Sequence[str]] = [rarest[:1], rarest]
    if bare.parts():
        wanted = replace(wanted, hints=(*wanted.hints, *hints))
    else:
        hints = [*wanted.hints, *hints[:1]]
        wanted = replace(wanted, hints=hints, tokens=[rarest])
    _fill(found, wanted, reader)
    if found.hits or not bare.parts():
        found.unknown = _lacking(found, by_stem, rarest)
    return found


def _lacking(
    found: Found, by_stem: Mapping[str, str], ranked: Sequence[str]
) -> tuple[str, ...]:
    """Return the words that rank and that none of the services has."""
    lacked = {one for one in ranked if all(one in hit.lacks for hit in found.hits)}
    return tuple(word for one, word in by_stem.items() if one in lacked)


def answer(question: Question, *, reader: Person | None, most: int) -> Found:
    """Find what answers a question exactly as it stands."""
    found = Found(question, town=question.town)
    _fill(found, _wanted(question, found.town, most), reader)
    return found


def how_many(
    question: Question, *, reader: Person | None, most: int
) -> tuple[int, bool]:
    """Count what answers a question exactly as it stands; tell whether there is more.

    most: how far to count, and a quarter more of what has no known place.
    """
    found = Found(question, town=question.town)
    wanted = replace(_wanted(question, found.town, most), is_counted=True)
    near, placeless = candidates(wanted, question.counts, reader=reader)
    beside = placeless[: wanted.most_placeless]
    found.more = len(placeless) > len(beside)
    return len(_measured(found, wanted, near)) + len(beside), found.more


def _fill(found: Found, wanted: Wanted, reader: Person | None) -> None:
    near, placeless = candidates(wanted, found.asked.counts, reader=reader)
    found.more = len(placeless) > wanted.most_placeless
    _rank(found, wanted, near, placeless[: wanted.most_placeless])


def how_many_within(
    found: Found, km: float, *, reader: Person | None, most: int
) -> tuple[int, bool]:
    """Count what would answer within more kilometres; tell whether there is more.

    What has no known place stays the same, however far one goes.
    """
    words = () if found.are_loose else found.asked.words
    wider = Found(replace(found.asked, km=km, words=words), town=found.town)
    wanted = _wanted(wider.asked, found.town, most)
    wanted = replace(wanted, regions=(), is_counted=True)
    near, _none = candidates(wanted, wider.asked.counts, reader=reader)
    count = len(_measured(wider, wanted, near))
    return count + (found.beside if km else 0), wider.more or found.more


def _wanted(question: Question, town: Town | None, most: int) -> Wanted:
    stems = [stem(word) for word in question.words]
    accepted = [_accepted(code, question.places) for code in question.codes]
    best: list[Sequence[str]] = [(NAMED + one,) for one in stems]
    for code, some in zip(question.codes, accepted, strict=True):
        best.append((code,) if also(code) else some[:1])
    tokens = [(one,) for one in stems] + accepted
    if question.place and town is None:
        # A place that nobody has put on the map: it is in the words.
        tokens += [(word,) for word in sorted(text_tokens(question.place))]
        best += tokens[len(best) :]
    agencies = tuple(agency_token(OF_AGENCY, name) for name in question.agencies)
    return Wanted(
        now=question.now,
        fresh_since=fresh_since(localdate(question.now)),
        tokens=tokens,
        best=best,
        hints=[agencies] if agencies else [],
        noted=agencies,
        point=town.point if town and question.km else None,
        km=question.km,
        regions=(town.regions, (ANYWHERE,)) if town and town.regions else ((),),
        open_at=question.open_at,
        most=most,
    )


def _accepted(code: str, places: Places) -> tuple[str, ...]:
    """Return the tokens of what answers a wanted code, the most telling first."""
    group = code.partition(":")[0]
    if group == "tel":
        return tokens_of_code(code)
    if group == "in":
        return (*places.larger[code], ANYWHERE)
    return (f"{EITHER}{code}" if also(code) else code,)


def _rank(
    found: Found, wanted: Wanted, near: Iterable[Row], placeless: Iterable[Row]
) -> None:
    """Measure, score and sort the rows."""
    here = _measured(found, wanted, near)
    rows = here + [(row, None) for row in placeless]
    judge = _judge(found, wanted, [row for row, _km in rows])
    found.hits = sorted(judge(row, km) for row, km in rows)
    found.beside = sum(hit.beside for hit in found.hits)


def _measured(
    found: Found, wanted: Wanted, near: Iterable[Row]
) -> list[tuple[Row, float | None]]:
    """Return the rows that are near enough, as many as are wanted, and how far."""
    question, town = found.asked, found.town
    measure = km_from(town.point) if town else None
    here: list[tuple[Row, float | None]] = []
    for row in near:
        km = None
        if measure and row[4] is not None and row[5] is not None:
            km = measure(row[4], row[5])
            if question.km and km > question.km:
                continue
        if len(here) == wanted.most:
            found.more = True
            break
        here.append((row, km))
    return here


def _judge(
    found: Found, wanted: Wanted, rows: Sequence[Row]
) -> Callable[[Row, float | None], Hit]:
    """Return what finds the rank of a row; it is asked a thousand times."""
    question = found.asked
    by_distance = found.town is not None
    spoken, meant = (_marked(question.group(kind)) for kind in ("lang:", "who:"))
    regions, responder = _marked(question.group("in:")), f" {RESPONDER} "
    said = _judge_words(found, wanted, rows)
    reports = "need:report" in question.codes
    first = NOTED_FROM
    last = first + len(question.agencies)

    def judge(row: Row, km: float | None) -> Hit:
        in_name, in_text, rarity, lacks = said(row)
        speaks, is_meant, responds = False, 0, False
        beside = by_distance and km is None
        if spoken or meant or regions or reports:
            own = row[2]
            speaks = bool(spoken) and all(code in own for code in spoken)
            is_meant = sum([code in own for code in meant])
            beside = beside or not all(code in own for code in regions)
            responds = reports and responder in own
        is_own = first < last and any(row[first:last])
        told = in_name, in_text, bool(row[6]), bool(row[7])
        facts = Facts(*told, speaks, km, is_meant, rarity, is_own, responds)
        return Hit(beside, -score(facts), row[0], row[1], facts, row[2], row[3], lacks)

    return judge


def _marked(words: Iterable[str]) -> list[str]:
    """Return words as they stand in a text of words: found without taking it apart."""
    return [f" {word} " for word in words]


def _judge_words(
    found: Found, wanted: Wanted, rows: Sequence[Row]
) -> Callable[[Row], tuple[int, int, int, tuple[str, ...]]]:
    """Return what counts the words of a row: in name, in text, their worth, lacking."""
    stems = [stem(word) for word in found.asked.words]
    ranked = wanted.noted[len(found.asked.agencies) :] if found.are_loose else ()
    at = NOTED_FROM + len(wanted.noted) - len(ranked)
    have = {one: sum(bool(r[n]) for r in rows) for n, one in enumerate(ranked, at)}
    worths = [worth(have[one], len(rows)) for one in ranked]
    others = tuple(one for one in stems if one not in have)
    asked, rare = _marked(stems), _marked(ranked)

    def nothing(_row: Row) -> tuple[int, int, int, tuple[str, ...]]:
        return 0, 0, 0, ()

    def wholly(row: Row) -> tuple[int, int, int, tuple[str, ...]]:
        names = f" {row[3]} "
        in_name = sum([one in names for one in asked])
        return in_name, len(asked) - in_name, 0, ()

    def loosely(row: Row) -> tuple[int, int, int, tuple[str, ...]]:
        names, own = f" {row[3]} ", row[at:]
        in_name = sum([one in names for one in rare])
        lacks = tuple(one for one, has in zip(ranked, own, strict=True) if not has)
        rarity = sum(w for w, has in zip(worths, own, strict=True) if has)
        in_text = len(ranked) - len(lacks) - in_name
        return in_name, in_text, rarity, lacks + others

    if not stems:
        return nothing
    return loosely if found.are_loose else wholly
