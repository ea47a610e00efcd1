"""What a column of a flat table most likely is: its head says so, its cells vote."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fourthp.directory.formats.values import CannotRead, moment
from fourthp.directory.rules.places import says_hidden
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.directory.rules.written_days import in_iso, order_of
from fourthp.foundation.tables.reading import Numbered
from fourthp.foundation.text import fold, words_of

# Nothing of such a column comes in at all.
LEFT_OUT = "left-out"
# Its days are read by the way in which the whole column writes them.
DATED = "service.last_modified"
# A row that says yes here has no place.
HIDES = "place_is_confidential"


@dataclass(frozen=True)
class Meaning:
    """What a column can be: its name for people, the heads that suggest it.

    heads are words, and stand in a longer head too; phrases are whole heads.
    """

    name: str | Promise
    heads: str = ""
    many: bool = False
    phrases: tuple[str, ...] = ()


MEANINGS: dict[str, Meaning] = {
    "id": Meaning(_("Number or id in your list"), "id ref reference number no"),
    "organization.name": Meaning(
        _("Agency"),
        "organisation organization org agency provider charity company",
        phrases=(
            "name of organisation",
            "name of organization",
            "name of agency",
            "name of provider",
            "name of charity",
            "provided by",
            "run by",
            "who runs it",
        ),
    ),
    "service.name": Meaning(_("Service"), "service name title project programme"),
    "service.description": Meaning(
        _("What it does"),
        "description about details summary offers",
        phrases=("what they do", "what it does", "what we do", "what is it"),
    ),
    "phone.number": Meaning(
        _("Telephone"),
        "phone telephone tel helpline mobile contact contacts",
        many=True,
    ),
    "service.email": Meaning(_("E-mail"), "email e-mail mail"),
    "service.url": Meaning(_("Website"), "website url web link site"),
    "service.application_process": Meaning(
        _("How to refer"), "referral refer access apply"
    ),
    "service.eligibility_description": Meaning(
        _("Who it is for"),
        "eligibility who clients audience",
        phrases=("who for", "who is it for", "who its for", "for whom"),
    ),
    "service.fees_description": Meaning(
        _("What it costs"), "cost costs fee fees price"
    ),
    "service.last_modified": Meaning(
        _("When its source last changed or checked it"),
        phrases=(
            *("last updated", "last update", "updated", "updated on", "date updated"),
            *("last modified", "last changed", "last checked", "checked on"),
            *("date checked", "last reviewed", "last verified"),
        ),
    ),
    "schedule.description": Meaning(_("Opening hours"), "hours opening open times"),
    "language.name": Meaning(_("Languages"), "language languages", many=True),
    "taxonomy_term.name": Meaning(
        _("Kinds of help"), "category categories type types need needs tags", many=True
    ),
    "service_area.name": Meaning(
        _("Area it serves"), "area areas coverage region", many=True
    ),
    "address.address_1": Meaning(_("Street"), "address street"),
    "address.city": Meaning(_("Town"), "town city"),
    "address.postal_code": Meaning(_("Postcode"), "postcode postal zip"),
    HIDES: Meaning(_("Its place must not be known (yes or no)")),
    "location.latitude": Meaning(_("Latitude"), "latitude lat"),
    "location.longitude": Meaning(_("Longitude"), "longitude long lng lon"),
}
# What nobody means for everyone, in the words of those who write it above a column.
_PRIVATE = re.compile(
    r"\b(internal|private|privately|personal|confidential|secret|sensitive"
    r"|restricted|hidden|withheld|unpublished|undisclosed|safeguarding|gdpr|password"
    r"|passcode|admin|administration|management|supervisor|caseworker|volunteer"
    r"|intern|interne|interno|interna|vertraulich|privat|prive|privee|privado"
    r"|confidentiel|confidentielle|confidencial|riservato|confidenziale|poufne"
    r"|reservado)s?\b"
    r"|\b(?<!by )(?<!spoken )staff\b(?! (languages?|speaks?)\b)"
    r"|\b(not|never|no|dont|nicht|ne pas|pas) (\w+ ){0,3}"
    r"(publi\w*|shar\w*|disclos\w*|display\w*|show\w*|print\w*|veroffent\w*)"
    r"|\b(office|our|own|members?|team|worker|workers) (use|only|eyes|notes?)\b"
    r"|\b(home|managers?|workers?|named?) (\w+ )?(address|mobile|phone|tel)"
    r"|\b(door|gate|entry|access|key|alarm) ?(codes?|safe)\b"
    r"|\bpublic (access )?(no|false)\b|\bonly for (us|staff|members)\b"
)
# Says alone whether a place is hidden, when its cells are yes and no.
_SAYS_WHETHER = re.compile(r"\b(confidential|hidden|secret|refuge|undisclosed)\b")
_NO = frozenset({"no", "n", "false", "0", "f", "non", "nein"})
_YES_OR_NO = _NO | {"yes", "y", "true", "1", "x", "t", "oui", "ja"}

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("service.email", re.compile(r"(mailto:)?[^@\s]+@[^@\s]+\.\w+", re.IGNORECASE)),
    ("service.url", re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)),
    (
        "address.postal_code",
        re.compile(
            r"([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|[A-Z]\d[A-Z]\s*\d[A-Z]\d"
            r"|\d{4,5}(-\d{3,4})?|\d{4}\s?[A-Z]{2}|\d{3}\s\d{2})\Z",
            re.IGNORECASE,
        ),
    ),
    ("phone.number", re.compile(r"\+?\(?\d[\d\s()./-]{5,}")),
)
# Heads that people write above numbers, mail and places alike: their cells decide.
_CELLS_DECIDE = frozenset(
    {"phone.number", "service.email", "service.url"}
    | {"address.address_1", "address.city", "address.postal_code"}
)
# Above anything else a head of this alone may be a person's name.
_VAGUE = frozenset({"contact", "contacts"})
_MOST_LOOKED_AT = 50
_ENOUGH = 0.6
EXAMPLES = 3


def cells_of(rows: Iterable[Numbered]) -> dict[str, list[str]]:
    """Return what stands in each column of a table's first rows.

    A row that says it is confidential gives none of its words.
    """
    cells: dict[str, list[str]] = {}
    for _number, row in zip(range(_MOST_LOOKED_AT), rows, strict=False):
        is_hidden = any(_hides(head, cell) for head, cell in row.cells.items())
        for head, cell in row.cells.items():
            found = cells.setdefault(head, [])
            if cell and (_says_whether(head) or not is_hidden):
                found.append(cell)
    return {head: found for head, found in cells.items() if head}


def _says_whether(head: str) -> bool:
    return bool(_SAYS_WHETHER.search(" ".join(words_of(head))))


def _hides(head: str, cell: str) -> bool:
    is_said = bool(cell) and _says_whether(head) and not says_no(cell)
    return is_said or says_hidden(cell)


def examples_of(head: str, cells: Sequence[str]) -> list[str]:
    """Return what shows a person what stands in a column; of a private one nothing."""
    return [] if is_private(head) else list(dict.fromkeys(cells))[:EXAMPLES]


def is_private(head: str) -> bool:
    """Tell whether a column's head says that it is not for everyone."""
    return bool(_PRIVATE.search(" ".join(words_of(re.sub("['’]", "", head)))))


def suggested(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what columns most likely are (head → its first cells); no meaning twice.

    What a head calls private is left out.
    """
    chosen = {head: _guarded(head, columns[head]) for head in columns}
    chosen = {head: meaning for head, meaning in chosen.items() if meaning}
    for whole in (True, False):
        for head, cells in columns.items():
            meaning = "" if head in chosen else _suggested(head, cells, whole=whole)
            if meaning and meaning not in chosen.values():
                chosen[head] = meaning
    return {head: chosen[head] for head in columns if head in chosen}


def _guarded(head: str, cells: Sequence[str]) -> str:
    """Return what a column is that is not for everyone, or nothing."""
    if _says_whether(head) and cells and _YES_OR_NO.issuperset(_folded(cells)):
        return HIDES
    return LEFT_OUT if is_private(head) else ""


def _folded(cells: Iterable[str]) -> list[str]:
    return [fold(cell).strip() for cell in cells]


def names_no_agency(chosen: Mapping[str, str], agency: str) -> bool:
    """Tell whether services are named and nothing says whose they are."""
    meanings = set(chosen.values())
    is_named = bool(agency) or "organization.name" in meanings
    return "service.name" in meanings and not is_named


def says_no(cell: str) -> bool:
    """Tell whether a cell says no; where nobody can tell, a place is hidden."""
    return fold(cell).strip() in _NO


def _suggested(head: str, cells: Sequence[str], *, whole: bool) -> str:
    said_by = [fold(head).strip()] if whole else re.findall(r"[\w-]+", fold(head))
    phrase = " ".join(words_of(re.sub("['’]", "", head)))
    for word in said_by:
        for code, meaning in MEANINGS.items():
            is_phrase = whole and phrase in meaning.phrases
            if is_phrase or word in meaning.heads.split():
                return _voted(code, cells, is_vague=word in _VAGUE)
    return ""


def _voted(meaning: str, cells: Sequence[str], *, is_vague: bool) -> str:
    """Return what most cells are; else what the head says, if it says anything."""
    if meaning == DATED and not _are_dates(cells):
        return ""  # “checked: yes”
    if meaning not in _CELLS_DECIDE:
        return meaning
    votes = [_kind(cell) for cell in cells]
    for kind in dict.fromkeys(filter(None, votes)):
        if votes.count(kind) >= _ENOUGH * len(votes):
            return kind
    return "" if is_vague else meaning


def _are_dates(cells: Sequence[str]) -> bool:
    order = order_of(cells)
    read = sum(_is_date(in_iso(cell, order)) for cell in cells)
    return read >= _ENOUGH * len(cells)


def _is_date(cell: str) -> bool:
    try:
        moment(cell)
    except CannotRead:
        return False
    return True


def _kind(cell: str) -> str:
    for meaning, pattern in _KINDS:
        if pattern.match(cell):
            return meaning
    return "address.address_1" if may_tell_a_place(cell) else ""
