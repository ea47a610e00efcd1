"""A text as the guard reads it: its sentences, and what stands near what."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from fourthp.partnership.rules.guard.lexicon import plain, words_of
from fourthp.partnership.rules.guard.words import languages_of, lexicon, short_words

REACH = 160
_STOPS = re.compile(r"[.!?\n]")
_MAIL = re.compile(r"(?<=\w)@(?=\w)")
_CLOCK = re.compile(
    r"(?<![\d./])\d{1,2}(?:[:.]\d\d\s?(?:[-–]|uhr|h\b)|\s?h\s?\d\d|:\d\d|\s?[ap]m\b|\s?uhr\b)"
)


@dataclass(frozen=True)
class _Places:
    """Where the words of one list stand in a text, in order."""

    spans: list[tuple[int, int]]

    @cached_property
    def starts(self) -> list[int]:
        return [start for start, _end in self.spans]

    @cached_property
    def ends(self) -> list[int]:
        return sorted(end for _start, end in self.spans)


_NOWHERE = _Places([])


class Reading:
    """A text that was read once; every question after that is quick."""

    def __init__(self, text: str) -> None:
        """Read a text."""
        self.text = text
        self.plain = plain(text)
        # Capitals stay here: names and plates are known by them.
        pairs = zip(text, self.plain, strict=True)
        self.cased = "".join(p.upper()[:1] if o.isupper() else p for o, p in pairs)
        self.words = words_of(self.plain)
        self.languages = languages_of(self.words)

    @cached_property
    def _lists(self) -> dict[str, _Places]:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for key, word in lexicon().find(self.words, self.languages):
            found[key].append((word.start, word.end))
        found["work"] += [one.span() for one in _MAIL.finditer(self.text)]
        found["clock"] += [one.span() for one in _CLOCK.finditer(self.plain)]
        return {key: _Places(sorted(set(spans))) for key, spans in found.items()}

    def spans(self, key: str) -> list[tuple[int, int]]:
        """Return where the words of a list stand."""
        return self._lists.get(key, _NOWHERE).spans

    @cached_property
    def _sentence_ends(self) -> list[int]:
        stops = _STOPS.finditer(self.text)
        return [s.end() for s in stops if s[0] != "." or self._ends_at(s.start())]

    def _ends_at(self, at: int) -> bool:
        """Tell whether a full stop ends a sentence, and no short word or number."""
        behind = self.text[at + 1 : at + 4]
        if not behind[:1].isspace() or not behind.lstrip(" \n”“\"'’)(")[:1].isupper():
            return False
        index = bisect_right(self.words, at, key=lambda word: word.end) - 1
        return index < 0 or self.words[index].said not in short_words()

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence of a stretch begins and ends, within our reach."""
        ends = self._sentence_ends
        before, after = bisect_right(ends, start), bisect_left(ends, end)
        first = ends[before - 1] if before else 0
        last = ends[after] if after < len(ends) else len(self.text)
        return max(first, start - REACH), min(last, end + REACH)

    def before(self, key: str, start: int, end: int) -> int | None:
        """Return how far before a stretch the nearest of some words stands, if any."""
        ends = self._lists.get(key, _NOWHERE).ends
        at = bisect_right(ends, start)
        if not at or ends[at - 1] <= self.sentence(start, end)[0]:
            return None
        return start - ends[at - 1]

    def after(self, key: str, start: int, end: int) -> int | None:
        """Return how far behind a stretch the nearest of some words stands, if any."""
        starts = self._lists.get(key, _NOWHERE).starts
        at = bisect_left(starts, end)
        if at == len(starts) or starts[at] >= self.sentence(start, end)[1]:
            return None
        return starts[at] - end

    def near(self, key: str, start: int, end: int) -> int | None:
        """Return how far the nearest of some words stands, before or behind."""
        both = (self.before(key, start, end), self.after(key, start, end))
        return min((one for one in both if one is not None), default=None)

    def has(self, key: str, start: int, end: int, *, reach: int = REACH) -> bool:
        """Tell whether any of some words stands in the sentence of a stretch."""
        away = self.near(key, start, end)
        return away is not None and away <= reach

    def has_before(self, key: str, start: int, end: int, *, reach: int) -> bool:
        """Tell whether any of some words stands close before a stretch."""
        away = self.before(key, start, end)
        return away is not None and away <= reach

    def has_after(self, key: str, start: int, end: int, *, reach: int) -> bool:
        """Tell whether any of some words stands close behind a stretch."""
        away = self.after(key, start, end)
        return away is not None and away <= reach

    def around(self, key: str, start: int, end: int) -> int | None:
        """Return how far the nearest of some words stands, in whatever sentence."""
        found = self._lists.get(key, _NOWHERE)
        before, after = bisect_right(found.ends, start), bisect_left(found.starts, end)
        away = [start - one for one in found.ends[max(0, before - 1) : before]]
        away += [one - end for one in found.starts[after : after + 1]]
        return min((one for one in away if one <= REACH), default=None)
