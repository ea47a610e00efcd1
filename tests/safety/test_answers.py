"""S4, S5, S7: cookies, headers, and that nothing changes on GET."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from fourthp.foundation.clock import today
from fourthp.foundation.policies import OPEN, Entry, door, public
from fourthp.partnership.models import HelpLine
from fourthp.partnership.tests.makers import make_group
from tests.safety.fingerprints import fingerprint

# A session begins behind this door, never by looking at it.
ASKED_IN = {"account_login"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def every_answer(world, names=("anonymous", "coordinator")):
    for actor in world.actors:
        if actor.name in names:
            for route in world.routes:
                yield route, actor, actor.client.get(world.path(route))


def header_faults(world) -> list[str]:
    found = []
    for route, actor, response in every_answer(world):
        for name, part in HEADERS.items():
            if part not in response.headers.get(name, ""):
                found.append(f"{route} × {actor.name}: {name}")
        policy = response.headers.get("Content-Security-Policy", "")
        if "unsafe" in policy:
            found.append(f"{route}: {policy}")
        signed_in = actor.signed_in and route.policy.cache != "private, no-cache"
        kept = response.headers.get("Cache-Control", "")
        if signed_in and "no-store" not in kept:
            found.append(f"{route} × {actor.name}: may be kept")
    return found


def public_cookies(world) -> list[str]:
    return [
        str(route)
        for route, actor, response in every_answer(world, ("anonymous",))
        if route.policy.entry is Entry.PUBLIC or route.name in ASKED_IN
        if response.cookies
    ]


def changed_by_reading(world) -> list[str]:
    before = fingerprint()
    for _ in every_answer(world):
        pass
    after = fingerprint()
    return [label for label in before if before[label] != after[label]]


@pytest.mark.crawl
class TestHeaders:
    def test_stand_on_every_answer(self, world):
        assert header_faults(world) == []

    def test_stand_on_answers_of_no_route(self, db):
        response = Client().get("/no-such-page/")
        assert response.status_code == 404
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_without_the_middleware_the_check_fails(self, world, settings):
        settings.MIDDLEWARE = [
            name for name in settings.MIDDLEWARE if "HeadersMiddleware" not in name
        ]
        for actor in world.actors:
            actor.client.handler.load_middleware()
        assert header_faults(world)


class TestCookies:
    def test_no_public_page_sets_one(self, world):
        assert public_cookies(world) == []

    def test_a_page_that_sets_one_is_found(self, world, monkeypatch):
        get = Client.get

        def with_cookie(self, *args, **kwargs):
            response = get(self, *args, **kwargs)
            response.cookies["seen"] = "1"
            return response

        monkeypatch.setattr(Client, "get", with_cookie)
        assert public_cookies(world)


def write_on_get(request):
    make_group("made by reading")
    return HttpResponse("done")


def open_pages_without_a_way_out(world) -> list[str]:
    """Return the pages open to strangers that do not begin with the way out.

    After the link that skips, it is the first thing that the keyboard reaches; the
    emergency number stands before the page itself.
    """
    found = []
    for route, actor, response in every_answer(world):
        is_page = "text/html" in response.headers.get("Content-Type", "")
        shown = route.policy.entry in OPEN or not actor.signed_in
        if not is_page or not shown or 300 <= response.status_code < 400:
            continue
        html = response.content.decode()
        stops = re.findall(r"<(?:a|button|input|select|textarea)\b[^>]*>", html)
        head = html.partition("<main")[0]
        if "skip" not in stops[0] or "data-exit" not in stops[1] or "999" not in head:
            found.append(f"{route} × {actor.name}")
    return found


@pytest.mark.crawl
class TestWayOut:
    @pytest.fixture(autouse=True)
    def _emergency(self, db):
        kind = HelpLine.Kind.EMERGENCY
        facts = {"name": "Police", "number": "999", "checked_on": today()}
        HelpLine.objects.create(country="GB", kind=kind, **facts)

    def test_is_the_second_stop_on_every_page_open_to_strangers(self, world):
        assert open_pages_without_a_way_out(world) == []

    def test_a_page_without_it_is_found(self, world, monkeypatch):
        monkeypatch.setattr("fourthp.foundation.shell.OPEN", frozenset())
        assert "account_login × anonymous" in open_pages_without_a_way_out(world)


class TestReading:
    def test_changes_nothing(self, world):
        assert changed_by_reading(world) == []

    def test_a_page_that_writes_on_get_is_found(self, world, settings):
        settings.ROOT_URLCONF = type(
            "Doors", (), {"urlpatterns": [door("w/", write_on_get, public, name="w")]}
        )
        before = fingerprint()
        Client().get("/w/")
        assert fingerprint() != before


HERE = "http://testserver"
ELSEWHERE = "https://evil.example"


class TestSameOrigin:
    @pytest.mark.parametrize(
        ("headers", "cookie", "passes"),
        [
            ({"Sec-Fetch-Site": "same-origin"}, True, True),
            ({"Sec-Fetch-Site": "none"}, True, True),
            ({"Sec-Fetch-Site": "same-site"}, False, False),
            ({"Sec-Fetch-Site": "cross-site"}, False, False),
            ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, True, False),
            ({"Origin": HERE}, True, True),
            ({"Origin": ELSEWHERE}, False, False),
            ({"Origin": "null"}, False, False),
            ({"Origin": HERE + ".evil.example"}, True, False),
            ({"Origin": "https://testserver"}, True, False),
            ({}, False, True),
            ({}, True, False),
        ],
    )
    def test_decides_by_what_the_browser_says(self, db, headers, cookie, passes):
        client = Client(enforce_csrf_checks=True, headers=headers)
        if cookie:
            client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        assert (client.post("/").status_code != 403) is passes

    def test_reading_is_never_refused(self, db):
        client = Client(headers={"Sec-Fetch-Site": "cross-site", "Origin": ELSEWHERE})
        assert client.get("/").status_code == 200
