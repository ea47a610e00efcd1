"""Which agencies a sheet names, and which of them are here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from fourthp.foundation.text import fold
from fourthp.partnership.formats.sheet_rows import BETWEEN_AREAS, Line
from fourthp.partnership.models import Vocabulary
from fourthp.partnership.queries.sheets.here import Here, KnownAgency
from fourthp.partnership.queries.sheets.plan import (
    JOIN,
    NEW,
    SKIP,
    AgencyPlan,
    Double,
    Plan,
    UnknownWord,
)
from fourthp.partnership.rules.names import bare_name, has_phrase, same_letters


def plan_agencies(
    plan: Plan, lines: Iterable[Line], here: Here, choices: Mapping[str, str]
) -> None:
    """Add every agency that lines name to a plan, each once."""
    bare: dict[str, str] = {}
    for line in lines:
        if not line.agency:
            continue
        key = same_letters(line.agency)
        if key not in plan.agencies:
            _add(plan, line, here, choices, bare)
        _say_more(plan.agencies[key], line, here)


def _add(
    plan: Plan, line: Line, here: Here, choices: Mapping[str, str], bare: dict[str, str]
) -> None:
    key = same_letters(line.agency)
    double, known = _here_already(line, here)
    first = bare.setdefault(bare_name(line.agency), key)
    if double is None and first != key:
        other = plan.agencies[first]
        reason = _("Row %d writes almost the same name.") % other.row
        double = Double(f"a:{key}", line.row, line.agency, other.name, reason, False)
    if double is not None:
        double.choice = choices.get(double.key, double.choice)
        plan.doubles.append(double)
    choice = double.choice if double else JOIN
    if known is None and first != key and choice == JOIN:
        plan.agencies[key] = plan.agencies[first]
        return
    found = known.pk if known and choice == JOIN else None
    plan.agencies[key] = AgencyPlan(line.row, line.agency, found, choice == SKIP)


def _here_already(line: Line, here: Here) -> tuple[Double | None, KnownAgency | None]:
    """Return which agency here a line's is, and what is not certain of that."""
    for reason, found, is_certain in _matches(line.agency, here):
        if not found:
            continue
        one, doubt = found[0], _doubt(found)
        if not doubt and fold(one.name) == fold(line.agency):
            return None, one
        sure = is_certain and not doubt
        key, why = f"a:{same_letters(line.agency)}", doubt or reason
        return Double(key, line.row, line.agency, one.name, why, sure), one
    return None, None


def _doubt(found: list[KnownAgency]) -> str:
    """Return why it is not certain which agency here is meant, or nothing."""
    if len(found) > 1:
        return _("%d agencies here are called so.") % len(found)
    return _("It is here, and has ended.") if found[0].has_ended else ""


def _matches(name: str, here: Here) -> Iterable[tuple[str, list[KnownAgency], bool]]:
    letters, bare = same_letters(name), bare_name(name)
    return (
        (
            _("The name is the same but for capitals and signs."),
            here.by_letters.get(letters, []),
            True,
        ),
        (
            _("The name is the same but for small words such as “Ltd”."),
            here.by_bare.get(bare, []),
            False,
        ),
        (_("It is another or a former name of it."), here.by_other.get(bare, []), True),
    )


def _areas_of(line: Line, here: Here) -> Iterator[str]:
    """Yield the areas of a row: a cell that is no word as a whole names several."""
    for cell in line.areas:
        if term_of(Vocabulary.AREA, cell, here):
            yield cell
        else:
            yield from filter(None, map(str.strip, BETWEEN_AREAS.split(cell)))


def _say_more(agency: AgencyPlan, line: Line, here: Here) -> None:
    """Add what a further row says of an agency; the first word on a fact holds."""
    names = {agency.name, *agency.others}
    for name in (line.agency, line.other_name):
        if name and name not in names and fold(name) != fold(agency.name):
            agency.others.append(name)
    agency.kind = agency.kind or line.kind
    agency.website = agency.website or line.website
    agency.email = agency.email or line.agency_email
    areas = dict.fromkeys(_areas_of(line, here))
    agency.areas += [area for area in areas if area not in agency.areas]


def plan_hiding(plan: Plan, here: Here, chosen: Mapping[str, bool]) -> None:
    """Hide what looks like a refuge, unless it was said that its place may be known.

    Nothing finer than a region is kept of it, no address and no other name.
    """
    new = {id(one) for one in plan.new_agencies()}
    for key, one in plan.agencies.items():
        said = " / ".join((one.name, *one.others, one.kind))
        if id(one) not in new or not has_phrase(said, here.hidden):
            continue
        new.discard(id(one))
        plan.asked[key] = one
        if chosen.get(key, True):
            one.is_hidden, one.website, one.email = True, "", ""
            one.others = []
            one.areas = [area for area in one.areas if _is_coarse(area, here)]


def _is_coarse(area: str, here: Here) -> bool:
    return term_of(Vocabulary.AREA, area, here) in here.coarse


def plan_members(plan: Plan, here: Here) -> None:
    """Say which agencies become members: those of the sheet that are none yet."""
    joining = {
        id(one): key
        for key, one in plan.agencies.items()
        if not one.is_skipped and one.here not in here.members
    }
    plan.joining = sorted(joining.values()) if plan.is_admitting else []


def plan_words(plan: Plan, here: Here, chosen: Mapping[str, str]) -> None:
    """List every kind and area once that is no word of the network."""
    unknown = Counter[tuple[str, str]]()
    for agency in plan.new_agencies():
        said = [(Vocabulary.KIND, agency.kind)] if agency.kind else []
        said += [(Vocabulary.AREA, area) for area in agency.areas]
        unknown.update((v, word) for v, word in said if not term_of(v, word, here))
    plan.words = [
        _unknown(v, word, rows, here, chosen.get(f"{v}:{word}", ""))
        for (v, word), rows in sorted(unknown.items())
    ]


def _unknown(
    vocabulary: str, word: str, rows: int, here: Here, chosen: str
) -> UnknownWord:
    offered = tuple(here.offered.get(vocabulary, ()))
    meant = chosen if chosen in dict(offered) else ""
    return UnknownWord(vocabulary, word, rows, chosen == NEW, meant, offered)


def term_of(vocabulary: str, word: str, here: Here) -> object | None:
    """Return the id of the term that a cell means, by its name or code."""
    for said in (same_letters(word), fold(word)):
        if found := here.terms.get((vocabulary, said)):
            return found
    return None
