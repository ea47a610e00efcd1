"""Words: how a typed line, slips and all, and a listing come to the same tokens.

A token is a stem (`hous`), or a facet code (`need:housing`, `lang:ro`). Synonyms,
languages and facets are data; nothing here knows an engine.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

import snowballstemmer
from babel import Locale, UnknownLocaleError

from fourthp.foundation.text import fold, words_of

DATA = Path(__file__).parent.parent / "words"
_LANGUAGES = """
    en ro sq vi ti ar so pl bg hu cs sk lt lv et pt es fr it de nl el tr ru uk zh yue
    hi ur pa bn ta te gu fa ps ku am om sw ha yo ig tl th my km id ms ko ja he ht sr hr
    bs mk sl ka hy az kk uz mn ne si lo rw ln wo ff
"""
_EXTRA_NAMES = {
    "zh": ("mandarin", "chinese"),
    "yue": ("cantonese",),
    "tl": ("tagalog", "filipino"),
    "ht": ("haitian creole", "creole"),
    "ro": ("moldovan",),
    "pt": ("brazilian",),
    "sq": ("kosovan", "shqipëria"),
    "fa": ("persian", "farsi", "dari", "iranian"),
    "ar": ("syrian", "sudanese", "egyptian"),
    "ti": ("eritrean",),
    "cs": ("czech republic",),
    "ku": ("sorani", "kurmanji"),
    "he": ("hebrew",),
}
# Where the name that people use is not the one of the standard.
_OWN_NAMES = {"fa": "Farsi (Persian)"}
_LISTED_IN = "fr es pt it de nl"
_BETWEEN_LANGUAGES = re.compile(r"[/,;|+&\n]| (?:and|et|y|und|or) ")
LONGEST_PHRASE = 5
# A service without a place that names no region: it answers for everyone.
ANYWHERE = "in:any"
NAMED = "n:"  # before a stem: it stands in the name
OF_AGENCY, PUBLICLY = "a:", "k:"  # before an agency's name: of it, and known to all
_LONGEST_TOKEN = 40
# Letters that no decomposition makes plain.
_PLAIN = str.maketrans("đłøı", "dloi")
_stemmer = snowballstemmer.stemmer("english")


# As many as a large directory has words: what the public types is no more than that.
@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball English; other scripts unchanged)."""
    found: str = _stemmer.stemWord(word)
    return found


@cache
def everyday_words() -> frozenset[str]:
    """Return common words, which are no slip of any other."""
    return frozenset((DATA / "everyday.txt").read_text().split()) | stop_words()


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about a service."""
    return frozenset((DATA / "stop.txt").read_text().split())


@dataclass(frozen=True)
class Facets:
    """The facets of the search: names by code, and codes by phrase of stems.

    typed holds what phrases does, and what means a code only when somebody types it.
    words and tongues are the single words of the phrases: what slips are forgiven to.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    typed: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    tongues: frozenset[str] = frozenset()

    def groups(self) -> dict[str, list[str]]:
        """Return the codes of each facet, in the order of the data."""
        found: dict[str, list[str]] = {}
        for code in self.names:
            found.setdefault(code.split(":")[0], []).append(code)
        return found


@cache
def facets() -> Facets:
    """Read the facets, the languages, and the countries that speak one of them."""
    names: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    words: tuple[set[str], set[str]] = (set(), set())
    for code, name, others in _facet_rows():
        names[code] = name
        for phrase in (plain for other in others for plain in _spellings(other)):
            phrases.setdefault(_stems(phrase), code)
            words[code.startswith("lang:")].update(words_of(phrase))
    said = tomllib.loads((DATA / "typed.toml").read_text())
    only = {_stems(one): code for code, some in said.items() for one in some}
    told = [frozenset(some - stop_words()) for some in words]
    return Facets(names, phrases, only | phrases, *told)


def _facet_rows() -> Iterator[tuple[str, str, list[str]]]:
    """Yield (code, English name, phrases); what comes first keeps a phrase."""
    data = tomllib.loads((DATA / "facets.toml").read_text())
    for group, options in data.items():
        for option, (name, *others) in options.items():
            yield f"{group}:{option}", name, others
    yield from _languages()


def _languages() -> Iterator[tuple[str, str, list[str]]]:
    english, spoken_in = Locale("en"), _countries()
    for code in _LANGUAGES.split():
        name = _OWN_NAMES.get(code) or english.languages.get(code, code)
        names = [name, *_EXTRA_NAMES.get(code, ())]
        lands = [english.territories[land] for land in spoken_in.get(code, ())]
        with suppress(UnknownLocaleError):  # then its English name is all we know
            own = Locale(code)
            names.append(own.get_language_name(code) or name)
            lands += [own.territories.get(n, name) for n in spoken_in.get(code, ())]
        yield f"lang:{code}", name, names + lands


def _countries() -> dict[str, list[str]]:
    """Return the countries where one language is the one to ask for, by language."""
    data = tomllib.loads((DATA / "countries.toml").read_text())
    return {code: places.split() for code, places in data.items()}


def _spellings(phrase: str) -> set[str]:
    """Return a phrase, and as it is typed where a keyboard lacks its letters."""
    return {phrase, fold(phrase).translate(_PLAIN)}


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(phrase))


def language_code(text: str) -> str:
    """Return the code of a language named in any known way, or nothing."""
    plain = text.split("(", maxsplit=1)[0]
    stems = _stems(plain)
    code = facets().phrases.get(stems, "")
    known = code.removeprefix("lang:") if code.startswith("lang:") else ""
    return known or _elsewhere().get(stems, "")


def tongues_in(text: str) -> list[str]:
    """Return the names of languages that stand in one text, as they are written."""
    parts = (part.strip() for part in _BETWEEN_LANGUAGES.split(text))
    return [part for part in parts if part]


def says_more(name: str, code: str) -> bool:
    """Tell whether a name says more than its language (`Dari`, `Thai (a little)`)."""
    known = set(words_of(facets().names.get(f"lang:{code}", "")))
    kinds = {word for one in _EXTRA_NAMES.get(code, ()) for word in words_of(one)}
    more = set(words_of(name)) - known
    return bool(more & kinds) or ("(" in name and bool(more))


@cache
def _elsewhere() -> dict[tuple[str, ...], str]:
    """Return what languages are called in the languages that lists are written in."""
    found: dict[tuple[str, ...], str] = {}
    for named_in in _LISTED_IN.split():
        names = Locale(named_in).languages
        for code in _LANGUAGES.split():
            found.setdefault(_stems(names.get(code, code)), code)
    return found


def agency_token(kind: str, name: str) -> str:
    """Return the token of an agency's name, however long, or nothing."""
    plain = " ".join(words_of(name))
    if len(plain) > _LONGEST_TOKEN - len(kind):
        plain = blake2b(plain.encode(), digest_size=16).hexdigest()
    return f"{kind}{plain}" if plain else ""


def text_tokens(text: str) -> set[str]:
    """Return the stems of a text's telling words."""
    return {stem(word) for word in words_of(text) if word not in stop_words()}


def forgive(word: str, *vocabularies: Mapping[str, int]) -> str | None:
    """Return the known word that a mistyped one most likely meant, or None.

    One slip (a letter more, less, other, or two swapped) is forgiven from four
    letters, two from eight. The fewest slips win, then the vocabulary that comes
    first, the commoner word, the alphabet.
    """
    slips = 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0
    letters = _letters(word)
    best = [
        (distance, trust, -count, known)
        for trust, vocabulary in enumerate(vocabularies)
        for known, count in vocabulary.items()
        if abs(len(known) - len(word)) <= slips
        and (_letters(known) ^ letters).bit_count() <= 2 * slips
        and (distance := edits(word, known)) <= slips
    ]
    return min(best)[3] if best else None


def _letters(word: str) -> int:
    """Return which letters a word has, as bits: far words are seen at a glance."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def edits(a: str, b: str) -> int:
    """Return the edit distance of two words, a swap of neighbours counting as one."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def place_names(names: Iterable[str]) -> dict[str, str]:
    """Return folded names of places with the name they stand for."""
    return {" ".join(words_of(name)): name for name in names if fold(name).strip()}
