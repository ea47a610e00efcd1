"""The results on a page, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fourthp.directory.operations.looks import note_reading
from fourthp.directory.queries.cards import Card, cards
from fourthp.directory.queries.names import language_name, names_of
from fourthp.directory.queries.search import Hit
from fourthp.directory.queries.timetables import Usual
from fourthp.directory.rules.words import language_code
from fourthp.directory.views.hours import said_hours
from fourthp.directory.views.narrowing import Narrowing
from fourthp.directory.views.reasons import Reasons, not_for
from fourthp.partnership.models import Person


@dataclass(frozen=True)
class Result:
    """One result in words: where it is, what stands out, and why it is here."""

    card: Card
    key: str
    where: str
    tags: list[tuple[str, str]]
    why: str
    begins: str = ""


def results(
    hits: Iterable[Hit], narrowing: Narrowing, *, reader: Person | None, usual: Usual
) -> list[Result]:
    """Return what a page shows of hits; what the reader may not see is not there."""
    asked, heading = narrowing.found.asked, narrowing.beside_title()
    by_id = {hit.service_id: hit for hit in hits}
    shown = cards(by_id, reader=reader, usual=usual, now=asked.now)
    note_reading(shown, by=reader)
    reasons = Reasons(asked, narrowing.regions)
    found = []
    for pk, hit in by_id.items():
        if pk in shown:
            card, begins = shown[pk], heading if hit.beside else ""
            where = _where(card, hit, asked.place)
            tags, why = _tags(card, reasons), reasons.of(hit, card)
            found.append(Result(card, str(pk), where, tags, why, begins))
            heading = "" if begins else heading
    return found


def _where(card: Card, hit: Hit, place: str) -> str:
    """Return how far a service is, or its region or towns, in words."""
    if hit.facts.km is None:
        return card.region or ", ".join(card.towns)
    km = max(1, round(hit.facts.km))
    return _("about %(km)s km from %(town)s") % {"km": km, "town": place}


def _tags(card: Card, reasons: Reasons) -> list[tuple[str, str]]:
    """Return what stands out on a card: (kind of tag, words)."""
    asked = reasons.asked
    tags = [said_hours(card.times, now=asked.now)]
    tags += [("", name) for name in names_of(card.is_for, {}).values()]
    tags += [("look", not_for(code)) for code in card.is_not_for]
    if card.is_free:
        tags.append(("", _("Free")))
    spoken = sorted(card.languages, key=lambda one: not _is_asked(one, asked.codes))
    tags += [("", language_name(one)) for one in spoken]
    return tags


def _is_asked(tongue: str, codes: tuple[str, ...]) -> bool:
    return f"lang:{tongue}" in codes or f"lang:{language_code(tongue)}" in codes
