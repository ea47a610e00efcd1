"""Telephone numbers, as two people write the same one."""

import re

# Six digits and more, as people group them; a date or a postcode is none.
NUMBER = re.compile(
    r"(?<![\w+])(?:\+|\()?(?:[0-9][\s().\u2010-\u2015-]{0,2}){5,}[0-9](?!\w)"
)
# The end of a number that stays the same with any code of a country before it.
TELLING = 9
SHORTEST, _LONGEST_CODE = 6, 3


def number_code(number: str) -> str:
    """Return what stands for a typed number in a question: its digits."""
    plus = "+" if number.lstrip(" (").startswith("+") else ""
    return f"tel:{plus}{re.sub(r'[^0-9]', '', number.replace('(0)', ''))}"


def number_token(number: str) -> str:
    """Return the token of a listed number, or nothing where it is too short."""
    digits = re.sub(r"[^0-9]", "", number.replace("(0)", ""))
    national = digits.lstrip("0")
    return f"t:{national[-TELLING:]}" if len(digits) >= SHORTEST else ""


def tokens_of_code(code: str) -> tuple[str, ...]:
    """Return the tokens that answer a typed number, with a country's code or without.

    A number shorter than nine digits after its zero may have a code before it.
    """
    typed = code.removeprefix("tel:")
    digits = typed.lstrip("+0")
    found = [digits[-TELLING:]]
    if typed.startswith(("+", "00")):
        found += [digits[n:].lstrip("0") for n in range(1, _LONGEST_CODE + 1)]
    return tuple(dict.fromkeys(f"t:{one[-TELLING:]}" for one in found if one))
