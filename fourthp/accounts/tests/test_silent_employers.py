"""S6: an employer's sign-in that asked nobody makes nothing younger than it was."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings as given
from django.test import Client
from django.utils import timezone

from fourthp.accounts.models import User
from fourthp.accounts.operations import employers
from fourthp.accounts.queries import factors
from fourthp.accounts.rules.spans import FACTOR_IDLE
from fourthp.accounts.tests.employer import HERE, Browser
from fourthp.accounts.tests.makers import app_code, make_app, make_user, show_mailbox
from fourthp.accounts.tests.test_employers import ASHA, BEN, is_in, is_strong, joined
from fourthp.accounts.views import pages

NEW = "another four unrelated words"
AGAIN = "/account/employers/clinic/again/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def asha(employer):
    return joined(employer, ASHA)


def at(moment: timedelta):
    return time_machine.travel(timezone.now() + moment, tick=True)


def came(employer, ago: timedelta) -> None:
    """Let the provider say that she signed in there so long ago."""
    employer.lie(claims={"auth_time": int((timezone.now() - ago).timestamp())})


def says_nothing(employer) -> None:
    employer.lie(claims={"auth_time": None})


def dates(client: Client) -> list[float]:
    records = client.session["account_authentication_methods"]
    return [one["at"] for one in records if one.get("type") == "employer"]


class TestTheDateOfAFactor:
    def test_is_when_she_signed_in_there(self, employer, asha):
        came(employer, 3 * HOUR)
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_strong(browser.client)
        [date] = dates(browser.client)
        assert factors._counts(date, None, timezone.now())
        late = timezone.now() + given.FACTOR_LASTS - 3 * HOUR
        assert not factors._counts(date, None, late)

    def test_is_never_to_come(self, employer, asha):
        came(employer, -HOUR)
        browser = Browser()
        browser.sign_in(ASHA)
        assert max(dates(browser.client)) <= timezone.now().timestamp()

    @pytest.mark.parametrize("odd", [True, "now", -1, [1], {"at": 1}])
    def test_that_is_none_is_long_ago(self, employer, asha, odd):
        employer.lie(claims={"auth_time": odd})
        browser = Browser()
        assert browser.sign_in(ASHA).status_code == 302
        assert is_in(browser.client)
        assert not is_strong(browser.client)

    def test_too_long_ago_it_is_a_password(self, employer, asha):
        came(employer, given.FACTOR_LASTS)
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_in(browser.client)
        assert not is_strong(browser.client)

    def test_too_long_ago_a_factor_of_ours_is_asked(self, employer, asha):
        make_app(asha)
        came(employer, given.FACTOR_LASTS)
        browser = Browser()
        assert browser.sign_in(ASHA)["Location"] == "/sign-in/code/"
        browser.client.post("/sign-in/code/", {"code": app_code()})
        assert is_strong(browser.client)

    def test_control_by_the_clock_of_the_answer_it_counts(
        self, employer, asha, monkeypatch
    ):
        came(employer, given.FACTOR_LASTS)
        monkeypatch.setattr(employers, "_date_of", lambda *_: None)
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_strong(browser.client)

    def test_is_asked_for_where_a_factor_may_be_told(self, employer, settings):
        def asked() -> dict[str, list[str]]:
            return parse_qs(urlsplit(Browser().begin()).query)

        assert asked()["max_age"] == [str(int(given.FACTOR_LASTS.total_seconds()))]
        settings.SIGN_IN_THROUGH = (employer.provider(second_factor={}),)
        assert "max_age" not in asked()


class TestComingBack:
    def test_makes_no_factor_younger(self, employer, asha):
        says_nothing(employer)
        browser = Browser()
        browser.sign_in(ASHA)
        [first] = dates(browser.client)
        with at(MINUTE):
            browser.sign_in(ASHA)
        assert set(dates(browser.client)) == {first}

    def test_control_without_the_earlier_date_it_would(
        self, employer, asha, monkeypatch
    ):
        monkeypatch.setattr(employers, "moments_of_employer", lambda *_: [])
        says_nothing(employer)
        browser = Browser()
        browser.sign_in(ASHA)
        with at(MINUTE):
            browser.sign_in(ASHA)
        assert len(set(dates(browser.client))) == 2

    def test_leaves_the_end_of_the_session(self, employer, asha):
        browser = Browser()
        browser.sign_in(ASHA)
        began = browser.client.session["began_at"]
        with at(MINUTE):
            browser.sign_in(ASHA)
        assert browser.client.session["began_at"] == began

    def test_after_hours_unused_it_is_no_proof(self, employer, asha, settings):
        settings.SHARED_IDLE = 2 * FACTOR_IDLE
        came(employer, MINUTE)
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_strong(browser.client)
        with at(FACTOR_IDLE + MINUTE):
            browser.client.get("/account/")
            browser.sign_in(ASHA)
            assert is_in(browser.client)
            assert not is_strong(browser.client)

    def test_somebody_else_begins_her_own(self, employer, asha):
        browser = Browser()
        with time_machine.travel(timezone.now() - MINUTE, tick=True):
            browser.client.force_login(joined(employer, BEN))
            browser.client.get("/account/")
        began = browser.client.session["began_at"]
        browser.sign_in(ASHA)
        assert datetime.fromisoformat(
            browser.client.session["began_at"]
        ) > datetime.fromisoformat(began)


class TestShowingThatItIsShe:
    def test_without_a_date_it_is_taken_once(self, employer, asha):
        says_nothing(employer)
        browser = Browser()
        browser.client.force_login(asha)
        answer = browser.sign_in(ASHA, AGAIN, next="/account/sessions/")
        assert answer["Location"] == "/account/sessions/"
        assert is_strong(browser.client)

    def test_without_a_date_it_renews_nothing(self, employer, asha):
        says_nothing(employer)
        browser = Browser()
        browser.sign_in(ASHA)
        session, key = browser.client.session, "account_authentication_methods"
        long_ago = timezone.now().timestamp() - 13 * HOUR.total_seconds()
        session[key] = [one | {"at": long_ago} for one in session[key]]
        session.save()
        assert not is_strong(browser.client)
        answer = browser.sign_in(ASHA, AGAIN, next="/account/sessions/")
        assert answer["Location"] == "/account/"
        assert not is_strong(browser.client)

    def test_with_an_old_date_it_renews_nothing(self, employer, asha):
        came(employer, 13 * HOUR)
        browser = Browser()
        browser.sign_in(ASHA)
        answer = browser.sign_in(ASHA, AGAIN, next="/account/sessions/")
        assert answer["Location"] == "/account/"
        assert "Forgotten password" in browser.client.get("/account/").text
        assert not is_strong(browser.client)


class TestWaysIn:
    PATH = "/account/factors/app/"

    def begin(self, asha) -> Browser:
        asha.set_unusable_password()
        asha.save()
        browser = Browser()
        browser.sign_in(ASHA)
        return browser

    @pytest.mark.parametrize("ago", [None, HOUR])
    def test_no_silent_coming_in_changes_them(self, employer, asha, ago):
        says_nothing(employer) if ago is None else came(employer, ago)
        browser = self.begin(asha)
        assert is_strong(browser.client)
        led = browser.client.get(self.PATH)
        assert led["Location"].startswith(AGAIN)

    def test_one_that_asked_her_does(self, employer, asha):
        browser = self.begin(asha)
        assert browser.client.get(self.PATH).status_code == 200

    def test_control_believed_a_silent_one_would(self, employer, asha, monkeypatch):
        says_nothing(employer)
        monkeypatch.setattr(factors, "_is_of_employer", lambda _record: False)
        browser = self.begin(asha)
        assert browser.client.get(self.PATH).status_code == 200


class TestAFirstPassword:
    PATH = "/account/password/set/"
    SAID = {"password1": NEW, "password2": NEW}

    def sent_by(self, user: User) -> str:
        """Send the form at once from a session that her employer opened."""
        user.set_unusable_password()
        user.save()
        browser = Browser()
        browser.sign_in(user.email)
        led = browser.client.post(self.PATH, self.SAID)["Location"]
        user.refresh_from_db()
        return led

    def test_is_set_by_no_session_like_one_by_password(self, employer):
        ben = joined(employer, BEN)
        assert self.sent_by(ben).startswith("/account/step-up/")
        assert not ben.has_usable_password()

    def test_is_set_by_no_silent_coming_in(self, employer, asha):
        says_nothing(employer)
        assert self.sent_by(asha).startswith(AGAIN)
        assert not asha.has_usable_password()

    def test_is_set_by_one_that_asked_her(self, employer, asha):
        self.sent_by(asha)
        assert asha.has_usable_password()

    def test_control_unguarded_a_silent_one_would(self, employer, asha, monkeypatch):
        says_nothing(employer)
        monkeypatch.setattr(pages, "may_change_ways_in", lambda _request: True)
        monkeypatch.setattr(pages, "employer_to_ask", lambda *_: None)
        self.sent_by(asha)
        assert asha.has_usable_password()

    def test_opens_by_a_code_from_a_mail(self, db):
        user = make_user()
        user.set_unusable_password()
        user.save()
        client = Client(headers=HERE)
        client.force_login(user)
        assert client.get(self.PATH)["Location"].startswith("/account/step-up/")
        assert show_mailbox(client, self.PATH)["Location"] == self.PATH
        assert client.get(self.PATH).status_code == 200
