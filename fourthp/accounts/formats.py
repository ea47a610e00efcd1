"""Tokens that say who somebody is (OpenID Connect Core 1.0, section 3.1.3.7)."""

from collections.abc import Iterable, Mapping
from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

from fourthp.accounts.rules.providers import Provider

# What only the provider can sign: never by a secret that both know, never unsigned.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
_KINDS = frozenset({"RSA", "EC"})
_NEEDED = ["iss", "sub", "aud", "exp", "iat"]
_CLOCKS_DIFFER = 60  # seconds
_LONGEST = 255  # signs of a subject


class TokenRefused(Exception):
    """A token cannot be believed; the message is a few words for the log."""


class KeyIsUnknown(TokenRefused):
    """A token was signed by a key that the provider has not shown yet."""


def read_id_token(
    token: str, keys: Iterable[Mapping[str, Any]], provider: Provider, *, nonce: str
) -> dict[str, Any]:
    """Return the claims of a token that this provider signed for us and this moment.

    Raises TokenRefused, and KeyIsUnknown where newer keys may help.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=list(ALGORITHMS),
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=_CLOCKS_DIFFER,
            options={"require": _NEEDED},
        )
    except (jwt.InvalidSignatureError, jwt.InvalidKeyError) as problem:
        # A provider may renew a key and leave it its name.
        raise KeyIsUnknown("not signed by the key of this name") from problem
    except jwt.PyJWTError as problem:
        raise TokenRefused(type(problem).__name__) from problem
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise TokenRefused("another nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else provider.client_id) != provider.client_id:
        raise TokenRefused("for another client")
    if not 0 < len(claims["sub"]) <= _LONGEST:
        raise TokenRefused("a subject of an odd length")
    return claims


def _key_of(token: str, keys: Iterable[Mapping[str, Any]]) -> jwt.PyJWK:
    head = jwt.get_unverified_header(token)
    if head.get("alg") not in ALGORITHMS:
        raise TokenRefused("signed in a way that is not taken")
    fit = [key for key in keys if key.get("kty") in _KINDS and key.get("use") != "enc"]
    named = [key for key in fit if key.get("kid") == head.get("kid")]
    if "kid" not in head and len(fit) == 1:
        named = fit
    if not named:
        raise KeyIsUnknown("no key of this name")
    return jwt.PyJWK({"alg": head["alg"]} | dict(named[0]))
