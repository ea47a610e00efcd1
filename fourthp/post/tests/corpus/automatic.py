"""Mails that no person wrote, and one that only looks like it."""

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import (
    BACK,
    HOST,
    REF,
    US,
    Shape,
    mail,
    parts,
    plain,
)

_A, _ANSWER = ArrivalKind.AUTOMATIC, ArrivalKind.ANSWER
# What a person's mail has too.
_OF_LISTS = (
    "List-Id: <safeguarding.refuge.example>",
    "Precedence: list",
    "Precedence: bulk",
    "X-Auto-Response-Suppress: OOF, AutoReply",
    "X-MS-Exchange-Inbox-Rules-Loop: safeguarding@refuge.example",
)
_AWAY = "I am away until Monday. For urgent cases call the office."


def away(
    name: str,
    head: str,
    *,
    kind: ArrivalKind = _A,
    subject: str = "Re: News of the network",
    sender: str = "Elena <elena@refuge.example>",
    facts: dict | None = None,
) -> Shape:
    """Return a mail that says somebody is away."""
    raw = mail(_AWAY, head + BACK, subject=subject, sender=sender)
    return Shape(name, raw, kind, {"reference": REF, **(facts or {})})


def _receipt() -> Shape:
    body, head = parts(
        plain("Your message was read on Wednesday."),
        "Content-Type: message/disposition-notification\n\nDisposition: "
        "manual-action/MDN-sent-manually; displayed\n",
        kind="report",
        params="report-type=disposition-notification; ",
    )
    head += "Auto-Submitted: auto-replied\n"
    return Shape("a receipt of reading", mail(body, head, to=US, subject="Read:"), _A)


SHAPES = [
    away("vacation of a mail server", "Auto-Submitted: auto-replied (vacation)\n"),
    away(
        "sieve: by a null sender too",
        "Return-Path: <>\nAuto-Submitted: auto-replied\n",
        facts={"is_from_mailer": True, "bounce": None},
    ),
    away(
        "exchange: suppresses answers",
        "X-Auto-Response-Suppress: All\n",
        subject="Automatic reply: News",
    ),
    away("precedence of old", "Precedence: auto_reply\n"),
    away(
        "bulk of a null sender",
        "Return-Path: <>\nPrecedence: bulk\n",
    ),
    away(
        "a list, and a subject that says so",
        "List-Id: <staff.refuge.example>\n",
        subject="Out of office: Re: News of the network",
    ),
    away(
        "a rule of exchange, and a subject that says so",
        "X-MS-Exchange-Inbox-Rules-Loop: elena@refuge.example\n",
        subject="Automatische Antwort: Neues",
    ),
    *(
        away(f"a person by way of a list: {head}", f"{head}\n", kind=_ANSWER)
        for head in _OF_LISTS
    ),
    *(
        Shape(
            f"a person writes first by way of a list: {head}",
            mail("Please ring me today.", f"{head}\n", subject="A girl at our clinic"),
            ArrivalKind.LETTER,
            {"text": "Please ring me today."},
        )
        for head in _OF_LISTS
    ),
    away("cpanel", "X-Autorespond: News\n"),
    away("says no", "Auto-Submitted: no\n", kind=ArrivalKind.ANSWER),
    away(
        "outlook: german subject and a null sender",
        "Return-Path: <>\n",
        subject="Automatische Antwort: Neues",
    ),
    away(
        "romanian subject and a null sender",
        "Return-Path: <>\n",
        subject="Răspuns automat: Noutăți",
    ),
    away(
        "arabic subject and a null sender",
        "Return-Path: <>\n",
        subject="=?utf-8?B?2LHYryDYqtmE2YLYp9im2Yo6IG5ld3M=?=",
    ),
    away(
        "french subject and an address that takes no answer",
        "",
        subject="Réponse automatique : nouvelles",
        sender="noreply@refuge.example",
    ),
    away(
        "a subject alone proves nothing",
        "",
        kind=ArrivalKind.ANSWER,
        subject="Out of office next week, Thursday moved",
    ),
    Shape(
        "our own mail comes back by its id",
        mail("Hello Maria", f"Message-ID: <{REF}@{HOST}>\n").replace(
            b"Message-ID: <m1@refuge.example>\r\n", b""
        ),
        _A,
        {"is_loop": True},
    ),
    Shape(
        "our own mail comes back by its sender",
        mail("Hello", "Auto-Submitted: auto-generated\n", sender=f"x@{HOST}"),
        _A,
        {"is_loop": True},
    ),
    Shape(
        "our own address without a sign",
        mail("Hello", sender=US),
        _A,
        {"is_loop": True},
    ),
    Shape(
        "a colleague at the same host writes a letter",
        mail("Hello, when do we meet?", sender=f"Coordinator <anna@{HOST}>"),
        ArrivalKind.LETTER,
        {"is_loop": False},
    ),
    _receipt(),
]
