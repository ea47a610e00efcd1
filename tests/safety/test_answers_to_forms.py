"""S4, S5: what stands on the answer to a form, a question and a refusal; and by https.

The pages themselves are watched by test_answers.
"""

import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from fourthp.config import settings as program
from fourthp.config import urls
from fourthp.foundation.links import LinkHasExpired
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.policies import MOST_ASKED, Cache, Entry, Policy, door, public
from tests.safety.acts import ACTS
from tests.safety.routes import routes
from tests.safety.test_answers import HEADERS

HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
RAISED = {
    400: BadRequest,
    403: PermissionDenied,
    404: Http404,
    409: SomebodyWasFaster,
    410: LinkHasExpired("gone", link=None),
}
# What a session's own cookie must say; over https that it never goes in clear too.
FLAGS = {"httponly": True, "samesite": "Lax"}
# Where each cookie is sent: the second says whose computer it is, and names nobody.
PATHS = {"session": "/", "desk": "/sign-in/"}


@dataclass
class Sent:
    """One answer to what was sent, and the policy of the door that gave it."""

    label: str
    response: Any
    policy: Policy
    signed_in: bool = False


def answers_to_acts() -> Iterator[Sent]:
    policies = {route.name: route.policy for route in routes()}
    for name, ready in ACTS.items():
        act = ready()
        signed_in = "session" in act.client.cookies
        yield Sent(name, act.send(), policies[name], signed_in)


def answers_to_strangers() -> Iterator[Sent]:
    """Yield what is answered to questions, refused forms, and what rooms raise."""
    client = Client(raise_request_exception=False)

    def asked(label, path, data=None, site="same-origin", **more) -> Sent:
        headers = {"Sec-Fetch-Site": site}
        answer = client.post(path, data or {}, headers=headers, **more)
        return Sent(label, answer, public)

    find = reverse("find")
    yield asked("question", find, {"q": "women"})
    yield asked("list", reverse("shortlist"), {"q": "women"})
    yield asked("another site", find, site="cross-site")
    yield asked("too much", find, {"q": "x" * (MOST_ASKED + 1)})
    yield asked("no such page", "/no-such-page/")
    form = "application/x-www-form-urlencoded; charset=utf-16"
    yield asked("odd charset", find, "q=x", content_type=form)
    for status in RAISED:
        yield asked(f"raised {status}", reverse(f"raised-{status}"))


def every_answer() -> list[Sent]:
    return [*answers_to_acts(), *answers_to_strangers()]


def header_faults(answers: list[Sent], headers: dict[str, str]) -> list[str]:
    found = []
    for sent in answers:
        said = sent.response.headers
        lacks = [
            name for name, part in headers.items() if part not in said.get(name, "")
        ]
        found += [f"{sent.label}: {name}" for name in lacks]
        if "unsafe" in said.get("Content-Security-Policy", ""):
            found.append(f"{sent.label}: unsafe")
        keeps = "no-store" not in said.get("Cache-Control", "")
        if sent.signed_in and sent.policy.cache is not Cache.BACK and keeps:
            found.append(f"{sent.label}: may be kept")
    return found


def cookie_faults(answers: list[Sent], *, secure: bool) -> list[str]:
    """Return which strangers' answers set cookies, and which cookies say too little."""
    flags = FLAGS | ({"secure": True} if secure else {})
    found = []
    for sent in answers:
        for name, cookie in sent.response.cookies.items():
            is_open = sent.policy.entry is Entry.PUBLIC
            stranger = is_open and not sent.signed_in
            kept = cookie.value and any(
                cookie[flag] != on for flag, on in flags.items()
            )
            elsewhere = cookie["path"] != PATHS.get(name)
            if stranger or elsewhere or kept:
                found.append(f"{sent.label}: {cookie}")
    return found


def raising(problem: Any):
    def view(request):
        raise problem

    return view


@pytest.fixture(autouse=True)
def _doors_that_raise(db, settings):
    doors = ModuleType("doors")
    vars(doors).update(vars(urls))
    raised = [
        door(f"raised/{status}/", raising(kind), public, name=f"raised-{status}")
        for status, kind in RAISED.items()
    ]
    doors.urlpatterns = raised + urls.urlpatterns
    settings.ROOT_URLCONF = doors


@pytest.fixture
def https(settings, monkeypatch):
    """The settings that follow from an https FOURTHP_URL, and a web server in front."""
    monkeypatch.setenv("FOURTHP_URL", "https://help.example.org")
    for name, value in runpy.run_path(program.__file__).items():
        if name.startswith(("SECURE_", "SESSION_COOKIE_")):
            setattr(settings, name, value)
    generic = RequestFactory.generic

    def by_https(self, *args, **more):
        return generic(self, *args, **more | {"secure": True})

    monkeypatch.setattr(RequestFactory, "generic", by_https)


@pytest.mark.crawl
def test_headers_and_cookies_are_right_on_every_answer():
    answers = every_answer()
    assert {sent.response.status_code for sent in answers} >= {
        *(200, 302, 413),
        *RAISED,
    }
    assert header_faults(answers, HEADERS) == []
    assert cookie_faults(answers, secure=False) == []


@pytest.mark.crawl
def test_by_https_they_are_too_and_say_that_nothing_goes_in_clear(https):
    answers = every_answer()
    assert header_faults(answers, HEADERS | HSTS) == []
    assert cookie_faults(answers, secure=True) == []
    assert any(sent.response.cookies for sent in answers)


@pytest.mark.crawl
def test_without_https_both_checks_of_it_fail():
    answers = every_answer()
    assert "question: Strict-Transport-Security" in header_faults(answers, HSTS)
    assert cookie_faults(answers, secure=True)


def test_without_the_middleware_the_check_fails(settings):
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if "HeadersMiddleware" not in name
    ]
    found = header_faults(list(answers_to_strangers()), HEADERS)
    for label in ("question", "another site", "raised 409"):
        assert f"{label}: Content-Security-Policy" in found


def test_an_answer_that_sets_a_cookie_is_found(monkeypatch):
    post = Client.post

    def with_cookie(self, *args, **kwargs):
        response = post(self, *args, **kwargs)
        response.cookies["seen"] = "1"
        return response

    monkeypatch.setattr(Client, "post", with_cookie)
    assert len(cookie_faults(list(answers_to_strangers()), secure=False)) == 11
