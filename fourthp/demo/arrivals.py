"""What came back to the demo by mail: two answers, and a mail that came back."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from fourthp.demo.answers import ANSWERS, RETURNED, Answer
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Person
from fourthp.post.models import Message
from fourthp.post.operations.arrivals import take_in
from fourthp.post.operations.letters import settle_letter
from fourthp.post.queries.composing import message_id_host

BACK_AT_ONCE = timedelta(minutes=2)
READ_AFTER = timedelta(hours=3)
# What a mail server says whose mailbox is full (RFC 3464).
_FULL = """\
From: Mail Delivery System <mailer-daemon@mx.anyshire.example>
To: post@{host}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <report@mx.anyshire.example>
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=part

--part
Content-Type: text/plain

This mailbox is full.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.anyshire.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full
--part
Content-Type: message/rfc822

Message-ID: <{reference}@{host}>

--part--

"""


def take_in_answers(*, by: Actor, now: datetime) -> None:
    """Take in what people answered, and deal with what somebody dealt with."""
    returned = _last_sent(RETURNED)
    came_at = _sent_at(returned) + BACK_AT_ONCE
    take_in(_report(returned, came_at), f"demo:{RETURNED}", now=came_at)
    for answer in ANSWERS:
        message = _last_sent(answer.mailbox)
        at = min(_sent_at(message) + timedelta(hours=answer.hours), now)
        letter = take_in(_mail(answer, message, at), f"demo:{answer.mailbox}", now=at)
        if answer.is_dealt_with:
            settle_letter(letter, by=by, now=min(at + READ_AFTER, now))


def _last_sent(mailbox: str) -> Message:
    """Return the last mail to somebody that is no bundle: an urgent letter."""
    sent = Message.objects.filter(address=f"{mailbox}@anyshire.example", state="sent")
    return sent.exclude(mailing=None).latest("ended_at")


def _sent_at(message: Message) -> datetime:
    return message.ended_at or message.made_at


def _mail(answer: Answer, message: Message, at: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    name = Person.objects.get(email=message.address).name
    mail["From"] = formataddr((name, message.address))
    mail["To"] = f"post@{message_id_host()}"
    mail["Subject"] = answer.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{answer.mailbox}@anyshire.example>"
    mail["In-Reply-To"] = f"<{message.reference}@{message_id_host()}>"
    mail.set_content(answer.words)
    return mail.as_bytes()


def _report(message: Message, at: datetime) -> bytes:
    said = _FULL.format(
        host=message_id_host(),
        date=format_datetime(at),
        address=message.address,
        reference=message.reference,
    )
    return said.replace("\n", "\r\n").encode()
