"""S6: what a provider, or somebody between, may try; each with its control.

Every token here is made by the real provider, which is told what to do wrong.
"""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings as given
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from jwt.algorithms import RSAAlgorithm

from fourthp.accounts.operations import employers, providers
from fourthp.accounts.tests.employer import BACK, HERE, Browser
from fourthp.accounts.tests.openid_provider import new_key
from fourthp.accounts.tests.test_employers import ASHA, BEN, is_in, is_strong, joined
from fourthp.foundation.fetching import NoAnswer

# What is wrong with a token, by what the provider is told.
FALSE_TOKENS = {
    "of another issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "without an issuer": {"claims": {"iss": None}},
    "for another client": {"claims": {"aud": "another"}},
    "for two, and given to the other": {
        "claims": {"aud": ["network", "another"], "azp": "another"}
    },
    "for two, and given to nobody": {"claims": {"aud": ["network", "another"]}},
    "asked for by somebody else": {"claims": {"nonce": "another"}},
    "asked for by nobody": {"claims": {"nonce": None}},
    "that is over": {"claims": {"exp": -120}},
    "that never ends": {"claims": {"exp": None}},
    "of nobody": {"claims": {"sub": None}},
    "of a later day": {"claims": {"iat": 3600}},
    "that nobody signed": {"alg": "none"},
    "signed by what both know": {"alg": "HS256"},
    "signed by another key of the same name": {"alg": "RS256"},
}


def believe(token, _keys, _provider, **_more):
    """A program that checks nothing."""
    said = jwt.decode(token, options={"verify_signature": False})
    return {"iss": said.get("iss"), "sub": "1"} | {"tid": said.get("tid")}


@pytest.fixture
def asha(employer):
    return joined(employer, ASHA)


class TestTokens:
    def test_an_honest_one_lets_her_in(self, employer, asha):
        browser = Browser()
        assert browser.sign_in(ASHA).status_code == 302
        assert is_in(browser.client)

    @pytest.mark.parametrize("wrong", FALSE_TOKENS)
    def test_a_false_one_lets_nobody_in(self, employer, asha, wrong):
        employer.lie(**FALSE_TOKENS[wrong])
        browser = Browser()
        answer = browser.sign_in(ASHA)
        assert answer.status_code == 400
        assert "could not be checked" in answer.text
        assert not is_in(browser.client)

    @pytest.mark.parametrize("wrong", FALSE_TOKENS)
    def test_unchecked_each_of_them_would(self, employer, asha, wrong, monkeypatch):
        employer.lie(**FALSE_TOKENS[wrong])
        monkeypatch.setattr(providers, "read_id_token", believe)
        monkeypatch.setattr(
            employers, "key_of", lambda _claims: asha.identities.get().key
        )
        browser = Browser()
        assert browser.sign_in(ASHA).status_code == 302
        assert is_in(browser.client)

    def test_of_another_employer_lets_nobody_in(self, employer, asha):
        employer.lie(claims={"tid": "tenant-2"})
        browser = Browser()
        answer = browser.sign_in(ASHA)
        assert answer.status_code == 403
        assert "no account of Harbour Clinic" in answer.text
        assert not is_in(browser.client)

    def test_where_the_host_names_no_tenant_any_would(self, employer, asha, settings):
        settings.SIGN_IN_THROUGH = (employer.provider(only={}),)
        employer.lie(claims={"tid": "tenant-2"})
        browser = Browser()
        browser.sign_in(ASHA)
        assert is_in(browser.client)

    def test_new_keys_of_the_provider_are_learnt(self, employer, asha):
        Browser().sign_in(ASHA)
        told = providers.cache.get
        employer.lie(**{"new key": True})
        browser = Browser()
        browser.begin()
        assert told
        assert browser.sign_in(ASHA).status_code == 302
        assert is_in(browser.client)

    def test_a_new_key_of_the_same_name_is_learnt(self, employer, asha):
        Browser().sign_in(ASHA)
        name = f"employer keys {employer.url}{TestProviders.KEYS}"
        [kept] = providers.cache.get(name)
        key = load_pem_private_key(new_key().encode(), None).public_key()
        older = json.loads(RSAAlgorithm.to_jwk(key)) | {"kid": kept["kid"]}
        providers.cache.set(name, [older])
        browser = Browser()
        assert browser.sign_in(ASHA).status_code == 302
        assert is_in(browser.client)

    def test_keys_that_are_kept_are_asked_anew_once_a_minute(
        self, employer, asha, monkeypatch
    ):
        monkeypatch.setattr(providers.cache, "clear", lambda: None)
        Browser().sign_in(ASHA)
        employer.lie(**{"new key": True})
        assert Browser().sign_in(ASHA).status_code == 302
        employer.lie(**{"new key": True})
        assert Browser().sign_in(ASHA).status_code == 400
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
            providers.cache.delete(f"employer keys {employer.url} asked")

    def test_a_claim_of_a_factor_must_be_a_word(self, employer, asha):
        for said in ({"mfa": True}, [["mfa"]], 1, None):
            employer.lie(claims={"amr": said})
            browser = Browser()
            browser.sign_in(ASHA)
            assert is_in(browser.client)
            assert not is_strong(browser.client)


class TestAnswers:
    def test_in_another_browser_nobody_comes_in(self, employer, asha):
        """Somebody sends her own answer on, so that others act in her account."""
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        other = Browser()
        assert other.come_back(back).status_code == 400
        assert not is_in(other.client)
        assert browser.come_back(back).status_code == 302  # the control

    def test_it_is_good_once(self, employer, asha):
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        browser.come_back(back)
        browser.client.post("/sign-out/")
        assert browser.come_back(back).status_code == 400
        assert not is_in(browser.client)

    def test_a_code_is_good_once(self, employer, asha):
        """With a state of its own, a spent code is refused by the provider itself."""
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        browser.come_back(back)
        browser.client.post("/sign-out/")
        assert browser.come_back(_with_state(browser, back)).status_code == 400
        assert not is_in(browser.client)

    def test_a_stolen_code_serves_nobody_else(self, employer, asha):
        """It is bound to the browser for which it was asked (RFC 7636)."""
        victim, thief = Browser(), Browser()
        back = victim.at_provider(victim.begin(), ASHA)
        assert thief.come_back(_with_state(thief, back)).status_code == 400
        assert not is_in(thief.client)

    def test_without_the_binding_a_stolen_code_would_serve(
        self, employer, asha, monkeypatch
    ):
        victim, thief = Browser(), Browser()
        monkeypatch.setattr(employers.secrets, "token_urlsafe", _alike())
        back = victim.at_provider(victim.begin(), ASHA)
        assert thief.come_back(_with_state(thief, back)).status_code == 302
        assert is_in(thief.client)

    def test_it_comes_within_ten_minutes(self, employer, asha):
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
            assert browser.come_back(back).status_code == 400

    def test_it_is_of_the_provider_that_was_asked(self, employer, asha, settings):
        second = employer.provider(word="trust", issuer="https://trust.example")
        settings.SIGN_IN_THROUGH += (second,)
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        moved = back.replace("/with/clinic/", "/with/trust/")
        assert browser.come_back(moved).status_code == 400

    def test_it_names_its_sender_rightly(self, employer, asha):
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        answer = browser.come_back(f"{back}&iss=https%3A%2F%2Felsewhere.example")
        assert answer.status_code == 400
        assert "not from Harbour Clinic" in answer.text

    def test_a_provider_that_says_it_names_itself_must(self, employer, asha):
        says = {"authorization_response_iss_parameter_supported": True}
        employer.lie(facts=says)
        browser = Browser()
        back = browser.at_provider(browser.begin(), ASHA)
        assert browser.come_back(back).status_code == 400
        back = browser.at_provider(browser.begin(), ASHA)
        named = f"{back}&{urlencode({'iss': employer.url})}"
        assert browser.come_back(named).status_code == 302

    def test_a_no_is_said_in_words(self, employer, asha):
        browser = Browser()
        state = dict(parse_qsl(urlsplit(browser.begin()).query))["state"]
        said = {"error": "access_denied", "error_description": "<b>x", "state": state}
        answer = browser.client.get(BACK, said)
        assert answer.status_code == 403
        assert "did not sign you in" in answer.text
        assert "<b>x" not in answer.text

    def test_nothing_at_all_is_said_in_words(self, employer):
        answer = Client(headers=HERE).get(BACK)
        assert answer.status_code == 400
        assert "Begin again" in answer.text
        assert not answer.cookies

    def test_no_code_is_a_no(self, employer):
        browser = Browser()
        state = dict(parse_qsl(urlsplit(browser.begin()).query))["state"]
        assert browser.client.get(BACK, {"state": state}).status_code == 403

    def test_three_may_be_begun_at_once(self, employer, asha):
        browser = Browser()
        first, *_others = (browser.begin() for _each in range(3))
        last = browser.at_provider(first, ASHA)
        assert browser.come_back(last).status_code == 302

    def test_signed_out_meanwhile_joins_nothing(self, employer, asha):
        asha.identities.all().delete()
        browser = Browser()
        browser.client.force_login(asha)
        session = browser.client.session
        session["mailbox_shown"] = f"mailbox {asha.pk} {asha.email}"
        session.save()
        path = "/account/employers/clinic/join/"
        back = browser.at_provider(browser.begin(path), ASHA)
        session = browser.client.session
        del session["_auth_user_id"]
        session.save()
        answer = browser.come_back(back)
        assert answer.status_code == 400
        assert "not signed in any more" in answer.content.decode()
        assert not asha.identities.exists()


def _with_state(browser: Browser, back: str) -> str:
    """Put another browser's own state into an answer."""
    own = dict(parse_qsl(urlsplit(browser.begin()).query))["state"]
    said = dict(parse_qsl(urlsplit(back).query)) | {"state": own}
    return f"{back.partition('?')[0]}?{urlencode(said)}"


def _alike():
    """A generator whose values do not differ from browser to browser."""
    values = ["s" * 43, "n" * 43, "v" * 43]
    turn = iter(values * 4)
    return lambda _size: next(turn)


class TestProviders:
    FACTS = "/.well-known/openid-configuration"
    TOKEN = "/identity/o/api/token"
    KEYS = "/.well-known/jwks.json"

    @pytest.mark.parametrize(
        "facts",
        [
            {"issuer": "https://elsewhere.example"},
            {"token_endpoint": "http://192.0.2.1/token"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"jwks_uri": 7},
        ],
    )
    def test_odd_facts_are_an_answer_of_nobody(self, employer, facts):
        employer.lie(facts=facts)
        answer = Client(headers=HERE).post("/sign-in/with/clinic/")
        assert answer.status_code == 503
        assert "does not answer just now" in answer.text

    @pytest.mark.parametrize("said", ["elsewhere", "no json", "[1]", "x" * 400_000])
    @pytest.mark.parametrize("path", [FACTS, TOKEN, KEYS])
    def test_odd_answers_let_nobody_in(self, employer, asha, path, said):
        browser = Browser()
        place = browser.begin()
        employer.lie(**{path: said})
        if path == self.FACTS:
            answer = browser.client.post("/sign-in/with/clinic/")
        else:
            answer = browser.come_back(browser.at_provider(place, ASHA))
        assert answer.status_code in {400, 503}
        assert not is_in(browser.client)

    @pytest.mark.parametrize("keys", ['{"keys": 1}', '{"keys": ["x", {"kty": "oct"}]}'])
    def test_odd_keys_let_nobody_in(self, employer, asha, keys):
        browser = Browser()
        place = browser.begin()
        employer.lie(**{self.KEYS: keys})
        answer = browser.come_back(browser.at_provider(place, ASHA))
        assert answer.status_code == 400

    def test_silence_is_said_in_words(self, employer, settings):
        settings.SIGN_IN_THROUGH = (employer.provider(url="http://localhost:9"),)
        answer = Client(headers=HERE).post("/sign-in/with/clinic/")
        assert answer.status_code == 503

    def test_who_is_silent_is_not_asked_again_at_once(
        self, employer, settings, monkeypatch
    ):
        asked = []

        def silent(url, **_more):
            asked.append(url)
            raise NoAnswer("TimeoutError")

        monkeypatch.setattr(providers, "ask", silent)
        for _each in range(3):
            answer = Client(headers=HERE).post("/sign-in/with/clinic/")
            assert answer.status_code == 503
        assert len(asked) == 1
        later = timedelta(seconds=providers.SILENCE_LASTS + 1)
        with time_machine.travel(timezone.now() + later, tick=True):
            Client(headers=HERE).post("/sign-in/with/clinic/")
        assert len(asked) == 2

    def test_others_are_asked_meanwhile(self, employer, settings):
        second = employer.provider(
            word="trust", issuer="https://t", url="http://localhost:9"
        )
        settings.SIGN_IN_THROUGH += (second,)
        client = Client(headers=HERE)
        assert client.post("/sign-in/with/trust/").status_code == 503
        assert client.post("/sign-in/with/clinic/").status_code == 200

    def test_people_come_back_to_one_address_in_every_language(self, employer):
        with override("ar-xb"):
            url = employers.back_url(employer.provider())
        assert url == f"{given.URL}{BACK}"

    def test_a_secret_may_go_in_the_head(self, employer, asha):
        ways = {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}
        employer.lie(facts=ways)
        browser = Browser()
        assert browser.sign_in(ASHA).status_code == 302

    def test_a_wrong_secret_lets_nobody_in(self, employer, asha, settings):
        settings.SIGN_IN_THROUGH = (employer.provider(client_secret="wrong"),)
        assert Browser().sign_in(ASHA).status_code == 400

    def test_no_secret_is_logged(self, employer, asha, caplog):
        employer.lie(claims={"nonce": "another"})
        Browser().sign_in(BEN)
        assert "another nonce" in caplog.text
        assert "0123456789" not in caplog.text
        assert "eyJ" not in caplog.text
