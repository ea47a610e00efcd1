"""The head of a mail or of one of its parts, and what its lines say."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from fourthp.post.formats.incoming.arrivals import MOST_LINE
from fourthp.post.formats.incoming.charsets import decoded
from fourthp.post.formats.incoming.cleaning import one_line

# A head is read so far and no further; what follows is passed over.
MOST_HEAD = 128 * 1024
_MOST_LINES = 2_000
_MOST_VALUE = 8_000
_MOST_ENCODED = 2_000
_MOST_OF_ONE_NAME = 50
_MOST_COMMENTS = 20

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_ENCODED = re.compile(r"=\?[^?\s]{1,40}\?[qQ]\?[^?\s]{0,400}\?=")
# What splits an address line, when a program left it bare within an encoded word.
_SPLITS = {ord(c): f"={ord(c):02X}" for c in ':;,@<>()[]"\\'}
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,128}@[^\s@<>,;:\"()]{1,255}")


@dataclass
class Head:
    """The lines of one head by name, in small letters, as they came."""

    lines: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Keep one more line, as long as there are not absurdly many of its name."""
        kept = self.lines.setdefault(name.lower(), [])
        if len(kept) < _MOST_OF_ONE_NAME:
            kept.append(value)

    def all(self, name: str) -> list[str]:
        """Return every value of a name, in order."""
        return self.lines.get(name, [])

    def get(self, name: str) -> str:
        """Return the first value of a name, or nothing."""
        return next(iter(self.all(name)), "")

    def has(self, *names: str) -> bool:
        """Return whether any of these names stands in the head."""
        return any(name in self.lines for name in names)


def read_head(raw: bytes, start: int, end: int) -> tuple[Head, int]:
    """Return the head that begins at start, and where the body begins.

    A line that is no field ends the head: a body may begin without a blank line.
    """
    head, position, name, value = Head(), start, "", b""
    stop = min(end, start + MOST_HEAD)
    for _ in range(_MOST_LINES):
        if position >= stop:
            break
        line_end = raw.find(b"\n", position, end)
        after = end if line_end < 0 else line_end + 1
        line = raw[position : min(after, position + _MOST_VALUE)].rstrip(b"\r\n")
        found = _FIELD.match(line)
        is_more = line[:1] in {b" ", b"\t"} and bool(line.strip())
        if is_more and name:
            value = (value + b" " + line.strip())[:_MOST_VALUE]
        elif found or _is_envelope(line, position == start):
            _keep(head, name, value)
            name = found[1].decode("ascii") if found else ""
            value = line[found.end() :].strip() if found else b""
        else:
            _keep(head, name, value)
            return head, position if line.strip() else after
        position = after
    _keep(head, name, value)
    return head, _end_of_head(raw, position, end)


def _is_envelope(line: bytes, is_first: bool) -> bool:
    # The line that mbox files put above a mail.
    return is_first and line.startswith((b"From ", b">From "))


def _keep(head: Head, name: str, value: bytes) -> None:
    if name:
        head.add(name, decoded(value, "utf-8"))


def _end_of_head(raw: bytes, position: int, end: int) -> int:
    if position >= end:
        return end
    found = _BLANK.search(raw, max(position - 2, 0), end)
    return found.end() if found else end


def words(value: str) -> str:
    """Return a value with its encoded words (RFC 2047) read, on one line."""
    value = value[:_MOST_ENCODED]
    if "=?" not in value:
        return one_line(value)
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError, LookupError):
        return one_line(value)
    read = [
        piece if isinstance(piece, str) else decoded(piece, charset or "utf-8")
        for piece, charset in pieces
    ]
    return one_line("".join(read))


def addresses(values: list[str]) -> list[tuple[str, str]]:
    """Return the names and addresses (small letters) in address lines, in order."""
    plain = [_ENCODED.sub(_whole, value[:_MOST_VALUE]) for value in values]
    # Comments nest, and the library follows each by a call of its own.
    plain = [v if v.count("(") < _MOST_COMMENTS else v.replace("(", "") for v in plain]
    try:
        found = getaddresses(plain)
    except (ValueError, IndexError, TypeError, RecursionError):
        return []
    return [
        (words(name)[:MOST_LINE], address)
        for name, said in found
        if (address := plain_address(said))
    ]


def _whole(found: re.Match[str]) -> str:
    return found[0].translate(_SPLITS)


def plain_address(said: str) -> str:
    """Return a bare address in small letters, or nothing when it is none."""
    found = _ADDRESS.fullmatch(said.strip().strip("<>").strip())
    return one_line(found[0]).lower() if found else ""


def message_ids(values: list[str]) -> list[str]:
    """Return the message ids in lines such as References, without their brackets."""
    return [found for value in values for found in _MESSAGE_ID.findall(value)]


def moment(value: str) -> datetime | None:
    """Return the time that a Date line says, in UTC, or None."""
    try:
        said = parsedate_to_datetime(value[:MOST_LINE])
        said = said if said.tzinfo else said.replace(tzinfo=UTC)
        said = said.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return said if 1970 <= said.year < 2200 else None


@dataclass(frozen=True)
class ContentType:
    """What a part is said to be: `text/plain`, and its parameters."""

    name: str
    params: dict[str, str]

    @property
    def main(self) -> str:
        """Return what stands before the slash."""
        return self.name.partition("/")[0]


def content_type(value: str, otherwise: str = "text/plain") -> ContentType:
    """Read a Content-Type or Content-Disposition line (RFC 2045, RFC 2231)."""
    message = Message()
    message["content-type"] = value[:_MOST_ENCODED]
    try:
        said = message.get_params(unquote=True) or []
    except (ValueError, LookupError, IndexError, TypeError):
        said = []
    params = {name.lower(): _param(said_value) for name, said_value in said[1:]}
    name = said[0][0].strip().lower() if said else ""
    return ContentType(name or otherwise, params)


def _param(value: str | tuple[str | None, str | None, str]) -> str:
    if isinstance(value, str):
        return words(value)
    charset, _language, text = value
    return one_line(decoded(text.encode("latin-1", "replace"), charset or "utf-8"))
