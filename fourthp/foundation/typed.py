"""What somebody typed to find things by what they are called.

Case, accents and marks do not count. The database narrows (`may_say`), in one pass over
short columns; what it found is compared in full (`says`). Nothing is copied from where
it stands, so that nothing has to be brought up to date, or forgotten, a second time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, Q
from django.db.models.sql.compiler import SQLCompiler

from fourthp.foundation.text import fold, words_of

MOST_WORDS, LONGEST = 6, 40
# Letters that no decomposition makes plain.
_PLAIN = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"})
# Of a shorter word everything is a slip.
SHORTEST_SLIP = 5


class MaySay(Func):
    """Whether columns may say words between them: of each word one of its parts.

    A text with letters beyond ASCII, whose folding no engine knows, always may. It is
    one condition: to put it together of one for each word, part and column takes
    longer than to ask it.
    """

    output_field = BooleanField()

    def __init__(self, words: Sequence[tuple[str, ...]], *columns: str) -> None:
        """Take the parts of each word, of which one has to stand."""
        super().__init__(*columns)
        self.words = words

    def as_sql(  # type: ignore[override]  # nobody gives it another template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return it with the columns in their places, and the parts as its values."""
        asked = self.get_source_expressions()
        columns = [compiler.compile(one)[0] for one in asked]
        sql = " AND ".join(
            self.has_one(columns, _has(connection, len(parts))) for parts in self.words
        )
        strange = self.has_one(columns, _is_strange(connection))
        like = connection.ops.prep_for_like_query
        # The parts of a word are values of each column in turn.
        said = [part for parts in self.words for part in parts * len(columns)]
        return f"(({sql}) OR {strange})", tuple(f"%{like(one)}%" for one in said)

    def has_one(self, columns: Sequence[str], condition: str) -> str:
        """Return that one of some columns meets a condition, where it is `{column}`."""
        met = (condition.format(column=one) for one in columns)
        return f"({' OR '.join(met)})"


def _has(connection: BaseDatabaseWrapper, parts: int) -> str:
    """Return the condition that a column has one of so many parts, in any case."""
    column = connection.ops.lookup_cast("icontains") % "{column}"
    one = f"{column} {connection.operators['icontains']}"  # type: ignore[attr-defined]  # every engine has them
    return f"({' OR '.join([one] * parts)})"


def _is_strange(connection: BaseDatabaseWrapper) -> str:
    """Return the condition that a column has letters beyond ASCII."""
    if connection.vendor == "sqlite":  # older ones have no OCTET_LENGTH
        return "LENGTH(CAST({column} AS BLOB)) <> LENGTH({column})"
    return "OCTET_LENGTH({column}) <> LENGTH({column})"


@dataclass(frozen=True)
class Typed:
    """Folded words that a thing is to say; is_loose forgives one slip in each."""

    words: tuple[str, ...] = ()
    is_loose: bool = False

    def loosely(self) -> "Typed":
        """Return the same, with one slip forgiven in each longer word."""
        return replace(self, is_loose=True)

    @property
    def parts(self) -> list[tuple[str, ...]]:
        """Return of each word the parts of which one stands in whatever says it."""
        return [self._sure(word) for word in self.words]

    def may_say(self, *columns: str) -> Q:
        """Return the condition that some columns may say every word between them."""
        return Q(MaySay(self.parts, *columns))

    def _sure(self, word: str) -> tuple[str, ...]:
        """Return parts of a word of which one stands, whatever slip there was.

        A slip touches two letters beside each other: never both of these ends.
        """
        if not self._may_slip(word):
            return (word,)
        size = (len(word) - 1) // 2
        return word[:size], word[-size:]

    def _may_slip(self, word: str) -> bool:
        return self.is_loose and len(word) >= SHORTEST_SLIP

    def says(self, *texts: str) -> bool:
        """Tell whether some texts say every word between them."""
        folded = plain(" ".join(texts))
        own = words_of(folded) if self.is_loose else ()
        return all(word in folded or self._slips(word, own) for word in self.words)

    def _slips(self, word: str, own: Iterable[str]) -> bool:
        if not self._may_slip(word):
            return False
        begins, ends = self._sure(word)
        near = (one for one in own if one.startswith(begins) or one.endswith(ends))
        return any(is_slip(word, one) for one in near)

    def nearness(self, name: str) -> tuple[bool, bool, str]:
        """Return how a name is sorted: what begins as it was typed comes first."""
        folded, whole = plain(name), " ".join(self.words)
        words = words_of(folded)
        begins = all(any(own.startswith(w) for own in words) for w in self.words)
        return not folded.startswith(whole), not begins, folded


def plain(text: str) -> str:
    """Return a text folded, with the letters that folding leaves as they are."""
    folded = fold(text)
    return folded if folded.isascii() else folded.translate(_PLAIN)


def read_typed(text: str) -> Typed:
    """Return what somebody typed, as far as it is looked for."""
    words = dict.fromkeys(word[:LONGEST] for word in words_of(plain(text)))
    return Typed(tuple(words)[:MOST_WORDS])


def is_slip(one: str, other: str) -> bool:
    """Tell whether one word is another with a single slip.

    A letter too many, too few, another one, or two that changed places.
    """
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    pairs = enumerate(zip(short, long, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    is_swap = swapped and short[at + 2 :] == long[at + 2 :]
    return is_swap or short[at + 1 :] == long[at + 1 :]
