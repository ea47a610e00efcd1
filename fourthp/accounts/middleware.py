"""Sessions: they end by themselves, and never undo the answer to what was done."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as Sessions
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from fourthp.accounts.operations.desks import keep_session
from fourthp.accounts.queries.desks import DESK_COOKIE, desk_now, desk_of

log = logging.getLogger(__name__)

# What a page sends with it when it looks again by itself.
QUIET = "X-Quiet"
# No page of an ended session stays behind "Back", whoever presses it.
NOTHING_LEFT = '"cache", "storage"'


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
    """End sessions by the clock; leave nothing of one that has ended in the browser."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A public page without a session cookie never touches the session.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated:
            # By the real clock, in the demo too.
            now = timezone.now()
            keep_session(request, is_press=_is_press(request), now=now)
            user: Any = request.user
            request.desk = desk_now(request.session, user, now=now)  # type: ignore[attr-defined]  # drawn by the shell
        response = self.answer(request)
        if has_session and request.session.is_empty():
            response["Clear-Site-Data"] = NOTHING_LEFT
        if hasattr(request, "has_begun"):
            _remember(request, response, desk_of(request.session))
        return response


def _is_press(request: HttpRequest) -> bool:
    """Tell whether a person did something: no page that looks again by itself."""
    guessed = "prefetch" in request.headers.get("Sec-Purpose", "")
    return not (guessed or QUIET in request.headers)


def _remember(request: HttpRequest, response: HttpResponseBase, desk: str) -> None:
    """Let the next sign-in at this computer begin with the same tick.

    The cookie says nothing of anybody, and is there only where it differs from what
    the host says of all computers.
    """
    path = reverse("account_login")
    if desk == settings.DESKS:
        if DESK_COOKIE in request.COOKIES:
            response.delete_cookie(DESK_COOKIE, path=path, samesite="Lax")
        return
    response.set_cookie(
        DESK_COOKIE,
        desk,
        max_age=timedelta(days=365),
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
