"""Mails that are broken, huge or made to do harm."""

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import Shape, mail, parts, plain

_L = ArrivalKind.LETTER
_MIXED = "Content-Type: multipart/mixed; boundary=part\n"


def _nested(depth: int) -> bytes:
    levels = (
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n'.encode()
        for n in range(depth)
    )
    return b"From: a@b.example\n" + b"".join(levels) + b"\nHello"


SHAPES = [
    Shape("empty", b"", _L, {"text": "", "sender": ""}),
    Shape("line ends only", b"\r\n\r\n\r\n", _L, {"text": ""}),
    Shape(
        "only a head",
        b"From: a@b.example\r\nSubject: Hi\r\n",
        _L,
        {"sender": "a@b.example", "subject": "Hi", "text": ""},
    ),
    Shape("no head at all", b"Hello there\nyou", _L, {"text": "Hello there\nyou"}),
    Shape(
        "no blank line above the body",
        b"From: a@b.example\nHello there",
        _L,
        {"sender": "a@b.example", "text": "Hello there"},
    ),
    Shape(
        "the line of a mailbox file above",
        b"From a@b.example Wed Mar  4\nFrom: a@b.example\n\nHello",
        _L,
        {"sender": "a@b.example", "text": "Hello"},
    ),
    Shape(
        "CR alone",
        mail("Hello\nyou").replace(b"\r\n", b"\r"),
        _L,
        {"text": "Hello\nyou"},
    ),
    Shape(
        "LF alone",
        mail("Hello\nyou").replace(b"\r\n", b"\n"),
        _L,
        {"text": "Hello\nyou"},
    ),
    Shape(
        "both mixed",
        b"From: a@b.example\r\nSubject: x\n\r\nHello\nyou\r\nthere",
        _L,
        {"text": "Hello\nyou\nthere", "subject": "x"},
    ),
    Shape("nothing but NUL", b"\0" * 1000, _L, {"text": ""}),
    Shape(
        "NUL within words",
        mail("He\0llo", subject="a\0b"),
        _L,
        {"text": "Hello", "subject": "a b"},
    ),
    Shape(
        "no boundary said",
        mail(parts(plain("Hello"))[0], "Content-Type: multipart/mixed\n"),
        _L,
        {"text": "Hello"},
    ),
    Shape("a boundary that never comes", mail("Hello", _MIXED), _L, {}),
    Shape(
        "the last boundary is missing",
        mail("--part\n" + plain("Hello"), _MIXED),
        _L,
        {"text": "Hello"},
    ),
    Shape("an empty multipart", mail("--part--\n", _MIXED), _L, {"text": ""}),
    Shape(
        "words above and below the parts",
        mail("Above\n" + parts(plain("Hello"))[0] + "below", _MIXED),
        _L,
        {"text": "Hello"},
    ),
    Shape(
        "base64 that is none",
        mail("!!! ???", "Content-Transfer-Encoding: base64\n"),
        _L,
        {},
    ),
    Shape(
        "an encoding that nobody knows",
        mail("Hello", "Content-Transfer-Encoding: x-moon\n"),
        _L,
        {"text": "Hello"},
    ),
    Shape("a type that is none", mail("Hello", "Content-Type: ;;;=\n"), _L, {}),
    Shape("a body of 300,000 letters", mail("a" * 300_000), _L, {"text": "a" * 20_000}),
    Shape(
        "ten thousand multiparts within each other",
        _nested(10_000),
        _L,
        {"sender": "a@b.example"},
    ),
    Shape(
        "ten thousand parts beside each other",
        mail("--part\n\nx\n" * 10_000, _MIXED),
        _L,
        {},
    ),
    Shape(
        "parts of one boundary within each other",
        mail(f"--part\n{_MIXED}\n" * 10_000, _MIXED),
        _L,
        {},
    ),
    Shape(
        "a million lines above the body",
        b"From: a@b.example\n" + b"X-A: b\n" * 1_000_000 + b"\nHello",
        _L,
        {"sender": "a@b.example", "text": "Hello"},
    ),
    Shape(
        "one line of the head in a million pieces",
        b"From: a@b.example\nX-A: b\n" + b" b\n" * 1_000_000 + b"\nHello",
        _L,
        {"sender": "a@b.example", "text": "Hello"},
    ),
    Shape("mails within mails", b"Content-Type: message/rfc822\n\n" * 20_000, _L, {}),
]
