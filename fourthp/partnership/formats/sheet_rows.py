"""The rows of a sheet, cell by cell: what each says, and what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.tables.reading import NOTHING, STARTS_A_FORMULA
from fourthp.foundation.text import fold, web_address, words_of
from fourthp.partnership.formats.sheets import Row
from fourthp.partnership.models import FOR_AN_AGENCY, OFFICERS, Role
from fourthp.partnership.rules.numbers import (
    can_be_rung,
    is_whole_number,
    number_and_extension,
)
from fourthp.partnership.rules.written_dates import NotADay, read_day

LABELS: dict[str, Any] = {
    "agency": gettext_lazy("Agency: its name"),
    "other_name": gettext_lazy("Agency: another name"),
    "kind": gettext_lazy("Agency: its kind"),
    "area": gettext_lazy("Agency: its areas"),
    "website": gettext_lazy("Agency: its website"),
    "agency_email": gettext_lazy("Agency: its address for mail, for everyone to see"),
    "name": gettext_lazy("Person: the whole name"),
    "first": gettext_lazy("Person: first name"),
    "last": gettext_lazy("Person: last name"),
    "email": gettext_lazy("Person: e-mail address"),
    "phone": gettext_lazy("Person: telephone"),
    "mobile": gettext_lazy("Person: mobile"),
    "role": gettext_lazy("Seat: its role"),
    "group": gettext_lazy("Seat: the group, if not the network itself"),
    "from": gettext_lazy("Seat: from which day"),
}
# Named for somebody who only has to say so. Nobody leads an agency here by the name of
# a post: a manager would get power over its people unseen.
_ROLE_WORDS = {
    Role.REPRESENTATIVE: "rep member vertretung vertreter vertreterin representant"
    " representante rappresentante przedstawiciel",
    Role.DEPUTY: "alternate substitute stellvertretung stellvertreter suppleant"
    " suppleante suplente vice zastepca",
    Role.OBSERVER: "guest beobachter observateur observador osservatore obserwator",
    Role.MINUTE_TAKER: "minutes secretary minutetaker",
}
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}
LONGEST_PERSON, LONGEST_AGENCY, LONGEST_PHONE = 200, 300, 200
_ADDRESS = re.compile(r"<([^<>]+)>\s*$")
BETWEEN_AREAS = re.compile(r"[,;/|\n]")
_LOOKS_DIALLED = re.compile(r"[\doO\s()+./-]+")
_OF_TWO = re.compile(r"[&+/;]|\b(and|und|et)\b", re.IGNORECASE)


class WrongCell(ValueError):
    """A cell cannot come in; the message says why, and not what it holds."""


class NotTaken(WrongCell):
    """A cell is left out, and its row comes in without it; the message says why."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one row: its number, the column, the reason."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason


@dataclass(frozen=True)
class Way:
    """A number that a row says: its kind, and what beside it rings the right desk."""

    kind: str
    number: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """What one row says, each cell read."""

    row: int
    agency: str = ""
    other_name: str = ""
    kind: str = ""
    areas: tuple[str, ...] = ()
    website: str = ""
    agency_email: str = ""
    name: str = ""
    email: str = ""
    phones: tuple[Way, ...] = ()
    role: str = ""
    group: str = ""
    begins: date | None = None

    @property
    def says_seat(self) -> bool:
        """Tell whether it says anything of a seat."""
        return bool(self.role or self.group or self.begins)


@dataclass
class Judged:
    """The rows of a sheet that can be read, and what is wrong with the others.

    untaken: numbers that nobody can ring, and roles that are none, of rows that come
    in without them.
    """

    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    untaken: list[Wrong] = field(default_factory=list)


def judge_rows(
    heads: Sequence[str], rows: Iterable[Row], chosen: Mapping[str, str]
) -> Judged:
    """Read every row; one with anything wrong but what is left out comes in not at
    all.
    """
    found = Judged()
    at = [(n, chosen[h]) for n, h in enumerate(heads) if chosen.get(h) in LABELS]
    names_agencies = "agency" in chosen.values()
    for number, cells in rows:
        said = {meaning: _said(cells[n]) for n, meaning in at}
        wrong, untaken = list[Wrong](), list[Wrong]()
        values = _values(number, said, wrong, untaken)
        if reason := "" if wrong else _why_nobody(values, names_agencies):
            wrong.append(Wrong(number, "", reason))
        if wrong:
            found.wrong += wrong + untaken
        else:
            found.untaken += untaken
            found.lines.append(Line(number, **values))
    return found


def _why_nobody(values: Mapping[str, Any], names_agencies: bool) -> str:
    """Return why a row names nobody who can come in, or nothing.

    Where a sheet names agencies, somebody without one needs a role in her own right.
    """
    if values.get("agency"):
        return ""
    if not values["name"]:
        return _("It names neither an agency nor a person.")
    stands_alone = values.get("role") and values["role"] not in FOR_AN_AGENCY
    return "" if stands_alone or not names_agencies else _("It names no agency.")


def _said(cell: str) -> str:
    return "" if cell.casefold() in NOTHING or cell in {"-", "–", "—"} else cell


def _values(
    number: int, said: Mapping[str, str], wrong: list[Wrong], untaken: list[Wrong]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for meaning, cell in said.items():
        try:
            values[meaning] = READ[meaning](cell) if cell else _EMPTY.get(meaning, "")
        except WrongCell as problem:
            one = Wrong(number, str(LABELS[meaning]), str(problem))
            is_left_out = meaning in _NUMBERS or isinstance(problem, NotTaken)
            (untaken if is_left_out else wrong).append(one)
            values[meaning] = _EMPTY.get(meaning, "")
    phones = [(kind, values.pop(kind, "")) for kind in _NUMBERS]
    first, last = values.pop("first", ""), values.pop("last", "")
    values["name"] = values.get("name") or f"{first} {last}".strip()
    values["areas"] = values.pop("area", ())
    values["begins"] = values.pop("from", None)
    values["phones"] = tuple(Way(kind, *said) for kind, said in phones if said)
    return values


def _a_name(most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > most:
            raise WrongCell(_("It is too long: at most %d characters.") % most)
        if cell.startswith(STARTS_A_FORMULA):
            raise WrongCell(_("It looks like a formula, not like a name."))
        if not any(character.isalpha() for character in cell):
            raise WrongCell(_("There is no letter in it."))
        if "@" in cell:
            raise WrongCell(_("It is an e-mail address, not a name."))
        return cell

    return read


def _a_person(cell: str) -> str:
    name = _a_name(LONGEST_PERSON)(cell)
    if _OF_TWO.search(name):
        raise WrongCell(_("Two people in one row."))
    return name


def _an_address(cell: str) -> str:
    named = _ADDRESS.search(cell)
    text = (named[1] if named else cell).strip().removeprefix("mailto:")
    if text.count("@") > 1:
        raise WrongCell(_("There is more than one address in it."))
    try:
        validate_email(text)
    except ValidationError as problem:
        raise WrongCell(_("This is no e-mail address.")) from problem
    if len(text) > 254:  # as the field
        raise WrongCell(_("This is no e-mail address."))
    return text


def _a_number(cell: str) -> tuple[str, str]:
    """Return a number, and an extension in words to stand beside it."""
    if len(cell) > LONGEST_PHONE:
        raise WrongCell(_("It is too long: at most %d characters.") % LONGEST_PHONE)
    cell, extension = number_and_extension(cell)
    cell = cell.replace("–", "-")
    if _LOOKS_DIALLED.fullmatch(cell):
        cell = cell.replace("O", "0").replace("o", "0")
    if not is_whole_number(cell):
        raise WrongCell(_("This is no telephone number."))
    if not can_be_rung(cell):
        raise WrongCell(_("Nobody can ring this: write one number, without words."))
    return cell, _("extension %s") % extension if extension else ""


def _a_website(cell: str) -> str:
    text = cell if "://" in cell else f"https://{cell}"
    if not web_address(text) or "." not in text:
        raise WrongCell(_("This is no address of a website."))
    return text


def _a_role(cell: str) -> str:
    folded = fold(cell).strip()
    by_name = {fold(str(role.label)): role for role in Role}
    role = by_name.get(folded) or _ROLES.get("".join(words_of(folded)))
    if role is None and folded in Role.values:
        role = Role(folded)
    if role is None:
        raise NotTaken(_no_such_role())
    if role in OFFICERS:
        raise WrongCell(_("Nobody gets this role by a sheet: give that seat by hand."))
    return str(role)


def _no_such_role() -> str:
    named = ", ".join(str(role.label) for role in Role if role not in OFFICERS)
    said = _("It is no role of a seat, and is left out. The roles are: %s.")
    return said % named


def _a_day(cell: str) -> date:
    try:
        return read_day(cell)
    except NotADay as problem:
        raise WrongCell(
            _("This is no day. Write it as 2026-03-09 or 9/3/2026.")
        ) from problem


def _areas(cell: str) -> tuple[str, ...]:
    parts = [part.strip() for part in re.split(r"[|\n]", cell)]
    for one in BETWEEN_AREAS.split(cell):
        _a_word(one)
    return tuple(dict.fromkeys(part for part in parts if part))


_LONGEST_WORD = 120


def _a_word(cell: str) -> str:
    if len(cell) > _LONGEST_WORD:
        raise WrongCell(_("It is too long: at most %d characters.") % _LONGEST_WORD)
    return cell


_NUMBERS = ("phone", "mobile")
_EMPTY: dict[str, Any] = {"area": (), "from": None}
READ: dict[str, Callable[[str], Any]] = {
    "agency": _a_name(LONGEST_AGENCY),
    "other_name": _a_name(LONGEST_AGENCY),
    "kind": _a_word,
    "area": _areas,
    "website": _a_website,
    "agency_email": _an_address,
    "name": _a_person,
    "first": _a_person,
    "last": _a_person,
    "email": _an_address,
    "phone": _a_number,
    "mobile": _a_number,
    "role": _a_role,
    "group": _a_word,
    "from": _a_day,
}
