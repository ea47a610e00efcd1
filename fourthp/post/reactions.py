"""What lower rooms send: Django's mail setting points here."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Public
from fourthp.foundation.clock import now
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.kinds import SIGNING_IN
from fourthp.post.queries.links import button_to
from fourthp.post.rules.letters import Block, Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader

_LINK = re.compile(r"https?://\S+\Z")


class OutboxBackend(BaseEmailBackend):
    """Writes what Django would send into the outbox, in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write a message for each of whom a mail is for; return how many mails."""
        for mail in email_messages:
            readers = [Reader(ADDRESS, "", address) for address in mail.to]
            news = News(SIGNING_IN, partial(_letter, mail))
            tell(readers, news, by=Public(), now=now())
        return len(email_messages)


def _letter(mail: EmailMessage, _reader: Reader) -> Letter:
    return letter_of_text(str(mail.body))


def letter_of_text(text: str) -> Letter:
    """Return a plain mail as a letter: a line that is a link becomes a button."""
    return Letter("", tuple(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        words: list[str] = []
        for line in paragraph.splitlines():
            if not _LINK.match(line.strip()):
                words.append(line.strip())
                continue
            yield from _said(words)
            words = []
            yield button_to(_("Open the page"), line.strip())
        yield from _said(words)


def _said(words: list[str]) -> Iterator[Block]:
    if words:
        yield Paragraph(" ".join(words))
