"""What a page says when it cannot be what was asked for."""

import logging
import sys
import traceback

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

SAID = {
    400: (
        _("That could not be understood"),
        _("Something in what was sent was not as a page sends it. Go back and try."),
    ),
    403: (
        _("This page is not open to you"),
        _("If you think it should be, ask your network’s coordinator."),
    ),
    404: (
        _("There is no such page"),
        _("It may have moved, or it is not there for you."),
    ),
    409: (
        _("Somebody was faster"),
        _("It has changed since you opened it. Open it again: nothing was lost."),
    ),
    410: (
        _("This link has done its work"),
        _("It has been used, or its time is over. Ask for a fresh one."),
    ),
    413: (
        _("That was too large"),
        _("Send a smaller file or a shorter text."),
    ),
    429: (
        _("That was too often"),
        _("Wait a little, then try again. Nobody has been locked out."),
    ),
}
LINK_IS_BROKEN = (
    _("This link is not whole"),
    _(
        "Some mail programs break long links. Open the mail and press its button once"
        " more. If that does not help, answer the mail."
    ),
)
DATABASE_IS_AWAY = (OperationalError, InterfaceError)
BROKEN = {
    500: (
        "Something broke on our side",
        "It has been noted. Nothing you did caused it. Try again in a minute.",
    ),
    503: (
        "This site is resting",
        "It is being looked after and will be back soon. Try again in a few minutes.",
    ),
}


def answer_error(
    request: HttpRequest,
    status: int,
    said: str = "",
    *,
    link: object = None,
    is_broken: bool = False,
) -> HttpResponse:
    """Answer with one of the error pages, in its usual words or in those given.

    link is one whose time is over: the page offers a fresh one. is_broken: it was
    opened by a link that some program has cut.
    """
    if status in BROKEN:
        # No database, no context processor, no manifest: it must always stand.
        title, text = BROKEN[status]
        words = {"title": title, "text": text}
        return render(None, "foundation/error_plain.html", words, status=status)
    title_, text_ = LINK_IS_BROKEN if is_broken else SAID[status]
    words_ = {"title": title_, "text": said or text_, "link": link}
    return render(request, "foundation/error.html", words_, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 for what was too large."""
    too_big = isinstance(exception, RequestDataTooBig)
    return answer_error(request, 413 if too_big else 400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403; a refusal that says whom to ask is shown as it stands."""
    return answer_error(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer 404."""
    return answer_error(request, 404)


def too_often(request: HttpRequest) -> HttpResponse:
    """Answer 429."""
    return answer_error(request, 429)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 where it was the database that did not answer."""
    problem = sys.exc_info()[1]
    away = isinstance(problem, DATABASE_IS_AWAY)
    if problem is not None:
        match = request.resolver_match
        where = traceback.extract_tb(problem.__traceback__)[-1]
        # Neither the address nor the words of the fault: both may hold a person's.
        log.error(
            "%s broke: %s at %s:%s",
            match.view_name if match else "a page",
            type(problem).__name__,
            where.filename,
            where.lineno,
        )
    return answer_error(request, 503 if away else 500)
