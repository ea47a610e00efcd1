"""S6: a stolen password alone adds no factor, and takes no address away."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from fourthp.accounts.operations.mailbox import MAILS, TRIES
from fourthp.accounts.queries.addresses import password_path
from fourthp.accounts.queries.factors import CODE_LASTS
from fourthp.accounts.tests.makers import (
    PASSWORD,
    app_code,
    make_user,
    show_mailbox,
    sign_in,
    signed_in,
)
from fourthp.accounts.views import pages as views

# Mail leaves once a transaction ends.
pytestmark = pytest.mark.django_db(transaction=True)
WAYS_IN = ("/account/factors/app/", "/account/factors/keys/new/", "/account/address/")
NEW = "another four unrelated words"


def leads_to(client: Client, path: str) -> str:
    return client.get(path).headers.get("Location", "")


def confirm(client: Client) -> None:
    client.post("/account/confirm/", {"password": PASSWORD})


def typed(client: Client, code: str) -> int:
    return client.post("/account/step-up/?next=/account/", {"code": code}).status_code


def mailed() -> str:
    return re.search(r"^\d{8}$", mail.outbox[-1].body, re.MULTILINE)[0]


class TestAPasswordAlone:
    @pytest.mark.parametrize("path", WAYS_IN)
    def test_opens_no_way_in_until_the_mail_is_shown(self, path):
        client = signed_in(make_user())
        confirm(client)
        assert leads_to(client, path) == f"/account/step-up/?next={path}"
        assert show_mailbox(client, path).headers["Location"] == path
        assert client.get(path).status_code == 200

    def test_takes_no_address_and_adds_no_app_by_a_form_sent_at_once(self):
        user = make_user()
        client = signed_in(user)
        confirm(client)
        client.post("/account/address/", {"email": "thief@else.example"})
        client.post("/account/factors/app/", {"code": app_code()})
        assert not mail.outbox
        assert not user.authenticator_set.exists()

    def test_without_the_question_it_would(self, monkeypatch):
        monkeypatch.setattr(views, "may_change_ways_in", lambda _request: True)
        client = signed_in(make_user())
        confirm(client)
        client.post("/account/address/", {"email": "thief@else.example"})
        assert mail.outbox[-1].to == ["thief@else.example"]

    def test_warns_the_owner_by_the_same_mail(self):
        user = make_user()
        signed_in(user).post("/account/step-up/", {"send": "yes"})
        assert mail.outbox[-1].to == [user.email]
        assert mail.outbox[-1].subject == "About signing in"
        assert "somebody knows your password" in mail.outbox[-1].body


class TestCode:
    @pytest.fixture
    def client(self) -> Client:
        client = signed_in(make_user())
        client.post("/account/step-up/", {"send": "yes"})
        return client

    def test_leads_on_to_what_can_be_added(self, client):
        code = f" {mailed()[:4]} {mailed()[4:]}"
        answer = client.post("/account/step-up/?next=/listings/", {"code": code})
        assert answer.headers["Location"] == "/account/step-up/?next=/listings/"
        assert b"Add a passkey" in client.get("/account/step-up/").content

    def test_is_good_in_its_own_session_alone(self, client):
        other = signed_in(get_user_model().objects.get())
        assert typed(other, mailed()) == 400
        assert typed(client, mailed()) == 302

    def test_is_the_newest_and_none_before_one_was_sent(self, client):
        old = mailed()
        client.post("/account/step-up/", {"send": "yes"})
        assert typed(client, old) == 400
        assert typed(client, "") == 400
        assert typed(signed_in(make_user("b@c.example")), "00000000") == 400

    def test_ends_after_its_time(self, client):
        session = client.session
        digest, at = session["mailbox_asked"]
        session["mailbox_asked"] = [digest, at - CODE_LASTS.total_seconds()]
        session.save()
        assert typed(client, mailed()) == 400

    def test_cannot_be_tried_at_will(self, client):
        for _ in range(TRIES.burst):
            assert typed(client, "00000000") == 400
        assert typed(client, mailed()) == 400

    def test_fills_no_mailbox(self, client):
        for _ in range(2 * MAILS.burst):
            client.post("/account/step-up/", {"send": "yes"})
        assert len(mail.outbox) == MAILS.burst


class TestAPasswordFromAMail:
    def test_shows_the_mailbox_for_a_while(self):
        user = make_user()
        link = password_path(user)
        chooser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        form = chooser.get(link).headers["Location"]
        chooser.post(form, {"password1": NEW, "password2": NEW})
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, user.email, NEW)
        path = WAYS_IN[0]
        assert leads_to(client, path) == ""
        later = timezone.now() + timedelta(minutes=6)
        with time_machine.travel(later, tick=False):
            assert leads_to(client, path).startswith("/account/confirm/")
        with time_machine.travel(timezone.now() + CODE_LASTS, tick=False):
            late = Client(headers={"Sec-Fetch-Site": "same-origin"})
            sign_in(late, user.email, NEW)
            assert leads_to(late, path).startswith("/account/step-up/")
