"""Languages by code (BCP 47) and by what they are called."""

from functools import cache

from babel import Locale, UnknownLocaleError

# Offered as ticks; every other one can be typed.
COMMON = (
    *("ar", "bn", "en", "fa", "fr", "hi", "ku", "lt", "pa", "pl", "ps", "pt", "ro"),
    *("ru", "so", "sq", "ti", "tr", "uk", "ur", "vi", "zh"),
)


def language_name(code: str, spoken: str = "en") -> str:
    """Return what a language is called in another; what is no code stays as it is."""
    return _names(spoken.partition("-")[0]).get(code, code)


def code_of(text: str, spoken: str = "en") -> str:
    """Return the code of a language by its code, its name here, or its own name."""
    plain = " ".join(text.split())
    named = _codes(spoken.partition("-")[0]) | _codes("en")
    known = _names("en")
    return plain.lower() if plain.lower() in known else named.get(plain.casefold(), "")


@cache
def _names(spoken: str) -> dict[str, str]:
    try:
        found = Locale.parse(spoken).languages
    except (ValueError, UnknownLocaleError):
        found = Locale("en").languages
    return {
        code.replace("_", "-").lower(): name
        for code, name in found.items()
        if code not in {"und", "mul", "zxx", "root"}
    }


@cache
def _codes(spoken: str) -> dict[str, str]:
    found = {name.casefold(): code for code, name in _names(spoken).items()}
    own = {
        (Locale.parse(code).get_language_name(code) or code).casefold(): code
        for code in COMMON
    }
    return found | own
