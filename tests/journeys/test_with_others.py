"""Pages between people: looking as another, a second person, an auditor, a witness."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import leave, press, sign_in_as
from tests.journeys.looks import LOOKS, faults_of, route_of
from tests.journeys.opened import WITH_OTHERS
from tests.journeys.test_on_the_way import open_mail

# The page offers the button a day later; a press before is answered by what it lacks.
PRESSED = """path => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = path;
  document.body.append(form);
  form.submit();
}"""


def as_somebody_else(page: Page, site: str):
    page.goto(f"{site}/listings/?show=all")
    page.click("tbody a >> nth=0")
    page.click("main >> text=Look as somebody else")
    page.select_option("main select", index=1)
    press(page, "main button:has-text('Look')")
    yield "look"


def going_alone(page: Page, site: str):
    """Go on alone with what another is asked for, as whoever asked."""
    sign_in_as(page, site, "Tom Okoro")
    page.goto(site)
    asked = page.get_attribute("main a[href*='/widenings/'] >> nth=0", "href")
    leave(page, site)
    sign_in_as(page, site, "Maya Lind")
    page.goto(f"{site}{asked}alone/")
    yield "widening-alone"
    with page.expect_navigation():
        page.evaluate(PRESSED, page.url)
    yield "widening-alone"  # no reason is given: it asks for one


def asking_a_witness(page: Page, site: str, mailbox: str):
    page.goto(f"{site}/network/witnesses/")
    page.fill("main input[type=text]", f"The clerk of {mailbox}")
    page.fill("main input[type=email]", f"{mailbox}@anothershire.example")
    press(page, "button:has-text('Ask them by mail')")
    link = ".card a[href*='/witness/']"
    open_mail(page, site, mailbox, link)
    page.click(link)
    yield "witness"
    press(page, "main button >> nth=0")
    yield "witness"


def by_name(page: Page, site: str):
    """Look at what is restricted; then ask as the auditor who it was."""
    page.goto(f"{site}/")
    page.goto(f"{site}/looks/")
    page.click("main >> text=Ask who it was >> nth=0")
    page.fill(
        "main textarea, main input[type=text]", "a question of the steering group"
    )
    press(page, "button:has-text('Show the names')")
    yield "looks-names"


def with_others(page: Page, site: str, scheme: str):
    """Yield the route of each page as it stands open."""
    yield from going_alone(page, site)
    yield from as_somebody_else(page, site)
    yield from asking_a_witness(page, site, f"{scheme}-witness")
    leave(page, site)
    sign_in_as(page, site, "Amir Castellan")
    yield from by_name(page, site)


@pytest.mark.parametrize(("scheme", "width"), LOOKS[:2])
def test_pages_with_others_are_without_fault(
    site: str, chromium: Browser, scheme: str, width: int
):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page, faults, seen = context.new_page(), [], set()
    for route in with_others(page, site, scheme):
        page.wait_for_load_state()
        assert route_of(page.url.removeprefix(site)) == route, page.url
        seen.add(route)
        faults += [f"{route}: {fault}" for fault in faults_of(page, width)]
    context.close()
    assert not faults, "\n".join(faults)
    assert seen == WITH_OTHERS
