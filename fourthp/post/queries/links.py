"""Links that stand in mails: good for one page, one person, and a while."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from fourthp.foundation.links import SignedLink
from fourthp.post.models import Message
from fourthp.post.rules.readers import ADDRESS

# A mail that is found again after a year still lets its reader leave.
WISHES_LAST = timedelta(days=500)
WISHES, UNSUBSCRIBE = "wishes", "unsubscribe"


def full(path: str) -> str:
    """Return the address of a page as it stands in a mail."""
    return f"{settings.URL}{path}"


def reader_link(kind: str, pk: str, purpose: str, *, now: datetime) -> SignedLink:
    """Return the link to a reader's own page of mail; it opens nothing else."""
    own = UUID(pk)
    return SignedLink(purpose, kind, own, "reader", own, now + WISHES_LAST)


def reader_url(kind: str, pk: str, purpose: str, *, now: datetime) -> str:
    """Return the address of a reader's own page of mail, as it stands in a mail."""
    token = reader_link(kind, pk, purpose, now=now).token()
    return full(reverse(f"mail-{purpose}", args=[token]))


def link_of_reader(message: Message, purpose: str, *, now: datetime) -> str:
    """Return the address of a reader's own page of mail; nothing for a bare address."""
    if message.reader_kind == ADDRESS or not message.reader_id:
        return ""
    return reader_url(message.reader_kind, message.reader_id, purpose, now=now)
