"""S6: on the account's page an employer's sign-in is joined by a yes to both."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from django.test import RequestFactory
from django.utils import timezone

from fourthp.accounts.models import Identity
from fourthp.accounts.operations import identities
from fourthp.accounts.tests.employer import Browser
from fourthp.accounts.tests.makers import make_user, signed_in
from fourthp.accounts.tests.test_employers import ASHA, BEN, is_in, joined
from tests.safety.acts.sending import strong

JOIN = "/account/employers/clinic/join/"


def said_yes(browser: Browser, email: str = ASHA):
    """Go to the employer to join it; say yes to whom it names."""
    browser.sign_in(email, JOIN)
    page = browser.client.get(JOIN).text
    yes = re.search(r'name="yes" value="([^"]+)"', page)[1]
    return browser.client.post(JOIN, {"yes": yes})


class TestWhomItNames:
    def test_is_shown_with_whom_it_joins_before_it_does(self, employer):
        user = make_user("asha@elsewhere.example")
        client = strong(user)
        assert Browser(client).sign_in(ASHA, JOIN)["Location"] == JOIN
        page = client.get(JOIN).text
        assert ASHA in page
        assert user.email in page
        assert not user.identities.exists()

    def test_may_be_nobody_by_an_address(self, employer):
        client = strong(make_user())
        employer.lie(claims={"email": None})
        Browser(client).sign_in(ASHA, JOIN)
        assert "Harbour Clinic does not say its address" in client.get(JOIN).text

    def test_is_joined_by_a_yes_to_just_this_one(self, employer):
        user = make_user()
        browser = Browser(strong(user))
        browser.sign_in(BEN, JOIN)
        yes = browser.client.session["employer_confirming"]["token"]
        other = Browser(browser.client)
        other.sign_in(ASHA, JOIN)
        for said in (yes, "x"):
            page = browser.client.post(JOIN, {"yes": said}).text
            assert "Nothing was connected" in page
        assert not user.identities.exists()

    def test_is_joined_within_ten_minutes_and_once(self, employer):
        user = make_user()
        browser = Browser(strong(user))
        browser.sign_in(ASHA, JOIN)
        yes = {"yes": browser.client.session["employer_confirming"]["token"]}
        late = RequestFactory().get(JOIN)
        late.session = browser.client.session
        for minutes, is_there in ((9, True), (11, False)):
            now = timezone.now() + timedelta(minutes=minutes)
            found = identities.found_to_join(late, employer.provider(), now=now)
            assert (found is not None) is is_there
        assert browser.client.post(JOIN, yes)["Location"] == "/account/"
        assert user.identities.count() == 1
        assert "Nothing was connected" in browser.client.post(JOIN, yes).text

    def test_is_chosen_there_anew(self, employer):
        asked = parse_qs(urlsplit(Browser(strong(make_user())).begin(JOIN)).query)
        assert asked["prompt"] == ["select_account"]
        assert asked["max_age"] == ["300"]


class TestOnTheAccountsPage:
    def test_from_a_strong_session(self, employer):
        user = make_user()
        client = strong(user)
        assert JOIN in client.get("/account/").text
        assert "Go on to Harbour Clinic" in client.get(JOIN).text
        said_yes(Browser(client))
        assert user.identities.count() == 1
        browser = Browser()
        browser.sign_in(ASHA)
        # Another address there than here: it says nothing.
        assert browser.client.get("/account/").wsgi_request.user == user

    def test_not_from_a_stolen_password(self, employer):
        client = signed_in(make_user())
        assert client.post(JOIN)["Location"].startswith("/account/step-up/")

    def test_not_from_a_session_that_lost_its_strength_meanwhile(
        self, employer, monkeypatch
    ):
        user = make_user()
        client = strong(user)
        browser = Browser(client)
        back = browser.at_provider(browser.begin(JOIN), ASHA)
        session = client.session
        del session["account_authentication_methods"]
        session.save()
        assert browser.come_back(back)["Location"] == JOIN
        assert client.get(JOIN)["Location"].startswith("/account/step-up/")
        yes = client.session["employer_confirming"]["token"]
        assert client.post(JOIN, {"yes": yes})["Location"].startswith("/account/step")
        assert not user.identities.exists()

    def test_what_is_anothers_is_said(self, employer):
        joined(employer, ASHA)
        client = strong(make_user("other@clinic.example"))
        said_yes(Browser(client))
        assert "cannot be joined" in client.get("/account/").text

    def test_disconnecting(self, employer):
        user = joined(employer, ASHA)
        user.set_unusable_password()
        user.save()
        client = strong(user)
        pk = user.identities.get().pk
        assert f"/account/employers/{pk}/ending/" in client.get("/account/").text
        assert "no password here" in client.get(f"/account/employers/{pk}/ending/").text
        for _each in range(2):
            answer = client.post(f"/account/employers/{pk}/ending/")
            assert answer["Location"] == "/account/"
        browser = Browser()
        assert browser.sign_in(ASHA).status_code == 200
        assert not is_in(browser.client)

    def test_anothers_is_not_there(self, employer):
        pk = joined(employer, ASHA).identities.get().pk
        path = f"/account/employers/{pk}/ending/"
        client = strong(make_user("other@clinic.example"))
        assert client.get(path).status_code == 404
        client.post(path)
        assert Identity.objects.filter(pk=pk).exists()

    def test_what_the_host_took_away_can_be_disconnected(self, employer, settings):
        client = strong(joined(employer, ASHA))
        settings.SIGN_IN_THROUGH = ()
        assert "clinic (not offered any more)" in client.get("/account/").text
