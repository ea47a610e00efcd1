"""Mails as a program with Chromium's eyes shows them: every sample letter."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from fourthp.post.formats.look import LIGHT
from fourthp.post.tests.pictures import documents

LOOKS = [
    ("light", 320),
    ("dark", 600),
    pytest.param("light", 1280, marks=pytest.mark.deep),
    pytest.param("dark", 320, marks=pytest.mark.deep),
]
# A mail is shown inside a page of somebody else's, which has the landmarks; and what
# people write keeps the headings they gave it.
AXE = {
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        "heading-order": {"enabled": False},
        "landmark-one-main": {"enabled": False},
        "region": {"enabled": False},
    }
}
# Links that stand by themselves; those within a line are as high as their line.
SMALL = """all => all.filter(one => one.getBoundingClientRect().height < 44)
    .map(one => one.outerHTML)"""
BUTTONS = "a.m-loud-words, a.m-quiet-words, td > div > a"


@pytest.fixture(scope="module")
def mails() -> list[tuple[str, str]]:
    """Every sample in both directions; drawn before a browser runs."""
    return list(documents())


def open_page(chromium: Browser, scheme: str, width: int):
    """Return a page and the list of what it asked for."""
    page = chromium.new_page(
        color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return page, asked


def faults(page, html: str) -> list[str]:
    """Return what is wrong with a mail."""
    page.set_content(html)
    found = [
        f"{violation['id']} {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in Axe().run(page, options=AXE).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found + page.eval_on_selector_all(BUTTONS, SMALL)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_mail_can_be_read_and_pressed_by_everyone(chromium, mails, scheme, width):
    page, asked = open_page(chromium, scheme, width)
    assert {name: found for name, html in mails if (found := faults(page, html))} == {}
    assert asked == []
    page.close()


def test_control_a_fault_would_be_found(chromium, mails):
    page, asked = open_page(chromium, "light", 320)
    html = dict(mails)["duty-ltr"]
    assert faults(page, html.replace(LIGHT["ink-soft"], "#757575"))
    assert faults(page, html.replace("padding:10px 18px", "padding:0 18px"))
    wide = '<p style="width:700px">wide</p></body>'
    assert faults(page, html.replace("</body>", wide)) == ["scrolls sideways"]
    page.set_content(f'{html}<img src="http://localhost:1/p.png" alt="">')
    assert asked == ["http://localhost:1/p.png"]
    page.close()


def test_a_mail_begins_at_the_side_where_its_language_does(chromium, mails):
    page, _asked = open_page(chromium, "light", 600)
    sides = {}
    for direction in ("ltr", "rtl"):
        page.set_content(dict(mails)[f"duty-{direction}"])
        sides[direction] = page.locator("h1").evaluate(
            """one => { const range = document.createRange();
                range.selectNodeContents(one);
                const words = range.getBoundingClientRect();
                const box = one.getBoundingClientRect();
                return [words.left - box.left, box.right - words.right] }"""
        )
    assert sides["ltr"][0] == pytest.approx(0, abs=1)
    assert sides["rtl"][1] == pytest.approx(0, abs=1)
    page.close()
