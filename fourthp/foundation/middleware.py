"""The doors' guards: same origin, policy, headers."""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from fourthp.foundation.clock import now
from fourthp.foundation.forms import DrawnForAnother, PutAside, keep_typed
from fourthp.foundation.gaps import has_gap, page_with_gaps
from fourthp.foundation.links import LinkHasExpired, LinkIsBroken, LinkRefused
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.policies import (
    MOST_ASKED,
    MOST_TYPED,
    NOBODY,
    Cache,
    Policy,
    Standing,
    Verdict,
    judge,
    policy_of,
    standing_of,
)
from fourthp.foundation.strikes import reading
from fourthp.foundation.views.aside import (
    NOT_DONE,
    NOT_YOURS,
    NOT_YOURS_KEPT,
    TYPED_KEPT,
    answer_not_kept,
)
from fourthp.foundation.views.errors import answer_error, without_stray

Answer = Callable[[HttpRequest], HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    )
)
# What rooms may raise, and the page that answers it.
ANSWERED: dict[type[Exception], int] = {
    LinkHasExpired: 410,
    LinkRefused: 404,
    SomebodyWasFaster: 409,
}
# Bytes that are read of a form whose sender has to show first who they are.
MOST_READ = {Verdict.SIGN_IN: MOST_ASKED, Verdict.STEP_UP: MOST_TYPED}
ASKED_AT = {Verdict.SIGN_IN: "account_login", Verdict.STEP_UP: "step_up"}
# What a page sends with a form when the session is over and nobody came back.
PUT_ASIDE = "X-Put-Aside"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), browsing-topics=()"


class HeadersMiddleware:
    """Set on every answer what browsers must and must not do with it (S5)."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        policy: Policy | None = getattr(request, "policy", None)
        # The demo's pages of mails alone say it themselves: they show a mail's HTML.
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        response["Permissions-Policy"] = PERMISSIONS
        response["X-Frame-Options"] = "DENY"
        response["X-Robots-Tag"] = "noindex" if settings.DEMO else "noarchive"
        strict = policy is not None and policy.cache is Cache.NOTHING
        if strict or not response.has_header("Cache-Control"):
            response["Cache-Control"] = self._cache(request, policy)
        return response

    @staticmethod
    def _cache(request: HttpRequest, policy: Policy | None) -> str:
        if policy is None or (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and policy.cache is not Cache.BACK
        ):
            return Cache.NOTHING
        return policy.cache


class SameOriginMiddleware:
    """Refuse a change that another site sent, without any token or cookie.

    Sec-Fetch-Site, when sent, must be same-origin or none; else Origin must match
    the host; with neither, only a request without a session cookie passes.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not came_from_here(request):
            raise PermissionDenied
        # Library views that ask for a token too are answered by this check.
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 -- the switch Django's own test client uses
        return self.answer(request)


class GapsMiddleware:
    """Tell in words, in the language of the page, where words were struck.

    What is read for an answer is known to be read from its beginning on.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reading():
            response = self.answer(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if isinstance(response, HttpResponse) and is_page and has_gap(response.content):
            page = response.content.decode(response.charset)
            response.content = page_with_gaps(page).encode(response.charset)
        return response


def came_from_here(request: HttpRequest) -> bool:
    """Tell whether a changing request came from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is not None:
        parts = urlsplit(origin)
        return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


class PolicyMiddleware:
    """Keep every route's policy; a route without one is closed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        standing = SimpleLazyObject(lambda: _standing(request))
        request.standing = standing  # type: ignore[attr-defined]
        request.person = SimpleLazyObject(lambda: standing.person)  # type: ignore[attr-defined]
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None:
            raise Http404
        request.policy = policy  # type: ignore[attr-defined]
        told = _refuse_what_no_page_sends(policy, request)
        verdict = judge(policy, request, demo=settings.DEMO)
        if verdict is Verdict.ABSENT:
            raise Http404
        if verdict is Verdict.REFUSE:
            raise PermissionDenied
        if request.method == "POST" and PUT_ASIDE in request.headers:
            # A page that nobody is at any more: its words are kept, and nothing done.
            return _put_aside(request, told)
        if verdict in MOST_READ:
            return _asked_first(request, verdict, told)
        return _slowed(policy, request)

    def process_exception(
        self, request: HttpRequest, problem: Exception
    ) -> HttpResponse | None:
        """Answer what rooms may raise with its page."""
        if isinstance(problem, DrawnForAnother):
            return _not_hers(request)
        status = next(
            (s for kind, s in ANSWERED.items() if isinstance(problem, kind)), 0
        )
        if not status:
            return None
        is_broken = isinstance(problem, LinkIsBroken)
        whole = without_stray(request) if is_broken else ""
        if whole:
            return redirect(whole)
        link = getattr(problem, "link", None)
        return answer_error(request, status, link=link, is_broken=is_broken)


def _put_aside(request: HttpRequest, told: int) -> HttpResponse:
    """Keep the words of a form as far as they may be, and say how far that was."""
    is_short = told <= MOST_READ[Verdict.STEP_UP]
    aside = keep_typed(request, without_refused=True) if is_short else PutAside()
    return HttpResponse(status=204, headers={PUT_ASIDE: aside.extent})


def _not_hers(request: HttpRequest) -> HttpResponse:
    """Do nothing for a form drawn for somebody else; keep its words for that one."""
    aside = keep_typed(request, without_refused=True)
    messages.warning(request, NOT_YOURS_KEPT if aside.is_kept else NOT_YOURS)
    return redirect(_comes_back_to(request))


def _asked_first(request: HttpRequest, verdict: Verdict, told: int) -> HttpResponse:
    """Lead to signing in, or to a second factor; keep meanwhile what was typed."""
    door = reverse(ASKED_AT[verdict])
    if request.method in SAFE_METHODS:
        return redirect_to_login(_comes_back_to(request), door)
    aside = keep_typed(request) if told <= MOST_READ[verdict] else PutAside()
    if aside.refused:
        return answer_not_kept(request, aside)
    if verdict is Verdict.STEP_UP:
        messages.warning(request, TYPED_KEPT if aside.is_kept else NOT_DONE)
    else:
        door += "?typed=kept" if aside.is_kept else "?typed=lost"
    return redirect_to_login(_comes_back_to(request), door)


def _refuse_what_no_page_sends(policy: Policy, request: HttpRequest) -> int:
    """Refuse, before any of it is read, a form that is too large or oddly written.

    Returns how many bytes were sent, as the form itself says.
    """
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told) > policy.most_sent:
        raise RequestDataTooBig
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise BadRequest
    return int(told)


def _slowed(policy: Policy, request: HttpRequest) -> HttpResponse | None:
    """Answer 429 to whoever changes something too often."""
    if policy.rate is None or request.method in SAFE_METHODS:
        return None
    wait = take_token(policy.rate, caller_of(request), now=now())
    if not wait:
        return None
    response = answer_error(request, 429)
    response["Retry-After"] = str(wait)
    return response


def caller_of(request: HttpRequest) -> str:
    """Return the network address of a caller, told by the trusted proxies alone.

    Of an IPv6 address only the network is told: a household has it whole.
    """
    told = request.headers.get("X-Forwarded-For", "").split(",")
    hops = settings.TRUSTED_PROXIES
    trusted = told[-hops].strip() if 0 < hops <= len(told) else ""
    try:
        found = ip_address(trusted or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    if found.version == 6:
        return str(ip_network((found, 64), strict=False).network_address)
    return str(found)


def _standing(request: HttpRequest) -> Standing:
    # A public page without a session cookie never touches the session.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return NOBODY
    return standing_of(request) if request.user.is_authenticated else NOBODY


def _comes_back_to(request: HttpRequest) -> str:
    """Return where to go after signing in: the page, or the page of its form.

    A button's own address is often no page: where it was pressed is.
    """
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    pressed = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(pressed, {request.get_host()}):
        where = urlsplit(pressed)
        return urlunsplit(("", "", where.path or "/", where.query, ""))
    return request.get_full_path()
