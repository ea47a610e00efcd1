"""A passkey from making it to signing in, with Chromium's own authenticator."""

import pytest
from playwright.sync_api import Browser, Page, expect


def give_authenticator(page: Page) -> None:
    """Put an authenticator into the browser that unlocks by itself."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.fixture
def page(chromium: Browser):
    context = chromium.new_context()
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda problem: page.faults.append(str(problem)))
    page.on(
        "console",
        lambda said: page.faults.append(said.text) if said.type == "error" else None,
    )
    yield page
    context.close()


class TestPasskey:
    def test_is_made_proves_itself_and_signs_in_without_a_password(
        self, site: str, page: Page
    ):
        page.goto(f"{site}/demo/")
        page.get_by_role("button").filter(has_text="Maya Lind").click()
        give_authenticator(page)
        page.goto(f"{site}/account/factors/keys/new/")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
        expect(page.locator("ul.codes li")).to_have_count(10)
        page.goto(f"{site}/sign-out/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        page.goto(f"{site}/account/")
        expect(page).to_have_url(f"{site}/sign-in/?next=/account/")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(lambda address: "sign-in" not in address)
        page.goto(f"{site}/account/")
        expect(page.get_by_text("with a second factor")).to_be_visible()
        assert page.faults == []

    def test_an_unknown_one_signs_nobody_in(self, site: str, page: Page):
        page.goto(f"{site}/sign-in/")
        give_authenticator(page)
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_text("The passkey was not used")).to_be_visible()
        page.goto(f"{site}/account/")
        expect(page).to_have_url(f"{site}/sign-in/?next=/account/")

    def test_is_not_offered_without_a_script(self, site: str, chromium: Browser):
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{site}/sign-in/")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.get_by_text("Use a passkey")).to_be_hidden()
        context.close()
