"""Pages that no link leads to: they follow a button, a mail, or half a sign-in."""

import time

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import leave, sign_in_as
from tests.journeys.looks import LOOKS, faults_of, route_of
from tests.journeys.test_passkey import give_authenticator

PASSWORD = "a lantern by the canal"
# Whose way it is: each look has people of its own, who begin without a password.
PEOPLE = {
    "light": (("Ben Achterberg", "deputy"), "Lena Fox"),
    "dark": (("Rosa Hale", "representative"), "Sam Dhillon"),
}
OPENED = {
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "address_confirm",
    "find",
    "mail",
    "mfa_authenticate",
    "mfa_edit_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "service-thanks",
    "shortlist",
    "worries-thanks",
}


def as_nobody(page: Page, site: str):
    page.goto(site)
    page.fill("#q", "Romanian women coventry")
    page.click("button:has-text('Find')")
    yield "find"
    page.click("button[name=keep] >> nth=0")
    page.click("button[name=keep] >> nth=0")
    page.click("text=Show the 2 you kept")
    yield "shortlist"
    page.goto(site)
    page.fill("#q", "Romanian women coventry")
    page.click("button:has-text('Find')")
    page.click(".cards h2 a >> nth=0")
    page.click("text=Something is wrong here")
    page.check("text=the hours are wrong")
    page.click("text=Tell them")
    yield "service-thanks"
    page.goto(f"{site}/worries/")
    page.fill("input[name=title]", "The night desk sends people away")
    page.click("button:has-text('Send it')")
    yield "worries-thanks"


RESET = ".card a[href*='/reset/']"
ADDRESS = ".card a[href*='/account/address/']"


def open_mail(page: Page, site: str, mailbox: str, link: str) -> None:
    """Open the newest of somebody's mails that has a link, once it has come.

    The demo mails others, and her too, at any time: what is newest may not be it.
    """
    end = time.monotonic() + 60
    while time.monotonic() < end:
        page.goto(f"{site}/demo/mails/?who={mailbox}@")
        for href in mails_on(page)[:5]:
            page.goto(href)
            if page.locator(link).count():
                return
        time.sleep(0.5)
    pytest.fail(f"no mail has {link} for {mailbox}")


def mails_on(page: Page) -> list[str]:
    return page.eval_on_selector_all("main .tasks a", "all => all.map(a => a.href)")


def by_a_forgotten_password(page: Page, site: str, mailbox: str):
    page.goto(f"{site}/reset/")
    page.fill("input[type=email]", f"{mailbox}@anyshire.example")
    page.click("button:has-text('Send the link')")
    yield "account_reset_password_done"
    open_mail(page, site, mailbox, RESET)
    yield "mail"
    page.click(RESET)
    yield "account_reset_password_from_key"
    fill_passwords(page)
    page.click("button:has-text('Save the password')")
    yield "account_reset_password_from_key_done"


def fill_passwords(page: Page) -> None:
    for box in page.query_selector_all("input[type=password]"):
        box.fill(PASSWORD)


def sign_in(page: Page, site: str, mailbox: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.fill("input[type=email]", f"{mailbox}@anyshire.example")
    page.fill("input[type=password]", PASSWORD)
    page.click("main button:has-text('Sign in')")


def show_again(page: Page) -> None:
    """Type the password once more, where that is asked."""
    if "/confirm/" in page.url:
        page.fill("input[type=password]", PASSWORD)
        page.click("button:has-text('Continue')")


def by_a_new_address(page: Page, site: str, mailbox: str):
    sign_in(page, site, mailbox)
    page.goto(f"{site}/account/address/")
    show_again(page)
    page.fill("main input[type=email]", f"new-{mailbox}@anyshire.example")
    page.click("button:has-text('Send the link')")
    open_mail(page, site, f"new-{mailbox}", ADDRESS)
    page.click(ADDRESS)
    yield "address_confirm"


def by_a_code(page: Page, site: str, mailbox: str):
    page.goto(f"{site}/account/factors/app/")
    show_again(page)
    secret = page.inner_text("code.codes")
    value = hotp_value(secret, next(iter(yield_hotp_counters_from_time())))
    page.fill("input[name=code]", format_hotp_value(value))
    page.click("button:has-text('Add the app')")
    leave(page, site)
    sign_in(page, site, mailbox)
    yield "mfa_authenticate"


def with_a_passkey(page: Page, site: str, name: str):
    leave(page, site)
    sign_in_as(page, site, name)
    page.goto(f"{site}/account/password/set/")
    yield "account_set_password"
    give_authenticator(page)
    page.goto(f"{site}/account/factors/keys/new/")
    page.click("button:has-text('Add a passkey')")
    page.wait_for_url("**/codes/**")
    page.goto(f"{site}/account/factors/keys/confirm/")
    yield "mfa_reauthenticate_webauthn"
    page.goto(f"{site}/account/factors/keys/")
    page.click("main a[href$='/edit/'] >> nth=0")
    yield "mfa_edit_webauthn"
    page.goto(f"{site}/account/factors/keys/")
    page.click("main a[href$='/remove/'] >> nth=0")
    yield "mfa_remove_webauthn"


def on_the_way(page: Page, site: str, scheme: str):
    """Yield the route of each page as it stands open."""
    (_name, mailbox), holder = PEOPLE[scheme]
    yield from as_nobody(page, site)
    yield from by_a_forgotten_password(page, site, mailbox)
    yield from by_a_new_address(page, site, mailbox)
    yield from by_a_code(page, site, mailbox)
    yield from with_a_passkey(page, site, holder)


@pytest.mark.parametrize(("scheme", "width"), LOOKS[:2])
def test_pages_on_the_way_are_without_fault(
    site: str, chromium: Browser, scheme: str, width: int
):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page, faults, seen = context.new_page(), [], set()
    loud: list[str] = []
    page.on("console", lambda message: loud.append(message.text))
    for name in on_the_way(page, site, scheme):
        page.wait_for_load_state()
        assert route_of(page.url.removeprefix(site)) == name, page.url
        seen.add(name)
        faults += [f"{name}: {fault}" for fault in faults_of(page, width)]
    context.close()
    assert not faults, "\n".join(faults)
    assert seen == OPENED
    assert [text for text in loud if "Content Security Policy" in text] == []
