"""Showing that an account's mail reaches whoever is signed in (S6).

A password alone may be stolen. What would make somebody stronger than a password, or
take the account's address away, needs a factor, or a code that was mailed.
"""

import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest  # noqa: TID251 -- a code belongs to a session
from django.utils.crypto import constant_time_compare

from fourthp.accounts.models import User
from fourthp.accounts.queries.factors import (
    CODE_LASTS,
    MAILBOX_ASKED,
    MAILBOX_SHOWN,
    code_digest,
    mailbox_key,
)
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate

# By the address, wherever it is asked for; tries by the session that was mailed to.
MAILS = Rate("mailbox mail", burst=5, per_hour=10)
TRIES = Rate("mailbox code", burst=5, per_hour=20)


def send_mailbox_code(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Mail a code to somebody's own address; too many at once are not sent."""
    if take_token(MAILS, user.email.lower(), now=now):
        return
    code = f"{secrets.randbelow(10**8):08d}"
    asked = [code_digest(user, code), now.timestamp()]
    request.session[MAILBOX_ASKED] = asked
    get_adapter().send_mail("accounts/mailbox_code", user.email, {"code": code})


def take_mailbox_code(
    request: HttpRequest, user: User, code: str, *, now: datetime
) -> bool:
    """Tell whether this is the code that was mailed; each is good once."""
    digest, at = request.session.get(MAILBOX_ASKED, ("", 0))
    if take_token(TRIES, request.session.session_key or "", now=now):
        return False
    is_young = now.timestamp() - at < CODE_LASTS.total_seconds()
    if not (is_young and constant_time_compare(digest, code_digest(user, code))):
        return False
    del request.session[MAILBOX_ASKED]
    request.session[MAILBOX_SHOWN] = mailbox_key(user)
    return True


def note_mailbox(user: User) -> None:
    """Note that whoever has the account's mail chose its password just now."""
    cache.set(mailbox_key(user), True, timeout=int(CODE_LASTS.total_seconds()))
