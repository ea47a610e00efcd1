"""Signed links: a mail opens one page, for one person, about one matter, for a while.

A link never signs in. Its token reads `purpose.kind.id.kind.id.expiry.signature`; it
is always as long as any other of its purpose and kinds. The key that signs is the
newest; links of older keys open until SECRET_KEY_FALLBACKS forgets them.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from fourthp.foundation.actors import BEARER

# Raised when the shape of a token changes, so that no old one is read as a new one.
SHAPE = 1
_WORD = re.compile(r"[a-z][a-z_]{0,25}\Z")
_LONGEST = 300


class LinkRefused(Exception):
    """A link opens nothing; the message is one sentence for a person."""


class LinkIsBroken(LinkRefused):
    """Somebody or some program changed the link, or it was never one of ours."""


class LinkIsForAnotherPage(LinkRefused):
    """The link is ours, and was made for another purpose."""


class LinkHasExpired(LinkRefused):
    """The link was good once; it says whom to send a fresh one."""

    def __init__(self, message: str, link: "SignedLink") -> None:
        super().__init__(message)
        self.link = link


@dataclass(frozen=True)
class SignedLink:
    """What a link is good for; it acts in the name of whom it stands for."""

    purpose: str
    holder_kind: str
    holder_id: UUID
    matter_kind: str
    matter_id: UUID
    expires_at: datetime

    def __post_init__(self) -> None:
        words = (self.purpose, self.holder_kind, self.matter_kind)
        if not all(_WORD.match(word) for word in words):
            raise ValueError(words)

    @property
    def actor_kind(self) -> str:
        return "link"

    @property
    def actor_id(self) -> str:
        return f"{self.holder_kind}:{self.holder_id}"

    def token(self) -> str:
        """Return the link as one part of a URL."""
        parts = (
            self.purpose,
            self.holder_kind,
            _short(self.holder_id),
            self.matter_kind,
            _short(self.matter_id),
            f"{int(self.expires_at.timestamp()):x}",
        )
        return _signer(self.purpose).sign(".".join(parts))


@dataclass(frozen=True)
class Bearer:
    """Whoever has a link, where she says that she is not whom it stands for."""

    link: SignedLink
    actor_kind: str = BEARER

    @property
    def actor_id(self) -> str:
        return self.link.actor_id


def read_link(token: str, purpose: str, *, now: datetime) -> SignedLink:
    """Return what a token is good for, once its signature, purpose and time hold.

    Raises LinkIsBroken, LinkIsForAnotherPage or LinkHasExpired.
    """
    link = _parsed(token)
    if link.purpose != purpose:
        raise LinkIsForAnotherPage(_("This link is for another page."))
    if link.expires_at <= now:
        raise LinkHasExpired(_("This link is too old to be used."), link)
    return link


def _parsed(token: str) -> SignedLink:
    try:
        if len(token) > _LONGEST:
            raise ValueError  # noqa: TRY301 -- answered as every other damage is
        signed = _signer(token.partition(".")[0]).unsign(token)
        purpose, kind, pk, matter, matter_pk, expiry = signed.split(".")
        expires_at = datetime.fromtimestamp(int(expiry, 16), UTC)
        return SignedLink(
            purpose, kind, _long(pk), matter, _long(matter_pk), expires_at
        )
    except (BadSignature, ValueError, NotBase64) as problem:
        raise LinkIsBroken(
            _("This link is not whole. Open it again from the mail.")
        ) from problem


def _signer(purpose: str) -> Signer:
    return Signer(sep=".", salt=f"fourthp.links.{SHAPE}.{purpose}")


def _short(pk: UUID) -> str:
    return urlsafe_b64encode(pk.bytes).decode().rstrip("=")


def _long(text: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(f"{text}=="))
