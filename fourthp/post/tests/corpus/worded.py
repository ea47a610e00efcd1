"""Bounces without a report, and mails that look like bounces and are none."""

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.reports import DELAY, HARD, POLICY, SOFT, status
from fourthp.post.tests.corpus.shapes import (
    HOST,
    REF,
    Shape,
    html,
    mail,
    original,
    parts,
    plain,
)

_B = ArrivalKind.BOUNCE
_MARIA = {"bounce.address": "maria@gone.example"}
_KNOWN = {**_MARIA, "reference": REF}
_DAEMON = "Mail Delivery System <Mailer-Daemon@mx.refuge.example>"
_INLINED = (
    f"Return-path: <post+{REF}@{HOST}>\nReceived: from mx by mx.gone.example\n"
    f"Message-ID: <{REF}@{HOST}>\nSubject: News of the network\n\nHello Maria\n"
)

_EXIM = (
    "This message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered to one or more of its\n"
    "recipients. This is a permanent error. The following address(es) failed:\n\n"
    "  maria@gone.example\n    host mx.gone.example [192.0.2.7]\n"
    "    SMTP error from remote mail server after RCPT TO:<maria@gone.example>:\n"
    "    {reason}\n\n"
    "------ This is a copy of the message, including all the headers. ------\n\n"
)


def worded(
    name: str,
    text: str,
    subject: str,
    *,
    head: str = "Return-Path: <>\n",
    sender: str = _DAEMON,
    kind: ArrivalKind = _B,
    facts: dict | None = None,
) -> Shape:
    """Return a bounce in plain words."""
    raw = mail(text, head, sender=sender, subject=subject)
    return Shape(name, raw, kind, {**(_KNOWN if kind is _B else {}), **(facts or {})})


def _exim(name: str, reason: str, facts: dict) -> Shape:
    return worded(
        name,
        _EXIM.format(reason=reason) + _INLINED,
        "Mail delivery failed: returning message to sender",
        head="Return-Path: <>\nX-Failed-Recipients: maria@gone.example\n"
        "Auto-Submitted: auto-replied\n",
        facts=facts,
    )


def _on_premises(subject: str, words: str, facts: dict, **more: str) -> Shape:
    """Return the HTML that Outlook and Exchange of a house's own send."""
    body, kind = parts(html(words), original(), kind="mixed")
    sender = f"Microsoft Outlook <MicrosoftExchange{'329e71ec88ae4615' * 2}@x.example>"
    raw = mail(body, kind, sender=sender, subject=subject)
    return Shape(more["name"], raw, _B, {"reference": REF, **facts})


def _forwarded() -> Shape:
    inner, head = parts(
        plain("x"),
        status("550 5.1.1 unknown"),
        kind="report",
        params="report-type=delivery-status; ",
    )
    inner = inner.replace("--part", "--inner")
    head = head.replace('"part"', '"inner"')
    body, kind = parts(
        plain("I get this when I write to Maria. What shall I do?"),
        f"Content-Type: message/rfc822\n\nSubject: Undeliverable\n{head}\n{inner}",
    )
    raw = mail(body, kind, subject="Fwd: Undeliverable: News")
    text = "I get this when I write to Maria. What shall I do?"
    facts = {"text": text, "bounce": None}
    return Shape("forwarded bounce is a letter", raw, ArrivalKind.LETTER, facts)


def _delivered() -> Shape:
    body, kind = parts(
        plain("Your message was delivered."),
        status("250 ok", "2.0.0", action="delivered"),
        original(),
        kind="report",
        params="report-type=delivery-status; ",
    )
    raw = mail(
        body, "Auto-Submitted: auto-replied\n" + kind, sender=_DAEMON, subject="Success"
    )
    return Shape("a report of success", raw, ArrivalKind.AUTOMATIC, {"bounce": None})


def _postfix_mixed() -> Shape:
    body, kind = parts(
        plain(
            "This is the mail system at host mx.gone.example.\n\n"
            "I'm sorry to have to inform you that your message could not\n"
            "be delivered to one or more recipients.\n\n"
            "                   The mail system\n\n"
            "<maria@gone.example>: host mx.gone.example[192.0.2.7] said: 550 5.1.1\n"
            "    User unknown (in reply to RCPT TO command)\n",
            "Content-Description: Notification\n",
        ),
        original(kind="text/rfc822-headers"),
    )
    raw = mail(
        body,
        "Return-Path: <>\n" + kind,
        sender=_DAEMON,
        subject="Undelivered Mail Returned to Sender",
    )
    return Shape("postfix: no report", raw, _B, {**_KNOWN, **HARD})


def _dovecot() -> Shape:
    body, kind = parts(
        plain(
            "Your message to <maria@gone.example> was automatically rejected:\n"
            "Quota exceeded (mailbox for user is full)"
        ),
        "Content-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; maria@gone.example\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n",
        original(kind="text/rfc822-headers"),
        kind="report",
        params="report-type=disposition-notification; ",
    )
    raw = mail(
        body,
        "Auto-Submitted: auto-replied\n" + kind,
        sender="Mail Delivery Subsystem <postmaster@gone.example>",
        subject="Rejected: News of the network",
    )
    return Shape("dovecot: a full mailbox as a receipt", raw, _B, {**_KNOWN, **SOFT})


SHAPES = [
    _exim("exim: unrouteable", "550 Unrouteable address", HARD),
    _exim("exim: mailbox full", "552 5.2.2 mailbox is full", SOFT),
    _exim("exim: policy", "550 5.7.1 Rejected as spam", POLICY),
    worded(
        "exim: delayed",
        "This message was created automatically by mail delivery software.\n"
        "A message that you sent has not yet been delivered to one or more of its\n"
        "recipients after more than 24 hours on the queue on mx.refuge.example.\n\n"
        f"The message identifier is:     1abc-2\nMessage-ID: <{REF}@{HOST}>\n\n"
        "The address to which the message has not yet been delivered is:\n\n"
        "  maria@gone.example\n\nNo action is required on your part.\n",
        "Warning: message 1abc-2 delayed 24 hours",
        facts=DELAY,
    ),
    _postfix_mixed(),
    worded(
        "qmail: no mailbox here",
        "Hi. This is the qmail-send program at mx.gone.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<maria@gone.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\n" + _INLINED,
        "failure notice",
        facts={**HARD, "bounce.status": "5.1.1"},
    ),
    worded(
        "yahoo: not found",
        "Sorry, we were unable to deliver your message to the following address.\n\n"
        "<maria@gone.example>:\n554: delivery error: dd This user doesn't exist\n\n"
        "--- Below this line is a copy of the message.\n\n" + _INLINED,
        "Failure Notice",
        sender="MAILER-DAEMON@yahoo.example",
        facts=HARD,
    ),
    worded(
        "aol: names only",
        "Your mail to the following recipients could not be delivered because they "
        "are\nnot accepting mail:\n\nmaria@gone.example\n\n" + _INLINED,
        "Returned mail: see transcript",
        facts=SOFT,
    ),
    worded(
        "sendmail of old: transcript",
        "   ----- The following addresses had permanent fatal errors -----\n"
        "<maria@gone.example>\n    (reason: 550 5.1.1 User unknown)\n\n"
        "   ----- Transcript of session follows -----\n... while talking to mx:\n"
        ">>> RCPT To:<maria@gone.example>\n<<< 550 5.1.1 User unknown\n\n"
        "   ----- Original message follows -----\n\n" + _INLINED,
        "Returned mail: see transcript for details",
        facts=HARD,
    ),
    worded(
        "google of old: delivery failed permanently",
        "Delivery to the following recipient failed permanently:\n\n"
        "     maria@gone.example\n\nTechnical details of permanent failure:\n"
        "The email account that you tried to reach does not exist. 550 5.1.1\n\n"
        "----- Original message -----\n\n" + _INLINED,
        "Delivery Status Notification (Failure)",
        sender="Mail Delivery Subsystem <mailer-daemon@gmailish.example>",
        facts=HARD,
    ),
    worded(
        "google of old: delayed",
        "THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n"
        "Delivery to the following recipient has been delayed:\n\n"
        "     maria@gone.example\n\nMessage will be retried for 2 more day(s)\n\n"
        "----- Original message -----\n\n" + _INLINED,
        "Delivery Status Notification (Delay)",
        facts=DELAY,
    ),
    worded(
        "no null sender, a daemon's name and its words",
        "Unable to deliver message to the following address(es).\n\n"
        "<maria@gone.example>:\n550 mailbox unavailable\n\n"
        "--- Original message follows.\n\n" + _INLINED,
        "Your message",
        head="",
        facts=HARD,
    ),
    worded(
        "no reference: an id in the words of a bounce is of another host",
        "<maria@gone.example>: 550 5.1.1 unknown\n\n"
        f"Message-ID: <{REF}@other.example>\n",
        "failure notice",
        facts={"reference": ""},
    ),
    worded(
        "german: unzustellbar",
        "Die Nachricht konnte nicht zugestellt werden.\nmaria@gone.example\n"
        "550 5.1.1 unbekannt\n",
        "Unzustellbar: Nachrichten",
        facts={**HARD, "reference": ""},
    ),
    worded(
        "romanian, by a null sender",
        "Mesajul nu a putut fi livrat: maria@gone.example\nRemote: 550 5.1.1\n",
        "Nelivrabil: Noutăți",
        sender="postmaster@gone.example",
        facts={**HARD, "reference": ""},
    ),
    worded(
        "nobody named at all",
        "Your message could not be delivered.\n",
        "Undeliverable mail",
        facts={**SOFT, "reference": "", "bounce.address": ""},
    ),
    _on_premises(
        "Undeliverable: News of the network",
        "<html><body><p>Delivery has failed to these recipients or groups:</p>"
        '<p><a href="mailto:maria@gone.example">maria@gone.example</a><br>'
        "The email address you entered couldn't be found.</p>"
        "<p>Diagnostic information for administrators:</p>"
        "<p>Generating server: ex1.gone.example</p><p>maria@gone.example<br>"
        "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##</p></body></html>",
        {**_MARIA, **HARD, "bounce.status": "5.1.1"},
        name="outlook on-premises: HTML only",
    ),
    _on_premises(
        "Onbestelbaar: Nieuws",
        "<p>Uw bericht is niet aangekomen.</p><p>maria@gone.example<br>"
        "#550 5.7.1 RESOLVER.RST.AuthRequired; authentication required ##</p>",
        {**_MARIA, **POLICY},
        name="outlook on-premises: only members may write",
    ),
    _dovecot(),
    _forwarded(),
    _delivered(),
    worded(
        "a postmaster who writes a letter",
        "Hello, I look after the mail of our agency, and have a question for you.",
        "Your mails",
        sender="Postmaster <postmaster@refuge.example>",
        head="",
        kind=ArrivalKind.LETTER,
        facts={"is_from_mailer": True, "bounce": None},
    ),
    worded(
        "a person who quotes a bounce in her words",
        "My mail to Maria says: 550 5.1.1 user unknown, undeliverable. Is she still "
        "there?",
        "Undeliverable: what now?",
        sender="Elena <elena@refuge.example>",
        head="",
        kind=ArrivalKind.LETTER,
        facts={"bounce": None},
    ),
]
