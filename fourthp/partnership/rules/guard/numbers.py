"""Numbers that stand for one person: identities and papers."""

import re
from collections.abc import Callable, Iterator

from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.pl import pesel
from stdnum.ro import cnp

from fourthp.partnership.rules.guard.marks import Kind, Mark
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import shapes

_VALID: tuple[tuple[Kind, str, Callable[[str], bool]], ...] = (
    (Kind.NATIONAL_ID, r"\d{13}", cnp.is_valid),
    (Kind.NATIONAL_ID, r"\d{11}", pesel.is_valid),
    (Kind.NATIONAL_ID, r"\d{15}", nir.is_valid),
    (Kind.HEALTH_NUMBER, r"\d{3} ?\d{3} ?\d{4}", nhs.is_valid),
)
_PART = r"[a-z\d]{1,24}"
_NUMBER = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?=[a-z]{{0,4}}\d|[a-z]\w{{0,12}}\d){_PART}"
    rf"(?:[ ./-]{{1,2}}(?:[a-z]{{1,3}}[ ./-])?(?=[a-z]{{0,4}}\d){_PART}){{0,8}}"
)
_ENOUGH = {Kind.NATIONAL_ID: 6, Kind.HEALTH_NUMBER: 6, Kind.DOCUMENT: 5}
# Words that claim a number for something else when they stand nearer.
_OTHERS = ("account", "phone", "vehicle")
_NO_NUMBER = re.compile(
    r"\d{1,2}[ ./-]\d{1,2}[ ./-]\d{2,4}|(?:19|20)\d\d[./-]\d\d[./-]\d\d"
    r"|\d{1,3}(?:\.\d{1,3}){3}"
)
_MONEY_BEHIND = re.compile(
    r"\s?(?:€|£|\$|%|eur|euro|lei|zl|pln|chf|gbp|kc|m\b|km\b|,-)"
)
_MONEY_BEFORE = re.compile(r"(?:€|£|\$|eur|chf|gbp)\s?$")
# What is dialled is no file because a word for files follows.
_DIALLED = re.compile(r"\+?0\d[\d /-]{7,16}")
BEFORE, BEHIND, OTHERS_BEHIND, FARTHER, MIXED = 70, 45, 15, 12, 8


def identities(text: Reading) -> Iterator[Mark]:
    """Yield numbers of identities and papers, by shape or by what is said of them."""
    for kind, shape in shapes("always"):
        for found in re.finditer(rf"(?<![\w-])(?:{shape})(?![\w-])", text.text):
            yield Mark(*found.span(), kind)
    for kind, shape, is_valid in _VALID:
        for found in re.finditer(rf"(?<![\w+-])(?:{shape})(?![\w-])", text.text):
            is_other = text.has_before("account", *found.span(), reach=BEFORE)
            if is_valid(found[0]) and not is_other:
                yield Mark(*found.span(), kind)
    for found in _NUMBER.finditer(text.plain):
        kind_said = _kind_of(text, found)
        if kind_said:
            yield Mark(*found.span(), kind_said)


def is_money(text: Reading, start: int, end: int) -> bool:
    """Tell whether a number is a sum, a share or a length."""
    behind, before = text.plain[end : end + 6], text.plain[max(0, start - 5) : start]
    return bool(_MONEY_BEHIND.match(behind) or _MONEY_BEFORE.search(before))


def _kind_of(text: Reading, found: re.Match[str]) -> Kind | None:
    """Return what a number is by the nearest word for such a number, if any."""
    start, end = found.span()
    if _NO_NUMBER.fullmatch(found[0]) or is_money(text, start, end):
        return None
    away = {key: _away(text, key, start, end) for key in (*_ENOUGH, *_OTHERS)}
    said = [(near, key) for key, near in away.items() if near is not None]
    nearest = min(said)[1] if said else ""
    if nearest not in _ENOUGH or _size(found[0]) < _ENOUGH[Kind(nearest)]:
        return None
    kind = Kind(nearest)
    is_official = kind == Kind.DOCUMENT and _is_official(text, start, end)
    return None if is_official else kind


def _size(number: str) -> int:
    """Return how many digits a number has; letters among them count a little."""
    digits = sum(one.isdigit() for one in number)
    return digits + (len(number) >= MIXED and not number.isdigit())


def _away(text: Reading, key: str, start: int, end: int) -> int | None:
    """Return how far a word stands from a number; behind it counts as farther."""
    before, behind = text.before(key, start, end), text.after(key, start, end)
    most = BEHIND if key in _ENOUGH else OTHERS_BEHIND
    found = [before] if before is not None and before <= BEFORE else []
    is_dialled = _DIALLED.fullmatch(text.plain[start:end]) is not None
    if behind is not None and behind <= most and not is_dialled:
        found.append(behind + FARTHER)
    return min(found, default=None)


def _is_official(text: Reading, start: int, end: int) -> bool:
    """Tell whether a file is one of laws, money or meetings, and of nobody."""
    return text.has("official", start, end) and not text.has("person", start, end)
