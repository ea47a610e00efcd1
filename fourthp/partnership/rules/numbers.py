"""Telephone numbers, as somebody may type them."""

import re

_RUNG = re.compile(r"\+?[\d\s()./-]{2,30}\Z")


def can_be_rung(number: str) -> bool:
    """Tell whether a text is a telephone number: two digits at least, and no words."""
    return _RUNG.match(number) is not None and len(re.findall(r"\d", number)) >= 2


# Three digits, or four that begin with 1, call an office of a whole country (ITU-T
# E.164 leaves them to it, and so they are nearly everywhere). Of other digits a few
# are an extension or a count.
_SHORT = re.compile(r"\d{3}|1\d{3}")
_FEWEST_DIGITS = 5


def is_whole_number(number: str) -> bool:
    """Tell whether a text that nobody looks at while it is read can be a whole number:
    five digits or more, or a short number such as one for emergencies.
    """
    digits = "".join(re.findall(r"\d", number))
    is_short = _SHORT.fullmatch(digits) is not None and "+" not in number
    return is_short or len(digits) >= _FEWEST_DIGITS


# As people write it, and as RFC 3966 does (`;ext=`).
_EXTENSION = re.compile(
    r"[\s,;(]*(?<![a-z])(?:ext=|(?:extension|extn|ext|xtn|durchwahl|poste|x)[.:]*)"
    r"\s*(\d{1,8})\)?\s*\Z",
    re.IGNORECASE,
)


def number_and_extension(text: str) -> tuple[str, str]:
    """Return what is dialled of a written number, and the extension after it."""
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")
