"""Bounces that follow RFC 3464."""

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import (
    HOST,
    OTHER,
    REF,
    US,
    Shape,
    html,
    mail,
    original,
    parts,
    plain,
)

_B = ArrivalKind.BOUNCE
_REPORT = "report-type=delivery-status; "


def status(
    diagnostic: str,
    code: str = "5.1.1",
    *,
    action: str = "failed",
    who: str = "maria@gone.example",
    more: str = "",
) -> str:
    """Return a message/delivery-status part."""
    return (
        "Content-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.gone.example\nArrival-Date: Wed, 4 Mar 2026 09:59:58\n"
        f"{more}\n"
        f"Final-Recipient: rfc822; {who}\nAction: {action}\nStatus: {code}\n"
        f"Diagnostic-Code: smtp; {diagnostic}\n"
    )


def report(
    name: str,
    diagnostic: str,
    code: str = "5.1.1",
    *,
    returned: str | None = None,
    to: str = f"post@{HOST}",
    sender: str = "Mail Delivery System <MAILER-DAEMON@mx.gone.example>",
    head: str = "Return-Path: <>\nAuto-Submitted: auto-replied\n",
    words: str = "This is the mail system at host mx.gone.example.",
    facts: dict | None = None,
    **fields: str,
) -> Shape:
    """Return a bounce as a report; what it becomes is a bounce of Maria's."""
    body, kind = parts(
        plain(words, "Content-Description: Notification\n"),
        status(diagnostic, code, **fields),
        original() if returned is None else returned,
        kind="report",
        params=_REPORT,
    )
    raw = mail(
        body,
        head + kind,
        sender=sender,
        to=to,
        subject="Undelivered Mail Returned to Sender",
    )
    known = {"reference": REF, "bounce.address": "maria@gone.example"}
    return Shape(name, raw, _B, {**known, **(facts or {})})


def _fault(*, hard: bool = False, policy: bool = False, delay: bool = False) -> dict:
    return {
        "bounce.is_hard": hard,
        "bounce.is_policy": policy,
        "bounce.is_delay": delay,
    }


HARD, POLICY = _fault(hard=True), _fault(policy=True)
SOFT, DELAY = _fault(), _fault(delay=True)

_MS = (
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient maria@gone.example not found "
    "by SMTP address lookup"
)


def _microsoft() -> Shape:
    inner = (
        "--in\n"
        + plain("Your message to maria@gone.example couldn't be delivered.")
        + "\n--in\n"
        + html("<p>Your message couldn't be delivered.</p>")
        + "\n--in--\n"
    )
    body, kind = parts(
        'Content-Type: multipart/alternative; boundary="in"\n\n' + inner,
        status(_MS, "5.1.10", more="X-MS-Exchange-Message-Is-Ndr:\n"),
        original(),
        kind="report",
        params=_REPORT,
    )
    raw = mail(
        body,
        "Return-Path: <>\nX-Auto-Response-Suppress: All\n" + kind,
        sender="postmaster@gone.example",
        subject="Undeliverable: News of the network",
    )
    facts = {"reference": REF, "bounce.status": "5.1.10", "is_from_mailer": True}
    return Shape("microsoft 365: recipient not found", raw, _B, {**facts, **HARD})


SHAPES = [
    report(
        "postfix: user unknown",
        "550 5.1.1 <maria@gone.example>: Recipient address rejected: User unknown",
        facts={
            **HARD,
            "bounce.status": "5.1.1",
            "bounce.diagnostic": "550 5.1.1 … Recipient address rejected: User unknown",
            "text": "",
            "attachments_left": 0,
        },
    ),
    _microsoft(),
    report(
        "microsoft 365: edge says access denied of no mailbox",
        "550 5.4.1 Recipient address rejected: Access denied.",
        "5.4.1",
        facts=HARD,
    ),
    report(
        "microsoft 365: domain does not exist",
        "550 5.4.310 DNS domain gone.example does not exist",
        "5.4.310",
        facts=HARD,
    ),
    report(
        "microsoft 365: message expired",
        "550 5.4.300 Message expired -> 451 4.4.0 connection timed out",
        "5.4.300",
        facts=SOFT,
    ),
    report(
        "google: no such account",
        "550-5.1.1 The email account that you tried to reach does not exist.",
        sender="Mail Delivery Subsystem <mailer-daemon@gmailish.example>",
        head="Return-Path: <>\nX-Failed-Recipients: maria@gone.example\n",
        facts=HARD,
    ),
    report(
        "google: account is inactive",
        "550 5.2.1 The email account that you tried to reach is inactive.",
        "5.2.1",
        facts=HARD,
    ),
    report(
        "google: out of storage",
        "452-4.2.2 The email account that you tried to reach is out of storage space.",
        "4.2.2",
        facts=SOFT,
    ),
    report(
        "google: unauthenticated mail is refused",
        "550-5.7.26 Unauthenticated email from anyshire.example is not accepted due to "
        "domain's DMARC policy.",
        "5.7.26",
        facts=POLICY,
    ),
    report(
        "yahoo: refused for policy reasons",
        "554 5.7.9 Message not accepted for policy reasons.",
        "5.0.0",
        facts={**POLICY, "bounce.status": "5.7.9"},
    ),
    report(
        "spf: sender is not allowed",
        "550 SPF check failed: not allowed to send for anyshire.example",
        "5.0.0",
        facts=POLICY,
    ),
    report(
        "our sender's domain is refused",
        "550 5.1.8 Sender address rejected: Domain not found",
        "5.1.8",
        facts=POLICY,
    ),
    report(
        "on a block list, although the code speaks of the mailbox",
        "550 5.1.0 Blocked by a blocklist, see the list's page",
        "5.1.0",
        facts=POLICY,
    ),
    report(
        "unknown user, and the page to read has spam in its name",
        "550 5.1.1 User unknown (see the spam page)",
        facts=HARD,
    ),
    report("mailbox full", "552 5.2.2 Mailbox full", "5.2.2", facts=SOFT),
    report("over quota by words only", "552 User is over quota", "5.0.0", facts=SOFT),
    report(
        "status says nothing, diagnostic does",
        "550 5.1.1 unknown",
        "5.0.0",
        facts={**HARD, "bounce.status": "5.1.1"},
    ),
    report(
        "neither says anything, words do", "550 No such user here", "5.0.0", facts=HARD
    ),
    report(
        "account disabled by policy is of the mailbox",
        "550 5.7.13 user account disabled",
        "5.7.13",
        facts=HARD,
    ),
    report("too big", "552 5.3.4 Message too big", "5.3.4", facts=SOFT),
    report("host not found", "Host or domain name not found", "5.4.4", facts=HARD),
    report("gave up after five days", "timed out", "4.4.7", facts=SOFT),
    report("greylisted for too long", "450 4.7.1 Greylisted", "4.7.1", facts=POLICY),
    report(
        "postfix: delayed", "connect timed out", "4.4.1", action="delayed", facts=DELAY
    ),
    report(
        "opensmtpd: action error",
        "550 Invalid recipient",
        "5.0.0",
        action="error",
        facts=HARD,
    ),
    report(
        "the reference by the envelope sender alone",
        "550 5.1.1 unknown",
        returned="Content-Type: text/plain\n\n(the message is not returned)\n",
        to=US,
        facts=HARD,
    ),
    report(
        "the reference by returned headers alone",
        "550 5.1.1 unknown",
        returned=original(kind="text/rfc822-headers"),
        facts=HARD,
    ),
    report(
        "the reference by the envelope id",
        "550 5.1.1 unknown",
        returned="",
        more=f"Original-Envelope-Id: {REF}\n",
        facts=HARD,
    ),
    report(
        "the reference by a recipient made of our sender",
        "550 5.1.1 unknown",
        returned="",
        who=f"post+{REF}@{HOST}",
        facts={"bounce.address": US},
    ),
    report(
        "no reference: it stands only in the words",
        "550 5.1.1 unknown",
        returned="",
        words=f"Reference {REF}, <{REF}@{HOST}>",
        facts={"reference": ""},
    ),
    report(
        "no reference: the returned id is of another host",
        "550 5.1.1 unknown",
        returned=f"Content-Type: message/rfc822\n\nMessage-ID: <{REF}@other.example>\n",
        facts={"reference": ""},
    ),
    report(
        "two references: the address wins over what is returned",
        "550 5.1.1 unknown",
        to=US,
        returned=original(OTHER),
        facts=HARD,
    ),
    report(
        "original recipient wins over the final one",
        "550 5.1.1 unknown\nOriginal-Recipient: rfc822; Maria+2Btag@gone.example",
        who="mbox7@inner.example",
        facts={"bounce.address": "maria+tag@gone.example"},
    ),
    report(
        "international report",
        "550 5.1.1 unknown",
        who="utf-8;maría@gone.example",
        facts={"bounce.address": "maría@gone.example"},
    ),
]
