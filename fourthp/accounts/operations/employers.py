"""Coming in through an employer's sign-in (OpenID Connect, with PKCE).

What was begun is kept in the session of the browser that began it, and is good once.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.db import transaction
from django.http import (  # noqa: TID251 -- a session is opened for a request
    HttpRequest,
    HttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from fourthp.accounts.models import User
from fourthp.accounts.operations.desks import choose_desk
from fourthp.accounts.operations.providers import (
    NotBelieved,
    SignInRefused,
    claims_of,
    facts_of,
)
from fourthp.accounts.queries.desks import BY_EMPLOYER
from fourthp.accounts.queries.employers import identity_of
from fourthp.accounts.queries.factors import (
    EMPLOYER,
    factors_used,
    moments_of_employer,
)
from fourthp.accounts.rules.providers import Provider

ASKED = "employer_asked"
BEGUN_LASTS = timedelta(minutes=10)
# Signed in there so lately, it counts as signed in once more.
JUST_NOW = timedelta(minutes=6)
# Signed in there longer ago, she is asked there again.
ASKED_AGAIN = timedelta(minutes=5)
_AT_ONCE = 3


class NotBegunHere(SignInRefused):
    """Nobody began this in this browser, or it was used, or is too long ago."""

    status = 400


class SaidNo(SignInRefused):
    """The employer's sign-in let nobody through."""


class NotTheirs(SignInRefused):
    """Somebody has an account at the provider, and not with this employer."""


class Purpose(StrEnum):
    """Why somebody is sent to her employer's sign-in."""

    IN = "to sign in"
    JOIN = "to join it to her account"
    AGAIN = "to show once more that it is she"


@dataclass(frozen=True)
class Wish:
    """What somebody wants by being sent to her employer's sign-in.

    desk: whose she says that the computer is; nothing where she was not asked.
    """

    purpose: Purpose
    leads_to: str = ""
    desk: str = ""


@dataclass(frozen=True)
class Begun:
    """What was begun in this browser, and what only its answer may carry."""

    wish: Wish
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Proven:
    """Who came back, as the provider says: nobody's account yet.

    key: who she is there, for good. came_at: when she last signed in there, as a
    moment of the clock; None where it does not say. was_just_now: that is a moment ago.
    """

    provider: Provider
    wish: Wish
    key: str
    email: str
    is_strong: bool
    came_at: float | None
    was_just_now: bool


def begin_at_employer(
    request: HttpRequest, provider: Provider, wish: Wish, *, now: datetime
) -> str:
    """Return the URL at which an employer's sign-in is asked; raise ProviderIsSilent.

    Nobody but this browser can come back from there with anything.
    """
    place = facts_of(provider)["authorization_endpoint"]
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    kept = dict(list(request.session.get(ASKED, {}).items())[1 - _AT_ONCE :])
    kept[state] = {
        "word": provider.word,
        "wish": asdict(wish),
        "nonce": nonce,
        "verifier": verifier,
        "user": str(request.user.pk or ""),
        "at": now.timestamp(),
    }
    request.session[ASKED] = kept
    asked = _asked(provider, wish) | {"state": state, "nonce": nonce}
    digest = hashlib.sha256(verifier.encode()).digest()
    asked["code_challenge"] = urlsafe_b64encode(digest).decode().rstrip("=")
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"


def _asked(provider: Provider, wish: Wish) -> dict[str, str]:
    """Return what is asked of a provider, whoever comes."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_url(provider),
        "scope": "openid email",
        "code_challenge_method": "S256",
    }
    if wish.purpose is Purpose.JOIN:
        # Whoever used this computer before may still be signed in there.
        asked["prompt"] = "select_account"
    return asked | provider.wishes(within=_within(provider, wish.purpose))


def _within(provider: Provider, purpose: Purpose) -> timedelta | None:
    """Return how lately somebody must have signed in there; None: it is all the same.

    What is no proof here any more, a provider asks for anew at once.
    """
    if purpose is Purpose.IN:
        return settings.FACTOR_LASTS if provider.can_vouch else None
    return ASKED_AGAIN


def back_url(provider: Provider) -> str:
    """Return the one URL at which people of a provider come back, in any language."""
    with override(settings.LANGUAGE_CODE):
        path = reverse("employer_back", args=[provider.word])
    return f"{settings.URL}{path}"


def prove(
    provider: Provider, begun: Begun, answer: Mapping[str, str], *, now: datetime
) -> Proven:
    """Return who came back from a provider; raise SignInRefused."""
    _look_at_sender(provider, answer)
    if "error" in answer or not answer.get("code"):
        raise SaidNo(_("%s did not sign you in. Nothing changed.") % provider.name)
    asked = {"verifier": begun.verifier, "nonce": begun.nonce}
    claims = claims_of(provider, answer["code"], back=back_url(provider), **asked)
    if not provider.admits(claims):
        raise NotTheirs(
            _("This is no account of %s. Choose your account there, and try again.")
            % provider.name
        )
    came_at = _came_at(claims, now)
    return Proven(
        provider,
        begun.wish,
        key=key_of(claims),
        email=str(claims.get("email") or "").strip().lower(),
        is_strong=provider.vouches(claims),
        came_at=came_at,
        was_just_now=_was_just_now(came_at, now),
    )


def key_of(claims: Mapping[str, Any]) -> str:
    """Return what is kept of who somebody is at a provider."""
    told = f"{claims['iss']}\n{claims['sub']}"
    return hashlib.sha256(told.encode()).hexdigest()


def take_begun(
    request: HttpRequest, provider: Provider, state: str, *, now: datetime
) -> Begun:
    """Return what was begun in this browser; raise NotBegunHere.

    It is over with that, whatever comes of it.
    """
    kept: dict[str, Any] = request.session.get(ASKED, {})
    begun: dict[str, Any] = kept.get(state, {})
    if begun:
        request.session[ASKED] = {n: one for n, one in kept.items() if n != state}
    is_young = now.timestamp() - begun.get("at", 0) < BEGUN_LASTS.total_seconds()
    if not is_young or begun.get("word") != provider.word:
        raise NotBegunHere(_("This was begun elsewhere, or too long ago. Begin again."))
    if begun["user"] and begun["user"] != str(request.user.pk):
        raise NotBegunHere(_("You are not signed in any more. Sign in, and try again."))
    said = begun["wish"]
    wish = Wish(Purpose(said["purpose"]), said["leads_to"], said["desk"])
    return Begun(wish, begun["nonce"], begun["verifier"])


def _look_at_sender(provider: Provider, answer: Mapping[str, str]) -> None:
    """Refuse an answer that another provider sent in this one's name (RFC 9207)."""
    says = facts_of(provider).get("authorization_response_iss_parameter_supported")
    sender = answer.get("iss", "" if says is True else provider.issuer)
    if sender != provider.issuer:
        raise NotBelieved(_("This answer is not from %s.") % provider.name)


def _came_at(claims: Mapping[str, Any], now: datetime) -> float | None:
    """Return when somebody signed in there; what is no moment is long ago."""
    at = claims.get("auth_time")
    if at is None:
        return None
    return max(0.0, min(at, now.timestamp())) if type(at) in {int, float} else 0.0


def _was_just_now(came_at: float | None, now: datetime) -> bool:
    return came_at is not None and now.timestamp() - came_at < JUST_NOW.total_seconds()


def sign_in_by(request: HttpRequest, proven: Proven) -> HttpResponse | None:
    """Open a session for whoever joined this identity to her account, or return None.

    With a second factor there that still counts, none of ours is asked; without, it is
    as a password.
    """
    identity = identity_of(proven.key)
    if identity is None:
        return None
    user = identity.user
    if request.user.pk != user.pk:
        _leave_anothers(request, proven.wish)
    note_employer(request, user, proven)
    leads_to = proven.wish.leads_to or None
    login = Login(user=user, email=user.email, redirect_url=leads_to)
    if EMPLOYER not in factors_used(request, user):
        answer: HttpResponse = perform_login(request, login)
        return answer
    adapter = get_adapter()
    with transaction.atomic():
        adapter.login(request, user)
        opened: HttpResponse = adapter.post_login(
            request,
            user,
            email_verification=login.email_verification,
            signal_kwargs=None,
            email=login.email,
            signup=False,
            redirect_url=leads_to,
        )
    return opened


def _leave_anothers(request: HttpRequest, wish: Wish) -> None:
    """Note what a new session is, and end the one that it takes the place of."""
    if SESSION_KEY in request.session:
        # Somebody's, though a new password may have signed her out.
        logout(request)
    request.session[BY_EMPLOYER] = True
    if wish.desk:
        choose_desk(request, wish.desk)


def note_employer(request: HttpRequest, user: User, proven: Proven) -> None:
    """Note in a session what an employer's sign-in said of its user, and since when.

    Where it asked nobody, nothing is younger than it was; a session in which it told of
    a factor already, and not when, keeps the date of that.
    """
    told = {
        "at": _date_of(request, user, proven),
        "reauthenticated": True if proven.was_just_now else None,
    }
    word = proven.provider.word
    record_authentication(request, user, EMPLOYER, provider=word, **told)
    if proven.is_strong:
        record_authentication(request, user, "mfa", type=EMPLOYER, **told)


def _date_of(request: HttpRequest, user: User, proven: Proven) -> float | None:
    if proven.came_at is not None:
        return proven.came_at
    earlier = moments_of_employer(request, user)
    return max(earlier) if earlier else None
