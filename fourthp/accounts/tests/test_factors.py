"""The page of the second factor: what it is, what one has, what to do next."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.accounts.operations.factors import announce_factors
from fourthp.accounts.queries.factors import kinds_of_factors
from fourthp.accounts.signals import happened
from fourthp.accounts.tests.makers import make_app, make_codes, make_user, signed_in

pytestmark = pytest.mark.django_db


def page_of(client: Client) -> str:
    return client.get(reverse("mfa_index")).content.decode().split("<main")[1]


def make_key(user: User, name: str) -> None:
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=user, type=kind, data={"name": name})


def test_says_what_it_is_and_how_to_begin():
    page = page_of(signed_in(make_user()))
    assert "A second factor is something that you have" in page
    assert "Nothing yet." in page
    assert reverse("mfa_add_webauthn") in page
    assert reverse("mfa_activate_totp") in page


def test_names_what_somebody_has_and_what_helps_next():
    user = make_user()
    client = signed_in(user)
    make_key(user, "My <phone>")
    page = page_of(client)
    assert "My &lt;phone&gt;" in page
    assert "Add another passkey" in page
    make_app(user)
    make_codes(user)
    page = page_of(client)
    assert "It is added." in page
    assert "codes are left" in page
    assert f'href="{reverse("mfa_activate_totp")}"' not in page
    assert "Nothing yet." not in page


def test_that_is_taken_away_is_told_while_it_happens():
    user, heard = make_user(), []
    for name in ("Lost", "Kept"):
        make_key(user, name)
    before = kinds_of_factors(user)
    Authenticator.objects.order_by("pk")[0].delete()

    def hear(act: str, **_more) -> None:
        heard.append(act)

    happened.connect(hear)
    try:
        announce_factors(RequestFactory().post("/"), user, before=before)
    finally:
        happened.disconnect(hear)
    assert heard == ["removed-factor"]
