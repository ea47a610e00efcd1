"""What the operations of signing in promise beyond their pages."""

import threading
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.test import Client, RequestFactory
from django.utils import timezone

from fourthp.accounts.models import Remembered, User
from fourthp.accounts.operations.adapters import FactorAdapter
from fourthp.accounts.operations.addresses import AddressIsTaken, change_address
from fourthp.accounts.operations.hashing import (
    AT_ONCE,
    QueuedScryptHasher,
    hashing_slot,
)
from fourthp.accounts.operations.sessions import (
    end_session,
    forget_what_ended,
    sign_in_as,
)
from fourthp.accounts.queries.addresses import AddressChange, read_change
from fourthp.accounts.queries.desks import browser_named
from fourthp.accounts.queries.factors import has_second_factor
from fourthp.accounts.tests.makers import make_user, signed_in


class TestHashingSlot:
    def test_lets_two_in_and_the_third_wait(self):
        third = threading.Event()

        def come() -> None:
            with hashing_slot():
                third.set()

        waiting = threading.Thread(target=come)
        with hashing_slot() as one, hashing_slot() as two:
            assert {one, two} == set(range(AT_ONCE))
            waiting.start()
            assert not third.wait(0.2)
            # Freed: whichever slot the third waits for is open soon.
        assert third.wait(5)
        waiting.join()

    def test_hashes_as_the_hasher_under_it_does(self):
        hasher = QueuedScryptHasher()
        encoded = hasher.encode("four unrelated words", "salt")
        assert encoded.startswith("scrypt$")
        assert hasher.verify("four unrelated words", encoded)


class TestForgetWhatEnded:
    def test_lets_ended_sessions_and_spent_buckets_go(self, db):
        signed_in(make_user())
        cache.set("spent", "x", 1)
        forget_what_ended(now=timezone.now())
        assert Session.objects.count() == UserSession.objects.count() == 1
        forget_what_ended(now=timezone.now() + timedelta(days=8))
        assert not Session.objects.exists()
        assert not UserSession.objects.exists()
        assert not Remembered.objects.exists()


class TestEndSession:
    def test_refuses_somebody_elses(self, db):
        owner = make_user()
        signed_in(owner)
        with pytest.raises(PermissionDenied):
            end_session(UserSession.objects.get(), by=make_user("b@aid.example"))


class TestSignInAs:
    def request(self):
        request = RequestFactory().get("/")
        request.session = Client().session
        request.user = AnonymousUser()
        return request

    def test_becomes_somebody_with_a_second_factor_and_a_listed_session(self, db):
        request = self.request()
        user = make_user()
        sign_in_as(request, user)
        assert request.user == user
        assert has_second_factor(request)
        assert UserSession.objects.filter(user=user).exists()

    def test_is_for_the_demo_alone(self, db, settings):
        settings.DEMO = False
        with pytest.raises(PermissionDenied):
            sign_in_as(self.request(), make_user())

    def test_leaves_a_session_that_a_real_network_does_not_trust(self, db, settings):
        request = self.request()
        sign_in_as(request, make_user())
        settings.DEMO = False
        assert not has_second_factor(request)


class TestChangeAddress:
    def test_refuses_an_address_taken_since(self, db):
        user = make_user()
        make_user("rosa@aid.example")
        with pytest.raises(AddressIsTaken):
            change_address(AddressChange(user, user.email, "rosa@aid.example"))
        user.refresh_from_db()
        assert user.email == "asha@clinic.example"

    def test_refuses_when_the_address_changed_since_it_was_asked(self, db):
        change = AddressChange(make_user(), "older@clinic.example", "new@a.example")
        with pytest.raises(BadSignature):
            change_address(change)

    def test_a_changed_token_stands_for_nothing(self, db):
        assert read_change("nothing") is None


class TestFactorAdapter:
    def test_passkeys_belong_to_the_networks_address(self, settings):
        settings.ALLOWED_HOSTS = ["*"]
        settings.PASSKEY_HOST = "network.example"
        found = FactorAdapter().get_public_key_credential_rp_entity()
        assert found["id"] == "network.example"

    def test_reads_a_secret_sealed_with_an_older_key(self, settings):
        settings.SECRET_KEY = "the first key of this home"
        sealed = FactorAdapter().encrypt("secret")
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "the second key of this home"
        assert FactorAdapter().decrypt(sealed) == "secret"


class TestUser:
    def test_is_found_by_its_address_in_any_case(self, db):
        user = make_user("Asha@Clinic.example")
        assert User.objects.get_by_natural_key("ASHA@clinic.EXAMPLE") == user
        assert str(user) == "asha@clinic.example"


class TestBrowserNamed:
    @pytest.mark.parametrize(
        ("sent", "named"),
        [
            (
                "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537",
                "Chrome, Linux",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/1 Safari/5 Edg/1", "Edge, Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604", "Safari, iPhone"),
            ("Mozilla/5.0 (Linux; Android 14) Firefox/130", "Firefox, Android"),
            ("curl/8", "curl/8"),
            ("", "?"),
        ],
    )
    def test_names_browser_and_device(self, sent, named):
        assert browser_named(sent) == named
