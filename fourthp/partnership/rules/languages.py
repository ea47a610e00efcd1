"""Languages by their codes (BCP 47)."""

from babel import Locale
from babel.core import UnknownLocaleError


class UnknownLanguage(ValueError):
    """No language has this code: the error says it, and nothing else."""


def language_codes(text: str) -> tuple[str, ...]:
    """Return the codes in a text, each once; raise UnknownLanguage.

    They stand apart by commas, spaces or both.
    """
    codes = dict.fromkeys(text.replace(",", " ").split())
    for code in codes:
        try:
            Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError) as problem:
            raise UnknownLanguage(code) from problem
    return tuple(codes)


def language_name(code: str, *, shown_in: str) -> str:
    """Return what a language is called in another: “Welsh” of cy, shown in en."""
    try:
        names = Locale.parse(shown_in, sep="-").languages
        found = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return code
    return str(names.get(found.language, code)) if not found.territory else code
