"""S14: the envelope of a mail about signing in tells nothing."""

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.test import Client

from fourthp.accounts.queries.addresses import password_path
from fourthp.accounts.tests.makers import make_user

pytestmark = pytest.mark.django_db

NEW = "four quite unrelated words"


@pytest.mark.parametrize("had_one", [False, True])
def test_a_first_password_is_told_as_the_first(had_one):
    user = make_user()
    if not had_one:
        user.set_unusable_password()
        user.save()
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    form = client.get(password_path(user)).headers["Location"]
    said = {"password1": NEW, "password2": NEW}
    page = client.post(form, said, follow=True).content.decode()
    assert ("You have a password now." in page) is not had_one
    assert ("Everywhere else you were signed out" in page) is had_one
    [letter] = mail.outbox
    assert ("Your account has a password now. It" in letter.body) is not had_one
    assert ("A new password has been chosen" in letter.body) is had_one
    assert "tell your network’s coordinator" in letter.body


def test_the_envelope_names_no_machine(settings):
    settings.PASSKEY_HOST = "network.example"
    user = make_user()
    get_adapter().send_mail("account/email/password_set", user.email, {})
    headers = mail.outbox[0].message()
    assert headers["Message-ID"].endswith("@network.example>")
    assert headers["Auto-Submitted"] == "auto-generated"
