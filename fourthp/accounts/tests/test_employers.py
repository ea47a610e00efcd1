"""S6: coming in through an employer, against a real provider on loopback."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from fourthp.accounts.models import Identity, User
from fourthp.accounts.operations.employers import key_of
from fourthp.accounts.signals import happened
from fourthp.accounts.tests.employer import HERE, Browser
from fourthp.accounts.tests.makers import app_code, make_app, make_user
from fourthp.foundation.clock import now

# Her employer asks for an app's code; his for a password alone.
ASHA, BEN = "asha@clinic.example", "ben@clinic.example"
SUBJECTS = {ASHA: "1", BEN: "2"}


def joined(employer, email: str, **facts) -> User:
    """Somebody who joined her employer's sign-in to her account."""
    user = make_user(email, **facts)
    claims = {"iss": employer.url, "sub": SUBJECTS[email]}
    Identity.objects.create(
        user=user, provider="clinic", issuer=employer.url, key=key_of(claims)
    )
    return user


def is_strong(client: Client) -> bool:
    page = client.get("/account/")
    return page.status_code == 200 and page.context["is_strong"]


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.fixture
def announced():
    found = []

    def listen(act, detail, **_):
        found.append((act, detail))

    happened.connect(listen)
    yield found
    happened.disconnect(listen)


class TestSigningIn:
    def test_a_second_factor_there_is_one_here(self, employer, announced):
        joined(employer, ASHA)
        browser = Browser()
        answer = browser.sign_in(ASHA)
        assert answer.status_code == 302
        assert is_strong(browser.client)
        assert announced == [("signed-in", {"factors": ["employer"]})]

    def test_none_of_ours_is_asked_beside_it(self, employer):
        make_app(joined(employer, ASHA))
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_strong(browser.client)

    def test_a_password_there_is_a_password_here(self, employer):
        joined(employer, BEN)
        browser = Browser()
        assert browser.sign_in(BEN).status_code == 302
        assert is_in(browser.client)
        assert not is_strong(browser.client)

    def test_a_password_there_and_a_factor_of_ours(self, employer):
        make_app(joined(employer, BEN))
        browser = Browser()
        assert browser.sign_in(BEN)["Location"] == "/sign-in/code/"
        assert not is_in(browser.client)
        browser.client.post("/sign-in/code/", {"code": app_code()})
        assert is_strong(browser.client)

    @pytest.mark.parametrize(
        "facts", [{"second_factor": {}}, {"second_factor": {"amr": ("hwk",)}}]
    )
    def test_a_claim_that_the_host_did_not_name_says_nothing(
        self, employer, settings, facts
    ):
        settings.SIGN_IN_THROUGH = (employer.provider(**facts),)
        joined(employer, ASHA)
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_in(browser.client)
        assert not is_strong(browser.client)

    def test_a_host_may_know_that_a_factor_is_always_asked(self, employer, settings):
        said = employer.provider(second_factor={}, is_vouched_for=True)
        settings.SIGN_IN_THROUGH = (said,)
        joined(employer, BEN)
        browser = Browser()
        browser.sign_in(BEN)
        assert is_strong(browser.client)

    def test_leads_to_the_page_that_was_wanted(self, employer):
        joined(employer, ASHA)
        answer = Browser().sign_in(ASHA, next="/account/sessions/")
        assert answer["Location"] == "/account/sessions/"

    def test_leads_to_no_other_site(self, employer):
        joined(employer, ASHA)
        answer = Browser().sign_in(ASHA, next="https://elsewhere.example/")
        assert "elsewhere" not in answer["Location"]

    def test_takes_the_place_of_whoever_was_signed_in(self, employer):
        joined(employer, ASHA)
        browser = Browser()
        browser.client.force_login(make_user("other@clinic.example"))
        browser.sign_in(ASHA)
        assert browser.client.get("/account/").wsgi_request.user.email == ASHA
        assert is_strong(browser.client)

    def test_asks_with_a_proof_for_a_token_of_this_moment(self, employer):
        asked = parse_qs(urlsplit(Browser().begin()).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["scope"] == ["openid email"]
        assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43
        assert set(json.loads(asked["claims"][0])["id_token"]) == {"amr", "auth_time"}

    def test_a_session_that_began_there_is_listed_and_ended(self, employer):
        user = joined(employer, ASHA)
        browser = Browser()
        browser.sign_in(ASHA)
        [session] = user.usersession_set.all()
        other = Browser()
        other.sign_in(ASHA)
        other.client.post(f"/account/sessions/{session.pk}/end/")
        assert not is_in(browser.client)


class TestDoors:
    def test_only_a_button_begins(self, employer):
        led = Client().get("/sign-in/with/clinic/")
        assert (led.status_code, led["Location"]) == (302, "/sign-in/")

    def test_another_site_begins_nothing(self, employer):
        sent = {"Sec-Fetch-Site": "cross-site"}
        answer = Client(headers=sent).post("/sign-in/with/clinic/")
        assert answer.status_code == 403

    def test_what_the_host_did_not_set_up_does_not_exist(self, employer):
        client = Client(headers=HERE)
        assert client.post("/sign-in/with/other/").status_code == 404
        assert client.get("/sign-in/with/other/back/").status_code == 404

    def test_pages_of_the_library_for_this_do_not_exist(self, employer):
        for path in ("/accounts/social/signup/", "/social/connections/"):
            assert Client().get(path).status_code == 404

    def test_the_sign_in_page_has_a_button_for_each(self, employer, settings):
        second = employer.provider(word="trust", name="River Trust", issuer="https://t")
        settings.SIGN_IN_THROUGH += (second,)
        page = Client().get("/sign-in/?next=/account/").content.decode()
        assert page.count('action="/sign-in/with/') == 2
        assert "River Trust" in page
        assert page.count('value="/account/"') == 2

    def test_with_none_nothing_shows(self, employer, settings):
        settings.SIGN_IN_THROUGH = ()
        assert "employer" not in Client().get("/sign-in/").content.decode()
        client = Client(headers=HERE)
        client.force_login(make_user())
        assert "employer" not in client.get("/account/").content.decode()

    def test_a_form_ends_on_no_other_site(self, employer):
        answer = Client(headers=HERE).post("/sign-in/with/clinic/")
        assert answer.status_code == 200
        assert "form-action 'self'" in answer["Content-Security-Policy"]
        assert answer["Refresh"].startswith(f"0; url={employer.url}/")
        assert answer["Referrer-Policy"] == "same-origin"

    def test_looking_begins_no_session(self, employer):
        assert not Client().get("/sign-in/").cookies

    def test_too_many_are_slowed(self, employer):
        client, path = Client(headers=HERE), "/sign-in/with/clinic/"
        # Nothing comes back into the bucket meanwhile, however slow the machine is.
        with time_machine.travel(now(), tick=False):
            answers = {client.post(path).status_code for _n in range(61)}
        assert answers == {200, 429}


class TestAgain:
    PATH = "/account/employers/clinic/again/"

    def test_makes_a_password_session_strong(self, employer):
        joined(employer, ASHA)
        browser = Browser()
        browser.client.post("/sign-in/", {"login": ASHA, "password": "wrong"})
        browser.client.force_login(User.objects.get(email=ASHA))
        assert not is_strong(browser.client)
        answer = browser.sign_in(ASHA, self.PATH, next="/account/sessions/")
        assert answer["Location"] == "/account/sessions/"
        assert is_strong(browser.client)

    def test_asks_when_she_signed_in(self, employer):
        client = Client(headers=HERE)
        client.force_login(joined(employer, ASHA))
        asked = parse_qs(urlsplit(Browser(client).begin(self.PATH)).query)
        assert asked["max_age"] == ["300"]
        assert "auth_time" in json.loads(asked["claims"][0])["id_token"]

    def test_without_a_factor_it_stays_a_password_session(self, employer):
        client = Client(headers=HERE)
        client.force_login(joined(employer, BEN))
        Browser(client).sign_in(BEN, self.PATH, next="/account/")
        assert not is_strong(client)

    def test_somebody_else_there_is_nobody_here(self, employer):
        joined(employer, BEN)
        client = Client(headers=HERE)
        client.force_login(joined(employer, ASHA))
        Browser(client).sign_in(BEN, self.PATH)
        assert client.get("/account/").wsgi_request.user.email == ASHA
        assert not is_strong(client)

    def test_an_old_sign_in_there_shows_nothing_anew(self, employer):
        joined(employer, ASHA)
        browser = Browser()
        browser.sign_in(ASHA)
        employer.lie(claims={"auth_time": 1})
        answer = browser.sign_in(ASHA, self.PATH, next="/account/sessions/")
        assert answer["Location"] == "/account/"
        assert "did not ask you again" in browser.client.get("/account/").text

    def test_is_asked_before_ways_in_change_where_nothing_else_can_be(
        self, employer, settings
    ):
        user = joined(employer, ASHA)
        user.set_unusable_password()
        user.save()
        browser = Browser()
        browser.sign_in(ASHA)
        key, session = "account_authentication_methods", browser.client.session
        session[key] = [one | {"at": one["at"] - 600} for one in session[key]]
        session.save()
        asks = browser.client.get("/account/factors/app/")
        assert asks["Location"].startswith(self.PATH)
        browser.sign_in(ASHA, self.PATH)
        assert browser.client.get("/account/factors/app/").status_code == 200

    def test_is_not_there_for_whoever_joined_nothing(self, employer):
        client = Client(headers=HERE)
        client.force_login(make_user())
        assert client.get(self.PATH).status_code == 404

    def test_is_offered_where_a_second_factor_is_asked(self, employer):
        client = Client(headers=HERE)
        user = joined(employer, ASHA)
        client.force_login(user)
        assert self.PATH in client.get("/account/step-up/").text
        cache.set(f"mailbox {user.pk} {user.email}", True)
        assert self.PATH in client.get("/account/step-up/").text
        assert "Harbour Clinic" in client.get(self.PATH).text
        make_app(user)
        page = client.get("/account/step-up/", follow=True).text
        assert "Use Harbour Clinic" in page

    def test_mails_nothing(self, employer):
        joined(employer, ASHA)
        Browser().sign_in(ASHA)
        assert mail.outbox == []
