"""Codes: which of them answer a wanted one, and the tokens they are posted under."""

from collections.abc import Iterable

# Before a code that something else answers too: posted under it is whatever does.
EITHER = "e:"
# Somebody interprets the language; nobody says whether it takes them.
_ALSO = {"lang": "interpreter", "who": "open-who"}
_WANTED = {also: group for group, also in _ALSO.items()}


def is_code(token: str) -> bool:
    """Tell whether a token is a code: the index's own have one letter and a colon."""
    return ":" in token[2:]


def also(code: str) -> str:
    """Return the code that answers a wanted one too, or nothing."""
    group, _mark, option = code.partition(":")
    return f"{_ALSO[group]}:{option}" if group in _ALSO else ""


def posted(codes: Iterable[str]) -> set[str]:
    """Return the tokens by which something with some codes is found."""
    found = set()
    for code in codes:
        group, _mark, option = code.partition(":")
        if group in _WANTED:
            found.add(f"{EITHER}{_WANTED[group]}:{option}")
        else:
            found |= {code, f"{EITHER}{code}"} if group in _ALSO else {code}
    return found


def codes_of(token: str) -> tuple[str, ...]:
    """Return the codes of which something posted under a code's token has one."""
    code = token.removeprefix(EITHER)
    return (code,) if code == token else (code, also(code))
