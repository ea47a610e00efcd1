"""S6: whose the computer is, is asked of whoever comes through an employer too."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from fourthp.accounts.queries.desks import sessions_of
from fourthp.accounts.rules.spans import OWN, SHARED
from fourthp.accounts.tests.employer import HERE, Browser
from fourthp.accounts.tests.makers import app_code, make_app, make_user, sign_in
from fourthp.accounts.tests.test_employers import ASHA, BEN, is_in, is_strong, joined

DOOR = "/sign-in/with/clinic/"


@pytest.fixture
def asha(employer):
    return joined(employer, ASHA)


def ticked(desk: str) -> dict[str, str]:
    """What the sign-in page sends with the button of an employer."""
    return {"asked": "whose"} | ({"shared": "on"} if desk == SHARED else {})


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


class TestTheTick:
    @pytest.mark.parametrize("desk", [OWN, SHARED])
    @pytest.mark.parametrize("usual", [OWN, SHARED])
    def test_is_heeded_by_the_button(self, employer, asha, settings, desk, usual):
        settings.DESKS = usual
        browser = Browser()
        browser.sign_in(ASHA, **ticked(desk))
        assert browser.client.session["desk"] == desk

    def test_control_not_asked_it_is_as_usual(self, employer, asha, settings):
        settings.DESKS = OWN
        browser = Browser()
        browser.sign_in(ASHA, shared="on")
        assert browser.client.session["desk"] == OWN

    def test_stands_in_the_form_of_each_button(self, employer):
        page = Client().get("/sign-in/").content.decode()
        [form] = re.findall(r'<form id="sign-in".*?</form>', page, re.DOTALL)
        assert 'name="shared"' in form
        [button] = re.findall(rf'<button[^>]* formaction="{DOOR}"[^>]*>', page)
        assert 'form="sign-in"' in button
        assert 'name="asked"' in button
        assert "formnovalidate" in button

    def test_holds_over_the_page_of_our_own_factor(self, employer, settings):
        settings.DESKS = OWN
        make_app(joined(employer, BEN))
        browser = Browser()
        browser.sign_in(BEN, **ticked(SHARED))
        browser.client.post("/sign-in/code/", {"code": app_code()})
        assert browser.client.session["desk"] == SHARED

    def test_holds_where_the_session_was_anothers(self, employer, asha, settings):
        settings.DESKS = OWN
        browser = Browser()
        sign_in(browser.client, make_user("b@x.example").email)
        browser.sign_in(ASHA, **ticked(SHARED))
        assert browser.client.session["desk"] == SHARED

    def test_changes_nothing_of_a_session_that_is_open(self, employer, asha):
        browser = Browser()
        browser.sign_in(ASHA, **ticked(SHARED))
        browser.sign_in(ASHA, **ticked(OWN))
        assert browser.client.session["desk"] == SHARED


class TestHowLong:
    """Somebody may have been dismissed since: the employer is asked again each day."""

    def lasts(self, browser: Browser, hours: int) -> bool:
        """Tell whether a session lasts so long, used every hour."""
        now = timezone.now()
        for hour in range(1, hours + 1):
            with time_machine.travel(now + timedelta(hours=hour), tick=False):
                if not is_in(browser.client):
                    return False
        return True

    def test_a_session_that_it_opened_lasts_twelve_hours(self, employer, asha):
        browser = Browser()
        browser.sign_in(ASHA, **ticked(OWN))
        [row] = sessions_of(asha, current=browser.client.session, now=timezone.now())
        assert row.ends_at - timezone.now() <= timedelta(hours=12)
        assert browser.client.cookies["session"]["max-age"] <= 12 * 3600
        assert self.lasts(browser, 11)
        assert not self.lasts(browser, 12)

    def test_so_does_one_that_our_own_factor_made_whole(self, employer, settings):
        settings.DESKS = OWN
        make_app(joined(employer, BEN))
        browser = Browser()
        browser.sign_in(BEN)
        browser.client.post("/sign-in/code/", {"code": app_code()})
        assert is_in(browser.client)
        assert not self.lasts(browser, 12)

    def test_so_does_one_in_place_of_anothers(self, employer, asha, settings):
        settings.DESKS = OWN
        browser = Browser()
        sign_in(browser.client, make_user("b@x.example").email)
        browser.sign_in(ASHA)
        assert not self.lasts(browser, 12)

    def test_so_does_one_in_place_of_one_that_a_new_password_ended(
        self, employer, asha, settings
    ):
        settings.DESKS = OWN
        browser = Browser()
        sign_in(browser.client, make_user("b@x.example").email)
        session = browser.client.session
        session["_auth_user_hash"] = "of an older password"
        session.save()
        browser.sign_in(ASHA)
        assert is_in(browser.client)
        assert is_strong(browser.client)
        assert not self.lasts(browser, 12)

    def test_control_one_that_a_password_opened_lasts_longer(self, asha, settings):
        settings.DESKS = OWN
        browser = Browser()
        sign_in(browser.client, ASHA)
        assert self.lasts(browser, 14)

    def test_a_host_who_says_less_is_obeyed(self, employer, asha, settings):
        settings.SHARED_WHOLE, settings.SHARED_IDLE = 2 * [timedelta(hours=2)]
        browser = Browser()
        browser.sign_in(ASHA, **ticked(SHARED))
        assert not self.lasts(browser, 2)


class TestWhatWasWanted:
    SAID = {"next": "/account/sessions/", "asked": "whose", "shared": "on"}

    def test_is_tried_again_where_the_provider_is_silent(self, employer):
        facts = "/.well-known/openid-configuration"
        employer.lie(**{facts: "no json"})
        answer = Client(headers=HERE).post(DOOR, self.SAID)
        assert answer.status_code == 503
        assert hidden(answer.text) == self.SAID
        assert "?next=/account/sessions/" in answer.text.replace("%2F", "/")

    def test_is_tried_again_where_it_was_not_believed(self, employer, asha):
        employer.lie(claims={"nonce": "another"})
        answer = Browser().sign_in(ASHA, **self.SAID)
        assert answer.status_code == 400
        assert f'action="{DOOR}"' in answer.text
        assert hidden(answer.text) == self.SAID

    def test_stays_what_it_was_for(self, employer, asha):
        client = Client(headers=HERE)
        client.force_login(asha)
        employer.lie(claims={"nonce": "another"})
        path = "/account/employers/clinic/again/"
        answer = Browser(client).sign_in(ASHA, path, next="/account/sessions/")
        assert f'action="{path}"' in answer.text
        assert hidden(answer.text) == {"next": "/account/sessions/"}

    def test_is_unknown_where_nothing_was_begun_here(self, employer, asha):
        answer = Client(headers=HERE).get(f"{DOOR}back/")
        assert f'action="{DOOR}"' in answer.text
        assert hidden(answer.text) == {}
