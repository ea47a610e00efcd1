"""When two names are the same, written otherwise."""

from collections.abc import Iterable

from fourthp.foundation.text import words_of

# What a company or charity is in law; names are written with it and without.
_SAY_FORMS = (
    "ltd limited plc llp cic cio gmbh ggmbh ev ag sarl sas sa sl srl spa bv nv asbl"
    " vzw inc llc ngo onlus charity"
)
_FORMS = frozenset(_SAY_FORMS.split())
_SMALL = frozenset({"the", "and", "of"})


def same_letters(name: str) -> str:
    """Return a name without what people write in two ways: “St. Mary's”, “St Marys”."""
    return "".join(words_of(name.replace("&", " and ")))


def bare_name(name: str) -> str:
    """Return a name without its form in law and small words: “The Haven Ltd.”, “Haven”.

    A name that is nothing else stays as it is.
    """
    words = words_of(name.replace("&", " and ").replace("e.V.", "ev"))
    left = [word for word in words if word not in _FORMS and word not in _SMALL]
    return "".join(left or words)


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether a text has one of some phrases in it, as whole words."""
    said = f" {' '.join(words_of(text))} "
    return any(f" {' '.join(words_of(one))} " in said for one in phrases)


def person_key(name: str) -> str:
    """Return a person's name as it is compared: “Bell, Asha” is “Asha Bell”."""
    last, comma, first = name.partition(",")
    return " ".join(words_of(f"{first} {last}" if comma else name))


def names_agree(one: str, other: str) -> bool:
    """Tell whether two names may be one person’s: all words of one are in both."""
    ours, theirs = person_key(one).split(), person_key(other).split()
    if not ours or not theirs:
        return False
    return set(ours) <= set(theirs) or set(theirs) <= set(ours)
