"""Links that stand in mails: good for one page, one person, and a while."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from fourthp.foundation.links import SignedLink
from fourthp.foundation.policies import OPEN, policy_of
from fourthp.post.models import Message
from fourthp.post.rules.letters import Button
from fourthp.post.rules.readers import ADDRESS

# A mail that is found again after a year still lets its reader leave.
WISHES_LAST = timedelta(days=500)
WISHES, UNSUBSCRIBE = "wishes", "unsubscribe"


def full(path: str) -> str:
    """Return the address of a page as it stands in a mail."""
    return f"{settings.URL}{path}"


def button_to(
    label: str, url: str, *, is_quiet: bool = False, is_open: bool = True
) -> Button:
    """Return a button to a page; where that asks to sign in, the button says so.

    is_open: what its page shows is not for members alone, where everyone may open the
    page. It is asked in the language in which the address was made.
    """
    signs_in = not is_open or _signs_in(url)
    return Button(label, url, is_quiet=is_quiet, signs_in=signs_in)


def _signs_in(url: str) -> bool:
    """Tell whether a page of ours opens only for whoever is signed in."""
    try:
        door = resolve(urlsplit(url).path) if url.startswith(full("/")) else None
    except Resolver404:
        return False
    policy = policy_of(door.func) if door else None
    return policy is not None and policy.entry not in OPEN


def reader_link(kind: str, pk: str, purpose: str, *, now: datetime) -> SignedLink:
    """Return the link to a reader's own page of mail; it opens nothing else."""
    own = UUID(pk)
    return SignedLink(purpose, kind, own, "reader", own, now + WISHES_LAST)


def reader_url(kind: str, pk: str, purpose: str, *, now: datetime) -> str:
    """Return the address of a reader's own page of mail, as it stands in a mail."""
    token = reader_link(kind, pk, purpose, now=now).token()
    return full(reverse(f"mail-{purpose}", args=[token]))


def reader_page(kind: str, pk: str) -> str:
    """Return the address at which whoever looks after mail sees what goes to a reader.

    It needs somebody who is signed in.
    """
    return full(reverse("outbox-reader", args=[kind, pk]))


def link_of_reader(message: Message, purpose: str, *, now: datetime) -> str:
    """Return the address of a reader's own page of mail; nothing for a bare address."""
    if message.reader_kind == ADDRESS or not message.reader_id:
        return ""
    return reader_url(message.reader_kind, message.reader_id, purpose, now=now)
