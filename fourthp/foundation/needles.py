"""Needles: words found in a text however they are written, and taken out of it."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from unicodedata import category, combining, normalize
from urllib.parse import unquote

from django.utils.translation import gettext as _

from fourthp.foundation.gaps import GAP
from fourthp.foundation.text import fold

FEWEST = 3  # letters and digits: less would take half of every text away
_ENTITY = r"&\#?[0-9a-zA-Z]{1,32};|(?:%[0-9a-fA-F]{2})+"
_HIDDEN = r"(?<=\])\([^\s()]{0,2000}\)|</?[a-zA-Z][^<>]{0,300}>"
_PLAIN = r"""[a-zA-Z0-9,.;:!?'"()/@+-]+"""
_REST = rf"""
    (?P<entity>{_ENTITY})
    |(?P<space>\s+(?:>[ \t>]*)?)
    |(?P<plain>{_PLAIN}(?:[ ]{_PLAIN})*)
    |(?P<other>.)"""
# What a person who reads does not see: marks, tags, where a link leads, line breaks.
_DRAWN = re.compile(
    rf"""(?P<unseen>[*_~`\[\]]+ | \\(?=[!-/:-@\[-`{{-~]) | {_HIDDEN})|{_REST}""",
    re.VERBOSE | re.DOTALL,
)
# And what stands in those all the same.
_WRITTEN = re.compile(_REST, re.VERBOSE | re.DOTALL)
_SPACES = re.compile(r"\s+")
_ENTITIES, _TAGS_AND_TARGETS = re.compile(_ENTITY), re.compile(_HIDDEN)
_NO_LETTERS = re.compile(r"[\W_]+")
_ASCII_MARKS = bytes(one for one in range(128) if not chr(one).isalnum())
_ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
# Scripts that put no space between words: what is found inside one is whole.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


class TooFew(Exception):
    """Words are too short to be struck."""


@dataclass(frozen=True)
class _Read:
    """A text as it is compared, and where each piece of that stands in the text.

    pieces: where it begins as compared, where in the text, where there it ends, and
    whether it stands there letter by letter.
    """

    folded: str
    pieces: list[tuple[int, int, int, bool]]

    def place(self, first: int, end: int) -> tuple[int, int]:
        """Return where in the text stands what stands here as compared."""
        at, start, _end, is_plain = self._piece(first)
        begin = start + first - at if is_plain else start
        at, start, stop, is_plain = self._piece(end - 1)
        return begin, start + end - at if is_plain else stop

    def _piece(self, index: int) -> tuple[int, int, int, bool]:
        return self.pieces[bisect_right(self.pieces, index, key=lambda one: one[0]) - 1]


def _read(text: str, pieces_of: re.Pattern[str]) -> _Read:
    parts, pieces, length = list[str](), list[tuple[int, int, int, bool]](), 0
    for found in pieces_of.finditer(text):
        told = _told(found, parts)
        if told:
            is_plain = found.lastgroup == "plain"
            pieces.append((length, found.start(), found.end(), is_plain))
            parts.append(told)
            length += len(told)
    return _Read("".join(parts), pieces)


def _told(found: re.Match[str], before: list[str]) -> str:
    """Return a piece of a text as it is compared; nothing of what nobody sees."""
    match found.lastgroup:
        case "unseen":
            return ""
        case "space":
            return "" if before and before[-1].endswith(" ") else " "
        case "entity":
            return _single_spaced(fold(_meant(found)), before)
        case "plain":
            return found[0].lower()
    return _single_spaced(fold(found[0]), before)


def _meant(entity: re.Match[str]) -> str:
    return unescape(unquote(entity[0], errors="replace"))


def _letters(text: str) -> str:
    """Return what a text says as it is compared, its letters and digits alone.

    Whatever is found by reading the text piece by piece stands here in one: this takes
    a hundredth of the time. What nobody sees of it is not left out.
    """
    is_coded = "&" in text or "%" in text
    return _letters_of(_ENTITIES.sub(_meant, text) if is_coded else text)


def _letters_of(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_MARKS).decode()
    cased = normalize("NFKD", normalize("NFKD", text).casefold())
    said = cased.encode(errors="surrogatepass").translate(None, _ASCII_MARKS)
    return _NO_LETTERS.sub("", said.decode(errors="surrogatepass"))


def _single_spaced(text: str, before: list[str]) -> str:
    """Return what a letter becomes, which may begin with a space (¸ does)."""
    single = _SPACES.sub(" ", text)
    is_double = single.startswith(" ") and before and before[-1].endswith(" ")
    return single[1:] if is_double else single


def _is_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalnum()


@dataclass(frozen=True)
class Needle:
    """Words as somebody gave them; found whatever their case, accents and markup.

    drawn and written: as they are compared with what a reader sees of a text, and with
    every letter of it.
    """

    drawn: str
    written: str

    @classmethod
    def of(cls, words: str) -> "Needle":
        """Return what finds some words; raise TooFew."""
        drawn, written = (
            # As if they began a line: what stands there before words is no word.
            " ".join(_read(f"\n{words}", one).folded.split())
            for one in (_DRAWN, _WRITTEN)
        )
        if sum(map(str.isalnum, drawn)) < FEWEST:
            raise TooFew(
                _("Write at least three letters: fewer stand in almost every word.")
            )
        return cls(drawn, written)

    def may_stand_in(self, value: Any) -> bool:
        """Tell fast whether they may stand in a text, or in any JSON."""
        if isinstance(value, str):
            return self._may_stand(value)
        return self._may_stand_in(json.dumps(value, ensure_ascii=False, default=str))

    def may_stand_in_json(self, kept: str) -> bool:
        """Tell fast whether they may stand in JSON as a database keeps it."""
        if "\\u" in kept:
            return self.may_stand_in([json.loads(kept)])
        return self._may_stand_in(kept)

    def _may_stand_in(self, kept: str) -> bool:
        said = _ESCAPED.sub(" ", kept) if "\\" in kept else kept
        # Where something is unseen, each text of it is asked by itself.
        return "<" in said or "](" in said or self._may_stand(said)

    def _may_stand(self, text: str) -> bool:
        drawn, written = self._letters
        said = _letters(text)
        if written in said or drawn in said:
            return True
        is_hiding = "<" in text or "](" in text
        return is_hiding and drawn in _letters(_TAGS_AND_TARGETS.sub("\0", text))

    @cached_property
    def _letters(self) -> tuple[str, str]:
        return _letters_of(self.drawn), _letters_of(self.written)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where they stand as whole words, first and end, left to right."""
        gaps = [one.span() for one in GAP.finditer(text)]
        found, end = list[tuple[int, int]](), 0
        for first, stop in sorted(self._all_places(text)):
            is_gap = any(a < stop and first < b for a, b in gaps)
            if first >= end and not is_gap:
                found.append((first, stop))
                end = stop
        return found

    def _all_places(self, text: str) -> Iterator[tuple[int, int]]:
        for words, pieces_of in ((self.drawn, _DRAWN), (self.written, _WRITTEN)):
            read = _read(text, pieces_of)
            for first, end in _stands(words, read.folded):
                if not _is_inside(read.folded, first, end):
                    begin, stop = read.place(first, end)
                    while stop < len(text) and _clings(text[stop]):
                        stop += 1
                    yield begin, stop

    def inside(self, text: str) -> int:
        """Return how often they stand only inside longer words."""
        folded = _read(text, _DRAWN).folded
        return sum(_is_inside(folded, *one) for one in _stands(self.drawn, folded))


def _stands(words: str, folded: str) -> Iterator[tuple[int, int]]:
    at = folded.find(words)
    while at >= 0:
        end = at + len(words)
        yield at, end
        at = folded.find(words, end)


def _clings(character: str) -> bool:
    return bool(combining(character)) or category(character) == "Cf"


def _is_inside(folded: str, first: int, end: int) -> bool:
    """Tell whether what stands somewhere is a part of a longer word."""
    for edge, beyond in ((first, first - 1), (end - 1, end)):
        if _is_letter(folded, edge) and _is_letter(folded, beyond):
            pair = folded[edge] + folded[beyond]
            if not _UNSPACED.search(pair):
                return True
    return False


def struck(text: str, needle: Needle, gap: str) -> tuple[str, int]:
    """Return a text with a gap wherever some words stood, and how many there are."""
    parts, at, count = list[str](), 0, 0
    for first, end in needle.places(text):
        parts += [text[at:first], gap]
        at, count = end, count + 1
    return "".join([*parts, text[at:]]) if count else text, count


def struck_in(
    value: Any, needles: tuple[Needle, ...], gap: str, *, keeps_keys: bool = False
) -> tuple[Any, int]:
    """Return any JSON with gaps in its texts and keys, and how many were made.

    keeps_keys: its keys are the program's own, and nobody wrote them.
    """
    needles = tuple(one for one in needles if one.may_stand_in(value))
    return _struck(value, needles, gap, keeps_keys) if needles else (value, 0)


def _struck(
    value: Any, needles: tuple[Needle, ...], gap: str, keeps_keys: bool
) -> tuple[Any, int]:
    if isinstance(value, str):
        return _struck_all(value, needles, gap)
    if isinstance(value, dict):
        names = list(value)
        said, count = struck_in([*value.values()], needles, gap, keeps_keys=keeps_keys)
        if not keeps_keys:
            names, more = struck_in(names, needles, gap)
            count += more
        return dict(zip(names, said, strict=True)) if count else value, count
    if isinstance(value, list | tuple):
        found = [struck_in(one, needles, gap, keeps_keys=keeps_keys) for one in value]
        count = sum(many for _one, many in found)
        return [one for one, _many in found] if count else value, count
    return value, 0


def _struck_all(text: str, needles: tuple[Needle, ...], gap: str) -> tuple[str, int]:
    total = 0
    for needle in (one for one in needles if one.may_stand_in(text)):
        text, count = struck(text, needle, gap)
        total += count
    return text, total
