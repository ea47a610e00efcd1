"""The question that somebody asks, and what its slips most likely meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Sum

from fourthp.directory.models import Word
from fourthp.directory.queries.index import Counts
from fourthp.directory.queries.places import Places, Town, known_places
from fourthp.directory.rules.lines import read_line
from fourthp.directory.rules.words import (
    everyday_words,
    facets,
    forgive,
    place_names,
    stem,
)

NEAR_KM = 30.0
# How far around a town somebody may ask; 0 is anywhere.
REACHES = (NEAR_KM, 60.0, 0.0)
SHORT = 4  # letters
MOST_MENDED = 8  # words; each is compared with all that are known


@dataclass(frozen=True)
class Question:
    """What somebody asks for; every part but the moment may be empty."""

    now: datetime
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    place: str = ""
    open_at: datetime | None = None
    km: float = NEAR_KM
    agencies: tuple[str, ...] = ()
    # What is looked up once for it, and for every question made of it.
    places: Places = field(default_factory=known_places, compare=False, repr=False)
    counts: Counts = field(default_factory=Counts, compare=False, repr=False)

    def group(self, prefix: str) -> list[str]:
        """Return the codes of one facet."""
        return [code for code in self.codes if code.startswith(prefix)]

    @property
    def town(self) -> Town | None:
        """Return the town that is asked for, if somebody has put it on the map."""
        return self.places.towns.get(self.place)

    def parts(self) -> list[str]:
        """Return everything that could be let go, what tells least first."""
        found = [f"word:{word}" for word in self.words]
        found += ["now"] if self.open_at else []
        found += reversed(self.codes)
        return found + (["place"] if self.place else [])

    def without(self, parts: Iterable[str]) -> "Question":
        """Return the question with some parts let go."""
        gone = set(parts)
        place = "" if "place" in gone else self.place
        return replace(
            self,
            words=tuple(word for word in self.words if f"word:{word}" not in gone),
            codes=tuple(code for code in self.codes if code not in gone),
            place=place,
            open_at=None if "now" in gone else self.open_at,
            km=self.km if place and "km" not in gone else NEAR_KM,
        )


@dataclass(frozen=True)
class Mended:
    """A question whose slips were forgiven, and the place that nobody knows.

    listed tells how many public listings have each of its words, by stem.
    """

    question: Question
    forgiven: Mapping[str, str] = field(default_factory=dict)
    nowhere: str = ""
    listed: Mapping[str, int] = field(default_factory=dict)


def mend(question: Question) -> Mended:
    """Read the words and the place anew that no public listing has.

    What people may tick is trusted first, then languages, towns, listings. A common
    word is no slip, whether a listing has it or not.
    """
    listed = _listed(question.words)
    strange = [word for word in question.words if stem(word) not in listed]
    strange = [word for word in strange if word not in everyday_words()][:MOST_MENDED]
    place = _lost_place(question)
    if not strange and not place:
        return Mended(question, listed=listed)
    vocabularies = _vocabularies(question.places.names)
    meant = {word: _meant(word, vocabularies) for word in strange}
    forgiven = {w: m for w, m in meant.items() if m is not None and m != w}
    town = forgive(place, vocabularies[2]) if place else None
    nowhere = "" if town or not place else question.place
    if town is not None:
        forgiven[question.place] = town
    if nowhere:
        question = question.without(["place"])
    read = _reread(question, forgiven)
    return Mended(read, forgiven, nowhere, _listed(read.words))


def _listed(words: Iterable[str]) -> dict[str, int]:
    """Return how many public listings have some words, by their stems."""
    rows = Word.objects.filter(stem__in={stem(word) for word in words})
    return dict(
        rows.values("stem").annotate(n=Sum("services")).values_list("stem", "n")
    )


def _meant(word: str, vocabularies: Iterable[Mapping[str, int]]) -> str | None:
    """Return what a strange word most likely meant; a short one means no person."""
    meant = forgive(word, *vocabularies)
    code = facets().typed.get((stem(meant or ""),), "")
    return None if len(word) <= SHORT and code.startswith("who:") else meant


def _lost_place(question: Question) -> str:
    """Return a place's folded name if nobody has put it on the map."""
    folded = next(iter(place_names([question.place])), "")
    return "" if folded in question.places.names else folded


def _vocabularies(places: Iterable[str]) -> list[Mapping[str, int]]:
    listed = Word.objects.values_list("word", "services")
    return [
        dict.fromkeys(facets().words, 0),
        dict.fromkeys(facets().tongues, 0),
        dict.fromkeys(places, 0),
        dict(listed),
    ]


def _reread(question: Question, forgiven: Mapping[str, str]) -> Question:
    """Read a question again as it was most likely meant."""
    line = " ".join(forgiven.get(word, word) for word in question.words)
    town = forgiven.get(question.place, "")
    kept = "" if town else question.place
    known = {} if kept else question.places.names
    asked = read_line(f"{town} {line}", known, question.agencies)
    return replace(
        question,
        words=asked.words,
        codes=tuple(dict.fromkeys([*question.codes, *asked.codes])),
        place=asked.place or kept,
    )
