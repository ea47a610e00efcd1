"""A message as the bytes that leave: its letter, its envelope, and its foot."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now as clock_now
from fourthp.post.formats.letters import Foot
from fourthp.post.formats.mime import Envelope, ascii_address, mail_bytes
from fourthp.post.models import Message
from fourthp.post.queries.acts import as_it_stands, wishes_url
from fourthp.post.queries.kinds import FRESH_LINK
from fourthp.post.queries.links import UNSUBSCRIBE, link_of_reader
from fourthp.post.rules.kinds import Stream
from fourthp.post.rules.letters import Letter


@dataclass(frozen=True)
class Composed:
    """A whole mail, and the two addresses of its envelope."""

    sender: str
    recipient: str
    content: bytes


def composed(message: Message, *, network: str) -> Composed:
    """Return the mail that a message is, in its reader's language."""
    with translation.override(message.language or None):
        now, network = clock_now(), called_outside(network)
        leave_url = _leave_url(message, now)
        letter = _says(message, now)
        foot = _foot(message, letter, network, leave_url, now)
        envelope = _envelope(message, letter, network, now)
        envelope = replace(envelope, unsubscribe_url=leave_url)
        content = mail_bytes(envelope, letter, foot)
    recipient = ascii_address(message.address)
    return Composed(comes_back_to(message), recipient, content)


def _says(message: Message, now: datetime) -> Letter:
    """Return what a message says; what a fresh link is for is asked once more."""
    if message.kind == FRESH_LINK.name:
        return as_it_stands(message.says, now=now)
    return message.says


def called_outside(network: str) -> str:
    """Return what a mail's sender and its first line say, in a list or on a screen.

    Where a network's own name would tell too much, whoever runs it sets another.
    """
    return str(settings.MAIL_NAME) or network


def comes_back_to(message: Message) -> str:
    """Return the address that a mail's bounces and answers go to.

    Where mail is fetched it names the message; else it is the plain address.
    """
    address = settings.MAIL_FROM
    if not settings.MAIL_IN:
        return str(address)
    name, _at, host = address.rpartition("@")
    return f"{name}+{message.reference}@{host}"


def message_id_host() -> str:
    """Return what stands behind the @ of our Message-IDs: never the machine's name."""
    return str(settings.MAIL_FROM).rpartition("@")[2]


def _envelope(
    message: Message, letter: Letter, network: str, now: datetime
) -> Envelope:
    is_told = message.is_open and bool(letter.title)
    return Envelope(
        sender_name=network,
        from_address=settings.MAIL_FROM,
        to_address=message.address,
        reply_to=comes_back_to(message) if settings.MAIL_IN else "",
        reference=message.reference,
        host=message_id_host(),
        subject=letter.title if is_told else str(message.what.subject),
        date=now,
        language=message.language or settings.LANGUAGE_CODE,
        is_open=message.is_open,
    )


def _leave_url(message: Message, now: datetime) -> str:
    if message.what.stream is not Stream.NEWS:
        return ""
    return link_of_reader(message, UNSUBSCRIBE, now=now)


def _foot(
    message: Message, letter: Letter, network: str, leave_url: str, now: datetime
) -> Foot:
    reason = _("You get this because %s.") % message.what.reason
    wishes = wishes_url(message, letter, now=now)
    links = [
        (_("Choose what you get, and how often"), wishes),
        (_("Stop the news"), leave_url),
    ]
    return Foot(
        network=network,
        reason=reason,
        links=tuple((words, url) for words, url in links if url),
        takes_answers=bool(settings.MAIL_IN),
    )
