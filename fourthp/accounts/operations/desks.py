"""Sessions at computers of one's own, and at those that others use.

The module is settings.SESSION_ENGINE: the library asks it for `SessionStore`.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore as Store
from django.http import HttpRequest  # noqa: TID251 -- a session belongs to a request
from django.utils import timezone

from fourthp.accounts.queries.desks import (
    BEGAN,
    DESK,
    SEEN,
    WEAK_SINCE,
    desk_of,
    limits_for,
    span_of,
    usual_desk,
)
from fourthp.accounts.rules.spans import FACTOR_IDLE, OWN, Span


class SessionStore(Store):
    """A session whose row goes when it ends, and whose cookie does not outlive it.

    At a computer that others use, the cookie goes with the browser.
    """

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Return when it ends if nobody presses anything any more."""
        span = span_of(self)
        if span is None:
            return super().get_expiry_date(**kwargs)
        return span.ends_at(limits_for(self))

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Return in how many seconds it ends."""
        left = self.get_expiry_date(**kwargs) - timezone.now()
        return max(int(left.total_seconds()), 0)

    def get_expire_at_browser_close(self) -> bool:
        """Tell whether the cookie goes when the browser is closed."""
        return span_of(self) is None or desk_of(self) != OWN


def choose_desk(request: HttpRequest, desk: str) -> None:
    """Note at which kind of computer somebody is about to sign in."""
    request.session[DESK] = desk


def begin_session(request: HttpRequest, *, now: datetime) -> None:
    """Note when a session began, and at which kind of computer.

    Whoever comes back into her own begins none: it ends when it would have ended.
    """
    session = request.session
    session[DESK] = session.get(DESK) or usual_desk(request)
    session.setdefault(BEGAN, now.isoformat())
    session[SEEN] = now.isoformat()
    request.has_begun = True  # type: ignore[attr-defined]  # IdleMiddleware asks


def keep_session(request: HttpRequest, *, is_press: bool, now: datetime) -> None:
    """End a session whose time is over; note that somebody pressed something in it."""
    session = request.session
    span = span_of(session) or Span(now, now)
    limits = limits_for(session)
    if span.is_over(limits, now=now):
        logout(request)
        return
    if SEEN in session and not (is_press and now - span.seen >= limits.noted_every):
        return
    if now - span.seen > FACTOR_IDLE:
        session[WEAK_SINCE] = now.isoformat()
    session[BEGAN], session[SEEN] = span.began.isoformat(), now.isoformat()
