"""A nurse in a corridor: a phone of 320 px, no script, a weak signal, ten seconds."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import press

PHONE = {"width": 320, "height": 640}
# Chromium's own figures for slow 4G: 400 ms round trip, 400 kbit/s both ways.
SLOW_4G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def ask(page, line: str) -> None:
    page.fill("#q", line)
    page.check("input[name=now]")
    press(page, "button:has-text('Find')")


def test_finds_a_number_to_call_in_two_taps_without_a_trace(site, phone):
    slow = phone.context.new_cdp_session(phone)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_4G)
    begun = time.monotonic()
    phone.goto(site)
    ask(phone, "Romanian women coventry")
    number = phone.locator(".call").first
    number.wait_for()
    taken = time.monotonic() - begun
    assert number.inner_text() == "0121 496 0007"
    assert phone.locator(".card .tag").first.inner_text() == "Open until 17:00"
    assert taken < 60, "something is badly wrong"  # the figure itself is in bench/
    assert phone.context.cookies() == []
    assert phone.title() == "Step 2"
    assert phone.url == f"{site}/step-2/"


def test_goes_on_to_the_entry_and_back(site, phone):
    phone.goto(site)
    ask(phone, "Romanian women coventry")
    shown = phone.locator(".cards > li").count()
    press(phone, ".cards h2 a >> nth=0")
    assert phone.locator("h1").inner_text() == "Women’s drop-in"
    assert "This call will show in your call history" in phone.content()
    phone.go_back()
    assert phone.locator(".cards > li").count() == shown > 0
    assert phone.context.cookies() == []


def test_takes_a_chip_away_and_keeps_two_for_later(site, phone):
    phone.goto(site)
    ask(phone, "Romanian women coventry")
    fewer = phone.locator(".cards > li").count()
    press(phone, ".chip[value='now']")
    assert phone.locator(".cards > li").count() > fewer
    press(phone, "button[name=keep] >> nth=0")
    press(phone, "button[name=keep] >> nth=0")
    press(phone, "text=Show the 2 you kept")
    assert phone.locator("main .call").count() == 2
    assert phone.locator(".code svg").count() == 1


def test_keeps_three_and_stays_where_each_was_pressed(site, phone):
    phone.goto(site)
    phone.fill("#q", "women coventry")
    press(phone, "button:has-text('Find')")
    for n in range(4):
        press(phone, "button[name=keep] >> nth=2")
        phone.wait_for_url(re.compile("step-2/#r-"))
        said = phone.locator(".card:target")
        assert phone.evaluate("window.scrollY") > 0
        told = "On your list." if n < 3 else "Three are on your list already."
        assert told in said.inner_text()
    press(phone, ".card:target .chip >> nth=0")
    assert "On your list." in phone.locator(".card:target").inner_text()
    assert phone.locator("text=Show the 3 you kept").count() == 1


def test_says_that_something_is_wrong_without_an_account(site, phone):
    phone.goto(site)
    ask(phone, "Romanian women coventry")
    press(phone, ".cards h2 a >> nth=0")
    press(phone, "text=Something is wrong here")
    press(phone, "text=Tell them")
    assert phone.locator(".error-summary").is_visible()
    phone.check("text=the hours are wrong")
    press(phone, "text=Tell them")
    assert phone.locator("h1").inner_text() == "Thank you"


def test_leaves_at_once_by_the_second_tab_stop(site, chromium):
    page = chromium.new_context(viewport=PHONE).new_page()
    page.route(re.compile("wikipedia"), lambda route: route.fulfill(body="elsewhere"))
    for _name in open_pages(site, page):
        page.wait_for_load_state()
        # Some pages put the focus into themselves: a reader begins at the top.
        page.evaluate("document.body.tabIndex = -1; document.body.focus()")
        stops = []
        for _ in range(2):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert stops == ["Skip to the page", "Exit this page"], page.url
        assert page.locator("aside a[href^='tel:']").count() > 1, page.url
    page.goto(site)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(re.compile("wikipedia"))
    page.context.close()


def open_pages(site, page):
    """Yield each kind of public page, shown: first, found, entry, error, none, 404."""
    page.goto(site)
    yield "first"
    ask(page, "Romanian women coventry")
    yield "found"
    page.click(".cards h2 a >> nth=0")
    yield "entry"
    page.click("text=Something is wrong here")
    page.click("text=Tell them")
    yield "error"
    page.goto(site)
    ask(page, "Vietnamese prostitution worcester")
    yield "none"
    for path in ("/nothing/", "/sign-in/", "/reset/", "/demo/"):
        page.goto(f"{site}{path}")
        yield path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(site, chromium, scheme, width):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    loud: list[str] = []
    page.on("console", lambda message: loud.append(message.text))
    found = []
    for name in open_pages(site, page):
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append(f"{name}: {violation['id']} {nodes}")
        wide = page.evaluate(
            "document.body.scrollWidth > document.documentElement.clientWidth"
        )
        if wide:
            found.append(f"{name}: scrolls sideways at {width}")
    context.close()
    assert found == []
    assert [text for text in loud if "Content Security Policy" in text] == []
