"""What reaches somebody: a telephone number, an address on the web."""

import re

from fourthp.foundation.text import dialled, mail_address

# The fewest digits of what begins so: 15 calls an ambulance in France, 02800 the police
# in Norway, and amid words two digits are an hour or an age.
_FEWEST = (("+", 8), ("00", 8), ("0", 5), ("", 2))
FEWEST_AMID_WORDS = 7
# Digits first, as people write them; then perhaps words, as “ext 4” or “(24 hours)”.
_BEGINS = re.compile(r"\s*\+?[\s(]*\d")


def is_number(text: str) -> bool:
    """Tell whether a text holds a telephone number that a device can dial."""
    digits = dialled(text)
    if mail_address(text):
        return False
    least = next(fewest for begins, fewest in _FEWEST if digits.startswith(begins))
    if not _BEGINS.match(text):
        least = FEWEST_AMID_WORDS
    return len(digits) >= least


def is_number_alone(text: str) -> bool:
    """Tell whether a text is a telephone number, with no mailbox or website beside."""
    return is_number(text) and not re.search(r"@|www\.|://", text)
