"""Tokens for a mail server that takes no passwords (OAuth2, RFC 6749)."""

import ssl
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.fetching import (
    Answer,
    NoAnswer,
    SaysTooMuch,
    ask,
    may_be_asked,
)

_WAIT = 20.0  # seconds
_SPARE, _UNSAID = 60, 300  # seconds
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
        url = self._oauth["token_url"]
        # Whoever runs the program named it, and may have it in the own network.
        if not may_be_asked(url, inside=True):
            raise NoToken(_("FOURTHP_MAIL_TOKEN_URL must begin with https://."))
        who = _provider(urlsplit(url).hostname or "")
        form, trust = self._form(), self._context
        try:
            answer = ask(url, form=form, inside=True, patience=_WAIT, trust=trust)
        except SaysTooMuch:
            raise NoToken(_OTHER % who % "no access_token") from None
        except NoAnswer as problem:
            raise NoToken(_NO_ANSWER % who) from problem
        found = _said(answer)
        if answer.status != 200:
            raise _refusal(who, answer.status, found.get("error"))
        if not found.get("access_token"):
            raise NoToken(_OTHER % who % "no access_token")
        return found

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


def _refusal(who: str, status: int, error: object) -> NoToken:
    words = FAULTS.get(error) if isinstance(error, str) else None
    return NoToken(words % who if words else _OTHER % who % status)


def _said(answer: Answer) -> dict[str, Any]:
    try:
        return answer.json()
    except NoAnswer:
        return {}


def _seconds(said: Any) -> float:
    try:
        return float(said)
    except (TypeError, ValueError):
        return _UNSAID
