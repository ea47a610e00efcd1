"""The parts of a mail, found by their place in its bytes and read one by one.

The library's own parser copies the whole mail several times and follows nested parts
as deep as they go. Here a part is a place between two bytes until it is asked for.
"""

import base64
import quopri
import re
from dataclasses import dataclass, field
from functools import cached_property

from fourthp.post.formats.incoming.charsets import decoded
from fourthp.post.formats.incoming.cleaning import many_lines
from fourthp.post.formats.incoming.headers import (
    ContentType,
    Head,
    content_type,
    read_head,
)

# So much of one part is decoded; nobody writes a longer letter by hand.
MOST_OF_PART = 256 * 1024
_MOST_PARTS = 200
_MOST_DEPTH = 10
_MOST_MARKS = 2_000
_MOST_BOUNDARY = 200

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_GUESSED = re.compile(rb"\s{0,80}--([^\s][^\r\n]{0,190})")
_HEADS = {"text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers"}
_MAILS = {"message/rfc822", "message/global", "message/news"}


@dataclass
class Part:
    """One part: its head, the place of its body, and the parts inside it.

    is_default_mail: parts of a digest are mails when they do not say what they are.
    """

    raw: bytes
    head: Head
    start: int
    end: int
    depth: int = 0
    parts: list["Part"] = field(default_factory=list)
    is_default_mail: bool = False

    @cached_property
    def type(self) -> ContentType:
        """Return what the part is said to be."""
        otherwise = "message/rfc822" if self.is_default_mail else "text/plain"
        return content_type(self.head.get("content-type"), otherwise)

    @cached_property
    def disposition(self) -> ContentType:
        """Return whether it is said to be an attachment, and its file name."""
        return content_type(self.head.get("content-disposition"), "inline")

    @property
    def file_name(self) -> str:
        """Return the name of the file it is said to be, or nothing."""
        said = self.disposition.params.get("filename", "")
        return said or self.type.params.get("name", "")

    @property
    def is_attachment(self) -> bool:
        """Return whether it is a file beside the words, not words to be read."""
        if self.disposition.name == "attachment":
            return True
        return bool(self.file_name) and self.type.main != "multipart"

    @property
    def is_mail(self) -> bool:
        """Return whether it holds another mail."""
        return self.type.name in _MAILS

    @property
    def is_head_of_mail(self) -> bool:
        """Return whether it holds the head of another mail."""
        return self.type.name in _HEADS

    def data(self, most: int = MOST_OF_PART) -> bytes:
        """Return the first bytes of the body with its transfer encoding undone."""
        said = self.head.get("content-transfer-encoding").strip().lower()
        taken = self.raw[self.start : min(self.end, self.start + most)]
        if said == "base64":
            letters = _NOT_BASE64.sub(b"", taken)
            return base64.b64decode(letters[: len(letters) // 4 * 4] + _rest(letters))
        if said == "quoted-printable":
            return quopri.decodestring(taken)
        return taken

    def text(self, most: int = MOST_OF_PART) -> str:
        """Return the first of the body as text, on lines that end with LF."""
        data = self.data(most)
        return many_lines(decoded(data, self.type.params.get("charset", "utf-8")))


def _rest(letters: bytes) -> bytes:
    left = letters[len(letters) // 4 * 4 :]
    return left + b"=" * (4 - len(left)) if len(left) > 1 else b""


@dataclass
class _Bounds:
    """What is left to spend on one mail, however its parts are nested."""

    parts: int = _MOST_PARTS
    marks: int = _MOST_MARKS


def read_parts(raw: bytes) -> Part:
    """Return a mail as a tree of parts."""
    if b"\n" not in raw[:MOST_OF_PART] and b"\r" in raw[:MOST_OF_PART]:
        raw = raw.replace(b"\r", b"\n")
    return _read(raw, 0, len(raw), 0, _Bounds())


def mail_inside(part: Part) -> Part:
    """Return the mail (or its head) that a part holds, as a tree of its own."""
    data = part.data()
    inside = _read(data, 0, len(data), _MOST_DEPTH - 2, _Bounds(20, 200))
    if not inside.head.lines and not part.is_head_of_mail:
        # Some programs set a blank line above the mail that they return.
        data = data.lstrip(b"\r\n")
        inside = _read(data, 0, len(data), _MOST_DEPTH - 2, _Bounds(20, 200))
    return inside


def _read(raw: bytes, start: int, end: int, depth: int, bounds: _Bounds) -> Part:
    head, body = read_head(raw, start, end)
    part = Part(raw, head, body, end, depth)
    bounds.parts -= 1
    if part.type.main == "multipart" and depth < _MOST_DEPTH:
        is_digest = part.type.name == "multipart/digest"
        for first, last in _places(part, bounds):
            if bounds.parts <= 0:
                break
            inner = _read(raw, first, last, depth + 1, bounds)
            inner.is_default_mail = is_digest
            part.parts.append(inner)
    return part


def _places(part: Part, bounds: _Bounds) -> list[tuple[int, int]]:
    """Return where the parts of a multipart begin and end."""
    boundary = _boundary(part)
    if not boundary:
        return []
    marks = _marks(part, b"--" + boundary, bounds)
    places = []
    nexts = [*marks[1:], (part.end, 0, True)]
    for (_, first, is_last), (last, _, _) in zip(marks, nexts, strict=False):
        if is_last:
            break
        places.append((first, max(first, last)))
    return places


def _boundary(part: Part) -> bytes:
    said = part.type.params.get("boundary", "")[:_MOST_BOUNDARY]
    if said:
        return said.encode("utf-8", "replace").rstrip()
    found = _GUESSED.match(part.raw, part.start, part.end)
    return found[1].rstrip() if found else b""


def _marks(part: Part, mark: bytes, bounds: _Bounds) -> list[tuple[int, int, bool]]:
    """Return for each boundary line where it begins and ends, and if it is the last."""
    raw, end = part.raw, part.end
    found: list[tuple[int, int, bool]] = []
    position = part.start if raw.startswith(mark, part.start) else -1
    if position < 0:
        position = _next(raw, mark, part.start - 1, end)
    while position >= 0 and bounds.marks > 0:
        bounds.marks -= 1
        after = position + len(mark)
        line_end = raw.find(b"\n", after, end)
        line_end = end if line_end < 0 else line_end + 1
        tail = raw[after : min(line_end, after + 80)].rstrip()
        if tail in {b"", b"--"} or tail.startswith((b" ", b"\t")):
            found.append((_line_start(raw, position), line_end, tail == b"--"))
            if tail == b"--":
                break
        position = _next(raw, mark, line_end - 1, end)
    return found


def _next(raw: bytes, mark: bytes, position: int, end: int) -> int:
    found = raw.find(b"\n" + mark, max(position, 0), end)
    return found + 1 if found >= 0 else -1


def _line_start(raw: bytes, position: int) -> int:
    # The line end above a boundary belongs to the boundary (RFC 2046, 5.1.1).
    if position and raw[position - 1 : position] == b"\n":
        position -= 1
        if position and raw[position - 1 : position] == b"\r":
            position -= 1
    return position


def walk(part: Part) -> list[Part]:
    """Return every part that holds something itself, in order; never inside mails."""
    if part.parts:
        return [leaf for inner in part.parts for leaf in walk(inner)]
    return [part]
