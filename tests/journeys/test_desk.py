"""S6: at a shared computer a page warns, goes when it must, and loses no words.

The page and the server's answers are made up here; its script is the real one.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route

SCRIPT = Path("fourthp/accounts/static/accounts/js/desk.js")
SITE = "http://desk.example"
HTML = """<!doctype html><main><p>Of Asha</p>
<form action="/words/" method="post"><input name="form_owner" type="hidden" value="x">
<textarea name="words"></textarea></form></main>
<aside data-desk="600" data-whose="asha" data-door="/computer/"
 data-sign-in="/sign-in/">
<div class="desk-ends" hidden><span data-said hidden>Are you there?</span>
<p data-left></p><button type="button">Stay signed in</button></div>
<script src="/desk.js"></script></aside>"""


@dataclass
class Server:
    """What the program says, as a test sets it."""

    status: int = 200
    left: str | None = "600"
    whose: str = "asha"
    aside: int = 204
    extent: str = "all"
    looks: int = 0
    asides: int = 0
    put: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/desk.js":
            route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript")
        elif path == "/computer/":
            self.looks += 1
            said = {} if self.left is None else {"Session-Left": self.left}
            said |= {"Session-Whose": self.whose}
            route.fulfill(status=self.status, headers=said, body="")
        elif path == "/words/":
            self.asides += 1
            self.put.append(route.request.post_data or "")
            route.fulfill(status=self.aside, headers={"X-Put-Aside": self.extent})
        else:
            body = HTML if path == "/page/" else "<p>Sign in</p>"
            route.fulfill(body=body, content_type="text/html")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(chromium, server) -> Page:
    page = chromium.new_page()
    page.route("**/*", server.answer)
    page.clock.install()
    page.goto(f"{SITE}/page/")
    yield page
    page.close()


def type_words(page: Page) -> None:
    page.locator("textarea").press_sequentially("long words")


def pass_time(page: Page, minutes: float) -> None:
    """Let time pass, with what the page does in each second."""
    for _each in range(int(minutes * 6)):
        page.clock.run_for(10_000)
        page.wait_for_timeout(5)


def come_back(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(200)


def is_on_the_page(page: Page) -> bool:
    return urlsplit(page.url).path == "/page/"


def test_over_it_goes_and_puts_the_words_aside(page, server):
    type_words(page)
    server.left = None
    pass_time(page, 11)
    page.wait_for_url("**/sign-in/**")
    assert "words=long+words" in server.put[0]
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"next": ["/page/"], "typed": ["kept"]}


@pytest.mark.parametrize(("extent", "typed"), [("part", "part"), ("none", "lost")])
def test_it_says_how_much_was_put_aside(page, server, extent, typed):
    type_words(page)
    server.left, server.extent = None, extent
    pass_time(page, 11)
    page.wait_for_url("**/sign-in/**")
    assert parse_qs(urlsplit(page.url).query)["typed"] == [typed]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_ends_nothing(page, server, status):
    type_words(page)
    server.status = status
    pass_time(page, 15)
    assert is_on_the_page(page)
    assert not page.locator("main").is_visible()
    assert page.locator("textarea").input_value() == "long words"
    assert server.put == []
    # Asked later each time, not every second.
    assert 2 < server.looks < 20
    server.status = 200
    pass_time(page, 2)
    assert page.locator("main").is_visible()


def test_words_that_cannot_be_put_aside_yet_stay(page, server):
    type_words(page)
    server.left, server.aside = None, 503
    pass_time(page, 13)
    assert is_on_the_page(page)
    assert page.locator("textarea").input_value() == "long words"
    assert 0 < server.asides < 20
    server.aside = 204
    pass_time(page, 2)
    page.wait_for_url("**/sign-in/**typed=kept")


def test_it_is_hidden_from_somebody_else(page, server):
    type_words(page)
    server.whose = "ben"
    come_back(page)
    page.wait_for_url("**/sign-in/**")
    assert "words=long+words" in server.put[0]


def test_it_stays_for_its_own(page, server):
    come_back(page)
    assert server.looks == 1
    assert is_on_the_page(page)
    assert page.locator("main").is_visible()


def test_a_press_keeps_it(page, server):
    server.left = "100"
    pass_time(page, 8.5)
    page.locator("[data-said]").wait_for()
    server.left = "600"
    page.get_by_role("button").click()
    page.locator("[data-said]").wait_for(state="hidden")
    assert is_on_the_page(page)
