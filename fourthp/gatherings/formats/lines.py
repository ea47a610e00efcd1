"""Lines of iCalendar: escaped, folded, none inside another (RFC 5545, 3.1)."""

import re
from datetime import UTC, datetime

from fourthp.foundation.text import MoreThanOneLine, one_line

_MOST_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# What an address of the web or of mail never holds.
_NO_URI = re.compile(r"[\s\"<>\\^`{|}\x00-\x20\x7f]")
# A parameter stands in quotes, and nothing escapes one there (RFC 5545, 3.2).
_NO_PARAMETER = re.compile(r"[\";:,\x00-\x1f\x7f]")


def text(words: str) -> str:
    """Return words as the value of a property of one line. Raises MoreThanOneLine."""
    return one_line(words).translate(_ESCAPED)


def long_text(words: str) -> str:
    """Return words of several lines as the value of a property."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join(text(line) for line in lines)


def uri(address: str) -> str:
    """Return an address as the value of a property. Raises MoreThanOneLine."""
    if _NO_URI.search(address):
        raise MoreThanOneLine(address)
    return address


def parameter(words: str) -> str:
    """Return words as the value of a parameter, in quotes."""
    return f'"{_NO_PARAMETER.sub(" ", words).strip()}"'


def utc(moment: datetime) -> str:
    """Return a moment in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def folded(line: str) -> str:
    """Return a line in parts of at most 75 octets, no letter cut in two."""
    if line.isascii() and len(line) <= _MOST_OCTETS:
        return line
    parts, part, octets = [], "", 0
    for letter in line:
        more = len(letter.encode("utf-8", "replace"))
        if octets + more > _MOST_OCTETS:
            parts.append(part)
            part, octets = "", 1  # the blank that a part begins with
        part, octets = part + letter, octets + more
    return "\r\n ".join([*parts, part])
