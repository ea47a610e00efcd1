"""Lists of words, found in a text in one pass however long the lists are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from unicodedata import normalize

LONGEST, SHORTEST, SMALL = 24, 2, 3
BETWEEN = 2  # characters between two words of a phrase, as in “d. o. b.”
_PLAIN = {"ł": "l", "đ": "d", "ø": "o", "’": "'", "\N{NON-BREAKING HYPHEN}": "-"}


def plain(text: str) -> str:
    """Return a text in small letters without accents, each character in its place."""
    return "".join(map(_letter, text))


@cache
def _letter(one: str) -> str:
    small = normalize("NFD", one.lower())[:1]
    return _PLAIN.get(small, small)


@dataclass(frozen=True)
class Word:
    """A word of a text, or several: from where to where, and the first of them."""

    start: int
    end: int
    said: str


def words_of(plain_text: str) -> list[Word]:
    """Return the words and numbers of a plain text."""
    found = re.finditer(r"[^\W_]+", plain_text)
    return [Word(one.start(), one.end(), one[0]) for one in found]


@dataclass(frozen=True)
class Entry:
    """What begins with a word: its list, the words that follow, and its language.

    Only a small word has one.
    """

    key: str
    rest: tuple[str, ...]
    only_in: str


@dataclass
class Lexicon:
    """Lists of words by how they begin: whole words, stems and endings."""

    wholes: dict[str, list[Entry]] = field(default_factory=dict)
    stems: dict[str, list[Entry]] = field(default_factory=dict)
    endings: dict[str, list[Entry]] = field(default_factory=dict)

    def add(self, key: str, said: str, *, of: str = "") -> None:
        """Take words up under a key; a star stands for any beginning or ending.

        of: the language that they are of. A word of three letters or less is read as
        that language's alone: “her” is German too.
        """
        first, *rest = re.findall(r"\*?[^\W_]+\*?", plain(said))
        where = self.wholes
        if first.endswith("*"):
            where = self.stems
        elif first.startswith("*"):
            where = self.endings
        is_small = not rest and len(first) <= SMALL
        entry = Entry(key, tuple(rest), of if is_small else "")
        where.setdefault(first.strip("*"), []).append(entry)

    def find(
        self, text: list[Word], languages: frozenset[str]
    ) -> Iterator[tuple[str, Word]]:
        """Yield what stands in a text: the key, and from where to where."""
        for at, word in enumerate(text):
            for one in self._beginning_with(word.said):
                if one.only_in and one.only_in not in languages:
                    continue
                end = _end_of(one.rest, text, at)
                if end is not None:
                    yield one.key, Word(word.start, end, word.said)

    def _beginning_with(self, said: str) -> Iterator[Entry]:
        yield from self.wholes.get(said, ())
        for size in range(SHORTEST, min(len(said), LONGEST) + 1):
            yield from self.stems.get(said[:size], ())
            yield from self.endings.get(said[-size:], ())


def _end_of(rest: tuple[str, ...], text: list[Word], at: int) -> int | None:
    """Return where a phrase ends whose first word stands at a place, if it is there."""
    following = text[at + 1 : at + 1 + len(rest)]
    if len(following) < len(rest):
        return None
    end = text[at].end
    for wanted, word in zip(rest, following, strict=True):
        if word.start - end > BETWEEN or not _is_it(word.said, wanted):
            return None
        end = word.end
    return end


def _is_it(said: str, wanted: str) -> bool:
    return said.startswith(wanted[:-1]) if wanted[-1] == "*" else said == wanted
