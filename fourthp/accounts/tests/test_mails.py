"""R1, S14: a mail tells what happened, and its envelope nothing."""

import logging

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import Client

from fourthp.accounts.operations import adapters
from fourthp.accounts.operations.addresses import change_address
from fourthp.accounts.queries import AddressChange
from fourthp.accounts.tests.makers import PASSWORD, make_user, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "another four unrelated words"


class Away(BaseEmailBackend):
    """A mail server that takes nothing, and says the address when it is asked."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(messages[0].to)


def change_password(client: Client):
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return client.post("/account/password/", sent)


def is_new(user) -> bool:
    user.refresh_from_db()
    return user.check_password(NEW)


@pytest.mark.parametrize("is_undone", [True, False])
def test_none_tells_of_what_was_undone(is_undone):
    user = make_user()
    with transaction.atomic():
        change_address(AddressChange(user, user.email, "new@clinic.example"))
        transaction.set_rollback(is_undone)
    user.refresh_from_db()
    assert (user.email != "new@clinic.example") == is_undone
    assert bool(mail.outbox) != is_undone


def test_control_sent_at_once_it_tells_of_what_was_undone(monkeypatch):
    monkeypatch.setattr(adapters.transaction, "on_commit", lambda send: send())
    user = make_user()
    with transaction.atomic():
        change_address(AddressChange(user, user.email, "new@clinic.example"))
        transaction.set_rollback(True)
    assert mail.outbox


def test_a_server_that_is_away_undoes_nothing_and_no_log_says_whom(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    caplog.set_level(logging.INFO)
    user = make_user()
    assert change_password(signed_in(user)).status_code == 302
    assert is_new(user)
    for address in (user.email, "nobody@clinic.example"):
        assert Client().post("/reset/", {"email": address}).status_code == 302
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert "clinic.example" not in caplog.text


def test_the_envelope_names_no_machine(settings):
    settings.PASSKEY_HOST = "network.example"
    user = make_user()
    get_adapter().send_mail("account/email/password_set", user.email, {})
    headers = mail.outbox[0].message()
    assert headers["Message-ID"].endswith("@network.example>")
    assert headers["Auto-Submitted"] == "auto-generated"
