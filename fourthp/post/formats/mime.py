"""The bytes of a mail: headers that say nothing and cannot be widened, and its parts.

Made by hand: the library's own classes take six to fourteen times as long, and a
mailing is ten thousand of these. The same message is always the same bytes.
"""

import re
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.utils.translation import get_language_bidi, override

from fourthp.foundation.text import one_line
from fourthp.post.formats.letters import Foot, letter_html, letter_text
from fourthp.post.rules.letters import Letter

# The one name of a calendar's file, whatever it holds (S14).
CALENDAR_NAME = "invite.ics"
_METHODS = frozenset(
    {"PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL"}
    | {"REFRESH", "COUNTER", "DECLINECOUNTER"}
)
_METHOD = re.compile(r"^METHOD:(\S+)\r?$", re.MULTILINE)
_ADDRESS = re.compile(
    r"""[^\s<>()\[\]:;,\\"@]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*""", re.ASCII
)
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,50}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_URL = re.compile(r"https?://[!-;=?-~]+", re.ASCII)
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/^_`{|}~-]+", re.ASCII)
_LINE = 78
# The longest line that a server takes (RFC 5322, 2.1.1), its name and brackets off.
_LONGEST_URL = 900
# Bytes of a text in one encoded word, so that no line is longer than 78 (RFC 2047).
_IN_A_WORD = 36
# Above this share of bytes that quoted-printable triples, base64 is the shorter.
_MOSTLY_ASCII = 6


class CannotBeAddressed(ValueError):
    """An address, host or URL is not of the shape that a header can hold."""


class MethodsDiffer(ValueError):
    """A calendar's method is unknown, or another than its file's own (RFC 6047)."""


@dataclass(frozen=True)
class Envelope:
    """What stands on the outside of one mail to one reader; it says nothing (S14).

    sender_name and subject are neutral. reference is the unguessable word of the
    message; host stands in its Message-ID. date knows its zone. unsubscribe_url, only
    of news, is good for one POST without any page (RFC 8058); unsubscribe_address takes
    the same by mail. is_open: the matter is TLP:CLEAR.
    """

    sender_name: str
    from_address: str
    to_address: str
    reply_to: str
    reference: str
    host: str
    subject: str
    date: datetime
    language: str
    unsubscribe_url: str = ""
    unsubscribe_address: str = ""
    is_open: bool = False


def mail_bytes(envelope: Envelope, letter: Letter, foot: Foot) -> bytes:
    """Return a whole mail, its lines ended by CRLF, in the envelope's language.

    Raises MoreThanOneLine, CannotBeAddressed or MethodsDiffer.
    """
    with override(envelope.language):
        head = "".join(f"{line}\r\n" for line in _headers(envelope)).encode("ascii")
        parts = _alternatives(envelope, letter, foot)
    if not letter.calendar:
        return head + _multipart("alternative", parts, envelope.reference)
    # Outlook and Google want the calendar among the alternatives, last; Apple and
    # others want a file. One that is no text/calendar is not taken for a second one.
    calendar = _calendar_bytes(letter)
    parts.append(_calendar_part(letter, calendar))
    both = _multipart("alternative", parts, envelope.reference)
    parts = [both, _calendar_file(calendar)]
    return head + _multipart("mixed", parts, envelope.reference)


def _alternatives(envelope: Envelope, letter: Letter, foot: Foot) -> list[bytes]:
    text = letter_text(letter, foot=foot, is_open=envelope.is_open)
    html = letter_html(
        letter,
        foot=foot,
        subject=envelope.subject,
        language=envelope.language,
        direction="rtl" if get_language_bidi() else "ltr",
        is_open=envelope.is_open,
    )
    return [_words("plain", text, "; format=flowed"), _words("html", html)]


def ascii_address(text: str) -> str:
    """Return a plain address as headers and servers take it: its host by IDNA.

    Raises MoreThanOneLine, or CannotBeAddressed for what is not one plain address.
    """
    mailbox, at, host = one_line(text).rpartition("@")
    return _matching(_ADDRESS, f"{mailbox}{at}{_ascii_host(host)}")


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise CannotBeAddressed(host) from problem


def _matching(shape: re.Pattern[str], text: str) -> str:
    text = one_line(text)
    if not text.isascii() or not shape.fullmatch(text):
        raise CannotBeAddressed(text)
    return text


def _headers(envelope: Envelope) -> Iterator[str]:
    host = _matching(_HOST, _ascii_host(one_line(envelope.host)))
    yield _sender(envelope.sender_name, ascii_address(envelope.from_address))
    yield f"To: {ascii_address(envelope.to_address)}"
    if envelope.reply_to:
        yield f"Reply-To: {ascii_address(envelope.reply_to)}"
    yield _header("Subject", envelope.subject)
    yield f"Date: {format_datetime(envelope.date)}"
    yield f"Message-ID: <{_matching(_REFERENCE, envelope.reference)}@{host}>"
    yield f"Content-Language: {_matching(_HOST, envelope.language)}"
    # Bounces and answers to invitations are wanted; "I am away" is not.
    yield "Auto-Submitted: auto-generated"
    yield "X-Auto-Response-Suppress: OOF, AutoReply"
    if envelope.unsubscribe_url:
        yield f"List-Id: <news.{host}>"
        yield from _ways_out(envelope)
    yield "MIME-Version: 1.0"


def _ways_out(envelope: Envelope) -> Iterator[str]:
    url = _matching(_URL, envelope.unsubscribe_url)
    if len(url) > _LONGEST_URL:
        raise CannotBeAddressed(url)
    ways = [f"<{url}>"]
    if envelope.unsubscribe_address:
        address = ascii_address(envelope.unsubscribe_address).replace("%", "%25")
        address = address.replace("?", "%3F").replace("&", "%26")
        ways.append(f"<mailto:{address}?subject=unsubscribe>")
    yield "List-Unsubscribe: " + ",\r\n ".join(ways)
    if url.startswith("https:"):
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _sender(name: str, address: str) -> str:
    """Return the From header; a name is atoms, a quoted string, or encoded words."""
    name = one_line(name)
    if not name:
        return f"From: {address}"
    if not _is_plain("From", name):
        return f"{_header('From', name)}\r\n <{address}>"
    if not _ATOMS.fullmatch(name):
        name = '"{}"'.format(name.replace("\\", r"\\").replace('"', r"\""))
    whole = f"From: {name} <{address}>"
    return whole if len(whole) <= _LINE else f"From: {name}\r\n <{address}>"


def _header(name: str, text: str) -> str:
    """Return a header of free text; what is no plain short ASCII is encoded."""
    text = one_line(text)
    if _is_plain(name, text):
        return f"{name}: {text}"
    return f"{name}: " + "\r\n ".join(_encoded_words(text))


def _is_plain(name: str, text: str) -> bool:
    # A quoted name may need a mark before each of its letters.
    fits = len(name) + 4 + len(text) + text.count('"') + text.count("\\") <= _LINE
    return fits and text.isascii() and text.isprintable() and "=?" not in text


def _encoded_words(text: str) -> Iterator[str]:
    piece = b""
    for letter in text:
        more = letter.encode("utf-8", "replace")
        if len(piece) + len(more) > _IN_A_WORD:
            yield f"=?utf-8?b?{b64encode(piece).decode()}?="
            piece = b""
        piece += more
    yield f"=?utf-8?b?{b64encode(piece).decode()}?="


def _words(kind: str, text: str, more: str = "") -> bytes:
    """Return a text as a part, in the shorter of the two encodings."""
    # A lone CR would be a line end to one server and none to the next.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    data = lines.encode("utf-8", "replace")
    is_mostly_ascii = (len(data) - len(lines)) * _MOSTLY_ASCII <= len(data)
    encoding = "quoted-printable" if is_mostly_ascii else "base64"
    body = _quoted(data) if is_mostly_ascii else _based(data)
    return (
        f"Content-Type: text/{kind}; charset=utf-8{more}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + body


def _quoted(data: bytes) -> bytes:
    # "From " at the beginning of a line would be changed by mailboxes of old.
    lines = b2a_qp(data, istext=True).replace(b"\nFrom ", b"\n=46rom ")
    return lines.replace(b"\n", b"\r\n")


def _based(data: bytes) -> bytes:
    crlf = data.replace(b"\n", b"\r\n")
    return encodebytes(crlf).rstrip().replace(b"\n", b"\r\n")


def _calendar_bytes(letter: Letter) -> bytes:
    said = {found.upper() for found in _METHOD.findall(letter.calendar)}
    if letter.calendar_method not in _METHODS or said != {letter.calendar_method}:
        raise MethodsDiffer(letter.calendar_method)
    lines = letter.calendar.replace("\r\n", "\n").replace("\r", "\n")
    return lines.encode("utf-8", "replace")


def _calendar_part(letter: Letter, calendar: bytes) -> bytes:
    return (
        "Content-Type: text/calendar; charset=utf-8;"
        f" method={letter.calendar_method}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + _based(calendar)


def _calendar_file(calendar: bytes) -> bytes:
    return (
        f'Content-Type: application/ics; name="{CALENDAR_NAME}"\r\n'
        f'Content-Disposition: attachment; filename="{CALENDAR_NAME}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + _based(calendar)


def _multipart(kind: str, parts: list[bytes], reference: str) -> bytes:
    # Neither encoding of a part can hold "=_", so that no text ends its own part.
    mark = f"=_{kind}_{reference}".encode()
    begin = b"--" + mark + b"\r\n"
    head = (
        f'Content-Type: multipart/{kind};\r\n boundary="'.encode() + mark + b'"\r\n\r\n'
    )
    return (
        head
        + b"".join(begin + part + b"\r\n" for part in parts)
        + b"--"
        + mark
        + b"--\r\n"
    )
