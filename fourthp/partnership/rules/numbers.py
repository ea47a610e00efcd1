"""Telephone numbers, as somebody may type them."""

import re

_RUNG = re.compile(r"\+?[\d\s()./-]{2,30}\Z")


def can_be_rung(number: str) -> bool:
    """Tell whether a text is a telephone number: two digits at least, and no words."""
    return _RUNG.match(number) is not None and len(re.findall(r"\d", number)) >= 2
