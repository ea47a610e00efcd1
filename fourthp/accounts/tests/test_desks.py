"""S6: a computer that somebody left does not stay open; one's own lasts longer."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from fourthp.accounts.middleware import NOTHING_LEFT
from fourthp.accounts.operations.desks import SessionStore
from fourthp.accounts.queries.desks import DESK_COOKIE, limits_of, sessions_of
from fourthp.accounts.rules.spans import FACTOR_IDLE, OWN, SHARED, SLACK
from fourthp.accounts.tests.makers import (
    PASSWORD,
    app_code,
    make_app,
    make_codes,
    make_user,
    sign_in,
)

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND, MINUTE, HOUR = (timedelta(seconds=n) for n in (1, 60, 3600))
HERE = {"Sec-Fetch-Site": "same-origin"}
QUIET = {"X-Quiet": "1"}
pytestmark = pytest.mark.django_db


@contextmanager
def after(moment: timedelta):
    with time_machine.travel(MORNING + moment, tick=False):
        yield


def is_in(client: Client, **headers: str) -> bool:
    return client.get(reverse("account"), headers=headers).status_code == 200


def in_after(moment: timedelta, client: Client, headers=None) -> bool:
    with after(moment):
        return is_in(client, **(headers or {}))


def signed_in_at(desk: str, user=None) -> Client:
    client = Client(headers=HERE)
    with after(timedelta()):
        said = {"login": (user or make_user()).email, "password": PASSWORD}
        if desk == SHARED:
            said["shared"] = "on"
        assert client.post(reverse("account_login"), said).status_code == 302
        assert is_in(client)
    return client


@pytest.fixture
def shared() -> Client:
    return signed_in_at(SHARED)


@pytest.fixture
def own() -> Client:
    return signed_in_at(OWN)


def idle(desk: str) -> timedelta:
    return limits_of(desk).idle


class TestASharedComputer:
    def test_signs_out_after_ten_minutes_without_a_press(self, shared):
        assert idle(SHARED) == 10 * MINUTE
        assert not in_after(10 * MINUTE, shared)
        assert not in_after(10 * MINUTE + SECOND, shared)

    def test_stays_while_somebody_presses_and_ends_with_the_day(self, shared):
        moment, whole = timedelta(), limits_of(SHARED).whole
        while moment + 9 * MINUTE < whole:
            moment += 9 * MINUTE
            assert in_after(moment, shared)
        assert not in_after(whole, shared)

    def test_a_page_that_looks_again_by_itself_keeps_nobody_signed_in(self, shared):
        for minute in range(1, 10):
            assert in_after(minute * MINUTE, shared, QUIET)
        assert not in_after(10 * MINUTE, shared, QUIET)

    def test_a_page_that_the_browser_guessed_keeps_nobody_signed_in(self, shared):
        assert in_after(9 * MINUTE, shared, {"Sec-Purpose": "prefetch"})
        assert not in_after(11 * MINUTE, shared)

    def test_control_without_the_mark_it_is_a_press(self, shared):
        assert in_after(9 * MINUTE, shared)
        assert in_after(11 * MINUTE, shared)

    def test_a_press_in_one_tab_keeps_the_other(self, shared):
        assert in_after(8 * MINUTE, shared)
        with after(9 * MINUTE):
            answer = shared.get(reverse("computer"), headers=QUIET)
        assert answer["Session-Left"] == str(9 * 60)

    def test_the_button_that_keeps_it_is_a_press_and_a_look_is_none(self, shared):
        with after(9 * MINUTE):
            looked = shared.get(reverse("computer"), headers=QUIET)
            assert looked["Session-Left"] == "60"
            shared.post(reverse("computer"))
            assert (
                shared.get(reverse("computer"), headers=QUIET)["Session-Left"] == "600"
            )

    def test_says_so_on_each_page_with_a_way_out(self, shared):
        with after(4 * MINUTE):
            html = shared.get(reverse("account"), headers=QUIET).content.decode()
        assert "signed out after 10 minutes without a press" in html
        assert 'data-desk="360"' in html
        assert f'data-door="{reverse("computer")}"' in html
        assert f'action="{reverse("account_logout")}"' in html

    def test_the_cookie_goes_with_the_browser(self, shared):
        cookie = shared.cookies["session"]
        assert not cookie["max-age"]
        assert not cookie["expires"]

    def test_the_row_goes_when_the_session_ends(self, shared):
        assert Session.objects.get().expire_date == MORNING + 10 * MINUTE

    def test_a_clock_that_was_set_back_keeps_none_open(self, shared):
        assert in_after(-SLACK, shared)
        assert not in_after(-SLACK - timedelta(days=300), shared)

    def test_a_clock_that_goes_on_by_an_hour_is_no_hour(self, shared):
        # Moments are kept with their offset: the last Sunday of March is a day.
        before = datetime(2026, 3, 29, 0, 55, tzinfo=UTC) - MORNING
        client = Client(headers=HERE)
        with after(before):
            sign_in(client, "asha@clinic.example")
            assert is_in(client)
        assert in_after(before + 9 * MINUTE, client)

    def test_is_written_no_oftener_than_it_must(self, shared):
        def seen() -> str:
            return Session.objects.get().get_decoded()["seen_at"]

        first, often = seen(), limits_of(SHARED).noted_every
        assert in_after(often - SECOND, shared)
        assert seen() == first
        assert in_after(often, shared)
        assert seen() != first


class TestAComputerOfOnesOwn:
    def test_lasts_a_week_unused_and_a_month_at_most(self, own):
        assert (idle(OWN), limits_of(OWN).whole) == (7 * 24 * HOUR, 30 * 24 * HOUR)
        moment = timedelta()
        while moment + 6 * 24 * HOUR < limits_of(OWN).whole:
            moment += 6 * 24 * HOUR
            assert in_after(moment, own)
        assert not in_after(limits_of(OWN).whole, own)

    def test_ends_unused(self, own):
        assert not in_after(idle(OWN), own)

    def test_says_nothing_of_minutes_and_its_cookie_stays(self, own):
        with after(MINUTE):
            answer = own.get(reverse("account"))
        assert "data-desk" not in answer.content.decode()
        assert own.cookies["session"]["max-age"] == int(idle(OWN).total_seconds())

    def test_a_host_who_says_fewer_days_is_obeyed(self, own, settings):
        settings.OWN_WHOLE = timedelta(days=2)
        assert not in_after(timedelta(days=2), own)


class TestWhatIsTicked:
    def test_is_shared_until_somebody_says_otherwise(self):
        html = Client().get(reverse("account_login")).content.decode()
        assert re.search(r'<input type="checkbox" name="shared"[^>]* checked>', html)

    def test_the_host_may_say_that_all_are_peoples_own(self, settings):
        settings.DESKS = OWN
        html = Client().get(reverse("account_login")).content.decode()
        assert "checked" not in html

    def test_is_the_same_at_this_computer_the_next_time(self, own):
        cookie = own.cookies[DESK_COOKIE]
        assert cookie.value == OWN
        assert cookie["path"] == reverse("account_login")
        own.post(reverse("account_logout"))
        assert "checked" not in own.get(reverse("account_login")).content.decode()

    def test_as_the_host_says_it_leaves_nothing_there(self, own):
        assert DESK_COOKIE not in signed_in_at(SHARED, make_user("b@x.example")).cookies
        own.post(reverse("account_logout"))
        said = {"login": "asha@clinic.example", "password": PASSWORD, "shared": "on"}
        own.post(reverse("account_login"), said)
        assert own.cookies[DESK_COOKIE].value == ""

    def test_holds_over_the_page_of_the_second_factor(self):
        user, client = make_user(), Client(headers=HERE)
        make_app(user)
        with after(timedelta()):
            said = {"login": user.email, "password": PASSWORD, "shared": "on"}
            assert client.post(reverse("account_login"), said).status_code == 302
            client.post(reverse("mfa_authenticate"), {"code": app_code()})
            assert is_in(client)
        assert not in_after(10 * MINUTE, client)

    def test_holds_where_the_session_was_anothers(self):
        user, client = make_user(), signed_in_at(OWN, make_user("b@x.example"))
        with after(MINUTE):
            session = client.session
            session["_auth_user_hash"] = "of an older password"
            session.save()
            said = {"login": user.email, "password": PASSWORD, "shared": "on"}
            client.post(reverse("account_login"), said)
            assert is_in(client)
            assert client.session["desk"] == SHARED


class TestWhatIsLeftInTheBrowser:
    def test_nothing_after_signing_out(self, shared):
        answer = shared.post(reverse("account_logout"))
        assert answer["Clear-Site-Data"] == NOTHING_LEFT

    def test_nothing_after_the_session_ended_by_itself(self, shared):
        with after(HOUR):
            answer = shared.get(reverse("account"))
        assert answer["Clear-Site-Data"] == NOTHING_LEFT

    def test_whoever_is_signed_in_or_never_was_keeps_it(self, shared):
        with after(MINUTE):
            assert "Clear-Site-Data" not in shared.get(reverse("account"))
        assert "Clear-Site-Data" not in Client().get(reverse("account_login"))

    def test_no_page_of_somebody_signed_in_is_kept(self, shared):
        with after(MINUTE):
            assert shared.get(reverse("account"))["Cache-Control"] == "no-store"


class TestTheSecondFactor:
    def strong(self) -> Client:
        user, client = make_user(), Client(headers=HERE)
        make_app(user)
        make_codes(user)
        with after(timedelta()):
            sign_in(client, user.email)
            client.post(reverse("mfa_authenticate"), {"code": app_code()})
            assert self.shows_codes(client)
        return client

    def shows_codes(self, client: Client) -> bool:
        answer = client.get(reverse("mfa_index"))
        page = client.get(reverse("account")).content.decode()
        return answer.status_code == 200 and "with a second factor" in page

    def test_is_asked_again_after_its_hours(self, settings):
        client, moment = self.strong(), timedelta()
        while moment + HOUR < settings.FACTOR_LASTS:
            moment += HOUR
            with after(moment):
                assert self.shows_codes(client)
        with after(settings.FACTOR_LASTS):
            assert is_in(client)
            assert not self.shows_codes(client)

    def test_is_asked_again_when_nobody_was_there(self):
        client = self.strong()
        with after(FACTOR_IDLE + SECOND):
            quietly = client.get(reverse("account"), headers=QUIET).content.decode()
            assert "with a password only" in quietly
            assert not self.shows_codes(client)
        with after(FACTOR_IDLE + MINUTE):
            assert not self.shows_codes(client)

    def test_counts_again_once_it_was_shown_again(self):
        client = self.strong()
        with after(FACTOR_IDLE + MINUTE):
            assert not self.shows_codes(client)
            client.post(reverse("mfa_reauthenticate"), {"code": app_code()})
            assert self.shows_codes(client)

    def test_control_without_the_limits_it_counts_on(self, monkeypatch):
        client = self.strong()
        monkeypatch.setattr("fourthp.accounts.queries.factors._counts", lambda *_: True)
        with after(FACTOR_IDLE + MINUTE):
            assert self.shows_codes(client)


def listed(user, now: datetime):
    return sessions_of(user, current=SessionStore(), now=now)


class TestSessionsOf:
    def test_tells_of_each_what_it_is_and_when_it_ends(self):
        user = make_user()
        signed_in_at(SHARED, user)
        signed_in_at(OWN, user)
        found = listed(user, MORNING)
        assert {one.is_shared: one.ends_at - MORNING for one in found} == {
            True: idle(SHARED),
            False: idle(OWN),
        }
        assert {one.seen for one in found} == {MORNING}

    def test_leaves_out_what_has_ended(self):
        user = make_user()
        signed_in_at(SHARED, user)
        assert not listed(user, MORNING + idle(SHARED))
        assert not listed(user, MORNING - timedelta(days=1))

    def test_leaves_out_what_an_older_password_opened(self):
        user = make_user()
        signed_in_at(OWN, user)
        user.set_password("another four unrelated words")
        user.save()
        assert not listed(user, MORNING)

    def test_the_list_says_it(self, own):
        with after(HOUR):
            html = own.get(reverse("usersessions_list")).content.decode()
        assert "Your own computer" in html
        assert "9 March 2026, 09:00" in html


class TestTold:
    def test_by_mail_when_sessions_are_ended(self, own):
        user = make_user("b@x.example")
        first, second = signed_in_at(OWN, user), signed_in_at(SHARED, user)
        with after(MINUTE):
            second.post(reverse("usersessions_list"))
            assert not is_in(first)
        [told] = mail.outbox
        assert told.to == [user.email]
        assert "ended sessions of your account" in told.body

    def test_nobody_where_none_was_ended(self, own):
        with after(MINUTE):
            own.post(reverse("usersessions_list"))
        assert not mail.outbox


def test_control_without_the_guard_a_session_stays(shared, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "IdleMiddleware" not in m]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    Session.objects.update(expire_date=MORNING + 12 * HOUR)
    shared.handler.load_middleware()
    assert in_after(HOUR, shared)


def test_the_guard_alone_ends_it_whatever_its_row_says(shared):
    Session.objects.update(expire_date=MORNING + 12 * HOUR)
    assert not in_after(HOUR, shared)
