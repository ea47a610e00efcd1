"""What a page says when it cannot be what was asked for."""

import logging
import sys
import traceback

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
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
        _("This link is too old"),
        _("A link in a mail opens its page for a while only. Its time is over."),
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
        " more. If that does not help, ask your network’s coordinator, by a mail or a"
        " call: the mail can be sent to you again."
    ),
)
LINK_IS_BROKEN_AND_MAIL_READ = _(
    "Some mail programs break long links. Open the mail and press its button once"
    " more. If that does not help, answer the mail: the network’s coordinator reads it,"
    " and can send it to you again."
)
# What stands behind an address in a text, and is copied along.
STRAY = ">)]}.,;»”’"
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
    if is_broken and settings.MAIL_IN:
        text_ = LINK_IS_BROKEN_AND_MAIL_READ
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
    """Answer 404, or lead to the page of a link that was copied with its bracket."""
    whole = without_stray(request)
    return redirect(whole) if whole else answer_error(request, 404)


def without_stray(request: HttpRequest) -> str:
    """Return the page of a link without what was copied behind it, else ""."""
    whole = request.path.rstrip(f"{STRAY}/") + "/"
    if request.method not in {"GET", "HEAD"} or whole == request.path:
        return ""
    try:
        is_signed = "token" in resolve(whole).kwargs
    except Resolver404:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{whole}?{query}" if is_signed and query else whole * is_signed


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
