"""The question that somebody asks, and what its slips most likely meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from fourthp.directory.models import Word
from fourthp.directory.queries.places import towns
from fourthp.directory.rules.words import (
    facets,
    forgive,
    place_names,
    read_line,
    stem,
)

NEAR_KM = 30.0
# How far around a town somebody may ask; 0 is anywhere.
REACHES = (NEAR_KM, 60.0, 0.0)


@dataclass(frozen=True)
class Question:
    """What somebody asks for; every part but the moment may be empty."""

    now: datetime
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    place: str = ""
    open_at: datetime | None = None
    km: float = NEAR_KM

    def group(self, prefix: str) -> list[str]:
        """Return the codes of one facet."""
        return [code for code in self.codes if code.startswith(prefix)]

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
    """A question whose slips were forgiven, and the words that nobody knows."""

    question: Question
    forgiven: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def mend(question: Question) -> Mended:
    """Read the words and the place anew that no public listing has.

    What people may tick is trusted first, then languages, towns, listings.
    """
    stems = {word: stem(word) for word in question.words}
    listed = Word.objects.filter(stem__in=list(stems.values()))
    known = set(listed.values_list("stem", flat=True))
    strange = [word for word, one in stems.items() if one not in known]
    place = _lost_place(question.place)
    if not strange and not place:
        return Mended(question)
    vocabularies = _vocabularies()
    meant = {word: forgive(word, *vocabularies) for word in strange}
    forgiven = {w: m for w, m in meant.items() if m is not None and m != w}
    unknown = tuple(word for word in strange if word not in forgiven)
    town = forgive(place, vocabularies[2]) if place else None
    if town is not None:
        forgiven[question.place] = town
    return Mended(_reread(question, forgiven), forgiven, unknown)


def _lost_place(place: str) -> str:
    """Return a place's folded name if nobody has put it on the map."""
    folded = next(iter(place_names([place])), "")
    return "" if folded in towns() else folded


def _vocabularies() -> list[Mapping[str, int]]:
    listed = Word.objects.values_list("word", "services")
    return [
        dict.fromkeys(facets().words, 0),
        dict.fromkeys(facets().tongues, 0),
        dict.fromkeys(towns(), 0),
        dict(listed),
    ]


def _reread(question: Question, forgiven: Mapping[str, str]) -> Question:
    """Read a question again as it was most likely meant."""
    line = " ".join(forgiven.get(word, word) for word in question.words)
    town = forgiven.get(question.place, "")
    kept = "" if town else question.place
    asked = read_line(f"{town} {line}", {} if kept else towns())
    return replace(
        question,
        words=asked.words,
        codes=tuple(dict.fromkeys([*question.codes, *asked.codes])),
        place=asked.place or kept,
    )
