"""Coming in through an employer: every page of it, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page

from fourthp.accounts.tests.employer import NAME
from fourthp.accounts.tests.makers import app_code
from fourthp.accounts.tests.openid_provider import APP, PASSWORD
from tests.journeys.conftest import leave, press, sign_in_as
from tests.journeys.looks import LOOKS, faults_of, route_of
from tests.journeys.opened import BY_EMPLOYER
from tests.journeys.test_on_the_way import open_mail

# Each look has somebody of its own: once joined, nobody is a stranger again.
PEOPLE = {"light": ("Iris Vann", "refuge"), "dark": ("Tom Okoro", "chair")}
JOINS = ".card a[href*='/sign-in/join/']"


def come_by_employer(page: Page, site: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.click(f"button:has-text('{NAME}')")


def sign_in_there(page: Page, mailbox: str) -> None:
    page.wait_for_selector("input[name=login]")
    page.fill("input[name=login]", f"{mailbox}@anyshire.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.fill("input[name=code]", app_code(secret=APP))
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/back/**")


def by_an_employer(page: Page, site: str, name: str, mailbox: str):
    """Yield the route of each page as it stands open."""
    page.goto(f"{site}/sign-in/with/clinic/back/?state=forged")
    yield "employer_back"  # refused: it says so, and offers to try again
    come_by_employer(page, site)
    sign_in_there(page, mailbox)
    yield "employer_back"
    open_mail(page, site, mailbox, JOINS)
    page.click(JOINS)
    yield "employer_joining"
    press(page, f"button:has-text('Connect {NAME}')")
    yield "employer_joining"
    come_by_employer(page, site)
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/account/employers/clinic/join/")
    yield "employer_join"
    page.goto(f"{site}/account/employers/clinic/again/")
    yield "employer_again"
    page.goto(f"{site}/account/")
    page.click("main a[href$='/ending/']")
    yield "employer_ending"
    leave(page, site)
    sign_in_as(page, site, "Maya Lind")
    page.goto(f"{site}/people/")
    page.click(f"main >> text={name}")
    page.click("text=Disconnect the employer’s sign-in")
    yield "person-employers-parting"


@pytest.mark.parametrize(("scheme", "width"), LOOKS[:2])
def test_pages_through_an_employer_are_without_fault(
    site: str, chromium: Browser, scheme: str, width: int
):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page, faults, seen = context.new_page(), [], set()
    for route in by_an_employer(page, site, *PEOPLE[scheme]):
        page.wait_for_load_state()
        assert route_of(page.url.removeprefix(site)) == route, page.url
        seen.add(route)
        faults += [f"{route}: {fault}" for fault in faults_of(page, width)]
    context.close()
    assert not faults, "\n".join(faults)
    assert seen == BY_EMPLOYER
