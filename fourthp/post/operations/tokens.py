"""Tokens for a mail server that takes no passwords (OAuth2, RFC 6749)."""

import json
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPMessage
from time import monotonic
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WAIT, _LARGEST = 20, 100_000
_SPARE, _UNSAID = 60, 300  # seconds
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PROVIDERS = {"microsoftonline.com": "Microsoft", "googleapis.com": "Google"}
FAULTS = {
    "invalid_client": gettext_lazy(
        "%s does not take the client or its secret: the secret may have expired."
    ),
    "invalid_grant": gettext_lazy(
        "%s says that the refresh token has expired or was taken back: make a new one."
    ),
    "unauthorized_client": gettext_lazy(
        "%s says that the client may not ask for tokens in this way: allow it there."
    ),
    "invalid_scope": gettext_lazy("%s does not know FOURTHP_MAIL_SCOPE."),
}
_OTHER = gettext_lazy("%s gave no token (%%s).")
_NO_ANSWER = gettext_lazy("%s did not answer when a token was asked for.")


class NoToken(Exception):
    """No token was given out; the message is one sentence without any secret."""


class _StayHere(HTTPRedirectHandler):
    """Follows no redirect: a secret is told to nobody but the host that was named."""

    def redirect_request(
        self,
        req: Request,  # noqa: ARG002 -- the library's signature
        fp: IO[bytes],  # noqa: ARG002 -- as above
        code: int,  # noqa: ARG002 -- as above
        msg: str,  # noqa: ARG002 -- as above
        headers: HTTPMessage,  # noqa: ARG002 -- as above
        newurl: str,  # noqa: ARG002 -- as above
    ) -> None:
        return None


class Tokens:
    """The token of one mail account, kept in memory until a minute before it ends."""

    def __init__(
        self, oauth: Mapping[str, str], *, context: ssl.SSLContext | None = None
    ) -> None:
        self._oauth = dict(oauth)
        self._context = context
        self._token, self._ends = "", 0.0

    def token(self) -> str:
        """Return a token that is good now; raise NoToken."""
        if not self._token or monotonic() >= self._ends:
            answer = self._ask()
            lasts = _seconds(answer.get("expires_in"))
            self._token = str(answer["access_token"])
            self._ends = monotonic() + lasts - _SPARE
            # A provider may give a newer one each time; the older may end meanwhile.
            newer = answer.get("refresh_token") or self._oauth["refresh_token"]
            self._oauth["refresh_token"] = str(newer)
        return self._token

    def forget(self) -> None:
        """Ask anew the next time: the mail server did not take this one."""
        self._token = ""

    def _ask(self) -> dict[str, Any]:
        url = urlsplit(self._oauth["token_url"])
        if url.scheme != "https" and not (
            url.scheme == "http" and url.hostname in _LOOPBACK
        ):
            raise NoToken(_("FOURTHP_MAIL_TOKEN_URL must begin with https://."))
        who = _provider(url.hostname or "")
        asked = Request(  # noqa: S310 -- its scheme was looked at
            self._oauth["token_url"],
            data=urlencode(self._form()).encode(),
            headers={"Accept": "application/json"},
        )
        try:
            with self._opener().open(asked, timeout=_WAIT) as answer:
                body = answer.read(_LARGEST + 1)
        except HTTPError as problem:
            with problem:
                raise _refusal(who, problem) from None
        except (OSError, HTTPException) as problem:
            raise NoToken(_NO_ANSWER % who) from problem
        found = _json(body)
        if not found.get("access_token"):
            raise NoToken(_OTHER % who % "no access_token")
        return found

    def _opener(self) -> OpenerDirector:
        context = self._context or ssl.create_default_context()
        return build_opener(_StayHere, HTTPSHandler(context=context))

    def _form(self) -> dict[str, str]:
        said = self._oauth
        form = {"client_id": said["client_id"], "client_secret": said["client_secret"]}
        if said["refresh_token"]:
            form |= {"grant_type": "refresh_token"}
            form |= {"refresh_token": said["refresh_token"]}
        else:
            form |= {"grant_type": "client_credentials"}
        if said["scope"]:
            form["scope"] = said["scope"]
        return form


def _provider(host: str) -> str:
    return next((_PROVIDERS[end] for end in _PROVIDERS if host.endswith(end)), host)


def _refusal(who: str, problem: HTTPError) -> NoToken:
    body = b""
    with suppress(OSError, HTTPException):
        body = problem.read(_LARGEST)
    error = _json(body).get("error")
    words = FAULTS.get(error) if isinstance(error, str) else None
    return NoToken(words % who if words else _OTHER % who % problem.code)


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and len(body) <= _LARGEST else {}


def _seconds(said: Any) -> float:
    try:
        return float(said)
    except (TypeError, ValueError):
        return _UNSAID
