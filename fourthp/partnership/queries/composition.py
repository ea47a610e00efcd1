"""How the network is made up: its members by kind, part in the four Ps, and area."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast

from fourthp.partnership.models import AgencyTerm, Membership, Term, Vocabulary
from fourthp.partnership.queries.agencies import words_of_lists

PARTS, AREA = Vocabulary.FOUR_PS, Vocabulary.AREA


@dataclass
class Line:
    """Member agencies of one kind, or one area: how many, and how many play each part.

    parts: by the codes of the parts. term None: their kind is not known.
    """

    term: Term | None
    total: int = 0
    parts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Composition:
    """Members by kind and part, by area, and how many are statutory."""

    parts: list[Term]
    kinds: list[Line]
    areas: list[Line]
    statutory: Counter[bool]
    by_part: dict[str, Counter[bool]]
    total: int
    without_part: int
    without_area: int


def composition(*, day: date) -> Composition:
    """Return how the network is made up on a day, from its member agencies alone.

    An agency counts for each part that it plays, and for the region of each of its
    areas; nothing finer is told of any.
    """
    lists = words_of_lists(Vocabulary.KIND, PARTS, AREA)
    kinds, said = _members(day), _said(lists)
    by_kind, by_area = _Lines(), _Lines()
    kinded, placed = Counter[Alike](), Counter[Alike]()
    for agency, kind in kinds.items():
        parts = tuple(said[PARTS].get(agency, ()))
        kinded[kind, parts] += 1
        for area in {*said[AREA].get(agency, ())}:
            placed[area, parts] += 1
    by_kind.count(kinded)
    by_area.count(placed)
    statutory = {one.code for one in lists[Vocabulary.KIND] if one.is_statutory}
    by_part = _split(by_kind, statutory)
    return Composition(
        parts=_shown(lists[PARTS], by_part, day),
        kinds=_lines(lists[Vocabulary.KIND], by_kind, day),
        areas=_lines([one for one in lists[AREA] if not one.is_fine], by_area, day),
        statutory=Counter(kind in statutory for kind in kinds.values()),
        by_part=by_part,
        total=len(kinds),
        without_part=len(kinds.keys() - said[PARTS].keys()),
        without_area=len(kinds.keys() - said[AREA].keys()),
    )


# The code of a word, and the parts that are played.
Alike = tuple[str | None, tuple[str, ...]]


class _Lines:
    """Totals, and parts played, by the code of a word."""

    def __init__(self) -> None:
        self.totals = Counter[str | None]()
        self.parts: dict[str | None, Counter[str]] = defaultdict(Counter)

    def count(self, agencies: Counter[Alike]) -> None:
        """Count agencies that are alike at once."""
        for (code, parts), many in agencies.items():
            self.totals[code] += many
            for part in parts:
                self.parts[code][part] += many


# Keys as texts: thousands of them would be made into UUIDs for nothing.
def _text(name: str) -> Cast:
    return Cast(name, CharField())


def _members(day: date) -> dict[str, str | None]:
    """Return the members, by key, with the codes of their kinds."""
    held = Membership.objects.holding(day).order_by()
    return dict(held.values_list(_text("agency_id"), "agency__kind__code"))


def _said(lists: Mapping[str, list[Term]]) -> dict[str, dict[str, list[str]]]:
    """Return by agency the parts that it plays, and the regions where it works."""
    regions = _regions(lists[AREA])
    said = {one.pk.hex: (PARTS, one.code) for one in lists[PARTS]}
    said |= {one.pk.hex: (AREA, regions[one.code]) for one in lists[AREA]}
    found: dict[str, dict[str, list[str]]] = {
        PARTS: defaultdict(list),
        AREA: defaultdict(list),
    }
    terms = [one.pk for name in found for one in lists[name]]
    rows = AgencyTerm.objects.filter(term__in=terms).order_by()
    for agency, term in rows.values_list(_text("agency_id"), _text("term_id")):
        vocabulary, code = said[term.replace("-", "")]
        found[vocabulary][agency].append(code)
    return found


def _split(by_kind: _Lines, statutory: set[str]) -> dict[str, Counter[bool]]:
    """Return how many statutory agencies, and others, play each part."""
    found: dict[str, Counter[bool]] = defaultdict(Counter)
    for kind, parts in by_kind.parts.items():
        for part, count in parts.items():
            found[part][kind in statutory] += count
    return found


def _regions(areas: list[Term]) -> dict[str, str]:
    """Return the code of the region in which each area lies, its own if it is one."""
    by_key = {one.pk: one for one in areas}
    found = {}
    for one in areas:
        region = one
        while region.within_id is not None:
            region = by_key[region.within_id]
        found[one.code] = region.code
    return found


def _shown(terms: list[Term], used: Any, day: date) -> list[Term]:
    """Return the words that are offered still, and those that are used."""
    return [one for one in terms if one.code in used or not one.is_retired(day)]


def _lines(terms: list[Term], counted: _Lines, day: date) -> list[Line]:
    """Return a line for each word, and one for those of whom none is known."""
    shown: list[tuple[str | None, Term | None]] = [
        (one.code, one) for one in _shown(terms, counted.totals, day)
    ]
    shown += [(None, None)] if counted.totals[None] else []
    return [Line(one, counted.totals[code], counted.parts[code]) for code, one in shown]
