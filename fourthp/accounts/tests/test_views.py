"""S6: signing in, strengthening, ending, and what nobody learns on the way."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from fourthp.accounts.forms import MAILS
from fourthp.accounts.models import Remembered, User
from fourthp.accounts.operations import adapters
from fourthp.accounts.signals import happened
from fourthp.accounts.tests.makers import (
    PASSWORD,
    app_code,
    make_app,
    make_codes,
    make_user,
    show_mailbox,
    sign_in,
    signed_in,
)

pytestmark = pytest.mark.django_db
NEW = "another four unrelated words"


@pytest.fixture
def announced():
    """What was told to the rooms above."""
    found = []

    def listen(act, detail, **_):
        found.append((act, detail))

    happened.connect(listen)
    yield found
    happened.disconnect(listen)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def new_client() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def answer_of(response) -> tuple:
    """What an outsider can see of an answer."""
    return (
        response.status_code,
        response.headers.get("Location"),
        sorted(response.cookies),
        re.sub(rb'value="[^"]*@[^"]*"', b"", response.content),
    )


class TestSignIn:
    def test_the_page_sets_no_cookie(self):
        response = Client().get("/sign-in/")
        assert response.status_code == 200
        assert not response.cookies

    def test_address_in_any_case_and_password_open_a_session(self, announced):
        make_user("Asha@Clinic.example")
        client = new_client()
        assert sign_in(client, "ASHA@clinic.example").status_code == 302
        assert is_in(client)
        assert announced == [("signed-in", {"factors": []})]

    def test_a_stranger_a_wrong_password_and_a_closed_account_look_alike(self):
        make_user("asha@clinic.example")
        make_user("gone@clinic.example", active=False)
        answers = [
            answer_of(sign_in(Client(), "nobody@clinic.example")),
            answer_of(sign_in(Client(), "asha@clinic.example", "wrong")),
            answer_of(sign_in(Client(), "gone@clinic.example")),
        ]
        assert answers[0] == answers[1] == answers[2]
        assert answers[0][0] == 200

    def test_without_our_adapter_a_closed_account_tells_itself(self, monkeypatch):
        monkeypatch.delattr(adapters.AccountAdapter, "authenticate")
        make_user("gone@clinic.example", active=False)
        with pytest.raises(Exception, match="account_inactive"):
            sign_in(Client(), "gone@clinic.example")

    def test_costs_one_hash_whoever_it_is(self, monkeypatch):
        hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
        calls = []
        real = MD5PasswordHasher.encode

        def counted(self, password, salt):
            calls.append(password)
            return real(self, password, salt)

        make_user("asha@clinic.example")
        monkeypatch.setattr(hasher, counted)
        sign_in(Client(), "asha@clinic.example", "wrong")
        known = len(calls)
        sign_in(Client(), "nobody@clinic.example", "wrong")
        assert known == len(calls) - known == 1

    def test_a_planted_session_key_is_not_the_one_that_is_opened(self):
        make_user()
        victim, thief = new_client(), new_client()
        session = thief.session
        session["planted"] = "yes"
        session.save()
        victim.cookies["session"] = session.session_key
        thief.cookies["session"] = session.session_key
        sign_in(victim, "asha@clinic.example")
        assert is_in(victim)
        assert victim.cookies["session"].value != session.session_key
        assert not is_in(thief)

    def test_nobody_can_sign_up(self):
        assert Client().get("/account/signup/").status_code == 404
        assert not adapters.AccountAdapter().is_open_for_signup(None)

    def test_never_leads_to_another_site(self):
        make_user()
        response = new_client().post(
            "/sign-in/?next=https://evil.example/",
            {"login": "asha@clinic.example", "password": PASSWORD},
        )
        assert response["Location"] == "/"


class TestGuessing:
    def test_is_slowed_at_its_own_place_and_locks_nobody_out(self):
        make_user()
        for _ in range(6):
            sign_in(Client(REMOTE_ADDR="192.0.2.66"), "asha@clinic.example", "wrong")
        slowed = Client(REMOTE_ADDR="192.0.2.66", headers={"Sec-Fetch-Site": "none"})
        assert sign_in(slowed, "asha@clinic.example").status_code == 200
        owner = Client(REMOTE_ADDR="192.0.2.7", headers={"Sec-Fetch-Site": "none"})
        assert sign_in(owner, "asha@clinic.example").status_code == 302

    def test_is_counted_in_the_database_under_blind_keys(self):
        make_user()
        sign_in(Client(), "asha@clinic.example", "wrong")
        keys = cache._table
        assert keys == Remembered._meta.db_table
        rows = list(Remembered.objects.values_list("cache_key", flat=True))
        assert rows
        assert all(re.fullmatch("[0-9a-f]{64}", row) for row in rows)


class TestSecondFactor:
    def test_is_asked_after_the_password_and_opens_strong_pages(self):
        user = make_user()
        make_app(user)
        client = new_client()
        assert sign_in(client, user.email)["Location"] == "/sign-in/code/"
        assert not is_in(client)
        client.post("/sign-in/code/", {"code": app_code()})
        assert is_in(client)
        assert b"with a second factor" in client.get("/account/").content

    def test_a_code_works_once(self, announced):
        user = make_user()
        make_app(user)
        code = app_code()
        first, second = new_client(), new_client()
        for client in (first, second):
            sign_in(client, user.email)
            client.post("/sign-in/code/", {"code": code})
        assert is_in(first)
        assert not is_in(second)
        assert ("failed-factor", {"factor": "totp"}) in announced

    def test_without_memory_a_code_would_work_twice(self, settings):
        settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        }
        user = make_user()
        make_app(user)
        code = app_code()
        second = new_client()
        for client in (new_client(), second):
            sign_in(client, user.email)
            client.post("/sign-in/code/", {"code": code})
        assert is_in(second)

    def test_a_recovery_code_works_once(self):
        user = make_user()
        make_app(user)
        code = make_codes(user)[0]
        first, second = new_client(), new_client()
        for client in (first, second):
            sign_in(client, user.email)
            client.post("/sign-in/code/", {"code": code})
        assert is_in(first)
        assert not is_in(second)

    def test_secrets_are_not_in_the_database_as_they_are(self):
        user = make_user()
        make_app(user)
        make_codes(user)
        text = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert "JBSWY3DP" not in text
        assert "gAAAA" in text

    def test_a_password_session_from_before_cannot_add_a_factor(self):
        user = make_user()
        client = signed_in(user)
        make_app(user)
        for path in ("app/remove/", "keys/new/", "codes/", "codes/new/"):
            response = client.get(f"/account/factors/{path}")
            assert response["Location"].startswith("/account/step-up/"), path

    @pytest.mark.django_db(transaction=True)
    def test_setting_one_up_makes_this_session_strong_and_tells_by_mail(
        self, announced
    ):
        user = make_user()
        client = signed_in(user)
        show_mailbox(client)
        assert (
            client.get("/account/step-up/?next=/account/sessions/").status_code == 200
        )
        # Her password was typed a moment ago: it is not asked once more.
        page = client.get("/account/factors/app/")
        secret = page.context["form"].secret
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        response = client.post("/account/factors/app/", {"code": code})
        assert response["Location"] == "/account/factors/codes/"
        assert client.get("/account/factors/codes/").status_code == 200
        assert client.get("/account/step-up/")["Location"] == "/account/sessions/"
        assert [m.subject for m in mail.outbox] == ["About signing in"] * 2
        assert "app for codes has been added" in mail.outbox[-1].body
        kinds = [detail["factor"] for act, detail in announced if act == "added-factor"]
        assert sorted(kinds) == ["recovery_codes", "totp"]

    @pytest.mark.django_db(transaction=True)
    def test_new_codes_that_nobody_could_record_are_not_made(self):
        user = make_user()
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        make_app(user)
        make_codes(user)
        sign_in(client, user.email)
        client.post("/sign-in/code/", {"code": app_code()})
        client.post("/account/confirm/", {"password": PASSWORD})
        before = list(Authenticator.objects.order_by("pk").values_list("pk", "data"))

        def fail(act, **_):
            if act == "renewed-factor":
                raise OperationalError

        happened.connect(fail)
        client.raise_request_exception = False
        answer = client.post("/account/factors/codes/new/")
        happened.disconnect(fail)
        assert answer.status_code >= 500
        after = list(Authenticator.objects.order_by("pk").values_list("pk", "data"))
        assert after == before
        assert client.post("/account/factors/codes/new/").status_code == 302
        assert Authenticator.objects.get(type="recovery_codes").data != before[1][1]


@pytest.mark.django_db(transaction=True)
class TestForgottenPassword:
    def ask(self, email: str):
        return Client().post("/reset/", {"email": email})

    def link(self) -> str:
        return re.search(r"http://[^/]+(\S+)", mail.outbox[-1].body)[1]

    def test_answers_and_mails_alike_whoever_it_is(self):
        make_user("asha@clinic.example")
        make_user("gone@clinic.example", active=False)
        names = ("asha", "gone", "nobody")
        answers = [answer_of(self.ask(f"{name}@clinic.example")) for name in names]
        assert answers[0] == answers[1] == answers[2]
        assert [m.to for m in mail.outbox] == [[f"{n}@clinic.example"] for n in names]
        assert {m.subject for m in mail.outbox} == {"About signing in"}

    def test_keeps_the_factor_signs_nobody_in_and_ends_every_session(self):
        user = make_user()
        old = signed_in(user)
        make_app(user)
        self.ask(user.email)
        client = new_client()
        path = client.get(self.link())["Location"]
        client.post(path, {"password1": NEW, "password2": NEW})
        assert not is_in(client)
        assert not is_in(old)
        fresh = new_client()
        assert sign_in(fresh, user.email, NEW)["Location"].endswith("/code/")
        assert not is_in(fresh)

    def test_a_link_works_once(self):
        user = make_user()
        self.ask(user.email)
        link = self.link()
        client = new_client()
        path = client.get(link)["Location"]
        client.post(path, {"password1": NEW, "password2": NEW})
        response = new_client().get(link)
        assert response.status_code == 200
        assert b"done its work" in response.content

    def test_whoever_asks_often_fills_no_mailbox_and_shuts_nobody_out(self):
        user = make_user()
        answers = []
        for n in range(MAILS.burst + 2):
            asking = Client(REMOTE_ADDR=f"198.51.100.{n}")
            answers.append(answer_of(asking.post("/reset/", {"email": user.email})))
        assert len({str(answer) for answer in answers}) == 1
        assert len(mail.outbox) == MAILS.burst
        assert b"New password" in new_client().get(self.link(), follow=True).content

    def test_the_link_leads_to_the_network_whatever_host_was_asked(self, settings):
        settings.URL = "https://network.example"
        user = make_user()
        Client(HTTP_HOST="localhost:6666").post("/reset/", {"email": user.email})
        assert "https://network.example/reset/" in mail.outbox[-1].body
        assert "6666" not in mail.outbox[-1].body

    def test_opening_the_link_changes_nothing(self):
        user = make_user()
        self.ask(user.email)
        Client().get(self.link())
        user.refresh_from_db()
        assert user.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
class TestChangingPassword:
    def test_keeps_this_session_ends_the_others_and_tells(self, announced):
        user = make_user()
        here, there = signed_in(user), signed_in(user)
        form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        assert here.post("/account/password/", form).status_code == 302
        assert is_in(here)
        assert not is_in(there)
        assert mail.outbox[-1].to == [user.email]
        assert ("changed", {"fields": ["password"]}) in announced

    def test_a_room_above_that_fails_undoes_it(self):
        user = make_user()
        client = signed_in(user)

        def refuse(**_):
            raise RuntimeError

        happened.connect(refuse)
        form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        try:
            with pytest.raises(RuntimeError):
                client.post("/account/password/", form)
        finally:
            happened.disconnect(refuse)
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_short_and_common_ones_are_refused_with_the_reason(self):
        client = signed_in(make_user())
        form = {"oldpassword": PASSWORD, "password1": "password1", "password2": "x"}
        page = client.post("/account/password/", form)
        assert page.status_code == 200
        assert b"too short" in page.content


class TestSessions:
    def test_ending_one_bites_on_its_next_request(self):
        user = make_user()
        here, there = signed_in(user), signed_in(user)
        page = here.get("/account/sessions/").content.decode()
        (end,) = re.findall(r'action="(/account/sessions/\d+/end/)"', page)
        here.post(end)
        assert is_in(here)
        assert not is_in(there)

    def test_ending_all_others_keeps_this_one(self, announced):
        user = make_user()
        here, *others = [signed_in(user) for _ in range(3)]
        here.post("/account/sessions/")
        assert is_in(here)
        assert not any(is_in(other) for other in others)
        assert ("ended-sessions", {"count": 2}) in announced

    def test_somebody_elses_does_not_exist(self):
        victim = signed_in(make_user("rosa@aid.example"))
        page = victim.get("/account/sessions/").content.decode()
        assert "This one" in page
        pk = UserSession.objects.get(user__email="rosa@aid.example").pk
        thief = signed_in(make_user())
        assert thief.post(f"/account/sessions/{pk}/end/").status_code == 404
        assert is_in(victim)

    def test_a_closed_account_is_out_on_its_next_request(self):
        user = make_user()
        client = signed_in(user)
        User.objects.update(is_active=False)
        assert not is_in(client)


@pytest.mark.django_db(transaction=True)
class TestAddress:
    def ask(self, client: Client, email: str):
        show_mailbox(client)
        again = client.get("/account/address/")["Location"]
        client.post(again, {"password": PASSWORD})
        return client.post("/account/address/", {"email": email})

    def test_is_taken_when_the_new_one_answers_and_the_old_one_is_told(self):
        user = make_user()
        self.ask(signed_in(user), "New@clinic.example")
        assert mail.outbox[-1].to == ["new@clinic.example"]
        link = re.search(r"http://[^/]+(\S+)", mail.outbox[-1].body)[1]
        Client().get(link)
        user.refresh_from_db()
        assert user.email == "asha@clinic.example"
        Client().post(link)
        user.refresh_from_db()
        assert user.email == "new@clinic.example"
        assert mail.outbox[-1].to == ["asha@clinic.example"]
        assert Client().get(link).status_code == 410

    def test_nobody_learns_that_it_belongs_to_another(self):
        make_user("rosa@aid.example")
        client = signed_in(make_user())
        taken = self.ask(client, "rosa@aid.example")
        assert taken.status_code == 302
        assert "http" not in mail.outbox[-1].body
