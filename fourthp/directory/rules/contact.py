"""What reaches somebody: a telephone number, an address on the web."""

import re
from urllib.parse import urlsplit

from fourthp.foundation.text import dialled, web_address

SHORTEST_NUMBER = 2  # 15 calls an ambulance in France
# Digits first, as people write them; then perhaps words, as “ext 4” or “(24 hours)”.
_BEGINS = re.compile(r"\s*\+?[\s(]*\d")
_WITHOUT_SCHEME = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")


def is_number(text: str) -> bool:
    """Tell whether a text is a telephone number that a device can dial."""
    return bool(_BEGINS.match(text)) and len(dialled(text)) >= SHORTEST_NUMBER


def website_meant(text: str) -> str:
    """Return the address of a website, with https:// where it was left out.

    Nothing where no host with a dot is named: nobody outside would reach it.
    """
    text = text.strip()
    if _WITHOUT_SCHEME.fullmatch(text):
        text = f"https://{text}"
    found = web_address(text)
    return found if found and "." in (urlsplit(found).hostname or "") else ""
