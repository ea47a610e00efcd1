"""How a mail of the corpus is built, and what it should become."""

from dataclasses import dataclass, field
from typing import Any

from fourthp.post.formats.incoming import ArrivalKind

HOST = "post.anyshire.example"
REF = "k3v7qpz2mwx5ndrt6hcyb4jfsa"
OTHER = "zz22zz33zz44zz55zz66zz77zz"
US = f"post+{REF}@{HOST}"
ELENA = "Elena Ionescu <Elena@refuge.example>"
BACK = f"In-Reply-To: <{REF}@{HOST}>\n"


@dataclass(frozen=True)
class Shape:
    """One mail, the kind it is, and facts of its Arrival (`bounce.is_hard`)."""

    name: str
    raw: bytes
    kind: ArrivalKind
    facts: dict[str, Any] = field(default_factory=dict)


def mail(
    body: str | bytes = "",
    head: str = "",
    *,
    sender: str = ELENA,
    to: str = f"post@{HOST}",
    subject: str = "Thursday",
) -> bytes:
    """Return a mail with CRLF line ends; head: further lines, such as Content-Type."""
    lines = (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\n"
        f"Date: Wed, 4 Mar 2026 10:00:00 +0200\nMessage-ID: <m1@refuge.example>\n{head}"
    )
    lines = lines if lines.endswith("\n") else lines + "\n"
    raw = body if isinstance(body, bytes) else body.encode()
    return (lines + "\n").encode().replace(b"\n", b"\r\n") + raw.replace(
        b"\r\n", b"\n"
    ).replace(b"\n", b"\r\n")


def parts(*bodies: str, kind: str = "mixed", params: str = "") -> tuple[str, str]:
    """Return body and head of a multipart; each body begins with its own head."""
    body = "".join(f"--part\n{one}\n" for one in bodies)
    head = (
        f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; {params}boundary="part"\n'
    )
    return body + "--part--\n", head


def plain(text: str, more: str = "") -> str:
    """Return a part of plain text."""
    return f"Content-Type: text/plain; charset=utf-8\n{more}\n{text}"


def html(text: str) -> str:
    """Return a part of HTML."""
    return f"Content-Type: text/html; charset=utf-8\n\n{text}"


def original(reference: str = REF, kind: str = "message/rfc822") -> str:
    """Return the part in which a report gives our mail back."""
    return (
        f"Content-Type: {kind}\n\n"
        f"Return-Path: <post+{reference}@{HOST}>\nMessage-ID: <{reference}@{HOST}>\n"
        f"From: The network <no-reply@{HOST}>\nTo: maria@gone.example\n"
        "Subject: News of the network\n\nHello Maria\n"
    )
