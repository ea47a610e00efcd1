"""Makers of people who can sign in."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from fourthp.accounts.models import User

PASSWORD = "four unrelated words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_user(email: str = "asha@clinic.example", *, active: bool = True) -> User:
    return User.objects.create_user(email, PASSWORD, is_active=active)


def make_app(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def make_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def app_code(step: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or some steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/sign-in/", {"login": email, "password": password})


def signed_in(user: User) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert sign_in(client, user.email).status_code == 302
    return client


def show_mailbox(client: Client, wanted: str = "/account/") -> HttpResponse:
    """Ask for the code of a mail, and type it."""
    path = f"/account/step-up/?next={wanted}"
    client.post(path, {"send": "yes"})
    code = re.search(r"^\d{8}$", mail.outbox[-1].body, re.MULTILINE)[0]
    return client.post(path, {"code": code})
