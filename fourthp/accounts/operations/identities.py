"""Joining an employer's sign-in to an account, and parting them again.

That a token names an address is never enough: whoever could name it there would take
over a person here. It is joined by whoever is signed in and may change her ways in, or
by a link to the address that we have, opened in the browser that came from there.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest  # noqa: TID251 -- what waits belongs to a session
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from fourthp.accounts.models import Identity, User
from fourthp.accounts.operations.employers import BEGUN_LASTS, Proven
from fourthp.accounts.operations.sessions import announce, end_sessions_of
from fourthp.accounts.queries.addresses import LINK_LASTS
from fourthp.accounts.queries.employers import provider_named
from fourthp.accounts.queries.factors import factors_of, mailbox_key
from fourthp.accounts.rules.providers import Provider
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate

JOINING = "employer_joining"
CONFIRMING = "employer_confirming"
# By the address, wherever somebody comes from.
MAILS = Rate("employer mail", burst=5, per_hour=10)


class IdentityIsTaken(Exception):
    """This sign-in is joined to another account, or the account to another of it."""


@dataclass(frozen=True)
class Found:
    """Whom an employer's sign-in named when somebody wanted to join it.

    email: as it is written there. token: says that just this one was shown.
    """

    key: str
    email: str
    token: str


@dataclass(frozen=True)
class Joining:
    """A sign-in that waits for a mail to be answered, and whose it would become."""

    user: User
    provider: Provider
    key: str


def join_identity(user: User, *, provider: Provider, key: str) -> Identity:
    """Let somebody sign in through her employer from now on, and tell her by mail.

    What is joined already stays as it is. Raises IdentityIsTaken.
    """
    facts = {"provider": provider.word, "issuer": provider.issuer}
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        found = Identity.objects.filter(key=key).first()
        if found is not None and found.user_id == user.pk:
            return found
        if not user.is_active:
            raise PermissionDenied
        try:
            with transaction.atomic():
                made = Identity.objects.create(user=user, key=key, **facts)
        except IntegrityError as problem:
            raise IdentityIsTaken(
                _(
                    "This cannot be joined: this account at %s belongs to somebody here"
                    " already, or you joined another one. Disconnect that one first."
                )
                % provider.name
            ) from problem
        announce("joined-employer", user, employer=provider.word)
        _tell("employer_joined", user, provider.name)
    return made


def ask_whom_to_join(request: HttpRequest, proven: Proven, *, now: datetime) -> None:
    """Keep whom an employer's sign-in named until it was looked at, in this session.

    Whoever used this computer before may still be signed in there.
    """
    request.session[CONFIRMING] = {
        "word": proven.provider.word,
        "key": proven.key,
        "email": proven.email,
        "token": secrets.token_urlsafe(16),
        "at": now.timestamp(),
    }


def found_to_join(
    request: HttpRequest, provider: Provider, *, now: datetime
) -> Found | None:
    """Return whom an employer's sign-in named just now, if that waits for a yes."""
    kept = request.session.get(CONFIRMING, {})
    is_young = now.timestamp() - kept.get("at", 0) < BEGUN_LASTS.total_seconds()
    if not is_young or kept["word"] != provider.word:
        return None
    return Found(kept["key"], kept["email"], kept["token"])


def join_found(
    request: HttpRequest, user: User, *, provider: Provider, found: Found
) -> Identity:
    """Join whom an employer's sign-in named to one's own account, once.

    Raises IdentityIsTaken.
    """
    del request.session[CONFIRMING]
    return join_identity(user, provider=provider, key=found.key)


def part_identity(identity: Identity, *, by: User) -> None:
    """Part an employer's sign-in from one's own account; what is gone stays gone."""
    if identity.user_id != by.pk:
        raise PermissionDenied
    _part([identity], by)


def drop_identities(user: UUID) -> int:
    """Part every employer's sign-in from an account, end its sessions, and tell her.

    Returns how many there were. The caller has asked who may, and records it.
    """
    with transaction.atomic():
        found = list(Identity.objects.filter(user=user).select_related("user"))
        if found:
            _part(found, found[0].user)
            end_sessions_of(user)
    return len(found)


def _part(identities: Iterable[Identity], user: User) -> None:
    for identity in identities:
        with transaction.atomic():
            gone, _each = Identity.objects.filter(pk=identity.pk).delete()
            if not gone:
                continue
            announce("parted-employer", user, employer=identity.provider)
            offered = provider_named(identity.provider)
            _tell(
                "employer_parted", user, offered.name if offered else identity.provider
            )


def _tell(mail: str, user: User, name: str) -> None:
    get_adapter().send_notification_mail(f"accounts/{mail}", user, {"name": name})


def offer_to_join(request: HttpRequest, proven: Proven, *, now: datetime) -> None:
    """Mail whoever has the address that a stranger's sign-in names; the page is alike.

    A link goes to an account's own address alone. Where a second factor is set up, the
    mail says to sign in with it first: whoever reads somebody's mail comes no further.
    """
    token = secrets.token_urlsafe(32)
    email = proven.email
    # Letter for letter: a database takes more of them for the same than mail does.
    user = User.objects.filter(email=email, is_active=True).first()
    may_join = user is not None and not _needs_more(user)
    request.session[JOINING] = {
        "digest": _digest(token),
        "word": proven.provider.word,
        "key": proven.key,
        "user": mailbox_key(user) if user and may_join else "",
        "pk": str(user.pk) if user and may_join else "",
        "at": now.timestamp(),
    }
    if not email or take_token(MAILS, email, now=now):
        return
    name = "employer_unknown" if user is None else "employer_elsewhere"
    path = reverse("employer_joining", args=[token])
    told = {"name": proven.provider.name, "link": f"{settings.URL}{path}"}
    get_adapter().send_mail(
        f"accounts/{'employer_join' if may_join else name}",
        user.email if user else email,
        told,
    )


def _needs_more(user: User) -> bool:
    """Tell whether an account's mail alone is too little to join anything to it."""
    is_of_nobody = import_string(settings.MAILBOX_OF_NOBODY)
    return bool(factors_of(user)) or is_of_nobody(user.email)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def joining_of(request: HttpRequest, token: str, *, now: datetime) -> Joining | None:
    """Return what a mailed link joins in this browser, or None once it has ended."""
    kept = request.session.get(JOINING, {})
    is_young = now.timestamp() - kept.get("at", 0) < LINK_LASTS.total_seconds()
    if not is_young or not constant_time_compare(_digest(token), kept["digest"]):
        return None
    provider = provider_named(kept["word"])
    if provider is None or not kept["pk"]:
        return None
    user = User.objects.filter(pk=kept["pk"], is_active=True).first()
    # Meanwhile the address may be another, or a second factor set up.
    if user is None or mailbox_key(user) != kept["user"] or _needs_more(user):
        return None
    return Joining(user, provider, kept["key"])


def join_by_mail(request: HttpRequest, joining: Joining) -> Identity:
    """Join what a mailed link stands for, once; raise IdentityIsTaken.

    It signs nobody in.
    """
    made = join_identity(joining.user, provider=joining.provider, key=joining.key)
    del request.session[JOINING]
    return made
