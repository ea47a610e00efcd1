"""What an employer’s sign-in is, as whoever runs the program wrote it down."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from fourthp.foundation.fetching import may_be_asked

Claims = Mapping[str, tuple[str, ...]]

ALWAYS = "always"
_WORD = re.compile(r"[a-z][a-z0-9-]{0,29}\Z")
_NEEDED = ("name", "url", "client_id", "client_secret")
_KNOWN = frozenset({*_NEEDED, "issuer", "only", "second_factor", "inside"})
# Providers of everybody: without this claim anyone's account there would be let in.
_WHOSE = {"login.microsoftonline.com": "tid", "accounts.google.com": "hd"}


class ProviderIsWrong(Exception):
    """What was written of an employer's sign-in cannot be used; it says where."""


@dataclass(frozen=True)
class Provider:
    """An employer's sign-in by OpenID Connect.

    word: stands in addresses. only: claims that must be so, or it is somebody else's.
    second_factor: claims one of whose values says that one was used. is_vouched_for:
    the host knows that it is always asked for. is_inside: may stand in the own network.
    """

    word: str
    name: str
    url: str
    client_id: str
    client_secret: str = field(repr=False)
    issuer: str = ""
    only: Claims = field(default_factory=dict)
    second_factor: Claims = field(default_factory=dict)
    is_vouched_for: bool = False
    is_inside: bool = False

    def admits(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether a token is of one of the employer's own people."""
        return all(claims.get(name) in values for name, values in self.only.items())

    def vouches(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether a token says that a second factor was used."""
        return self.is_vouched_for or any(
            set(values) & _said(claims.get(name))
            for name, values in self.second_factor.items()
        )

    @property
    def can_vouch(self) -> bool:
        """Tell whether a second factor may come from there at all."""
        return self.is_vouched_for or bool(self.second_factor)

    def wishes(self, *, within: timedelta | None) -> dict[str, str]:
        """Return what is asked for beside who somebody is (OpenID Connect Core, 5.5).

        within: whoever signed in there longer ago is asked there again.
        """
        asked: dict[str, Any] = {}
        wishes: dict[str, str] = {}
        if within is not None:
            asked["auth_time"] = {"essential": True}
            wishes["max_age"] = str(int(within.total_seconds()))
        for name, values in self.second_factor.items():
            if name == "acr":
                wishes["acr_values"] = " ".join(values)
            elif name == "amr":  # a list of its own choice: it can only be asked for
                asked[name] = {"essential": True}
            else:
                asked[name] = {"essential": True, "value": values[0]}
        if asked:
            wishes["claims"] = json.dumps({"id_token": asked})
        return wishes


def _said(claim: object) -> set[str]:
    said = claim if isinstance(claim, list) else [claim]
    return {one for one in said if isinstance(one, str)}


def read_providers(text: str) -> tuple[Provider, ...]:
    """Return the sign-ins of a TOML file, a table each; raise ProviderIsWrong."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ProviderIsWrong(f"is no TOML: {problem}") from None
    found = tuple(_provider(word, said) for word, said in tables.items())
    issuers = [one.issuer for one in found]
    if len(set(issuers)) < len(issuers):
        raise ProviderIsWrong("names one issuer twice")
    return found


def _provider(word: str, said: object) -> Provider:
    if not _WORD.match(word) or not isinstance(said, dict):
        raise ProviderIsWrong(
            f"needs a table for each sign-in, named in small letters, not “{word}”"
        )
    unknown = sorted(set(said) - _KNOWN)
    if unknown:
        raise ProviderIsWrong(f"[{word}] has an unknown word: {unknown[0]}")
    needed = {name: _text(word, said, name) for name in _NEEDED}
    inside = said.get("inside", False)
    if not isinstance(inside, bool):
        raise ProviderIsWrong(f"[{word}] inside is true or false")
    if not may_be_asked(needed["url"], inside=inside):
        raise ProviderIsWrong(f"[{word}] url must begin with https://")
    needed["issuer"] = _text(word, {"issuer": needed["url"]} | said, "issuer")
    factor = said.get("second_factor", {})
    vouched, factor = factor == ALWAYS, {} if factor == ALWAYS else factor
    only = _claims(word, said.get("only", {}), "only")
    factors = _claims(word, factor, "second_factor")
    _look_whose(word, needed["url"], only)
    told: dict[str, Any] = {"only": only, "second_factor": factors, **needed}
    return Provider(word, **told, is_vouched_for=vouched, is_inside=inside)


def _text(word: str, said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found.strip():
        raise ProviderIsWrong(f"[{word}] needs {name}")
    return found.strip()


def _claims(word: str, said: object, name: str) -> Claims:
    """Return claims with the values of each; one may stand without brackets."""
    if isinstance(said, dict):
        listed = {n: v if isinstance(v, list) else [v] for n, v in said.items()}
        if all(v and all(isinstance(x, str) and x for x in v) for v in listed.values()):
            return {n: tuple(v) for n, v in listed.items()}
    raise ProviderIsWrong(
        f'[{word}] {name} must look like {{ amr = ["mfa"] }}: a claim and its values'
    )


def _look_whose(word: str, url: str, only: Claims) -> None:
    needed = _WHOSE.get(urlsplit(url).hostname or "")
    if needed and needed not in only:
        raise ProviderIsWrong(
            f"[{word}] needs only = {{ {needed} = … }}: everybody has an account there"
        )
