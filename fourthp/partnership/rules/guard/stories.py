"""Small stories: enough about one person that somebody may know her without a name."""

import re
from collections.abc import Iterator
from functools import cache

from fourthp.partnership.rules.guard.dates import dates
from fourthp.partnership.rules.guard.lexicon import plain
from fourthp.partnership.rules.guard.marks import Kind, Mark, without_doubles
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import countries, patterns

ENOUGH, WINDOW, MOST_TOLD = 3, 260, 40
OLDEST, YOUNGEST = 99, 5
OF_AGENCY = 6  # letters at most, where a name is all capitals
NEXT, CLOSE, OF_IT, TALKED = 2, 14, 25, 40
ABOUT = 45
_PARTS = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_NUMBER = re.compile(r"(?<![\w.,/+£€$:-])\d{1,2}(?![\w/+%€£]|[.,:]\d)")
_RANGE_BEFORE = re.compile(r"\d\s?(?:-|–|to|bis|do|si|et|and|und|i|y|a)\s?$")
_RANGE_BEHIND = re.compile(r"\s?(?:-|–|to|bis|do|a)\s?\d")
_LONE_BEFORE = re.compile(r"[,(:–-]\s?$")
_LONE_BEHIND = re.compile(r"\s?(?:[,.;:)?–]|$)")
_LONG_AGO = re.compile(r"(?<!\d)1[0-8]\d\d(?!\d)")
_NAME = re.compile(r"[A-Z][\w’'-]{1,30}(?:[ -][A-Z][\w’'-]{1,30}){0,3}")


def stories(text: Reading, *, areas: frozenset[str]) -> Iterator[Mark]:
    """Yield the marks of every stretch that says three kinds of things of somebody.

    areas: names of places so large that they tell nothing, casefolded.
    """
    marks = list(without_doubles(_marks(text, areas)))
    at = 0
    for part in _PARTS.finditer(text.text):
        first = at
        while at < len(marks) and marks[at].start < part.end():
            at += 1
        yield from _together(marks[first:at])


def _together(marks: list[Mark]) -> Iterator[Mark]:
    """Yield those marks that stand close together and are of three kinds or more."""
    first, told = 0, set[Mark]()
    for last, one in enumerate(marks):
        while one.end - marks[first].start > WINDOW:
            first += 1
        window = marks[first : last + 1][-MOST_TOLD:]
        if len({mark.kind for mark in window}) >= ENOUGH:
            told.update(window)
    yield from sorted(told)


def _marks(text: Reading, areas: frozenset[str]) -> Iterator[Mark]:
    yield from ages(text)
    for kind in (Kind.FAMILY, Kind.HEALTH):
        for span in text.spans(kind):
            if kind == Kind.FAMILY or not _follows(text, "group", *span, reach=NEXT):
                yield Mark(*span, kind)
    for span in text.spans(Kind.NATIONALITY):
        if not _is_of_many(text, *span):
            yield Mark(*span, Kind.NATIONALITY)
    for found in dates(text):
        if not _LONG_AGO.search(found[0]):
            yield Mark(*found.span(), Kind.DATE)
    yield from _places(text, areas)


def _is_of_many(text: Reading, start: int, end: int) -> bool:
    """Tell whether words are said of a group or of a language, not of one person."""
    talks = text.has("talk", start, end, reach=TALKED) or text.has_before(
        "tongue-before", start, end, reach=NEXT
    )
    return talks or _follows(text, "group", start, end, reach=OF_IT)


def _follows(text: Reading, key: str, start: int, end: int, *, reach: int) -> bool:
    """Tell whether words follow a stretch closely, with no comma or stop between."""
    away = text.after(key, start, end)
    if away is None or away > reach:
        return False
    return not re.search(r"[,;.(:]", text.plain[end : end + away])


def ages(text: Reading) -> Iterator[Mark]:
    """Yield what says how old somebody is."""
    for span in text.spans("age-word"):
        yield Mark(*span, Kind.AGE)
    for found in _NUMBER.finditer(text.plain):
        if YOUNGEST <= int(found[0]) <= OLDEST and _is_age(text, *found.span()):
            yield Mark(*found.span(), Kind.AGE)
    for found in _joined().finditer(text.plain):
        if not _is_of_many(text, *found.span()):
            yield Mark(*found.span(), Kind.AGE)


@cache
def _joined() -> re.Pattern[str]:
    """Return what matches an age in one word with its number: 17jährige, 17-latka."""
    return re.compile(rf"(?<![\w.,/-])\d{{1,2}}-?{patterns('age-joined')}(?!\w)")


def lone_numbers(text: Reading) -> Iterator[tuple[int, int]]:
    """Yield numbers that may be an age by how they stand alone: “, 34,” and “(34)”."""
    for found in _NUMBER.finditer(text.plain):
        start, end = found.span()
        is_one = YOUNGEST <= int(found[0]) <= OLDEST
        if is_one and _stands_alone(text, start, end):
            yield start, end


def _stands_alone(text: Reading, start: int, end: int) -> bool:
    before, behind = text.plain[max(0, start - CLOSE) : start], text.plain[end:]
    is_lone = _LONE_BEFORE.search(before) and _LONE_BEHIND.match(behind[:NEXT])
    return bool(is_lone) and not _is_no_age(text, start, end)


def _is_age(text: Reading, start: int, end: int) -> bool:
    if _is_no_age(text, start, end):
        return False
    is_said = text.has_before("age-before", start, end, reach=NEXT)
    if is_said or _follows(text, "age-unit", start, end, reach=1):
        return True
    before, behind = text.plain[max(0, start - CLOSE) : start], text.plain[end:]
    is_maybe = text.has_before("age-perhaps", start, end, reach=NEXT)
    is_lone = is_maybe or _LONE_BEFORE.search(before) is not None
    return (
        is_lone
        and _LONE_BEHIND.match(behind[:NEXT]) is not None
        and any(text.has(key, start, end, reach=ABOUT) for key in _SOMEBODY)
    )


_SOMEBODY = ("person", Kind.NATIONALITY, Kind.FAMILY, Kind.HEALTH)


def _is_no_age(text: Reading, start: int, end: int) -> bool:
    """Tell whether a number is a range, a limit, a time of work or a count."""
    before = text.plain[max(0, start - CLOSE) : start]
    behind = text.plain[end : end + CLOSE]
    if _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(behind):
        return True
    return (
        text.has_before("age-limit", start, end, reach=NEXT)
        or _follows(text, "not-age", start, end, reach=CLOSE)
        or _follows(text, "group", start, end, reach=CLOSE)
    )


@cache
def _before_place() -> re.Pattern[str]:
    articles = rf"(?:{patterns('articles')}[\s’'])?"
    return re.compile(rf"(?<!\w){patterns('places')}\s{articles}")


def _places(text: Reading, areas: frozenset[str]) -> Iterator[Mark]:
    for key in ("shops", "street-names"):
        for span in text.spans(key):
            yield Mark(*span, Kind.PLACE)
    for found in _before_place().finditer(text.plain):
        name = _NAME.match(text.cased, found.end())
        if name:
            yield from _place(text, *_up_to_people(text, *name.span()), areas=areas)


def _up_to_people(text: Reading, start: int, end: int) -> tuple[int, int]:
    """Return where a name ends before a nationality: “w Krynkach Kameruńczyk”."""
    people = text.after(Kind.NATIONALITY, start, start)
    is_inside = people is not None and people < end - start
    return start, max(start, start + (people or 0) - 1) if is_inside else end


def _place(
    text: Reading, start: int, end: int, *, areas: frozenset[str]
) -> Iterator[Mark]:
    """Yield a place; a country is where somebody is from, and some names are large."""
    name = text.text[start:end]
    if plain(name) in countries():
        if not _is_of_many(text, start, end):
            yield Mark(start, end, Kind.NATIONALITY)
        return
    is_large = areas & {name.casefold(), name.casefold()[:-1]}  # “on Tuesdays”
    is_agency = name.isupper() and len(name) <= OF_AGENCY
    if name and not is_large and not is_agency:
        yield Mark(start, end, Kind.PLACE)
