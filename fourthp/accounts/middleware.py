"""Sessions: they end by themselves, and never undo the answer to what was done."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as Sessions
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

log = logging.getLogger(__name__)

IDLE = timedelta(hours=2)
WHOLE = timedelta(hours=12)
# Written no oftener than this: the session's touch is the one write that reading does.
TOUCH_EVERY = timedelta(minutes=5)
SEEN, BEGAN = "seen_at", "began_at"


class SessionMiddleware(Sessions):
    """Answer as the page did even where the session's own note cannot be written.

    What was asked for is done by then. Without the note somebody is at most signed
    in less: a new session is not begun, a message is not shown.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        """Save the session after the answer was made."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, OperationalError) as problem:
            if not _is_away(problem):
                raise
            log.exception("a session could not be saved")
            return response


def _is_away(problem: BaseException | None) -> bool:
    """Tell whether the database's silence is at the bottom of an exception."""
    return problem is not None and (
        isinstance(problem, OperationalError) or _is_away(problem.__context__)
    )


class IdleMiddleware:
    """End a session that nobody has used for two hours, or that is twelve hours old."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A public page without a session cookie never touches the session.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated:
            # By the real clock, in the demo too.
            _keep(request, timezone.now())
        return self.answer(request)


def _keep(request: HttpRequest, now: datetime) -> None:
    session = request.session
    seen, began = _moment(session.get(SEEN), now), _moment(session.get(BEGAN), now)
    # A clock that was set back would keep for long what was seen before that.
    was_ahead = max(seen, began) - now > TOUCH_EVERY
    if was_ahead or now - seen > IDLE or now - began > WHOLE:
        logout(request)
        return
    if SEEN not in session or now - seen > TOUCH_EVERY:
        session[SEEN], session[BEGAN] = now.isoformat(), began.isoformat()


def _moment(told: object, otherwise: datetime) -> datetime:
    return datetime.fromisoformat(told) if isinstance(told, str) else otherwise
