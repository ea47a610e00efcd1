"""S14: the envelope of a mail about signing in tells nothing."""

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail

from fourthp.accounts.tests.makers import make_user

pytestmark = pytest.mark.django_db


def test_the_envelope_names_no_machine(settings):
    settings.PASSKEY_HOST = "network.example"
    user = make_user()
    get_adapter().send_mail("account/email/password_set", user.email, {})
    headers = mail.outbox[0].message()
    assert headers["Message-ID"].endswith("@network.example>")
    assert headers["Auto-Submitted"] == "auto-generated"
