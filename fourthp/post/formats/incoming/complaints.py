"""Reports that a mail of ours was called spam (RFC 5965)."""

from fourthp.post.formats.incoming.arrivals import Complaint
from fourthp.post.formats.incoming.headers import Head, addresses, read_head
from fourthp.post.formats.incoming.parts import Part, mail_inside, walk
from fourthp.post.formats.incoming.references import (
    reference_in_fields,
    reference_in_head,
    reference_in_returned,
)

_MOST_FIELDS = 32 * 1024
_REDACTED = ("redacted", "undisclosed", "recipient@")


def complaint_of(mail: Part, *, host: str) -> tuple[Complaint, str] | None:
    """Return what is complained of and the reference it proves; None if nothing."""
    fields = _fields(mail)
    if fields is None:
        return None
    complaint = Complaint(
        address=_address(mail, fields),
        feedback_type=fields.get("feedback-type").strip().lower()[:40],
    )
    reference = (
        reference_in_head(mail.head, host=host)
        or reference_in_returned(mail, host=host)
        or reference_in_fields(fields.all("original-mail-from"))
        or reference_in_fields(fields.all("original-envelope-id"))
    )
    return complaint, reference


def _fields(mail: Part) -> Head | None:
    for leaf in walk(mail):
        if leaf.type.name == "message/feedback-report":
            data = leaf.data(_MOST_FIELDS).lstrip(b"\r\n")
            return read_head(data, 0, len(data))[0]
    is_report = mail.type.name == "multipart/report"
    if is_report and mail.type.params.get("report-type") == "feedback-report":
        return Head()
    return None


def _address(mail: Part, fields: Head) -> str:
    said = fields.all("original-rcpt-to") + fields.all("removal-recipient")
    found = addresses([value.rpartition(";")[2] for value in said])
    for leaf in walk(mail):
        if leaf.is_mail or leaf.is_head_of_mail:
            found += addresses(mail_inside(leaf).head.all("to"))
    kept = [address for _name, address in found if not address.startswith(_REDACTED)]
    return kept[0] if kept else ""
