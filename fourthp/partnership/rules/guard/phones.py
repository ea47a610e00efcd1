"""Telephone numbers that are somebody's own."""

import re
from collections.abc import Iterator

from fourthp.partnership.rules.guard.marks import Kind, Mark
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import mobiles

# Somebody writes o for nought: "o7700 9oo 764".
PHONE = re.compile(
    r"(?<![\w+/.-])(?:\+|\(|00)?(?:[\do][\s().\u2010-\u2015/-]{0,2}){6,}[\do](?!\w)"
)
TELLING, SHORTEST, LONGEST = 9, 8, 15
SPELLED, BETWEEN = 7, 3
OF_IT, BEHIND, FAR = 80, 40, 1_000


def known_token(number: str) -> str:
    """Return what two ways to write the same telephone number have in common."""
    return re.sub(r"\D", "", number)[-TELLING:]


def tokens_in(text: str) -> frozenset[str]:
    """Return the tokens of every telephone number in a text."""
    found = (known_token(one[0]) for one in PHONE.finditer(text))
    return frozenset(one for one in found if len(one) >= SHORTEST)


def private_numbers(text: Reading, *, known: frozenset[str]) -> Iterator[Mark]:
    """Yield telephone numbers that are somebody's own; those that are known are not."""
    for found in PHONE.finditer(text.plain):
        digits = re.sub(r"[^\d+]", "", found[0].replace("o", "0"))
        is_one = SHORTEST <= len(digits.strip("+")) <= LONGEST
        is_secret = is_one and known_token(digits) not in known
        if is_secret and _is_private(text, *found.span(), digits=digits):
            yield Mark(*found.span(), Kind.PHONE)
    yield from _spelled(text)


def _is_private(text: Reading, start: int, end: int, *, digits: str) -> bool:
    """Tell whether a number is said to be somebody's, or a mobile that no work has."""

    def away(key: str) -> int:
        found = text.before(key, start, end)
        return FAR if found is None else found

    def after(key: str) -> int:
        found = text.after(key, start, end)
        return FAR if found is None or found > BEHIND else found

    if away("account") < away("phone"):
        return False
    person, work = away("person"), away("work")
    if person == work == FAR:
        person, work = after("person"), after("work")
    if _is_mobile(digits, text.languages):
        return person < work or work > OF_IT
    return person < work == FAR and not text.has("venue", start, end)


def _is_mobile(digits: str, languages: frozenset[str]) -> bool:
    return any(
        shape.fullmatch(digits)
        for language, shape in mobiles()
        if not language or language in languages
    )


def _spelled(text: Reading) -> Iterator[Mark]:
    """Yield numbers that somebody wrote in words: seven and more."""
    run: list[tuple[int, int]] = []
    nowhere = len(text.text) + BETWEEN + 1
    for start, end in [*text.spans("digits"), (nowhere, nowhere)]:
        if run and start - run[-1][1] > BETWEEN:
            if len(run) >= SPELLED:
                yield Mark(run[0][0], run[-1][1], Kind.PHONE)
            run = []
        run.append((start, end))
