"""Arithmetic of dates and labels, with no Django."""

import re

CLEAR = "TLP:CLEAR"
GREEN = "TLP:GREEN"
AMBER = "TLP:AMBER"
AMBER_STRICT = "TLP:AMBER+STRICT"
RED = "TLP:RED"

# Traffic Light Protocol 2.0, from least to most restricted.
LABELS = (CLEAR, GREEN, AMBER, AMBER_STRICT, RED)


def strictest(*labels: str) -> str:
    """Return the most restrictive of some labels; of none, TLP:RED."""
    return max(labels, key=LABELS.index, default=RED)


_RUNG = re.compile(r"\+?[\d\s()./-]{2,30}\Z")


def can_be_rung(number: str) -> bool:
    """Tell whether a text is a telephone number: two digits at least, and no words."""
    return _RUNG.match(number) is not None and len(re.findall(r"\d", number)) >= 2
