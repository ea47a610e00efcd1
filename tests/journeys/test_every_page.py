"""Every page that links lead to, as a public reader and as people of the network.

A route that no link, button or example here reaches is a failure: nobody would have
looked at it.
"""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import leave, press, sign_in_as
from tests.journeys.looks import LOOKS, faults_of, route_of
from tests.journeys.opened import BY_EMPLOYER, BY_MAIL, WITH_OTHERS
from tests.journeys.test_on_the_way import OPENED
from tests.safety.routes import routes

# Not pages: answers to a button, or downloads.
NO_PAGES = {
    "account_logout": "an answer to a button",
    "become": "an answer to a button",
    "directory-export": "a download",
    "outbox-export": "a download",
    "people-export": "a download",
    "composition-table": "a download",
    "aims-table": "a download",
    "concerns-export": "a download",
    "concern-closing": "an answer to a button",
    "concern-voice": "an answer to a button",
    "concern-voice-removal": "an answer to a button",
    "aim-figure-removal": "an answer to a button",
    "actions-export": "a download",
    "action-done": "an answer to a button",
    "action-open": "an answer to a button",
    "actions-review": "follows a button of the list: plan/tests/test_action_lists",
    "sheet-wrong": "a download",
    "import-application": "an answer to a button",
    "import-discarding": "an answer to a button",
    "import-draft-held": "a download",
    "import-draft-changes": "a download",
    "import-held": "a download",
    "listing-release": "an answer to a button",
    "listing-verification": "an answer to a button",
    "mail-again": "no address of a mail that is opened is stopped: test_wishes",
    "mail-drawn": "a mail as its reader sees it: demo/tests/test_mails",
    "mail-news": "an answer to a button",
    "mail-left": "no news lies in the demo’s folder: test_wishes",
    "mail-unsubscribe": "no news lies in the demo’s folder: test_wishes",
    "mfa_download_recovery_codes": "a download",
    "mfa_list_webauthn": "leads to the list of factors",
    "mfa_login_webauthn": "an answer to a button",
    "letter-in-reopening": "an answer to a button",
    "letter-in-settlement": "an answer to a button",
    "outbox-mailing-copy": "an answer to a button",
    "outbox-mailing-pause": "an answer to a button",
    "outbox-mailing-release": "an answer to a button",
    "outbox-mailing-resumption": "an answer to a button",
    "outbox-message-cancelling": "an answer to a button",
    "outbox-message-resending": "an answer to a button",
    "outbox-pause": "an answer to a button",
    "outbox-reader-address": "an answer to a button",
    "outbox-resumption": "an answer to a button",
    "own-mail-again": "no persona’s address is stopped: test_wishes",
    "own-mail-news": "an answer to a button",
    "said-reopening": "an answer to a button",
    "said-settlement": "an answer to a button",
    "own-wishes-saved": "what follows a button: its twin is opened by a mail",
    "problem-settlement": "an answer to a button",
    "service-card-pdf": "a download",
    "sign-off-pdf": "a download",
    "sign-off-zip": "a download",
    "session_end": "an answer to a button",
    "work": "leads on by itself; every state of it stands on /design/",
    "calendar-ending": "an answer to a button",
    "calendar-feed": "a calendar program fetches it: gatherings/tests/test_feeds",
    "calendar-making": "an answer to a button",
    "gathering-answers-export": "a download",
    "gathering-calendar": "a download",
    "gathering-guest-removal": "an answer to a button",
    "gathering-return": "an answer to a button",
    "series-calendar": "a download",
    "series-inviting": "an answer to a button",
    "meeting-arising": "an answer to a button",
    "meeting-table": "a download",
    "meeting-text": "a download",
}
NO_PAGES |= dict.fromkeys(
    (
        *("agency-name-removal", "agency-people-asking", "group-interest"),
        *("group-interest-withdrawal", "leaving-undoing", "network-number-checked"),
        *("network-number-removal", "network-word-place", "network-word-retirement"),
        *("network-words-pack", "seat-moving", "seat-telling", "sheet-application"),
        *("sheet-discarding", "sheet-telling"),
    ),
    "an answer to a button",
)
# One page of every route is walked: these hang on a row that is not the first met.
NO_PAGES |= dict.fromkeys(
    (
        *("group-beginning", "group-closing", "group-declining", "group-joining"),
        *("group-leaving", "group-terms-version", "group-withdrawal"),
        "person-account-closing",
    ),
    "stands on the pages of some groups and people, not on the first",
)
NO_PAGES |= dict.fromkeys(
    ("concern-words", "concern-withdrawal"),
    "stands on the page of who raised it, until it is heard: test_concerns_pages",
)
NO_PAGES |= dict.fromkeys(
    (
        *("let-in", "merge", "sheet", "sheet-choices", "sheet-columns"),
        *("sheet-doubles", "sheet-undoing"),
    ),
    "the demo has no such row",
)
NO_PAGES |= dict.fromkeys(
    (
        *("computer", "look-ending", "sharing-recall", "sharing-return"),
        *("widening-dropping", "witness-asking", "witness-removal"),
    ),
    "an answer to a button",
)
NO_PAGES["employer_sign_in"] = "an answer to a button: it leads on by itself"
# Looked at elsewhere: no link leads there.
ELSEWHERE = OPENED | BY_MAIL | BY_EMPLOYER | WITH_OTHERS | set(NO_PAGES)
# Pages that nothing links to, because the demo has no reason to.
KNOWN_PATHS = (
    "/nothing-of-this-name/",
    "/design/",
    "/design/confirmation/",
    "/account/step-up/",
    "/account/confirm/",
    "/account/factors/confirm/",
    "/account/factors/",
    "/account/factors/codes/",
    "/account/factors/codes/new/",
    "/account/password/",
    "/demo/mails/",
    "/people/export/",
)


# Rows that the walk would not meet first: a list, and where one of its rows leads.
FOUND = (
    *(("/groups/", f"/{one}/") for one in ("facts", "terms", "seats", "ending")),
    *(("/aims/", f"/{one}/") for one in ("facts", "ending", "retirement")),
    *(("/concerns/", f"/{one}/") for one in ("hearing", "agenda", "decision")),
    *(("/concerns/", f"/{one}/") for one in ("beginning", "answer")),
    *(("/concerns/?show=answered", f"/{one}/") for one in ("again", "opening")),
    ("/concerns/?show=held", "/declining/"),
    *(("/aims/", f"/{one}/") for one in ("indicators", "contribution", "figure")),
    *(("/gatherings/", f"/{one}/") for one in ("answer", "answers", "guests")),
    ("/gatherings/", "/invited/"),
    *(("/meetings/", f"/{one}/") for one in ("order", "circulation", "items")),
    *(("/meetings/", f"/{one}/") for one in ("standing", "rota")),
    *(("/groups/", "/opening/"), ("/people/", "/erasure/"), ("/outbox/", "/words/")),
)
# Whom something concerns that no other is shown: where they begin.
LATER = {
    "Tom Okoro": ("/",),
    "Amir Castellan": ("/", "/looks/"),
    "Rosa Hale": ("/", "/agencies/"),
}


def links_of(page, site: str) -> Iterator[str]:
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    for href in hrefs:
        if href.startswith(site) and "#" not in href:
            yield urlsplit(href).path or "/"


def status_of(page) -> int:
    """Return what the page that stands there was answered with."""
    asked = "performance.getEntriesByType('navigation')[0].responseStatus"
    return int(page.evaluate(asked))


def leading_to(page, site: str, listed: str, ending: str) -> str:
    """Return where the first row of a list leads that leads on to such a path."""
    page.goto(f"{site}{listed}")
    folder = listed.partition("?")[0]
    for path in list(dict.fromkeys(links_of(page, site))):
        is_row = path.startswith(folder) and path != folder and "?" not in path
        if is_row and route_of(path) not in NO_PAGES:
            page.goto(f"{site}{path}")
            for one in links_of(page, site):
                if one.endswith(ending):
                    return one
    pytest.fail(f"Nothing in {listed} leads to {ending}.")


def walk(
    page, site: str, begin: tuple[str, ...], but: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Open one page of every route that links lead to; yield (route, path).

    but: routes that were looked at already; their pages are only begun with.
    """
    waiting, seen = list(begin), {*but} - {route_of(path) for path in begin}
    while waiting:
        path = waiting.pop(0)
        name = route_of(path)
        if (name or path) in seen or name in ELSEWHERE:
            continue
        seen.add(name or path)
        page.goto(f"{site}{path}")
        yield name, path
        waiting += links_of(page, site)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_route_is_without_fault(site, chromium, work_done, scheme, width):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page, faults, reached = context.new_page(), {}, set()
    loud: list[str] = []
    page.on("console", lambda message: loud.append(message.text))
    for persona in (None, "Maya Lind", "Grace Pell", *LATER):
        leave(page, site)
        if persona:
            sign_in_as(page, site, persona)
        begin = ("/", "/demo/", "/sign-in/", *KNOWN_PATHS, *work_done)
        if persona == "Maya Lind":
            begin += tuple(leading_to(page, site, *one) for one in FOUND)
        is_later = persona in LATER
        if is_later:
            begin = LATER[persona]
        for name, path in walk(page, site, begin, reached if is_later else ()):
            if status_of(page) < 400:
                reached |= {route_of(urlsplit(page.url).path), name}
            found = faults_of(page, width)
            if found:
                faults[f"{path} as {persona}"] = found
    context.close()
    told = [f"{where}: {fault}" for where, some in faults.items() for fault in some]
    assert not told, "\n".join(told)
    named = {route.name for route in routes()}
    missed = sorted(named - reached - ELSEWHERE)
    assert not missed, "\n".join(missed)
    assert [text for text in loud if "Content Security Policy" in text] == []


PUBLIC = ("/", "/sign-in/", "/reset/", "/nothing-of-this-name/")


def test_public_pages_need_no_script_cookie_or_other_site(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pages = []
    for path in PUBLIC:
        page.goto(f"{site}{path}")
        pages.append(path)
    page.goto(site)
    page.fill("#q", "Romanian women coventry")
    press(page, "button:has-text('Find')")
    for name, path in walk(page, site, tuple(links_of(page, site))):
        if name and not name.startswith(("mfa", "account")):
            assert page.locator("h1").count() == 1, path
            pages.append(path)
    assert len(pages) > 8
    assert context.cookies() == []
    assert [url for url in asked if not url.startswith(f"{site}/")] == []
    context.close()


def test_a_page_with_a_fault_is_found(site, chromium):
    page = chromium.new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(site)
    page.evaluate(
        "document.querySelector('main').innerHTML ="
        " '<img src=x><input><table><tr><td>' + 'x'.repeat(900) + '</td></tr></table>'"
    )
    found = " ".join(faults_of(page, 320))
    assert re.search("image-alt", found)
    assert re.search("label", found)
    page.context.close()
