"""Second factors: which somebody has, and which opened this session."""

import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest  # noqa: TID251 -- a factor is asked of a session
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fourthp.accounts.models import User
from fourthp.accounts.queries.desks import strong_since
from fourthp.accounts.rules.spans import (
    factor_counts,
)

CODE_LASTS = timedelta(hours=2)
# What a session says of a code that was mailed, and that it was typed.
MAILBOX_ASKED, MAILBOX_SHOWN = "mailbox_asked", "mailbox_shown"
# What a session says of a second factor that an employer's sign-in asked for.
EMPLOYER = "employer"
_FACTORS = frozenset({*Authenticator.Type.values, EMPLOYER})


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether a second factor opened this session.

    A passkey, an app's code, a recovery code, or one that her employer asked for.
    """
    accepted = _FACTORS | {"demo"} if settings.DEMO else _FACTORS
    return bool(factors_used(request, request.user) & accepted)


def factors_used(request: HttpRequest, user: User | AnonymousUser) -> set[str]:
    """Return the kinds of factor that this user showed in this session lately."""
    now = timezone.now()
    since = strong_since(request.session, now=now)
    return {
        str(record.get("type"))
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa"
        and (record.get("type") == "demo" or _counts(record["at"], since, now))
    }


def _counts(shown: float, since: datetime | None, now: datetime) -> bool:
    lasts, at = settings.FACTOR_LASTS, datetime.fromtimestamp(shown, UTC)
    return factor_counts(at, since=since, lasts=lasts, now=now)


def came_just_now(request: HttpRequest, user: User) -> bool:
    """Tell whether somebody signed in within the minutes for which that is proof.

    An employer's sign-in may let a browser through without asking anybody.
    """
    seconds = app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        time.time() - record["at"] < seconds
        for record in get_authentication_records(request, user)
        if not _is_of_employer(record) or record.get("reauthenticated")
    )


def _is_of_employer(record: dict[str, Any]) -> bool:
    return EMPLOYER in {record.get("method"), record.get("type")}


def moments_of_employer(request: HttpRequest, user: User) -> list[float]:
    """Return the dates of what an employer's sign-in told of a factor in a session."""
    return [
        record["at"]
        for record in get_authentication_records(request, user)
        if record.get("type") == EMPLOYER
    ]


def factors_of(user: User) -> set[str]:
    """Return the kinds of second factor somebody set up."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def kinds_of_factors(user: User) -> dict[int, str]:
    """Return the kind of each of somebody's factors, by its row."""
    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def factor_keys() -> list[Fernet]:
    """Return what seals and opens the secrets of factors, the newest key first."""
    return [
        Fernet(
            urlsafe_b64encode(
                salted_hmac(
                    "accounts.factors", "", secret=key, algorithm="sha256"
                ).digest()
            )
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def sealed_in(data: dict[str, Any]) -> list[str]:
    """Return what lies sealed in the data of a factor; a passkey has no secret."""
    found = [data[part] for part in ("secret", "seed") if part in data]
    return found + list(data.get("migrated_codes") or ())


def _opens(box: Fernet | MultiFernet, data: dict[str, Any]) -> bool:
    try:
        for token in sealed_in(data):
            box.decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def factors_by_older_keys() -> tuple[list[int], list[int]]:
    """Return the factors that only an older key opens, and those that none opens."""
    newest, any_key = factor_keys()[0], MultiFernet(factor_keys())
    kept = Authenticator.objects.order_by("pk").values_list("pk", "data")
    left = [(pk, data) for pk, data in kept if not _opens(newest, data)]
    lost = [pk for pk, data in left if not _opens(any_key, data)]
    return [pk for pk, _data in left if pk not in lost], lost


def codes_are_lost(user: User) -> bool:
    """Tell whether no key of this home opens somebody's recovery codes any more."""
    any_key, kind = MultiFernet(factor_keys()), Authenticator.Type.RECOVERY_CODES
    kept = Authenticator.objects.filter(user=user, type=kind).values_list("data")
    return not all(_opens(any_key, data) for (data,) in kept)


def mailbox_key(user: User) -> str:
    """Return what stands for an account's mailbox, as it is now."""
    return f"mailbox {user.pk} {user.email}"


def code_digest(user: User, code: str) -> str:
    """Return what is kept of a code that was mailed to somebody."""
    told = f"{mailbox_key(user)} {code}"
    return salted_hmac("accounts.mailbox", told, algorithm="sha256").hexdigest()


def may_change_ways_in(request: HttpRequest) -> bool:
    """Tell whether a session may add or take away what signs its user in.

    A factor may, where there is one; else whoever has the account's mail, shown by a
    code in this session or by a password chosen from a mail within two hours.
    """
    user = request.user
    if not isinstance(user, User) or has_second_factor(request) or factors_of(user):
        return has_second_factor(request)
    key = mailbox_key(user)
    return request.session.get(MAILBOX_SHOWN) == key or cache.get(key, default=False)


def passkeys_of(user: User) -> list[Authenticator]:
    """Return somebody's passkeys, the oldest first."""
    kind = Authenticator.Type.WEBAUTHN
    return list(Authenticator.objects.filter(user=user, type=kind).order_by("pk"))
