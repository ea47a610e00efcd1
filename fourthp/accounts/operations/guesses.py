"""Guessing at codes is slowed where it comes from, and shuts no owner out (S13)."""

from datetime import timedelta

from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest  # noqa: TID251 -- a guess comes from somewhere
from django.utils.translation import gettext as _

from fourthp.accounts.models import User
from fourthp.foundation.middleware import caller_of

# A place where one of somebody's codes was right stays theirs for so long.
KNOWN = timedelta(days=30)


class TooManyCodes(Exception):
    """Too many codes of one account were tried here, or at places nobody knows."""

    def __str__(self) -> str:
        return _(
            "Too many codes were tried. Wait a little, or use a passkey. If it was not"
            " you, choose a new password: without it nobody can try."
        )


def take_guess(request: HttpRequest, user: User) -> None:
    """Count a code that is about to be tried, or raise TooManyCodes.

    Each place has its own few. All places at which no code of this account was right
    lately share some more, so that many callers together guess no faster; at her own
    the owner never waits for them.
    """
    here = _place(request, user)
    if not ratelimit.consume(request, action="code", key=here):
        raise TooManyCodes
    if cache.get(here):
        return
    if not ratelimit.consume(request, action="code_elsewhere", key=f"{user.pk}"):
        raise TooManyCodes


def note_right_code(request: HttpRequest, user: User) -> None:
    """Note that whoever is at this place has the account's codes."""
    here = _place(request, user)
    ratelimit.clear(request, action="code", key=here)
    cache.set(here, True, timeout=int(KNOWN.total_seconds()))


def _place(request: HttpRequest, user: User) -> str:
    return f"code:{user.pk}:{caller_of(request)}"
