"""Complaints after RFC 5965, and machines that only report."""

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import (
    HOST,
    REF,
    US,
    Shape,
    mail,
    original,
    parts,
    plain,
)

_C = ArrivalKind.COMPLAINT


def feedback(
    name: str,
    fields: str,
    *,
    returned: str | None = None,
    to: str = f"post@{HOST}",
    facts: dict | None = None,
) -> Shape:
    """Return a complaint as a mail provider reports it."""
    body, kind = parts(
        plain("This is an email abuse report."),
        f"Content-Type: message/feedback-report\n\n{fields}\n",
        original() if returned is None else returned,
        kind="report",
        params="report-type=feedback-report; ",
    )
    raw = mail(
        body,
        "Auto-Submitted: auto-generated\n" + kind,
        sender="feedback@provider.example",
        to=to,
        subject="Email feedback report",
    )
    return Shape(name, raw, _C, {"reference": REF, **(facts or {})})


_FIELDS = "Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\n"

SHAPES = [
    feedback(
        "abuse, with the address",
        _FIELDS + "Original-Rcpt-To: <Maria@gone.example>\n",
        facts={
            "complaint.address": "maria@gone.example",
            "complaint.feedback_type": "abuse",
            "complaint.is_of_a_person": True,
        },
    ),
    feedback(
        "abuse, the address only in the returned mail",
        _FIELDS,
        facts={"complaint.address": "maria@gone.example"},
    ),
    feedback(
        "abuse, everything redacted but the envelope",
        _FIELDS + f"Original-Mail-From: <{US}>\n",
        returned="Content-Type: message/rfc822\n\nTo: redacted@provider.example\n\nx\n",
        facts={"complaint.address": ""},
    ),
    feedback("headers only", _FIELDS, returned=original(kind="text/rfc822-headers")),
    feedback(
        "a failure of DMARC is no person's complaint",
        "Feedback-Type: auth-failure\nAuth-Failure: dmarc\n",
        facts={"complaint.is_of_a_person": False},
    ),
    feedback(
        "no reference in a stranger's mail",
        _FIELDS,
        returned="Content-Type: message/rfc822\n\nMessage-ID: <a@b.example>\n\nx\n",
        facts={"reference": ""},
    ),
    Shape(
        "a person who complains in words writes a letter",
        mail("This is abuse, I will report you. feedback-report"),
        ArrivalKind.LETTER,
    ),
    Shape(
        "dmarc: a daily report",
        mail(
            "x",
            "Content-Type: application/zip; name=report.zip\n"
            "Content-Disposition: attachment; filename=report.zip\n",
            sender="noreply-dmarc@provider.example",
            subject="Report domain: anyshire.example Submitter: provider.example "
            "Report-ID: 1",
        ),
        ArrivalKind.AUTOMATIC,
        {"attachments_left": 1},
    ),
]
