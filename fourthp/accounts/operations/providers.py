"""Asking an employer's sign-in what it says of itself, and who came."""

import base64
import logging
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote_plus

from django.core.cache import cache
from django.utils.translation import gettext as _

from fourthp.accounts.formats import KeyIsUnknown, TokenRefused, read_id_token
from fourthp.accounts.rules.providers import Provider
from fourthp.foundation.fetching import Answer, NoAnswer, ask, may_be_asked

log = logging.getLogger(__name__)

FACTS_LAST = 3600  # seconds
KEYS_ASKED_EVERY = 60
# Whoever gave no answer is not waited for again so soon: each wait holds a worker.
SILENCE_LASTS = 60
_PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SignInRefused(Exception):
    """Somebody comes in no way through an employer; the message is for her."""

    status = 403


class ProviderIsSilent(SignInRefused):
    """The employer's sign-in gave no answer that can be used."""

    status = 503


class NotBelieved(SignInRefused):
    """What the employer's sign-in sent cannot be believed."""

    status = 400


def facts_of(provider: Provider) -> dict[str, Any]:
    """Return where a provider is asked what (OpenID Connect Discovery 1.0).

    Raises ProviderIsSilent.
    """
    url = f"{provider.url.rstrip('/')}/.well-known/openid-configuration"
    found: dict[str, Any] | None = cache.get(f"employer facts {url}")
    if found is None:
        found = _asked(provider, url)
        _look_at_facts(provider, found)
        cache.set(f"employer facts {url}", found, FACTS_LAST)
    return found


def _look_at_facts(provider: Provider, found: Mapping[str, Any]) -> None:
    if found.get("issuer") != provider.issuer:
        raise _silent(provider, "it names another issuer than the settings do")
    for name in _PLACES:
        place = found.get(name)
        inside = provider.is_inside
        if not isinstance(place, str) or not may_be_asked(place, inside=inside):
            raise _silent(provider, f"{name} is no address that may be asked")


def claims_of(
    provider: Provider, code: str, *, verifier: str, back: str, nonce: str
) -> dict[str, Any]:
    """Return what a provider says of whoever came with a code, checked.

    The code is spent with it. Raises ProviderIsSilent, NotBelieved.
    """
    token = _token(provider, code, verifier=verifier, back=back)
    try:
        try:
            return read_id_token(token, _keys(provider), provider, nonce=nonce)
        except KeyIsUnknown:
            # A provider changes its keys; asked for too often they stay as they were.
            keys = _keys(provider, anew=True)
            return read_id_token(token, keys, provider, nonce=nonce)
    except TokenRefused as problem:
        raise _not_believed(provider, str(problem)) from problem


def _token(provider: Provider, code: str, *, verifier: str, back: str) -> str:
    facts = facts_of(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {}
    ways = facts.get("token_endpoint_auth_methods_supported")
    if isinstance(ways, list) and "client_secret_post" in ways:
        form |= {"client_id": provider.client_id}
        form |= {"client_secret": provider.client_secret}
    else:
        headers["Authorization"] = _basic(provider)
    place = facts["token_endpoint"]
    answer = _answer(provider, place, form=form, headers=headers)
    try:
        said = answer.json()
    except NoAnswer as problem:
        raise _silent(provider, str(problem)) from problem
    token = said.get("id_token")
    if answer.status != 200 or not isinstance(token, str):
        # `error` is a word of RFC 6749; anything longer is not put into the log.
        raise _not_believed(provider, f"no token ({str(said.get('error'))[:40]})")
    return token


def _basic(provider: Provider) -> str:
    pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _keys(provider: Provider, *, anew: bool = False) -> Iterable[Mapping[str, Any]]:
    url = facts_of(provider)["jwks_uri"]
    name = f"employer keys {url}"
    found: list[Any] | None = cache.get(name)
    if anew and not cache.add(f"{name} asked", True, KEYS_ASKED_EVERY):
        anew = False
    if found is None or anew:
        listed = _asked(provider, url).get("keys")
        found = listed if isinstance(listed, list) else []
        cache.set(name, found, FACTS_LAST)
    return [key for key in found if isinstance(key, dict)]


def _answer(
    provider: Provider,
    url: str,
    *,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Ask a provider, unless it gave no answer a moment ago; raise ProviderIsSilent."""
    name = f"employer silence {provider.issuer}"
    if cache.get(name):
        raise _silent(provider, "it gave none a moment ago")
    try:
        return ask(url, form=form, headers=headers, inside=provider.is_inside)
    except NoAnswer as problem:
        cache.set(name, True, SILENCE_LASTS)
        raise _silent(provider, str(problem)) from problem


def _asked(provider: Provider, url: str) -> dict[str, Any]:
    answer = _answer(provider, url)
    if answer.status != 200:
        raise _silent(provider, f"status {answer.status}")
    try:
        return answer.json()
    except NoAnswer as problem:
        raise _silent(provider, str(problem)) from problem


def _silent(provider: Provider, why: str) -> ProviderIsSilent:
    log.warning("employer's sign-in %s gives no answer: %s", provider.word, why)
    return ProviderIsSilent(
        _(
            "%s does not answer just now. Try again in a little while, or sign in"
            " another way."
        )
        % provider.name
    )


def _not_believed(provider: Provider, why: str) -> NotBelieved:
    log.warning("employer's sign-in %s is not believed: %s", provider.word, why)
    return NotBelieved(
        _(
            "What %s sent could not be checked, so nobody was signed in. Try again; if"
            " it stays so, tell whoever runs this site."
        )
        % provider.name
    )
