"""The person guard on made-up texts in five languages: what it finds, and what not.

Nobody in these texts is real. The floors only rise (S15).
"""

import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from babel import Locale

from fourthp.partnership.rules.guard.judging import judge_text
from fourthp.partnership.rules.guard.marks import Judgement, Kind
from fourthp.partnership.rules.guard.words import LANGUAGES

CORPUS = Path(__file__).parent / "guard_corpus"
YEAR = 2026
AREAS = frozenset({"west midlands", "midlands", "wales", "scotland", "london"})
TOLD = ("de", "en", "fr", "pl", "ro")
# Of 100: of what must stop, what stops; of what stops, what must; of stories, those
# that are asked about; and of what is fine, how much is stopped or asked about.
FLOORS = {"recall": 97, "precision": 97, "asked": 95}
MOST_FINE = {"fine stopped": 2, "fine asked": 3}
# By somebody else, and never to be mended on: they say how it does with what is new.
FRESH = "fresh"
FLOORS_OF_FRESH = {"recall": 90, "precision": 95, "asked": 84}
MOST_FINE_OF_FRESH = {"fine stopped": 3, "fine asked": 1}


@cache
def large() -> frozenset[str]:
    """Names that tell nothing, as the network's question gives them."""
    names: set[str] = set()
    for locale in map(Locale, LANGUAGES):
        names |= {*locale.territories.values(), *locale.languages.values()}
        for said in (locale.months, locale.days):
            names |= {*said["format"]["wide"].values()}
            names |= {*said["stand-alone"]["wide"].values()}
    return frozenset(name.casefold() for name in names) | AREAS


# Where a street and a number are a service's own.
LISTING = frozenset({Kind.PHONE, Kind.ADDRESS})


def guard(text: str, where: str = "") -> Judgement:
    without = LISTING if where == "listing" else frozenset[Kind]()
    return judge_text(text, year=YEAR, areas=large(), without=without)


def texts(name: str) -> list[dict[str, str]]:
    """The texts of a language that the guard was built on, or all that it was not."""
    sets = "fresh_*" if name == FRESH else f"[dhl]*_{name}"
    found: list[dict[str, str]] = []
    for path in sorted(CORPUS.glob(f"{sets}.toml")):
        found += tomllib.loads(path.read_text("utf-8"))["text"]
    return found


def measured(language: str, by: Callable[[str, str], Judgement]) -> dict[str, float]:
    """What a guard does with a language's texts, in parts of a hundred."""
    met: Counter[tuple[str, str]] = Counter()
    for one in texts(language):
        judged = by(one["says"], one.get("where", ""))
        got = "stop" if judged.stops else "warn" if judged.story else "fine"
        met[one["is"], got] += 1

    def share(part: int, whole: int) -> float:
        return 100 * part / whole if whole else 0.0

    of = {kind: sum(n for (is_, _), n in met.items() if is_ == kind) for kind in KINDS}
    stopped = sum(n for (_, got), n in met.items() if got == "stop")
    return {
        "recall": share(met["stop", "stop"], of["stop"]),
        "precision": share(met["stop", "stop"], stopped),
        "asked": share(met["warn", "warn"], of["warn"]),
        "fine stopped": share(met["fine", "stop"], of["fine"]),
        "fine asked": share(met["fine", "warn"], of["fine"]),
    }


KINDS = ("stop", "warn", "fine")


def is_good(found: dict[str, float], floors=FLOORS, most=MOST_FINE) -> bool:
    rises = all(found[key] >= floor for key, floor in floors.items())
    return rises and all(found[key] <= least for key, least in most.items())


class TestOnMadeUpTexts:
    @pytest.mark.parametrize("language", TOLD)
    def test_it_holds_its_floors_in_every_language(self, language):
        found = measured(language, guard)
        assert is_good(found), found

    def test_it_holds_what_it_did_with_texts_that_nobody_had_shown_it(self):
        found = measured(FRESH, guard)
        assert is_good(found, FLOORS_OF_FRESH, MOST_FINE_OF_FRESH), found

    def test_there_are_four_hundred_texts_in_four_languages_at_least(self):
        counts = {language: len(texts(language)) for language in TOLD}
        assert sum(counts.values()) >= 400
        assert min(counts.values()) >= 50

    @pytest.mark.parametrize("language", TOLD)
    def test_a_guard_that_finds_nothing_does_not_hold_them(self, language):
        assert not is_good(measured(language, lambda _text, _where: Judgement()))

    @pytest.mark.parametrize("language", TOLD)
    def test_a_guard_that_stops_everything_does_not_hold_them(self, language):
        everything = guard("Her date of birth is 3 May 1991.")
        assert everything.stops
        assert not is_good(measured(language, lambda _text, _where: everything))
