"""Pages of work by the keyboard alone: each stop is seen, and what is wrong is told."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import sign_in_as

# Where the focus stands, and whether it is seen: a ring, and nothing over it.
STANDS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  const over = document.elementFromPoint(box.left + 4, box.top + 4);
  const free = !over || one.contains(over) || over.contains(one)
    || [...(one.labels || [])].some(label => label.contains(over));
  return {what: one.outerHTML.slice(0, 90), tag: one.tagName, ring, free,
    sends: one.matches('main form:not([action]) button')};
}"""
SUMMARY = "document.activeElement.classList.contains('error-summary')"


def seat(page: Page, site: str) -> None:
    page.goto(f"{site}/people/")
    page.click("tbody th a >> nth=0")
    page.click("main >> text=Give a seat")


def invitation(page: Page, site: str) -> None:
    page.goto(f"{site}/people/vacancies/")
    page.click("tbody th a >> nth=0")
    page.click("main >> text=Invite a colleague >> nth=0")


def letter(page: Page, site: str) -> None:
    page.goto(f"{site}/circulars/new/")


def striking(page: Page, site: str) -> None:
    page.goto(f"{site}/agencies/")
    page.click("tbody th a >> nth=0")
    page.click("text=Strike words from the record")


def faults_of(stops: list[dict]) -> list[str]:
    """Return the stops that nobody would see."""
    return [one["what"] for one in stops if not (one["ring"] and one["free"])]


def stops_of(page: Page) -> list[dict]:
    """Walk a page by the Tab key up to the button that sends its form."""
    stops = []
    while len(stops) < 90:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STANDS))
        if stops[-1]["sends"]:
            return stops
    pytest.fail("the keyboard reaches no button that sends the form")


@pytest.mark.parametrize("lead", [seat, invitation, letter, striking])
def test_a_form_is_filled_by_the_keyboard_alone(site: str, chromium: Browser, lead):
    page = chromium.new_context().new_page()
    sign_in_as(page, site, "Maya Lind")
    lead(page, site)
    page.wait_for_load_state()
    assert faults_of(stops_of(page)) == []
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_function(SUMMARY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.error-summary a') != null")
    page.context.close()


def test_a_stop_that_nobody_sees_is_found(site: str, chromium: Browser):
    page = chromium.new_context().new_page()
    page.goto(f"{site}/sign-in/")
    page.evaluate(
        "document.querySelectorAll('input').forEach(one => one.setAttribute('class',"
        " 'unseen')); const sheet = new CSSStyleSheet();"
        " sheet.replaceSync('.unseen { outline: none !important;"
        " box-shadow: none !important; }'); document.adoptedStyleSheets = [sheet];"
    )
    page.focus("input[type=email]")
    assert faults_of([page.evaluate(STANDS)]) != []
    page.context.close()
