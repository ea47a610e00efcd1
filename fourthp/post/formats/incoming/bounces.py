"""Mails that say that a mail of ours did not arrive, or not yet.

Reports after RFC 3464 are read field by field. What has no such part is known by who
sent it and what its subject or first lines say, and the address is found by
flufl.bounce; what it does not know is looked for in the words.
"""

import logging
import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import cached_property

from flufl.bounce import all_failures

from fourthp.post.formats.incoming.arrivals import MOST_LINE, Bounce
from fourthp.post.formats.incoming.automatic import is_from_mailer, is_named_mailer
from fourthp.post.formats.incoming.cleaning import without_addresses
from fourthp.post.formats.incoming.failures import DELAY_WORDS, status_in
from fourthp.post.formats.incoming.headers import (
    Head,
    addresses,
    plain_address,
    read_head,
    words,
)
from fourthp.post.formats.incoming.parts import Part, walk
from fourthp.post.formats.incoming.references import (
    reference_in_fields,
    reference_in_head,
    reference_in_returned,
    reference_inlined,
)
from fourthp.post.rules.returns import judge

# It logs whole mails that it cannot make out; addresses do not belong into a log.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

_MOST_BLOCKS = 20
_MOST_STATUS = 32 * 1024
_MOST_LINES = 120
_MOST_WIDE = 300
_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_DELAYED = ("delayed", "delay")
_FAILED = ("failed", "fail", "error")

_SUBJECT = re.compile(
    r"(?:undeliver|returned mail|returned to sender|failure notice|mail delivery|"
    r"delivery (?:status|failure|notification|has failed|incomplete|delayed|problem)|"
    r"message (?:delayed|not delivered|undeliverable)|could not be delivered|"
    r"non[ -]remis|non remis|échec de la remise|message non distribué|unzustellbar|"
    r"nicht zugestellt|mail konnte nicht|no se puede entregar|no se pudo entregar|"
    r"no entregado|não é possível entregar|não entregue|falha na entrega|onbestelbaar|"
    r"niedostarczalne|nie dostarczono|non recapitabile|mancata consegna|"
    r"nu poate fi livrat|nelivrabil|nelivrat|imposibil de livrat|تعذر تسليم|"
    r"لم يتم التسليم|warning: message|warning: could not send|rejected:|"
    r"delivery to .{1,80} (?:failed|delayed))",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:could ?n[o']t be delivered|was ?n[o']t delivered|unable to deliver|"
    r"wasn't able to deliver|delivery has failed|delivery to the following|"
    r"undeliverable|permanent error|permanent fatal errors|"
    r"did not reach the following|was automatically rejected|not yet been delivered|"
    r"has not been delivered|delivery failure|failed recipient|"
    r"i'm afraid i wasn't able|returned to you|nicht zugestellt werden)",
    re.IGNORECASE,
)
_REJECTED = re.compile(r"was automatically rejected", re.IGNORECASE)
# Where the mail that is given back begins, when it stands in the words themselves.
_RETURNED = re.compile(
    r"^(?:-{2,60}[ ]?.{0,40}(?:copy of (?:the|your) message|original message|"
    r"below this line|returned mail|forwarded message|message (?:text|header)).{0,80}|"
    r"-{3,60} ?(?:enclosed|header|the header).{0,80}|original message headers:|"
    r"received: from .{0,200}|return-path:.{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_RECIPIENT = re.compile(
    r"[<(\[]?([^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"']{3,190})"
)
_XTEXT = re.compile(r"\+(2B|3D)", re.IGNORECASE)


def bounce_of(mail: Part, whole: str, *, host: str) -> tuple[Bounce, str] | None:
    """Return what a mail says came back, and the reference it proves; None if nothing.

    whole: the words of the mail. A person who forwards a bounce, as a file or in her
    words, has not bounced.
    """
    told = _Told(mail, whole)
    report = _report(mail)
    if report is not None:
        return _of_report(told, report, host=host)
    if not _may_be_in_words(mail):
        return None
    return _of_words(told, host=host) if _is_in_words(told) else None


@dataclass(frozen=True)
class _Told:
    """A bounce in words: the mail, all it says, and what the server itself says."""

    mail: Part
    whole: str

    @cached_property
    def explanation(self) -> str:
        found = _RETURNED.search(self.whole)
        return self.whole[: found.start()] if found else self.whole


def _report(mail: Part) -> list[Head] | None:
    """Return the fields of a delivery status report that failed or waits, in blocks."""
    is_report = mail.type.name == "multipart/report" or is_from_mailer(mail.head)
    if not is_report:
        return None
    for leaf in walk(mail):
        if leaf.type.name in _REPORTS:
            blocks = _blocks(leaf)
            if any(_action(block).startswith(_FAILED + _DELAYED) for block in blocks):
                return blocks
    return None


def _blocks(part: Part) -> list[Head]:
    data = part.data(_MOST_STATUS).replace(b"\r\n", b"\n").strip(b"\n")
    blocks: list[Head] = []
    position = 0
    while position < len(data) and len(blocks) < _MOST_BLOCKS:
        head, after = read_head(data, position, len(data))
        if head.lines:
            blocks.append(head)
        position = max(after, position + 1)
    return blocks


def _action(block: Head) -> str:
    return block.get("action").strip().lower()


def _of_report(told: _Told, blocks: list[Head], *, host: str) -> tuple[Bounce, str]:
    failed = [block for block in blocks if _action(block).startswith(_FAILED)]
    block = (failed or [b for b in blocks if _action(b).startswith(_DELAYED)])[0]
    said = words(block.get("diagnostic-code")).partition(";")
    diagnostic = (said[2] or said[0]).strip()
    fault = judge(block.get("status"), diagnostic or told.explanation)
    bounce = Bounce(
        address=_recipient(block),
        is_hard=fault.is_hard and bool(failed),
        status=fault.status,
        diagnostic=without_addresses(diagnostic, MOST_LINE),
        is_policy=fault.is_policy and bool(failed),
        is_delay=not failed,
    )
    return bounce, _reference(told.mail, blocks, host=host)


def _recipient(block: Head) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        for value in block.all(name):
            said = value.rpartition(";")[2].strip()
            if found := plain_address(said):
                return _XTEXT.sub(_unescaped, found)
    return ""


def _unescaped(found: re.Match[str]) -> str:
    return "+" if found[1].upper() == "2B" else "="


def _reference(mail: Part, blocks: list[Head], *, host: str) -> str:
    fields = [value for b in blocks for value in b.all("original-envelope-id")]
    fields += [value for b in blocks for value in b.all("final-recipient")]
    return (
        reference_in_head(mail.head, host=host)
        or reference_in_returned(mail, host=host)
        or reference_in_fields(fields)
    )


def _may_be_in_words(mail: Part) -> bool:
    is_sent_by_server = mail.head.has("x-failed-recipients") or is_from_mailer(
        mail.head
    )
    return is_sent_by_server or _is_receipt(mail)


def _is_receipt(mail: Part) -> bool:
    return mail.type.params.get("report-type") == "disposition-notification"


def _is_in_words(told: _Told) -> bool:
    head = told.mail.head
    if head.has("x-failed-recipients"):
        return True
    if _is_receipt(told.mail):
        return bool(_REJECTED.search(told.whole[:2000]))
    if _SUBJECT.search(words(head.get("subject"))):
        return True
    return is_named_mailer(head) and bool(_WORDS.search(told.explanation[:3000]))


def _of_words(told: _Told, *, host: str) -> tuple[Bounce, str]:
    mail, text = told.mail, told.explanation
    waits, failed = _scanned(mail, text)
    subject = words(mail.head.get("subject"))
    is_delay = not mail.head.has("x-failed-recipients") and (
        bool(DELAY_WORDS.search(subject) or DELAY_WORDS.search(text[:3000]))
        or bool(waits and not failed)
    )
    fault = judge(status_in(text), text)
    bounce = Bounce(
        address=_named(mail, failed + waits, text, host=host),
        is_hard=fault.is_hard and not is_delay,
        status=fault.status,
        diagnostic=without_addresses(_telling_line(text), MOST_LINE),
        is_policy=fault.is_policy and not is_delay,
        is_delay=is_delay,
    )
    reference = _reference(mail, [], host=host)
    return bounce, reference or reference_inlined(told.whole, host=host)


def _scanned(mail: Part, text: str) -> tuple[list[str], list[str]]:
    """Return the addresses that wait and that failed, as flufl.bounce knows them."""
    try:
        waits, failed = all_failures(_shown(mail, text))
    except Exception:  # noqa: BLE001 -- a library of guesses met a guess it does not know
        return [], []
    return _read(waits), _read(failed)


def _read(found: frozenset[bytes]) -> list[str]:
    said = [plain_address(one.decode("ascii", "replace")) for one in sorted(found)]
    return [address for address in said if address]


def _shown(mail: Part, text: str) -> Message:
    """Return the mail as the library is shown it: its words, short lines, no more."""
    body = "\n".join(line[:_MOST_WIDE] for line in text.split("\n")[:_MOST_LINES])
    part = MIMEText(body + "\n", "plain", "utf-8", policy=policy.compat32)
    # Its detectors look at lines as they stand, not as they are encoded.
    part.set_payload(body + "\n")
    del part["Content-Transfer-Encoding"]
    shown: Message = part
    if mail.parts:
        description = mail.parts[0].head.get("content-description")
        part["Content-Description"] = _ascii(description)
        shown = MIMEMultipart("mixed", policy=policy.compat32)
        shown.attach(part)
    senders = addresses(mail.head.all("from"))
    # One of its detectors takes it for granted that somebody sent the mail.
    shown["from"] = _ascii(senders[0][1]) if senders else "mailer-daemon"
    for name in ("x-failed-recipients", "x-mailer", "subject"):
        for value in mail.head.all(name)[:3]:
            shown[name] = _ascii(value)
    return shown


def _ascii(value: str) -> str:
    return value[:MOST_LINE].encode("ascii", "replace").decode()


def _named(mail: Part, found: list[str], text: str, *, host: str) -> str:
    """Return the address that came back: ours and the mailer's own are not."""
    said = [address for _n, address in addresses(mail.head.all("x-failed-recipients"))]
    looked = [one[1].rstrip(".") for one in _RECIPIENT.finditer(text[:4000])]
    senders = {address for _n, address in addresses(mail.head.all("from"))}
    for one in [*said, *found, *looked]:
        address = plain_address(one)
        is_ours = address.endswith("@" + host.lower())
        if address and not is_ours and address not in senders:
            return address
    return ""


def _telling_line(text: str) -> str:
    """Return the line that says most: one with a status, else with a reason."""
    lines = [line.strip() for line in text.split("\n")[:_MOST_LINES] if line.strip()]
    for line in lines:
        if status_in(line[:_MOST_WIDE]):
            return line
    for line in lines:
        fault = judge("", line[:_MOST_WIDE])
        if fault.is_hard or fault.is_policy:
            return line
    return ""
