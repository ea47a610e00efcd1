"""What somebody does by the links of a mail, without signing in: every page of it."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looks import LOOKS, faults_of, route_of
from tests.journeys.opened import BY_MAIL

# Each look has a reader of her own: a link does one thing.
ASKS = "main a[href*='/act/listing_right']"
MAILBOXES = {"light": "deputy", "dark": "representative"}


def open_mail(page: Page, site: str, mailbox: str) -> None:
    """Open the demo's mail that asks somebody about a listing, once it has gone."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        page.goto(f"{site}/demo/mails/?who={mailbox}@")
        for path in page.eval_on_selector_all("main a", "all => all.map(a => a.href)"):
            page.goto(path)
            if f"{mailbox}@" in page.inner_text("main") and asks(page):
                return
        time.sleep(1)
    pytest.fail(f"no mail asks {mailbox} anything")


def asks(page: Page) -> bool:
    return page.locator(ASKS).count() > 0


def by_links(page: Page, site: str, mailbox: str) -> Iterator[str]:
    open_mail(page, site, mailbox)
    mail = page.url
    page.click(f"{ASKS} >> nth=0")
    yield "act"
    for choice in ("Something is not right", "It has ended"):
        page.click(f"main >> text={choice}")
        yield "act"
        page.click("main a:text-is('Back')")
    page.click("main >> text=Something is not right")
    page.click("button:has-text('Note what is not right')")
    yield "act"  # nothing is ticked: it says so
    page.check("text=The hours are wrong")
    page.click("button:has-text('Note what is not right')")
    yield "act-done"
    page.click("button:has-text('Take it back')")
    yield "act"
    page.click("text=I am someone else")
    yield "act-not-me"
    page.click("main >> text=Back")
    page.click("text=This person has left")
    yield "act-left"
    page.click("main >> text=Back")
    page.click("button:has-text('Yes, all of it is right today')")
    yield "act-done"
    page.click("button:has-text('Take it back')")
    yield "act"
    page.goto(page.url.partition("?")[0] + "fresh/")
    page.click("button:has-text('Send me a fresh link')")
    yield "act-fresh"
    page.goto(mail)
    page.click("main a[href*='/mail/wishes/'] >> nth=0")
    yield "mail-wishes"
    page.check("text=In one mail a day >> nth=0")
    page.click("button:has-text('Save')")
    yield "mail-wishes-saved"
    page.click("button:has-text('Take it back')")
    yield "mail-wishes"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_page_is_without_fault_script_and_cookie(
    site: str, chromium: Browser, scheme: str, width: int
):
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=False,
    )
    page, seen, faults = context.new_page(), set(), {}
    with_script = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    ).new_page()
    for name in by_links(page, site, MAILBOXES[scheme]):
        assert route_of(page.url) == name
        seen.add(name)
        with_script.goto(page.url)
        if found := faults_of(with_script, width):
            faults[name] = found
    assert faults == {}
    assert context.cookies() == []
    assert seen == BY_MAIL
    with_script.context.close()
    context.close()
