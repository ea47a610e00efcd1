"""S8: what people and imports write is text, wherever it is shown, and nothing else."""

import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from fourthp.directory.tests.packages import make_package
from tests.journeys.conftest import (
    IMPORT,
    after_work,
    hand_in,
    press,
    sign_in_as,
)

# Each would call alert() or ask another site for something, were it not text.
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><script>alert(1)</script>",
    "</title></textarea><script>alert(1)</script>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<a href=javascript:alert(1) id=payload>open</a>",
    "<form action=https://evil.example><button>Find</button></form>",
    "{{ 7*7 }}{% debug %}${alert(1)}",
    "<style>*{background:url(https://evil.example/x)}</style>",
)
# What is typed into a listing, by the part of it.
PARTS = {"words": ("alert",), "referral": ("what_to_say", "fees_description")}
SCHEMES = {"", "http", "https", "tel", "mailto"}
TRAP = "window.trapped = []; window.alert = said => window.trapped.push(String(said));"


class Trap:
    """Sees what a page does that no page of ours does."""

    def __init__(self, page: Page) -> None:
        self.page, self.loud = page, []
        page.add_init_script(TRAP)
        page.on("dialog", lambda dialog: (self.loud.append("dialog"), dialog.dismiss()))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.loud.append(message.text)

    def _see(self, request) -> None:
        if "evil.example" in request.url:
            self.loud.append(request.url)

    def caught(self) -> list[str]:
        """Return what was seen up to the page that is open, and its odd links."""
        found = list(self.loud)
        found += self.page.evaluate("window.trapped || []")
        hrefs = self.page.eval_on_selector_all("[href]", "all => all.map(a => a.href)")
        found += [href for href in hrefs if urlsplit(href).scheme not in SCHEMES]
        dialled = [href for href in hrefs if href.startswith("tel:")]
        return found + [h for h in dialled if not re.fullmatch(r"tel:\+?\d*", h)]


def odd_package(folder: Path) -> bytes:
    """A directory whose every text is a payload."""
    texts = dict(enumerate(PAYLOADS))
    rows = range(len(PAYLOADS))
    tables = {
        "organizations": [
            {"id": f"o{n}", "name": texts[n], "description": texts[n]}
            | {"url": "javascript:alert(1)", "email": texts[n]}
            for n in rows
        ],
        "services": [
            {"id": f"s{n}", "organization_id": f"o{n}", "name": f"trap {texts[n]}"}
            | {"description": texts[n], "url": "javascript:alert(1)"}
            | {"email": texts[n], "fees": texts[n], "application_process": texts[n]}
            | {"eligibility": texts[n], "accreditations": texts[n]}
            for n in rows
        ],
        "phones": [
            {"id": f"f{n}", "service_id": f"s{n}", "number": number}
            for n, number in enumerate(
                ("*#06#", "0121;javascript:alert(1)", "<b>0121", "**21*0900#")
            )
        ],
        "languages": [
            {"id": f"l{n}", "service_id": f"s{n}", "language": texts[n]} for n in rows
        ],
    }
    return make_package(folder, **tables).read_bytes()


def pages_with_odd_text(page: Page, site: str) -> list[str]:
    """Hand in the odd directory, say odd things in every form; return the pages."""
    with tempfile.TemporaryDirectory() as folder:
        content = odd_package(Path(folder))
    paths = [hand_in(page, site, "<img src=x onerror=alert(1)>.zip", content)]
    page.click(IMPORT)
    paths.append(after_work(page, site))
    page.goto(f"{site}/listings/?show=all&name=trap")
    keys = page.eval_on_selector_all("tbody a", "all => all.map(one => one.href)")
    assert len(keys) == len(PAYLOADS)
    for address, said in zip(keys, PAYLOADS, strict=True):
        for part, names in PARTS.items():
            page.goto(f"{address}{part}/")
            for name in names:
                page.fill(f"#id_{name}", said)
            press(page, "button:has-text('Save')")
        key = address.rstrip("/").split("/")[-1]
        paths += [f"/listings/{key}/", f"/services/{key}/", f"/services/{key}/card/"]
        paths += [f"/services/{key}/problem/", f"/history/service/{key}/"]
    return [*paths, "/imports/", "/listings/?show=all&name=trap"]


@pytest.fixture
def page(chromium: Browser):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_text_stays_text_on_every_page_that_shows_it(site: str, page: Page):
    trap = Trap(page)
    sign_in_as(page, site, "Maya Lind")
    for path in pages_with_odd_text(page, site):
        page.goto(f"{site}{path}")
        assert trap.caught() == [], path
        assert page.locator("#payload, main iframe").count() == 0, path
    page.goto(site)
    page.fill("#q", "trap")
    press(page, "button:has-text('Find')")
    assert page.locator(".cards > li").count() == len(PAYLOADS)
    assert trap.caught() == []
    for said in PAYLOADS:
        page.goto(site)
        page.fill("#q", said)
        page.fill("#place", said)
        press(page, "button:has-text('Find')")
        assert trap.caught() == [], said


@pytest.mark.parametrize("payload", PAYLOADS[:6])
def test_the_trap_sees_a_page_that_does_not_escape(site: str, page: Page, payload):
    trap = Trap(page)
    body = f"<!doctype html><title>{payload}</title><main>{payload}</main>"
    page.route(
        "**/hole/", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    page.goto(f"{site}/hole/")
    page.wait_for_timeout(300)
    assert trap.caught()


def test_the_policy_stops_what_was_not_escaped(site: str, page: Page):
    trap = Trap(page)

    def unescaped(route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace("<h1", PAYLOADS[0] + "<h1")
        )

    page.route("**/sign-in/", unescaped)
    page.goto(f"{site}/sign-in/")
    page.wait_for_timeout(300)
    assert page.evaluate("window.trapped") == []
    assert any("Content Security Policy" in one for one in trap.caught())
