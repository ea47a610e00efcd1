"""A new line in secret.keys locks nobody out."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourthp.accounts.operations.adapters import FactorAdapter
from fourthp.accounts.operations.factors import reseal_factors
from fourthp.accounts.queries.factors import factors_by_older_keys, sealed_in
from fourthp.accounts.tasks import reseal
from fourthp.accounts.tests.makers import (
    PASSWORD,
    SECRET,
    app_code,
    make_app,
    make_codes,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_key(settings):
    settings.SECRET_KEY = "the first key of this home"
    settings.SECRET_KEY_FALLBACKS = []


def add_key(settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the second key of this home"


def type_code(user, code, client=None):
    client = client or Client(headers={"Sec-Fetch-Site": "same-origin"})
    answer = sign_in(client, user.email)
    return client.post(answer["Location"], {"code": code})


def signed_in_with_code(user):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert type_code(user, app_code(), client).status_code == 302
    return client


def test_secrets_are_sealed_anew_and_open_without_the_older_key(settings):
    user = make_user()
    app, codes = make_app(user), make_codes(user)
    add_key(settings)
    older, lost = factors_by_older_keys()
    assert len(older) == 2
    assert lost == []
    assert reseal_factors() == 2
    assert factors_by_older_keys() == ([], [])
    settings.SECRET_KEY_FALLBACKS = []
    app.refresh_from_db()
    assert FactorAdapter().decrypt(app.data["secret"]) == SECRET
    assert RecoveryCodes.activate(user).generate_codes() == codes
    assert type_code(user, app_code()).status_code == 302


def test_what_stands_beside_a_secret_stays():
    user = make_user()
    make_codes(user)
    row = Authenticator.objects.get(user=user)
    assert RecoveryCodes(row).validate_code(RecoveryCodes(row).generate_codes()[3])
    assert reseal_factors() == 0
    row.refresh_from_db()
    assert row.data["used_mask"] == 8


def test_codes_that_came_from_elsewhere_are_sealed_anew(settings):
    kind = Authenticator.Type.RECOVERY_CODES
    data = {"migrated_codes": [FactorAdapter().encrypt(c) for c in ("one", "two")]}
    row = Authenticator.objects.create(user=make_user(), type=kind, data=data)
    add_key(settings)
    reseal(timezone.now())
    settings.SECRET_KEY_FALLBACKS = []
    row.refresh_from_db()
    opened = [FactorAdapter().decrypt(code) for code in sealed_in(row.data)]
    assert opened == ["one", "two"]


def test_a_passkey_has_nothing_to_seal(settings):
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=make_user(), type=kind, data={"name": "phone"})
    add_key(settings)
    assert factors_by_older_keys() == ([], [])


def test_a_factor_that_goes_meanwhile_is_passed_over(settings, monkeypatch):
    make_app(make_user())
    add_key(settings)
    name = "fourthp.accounts.operations.factors.factors_by_older_keys"
    monkeypatch.setattr(name, lambda: ([0], []))
    assert reseal_factors() == 1
    assert len(factors_by_older_keys()[0]) == 1


def test_what_no_key_opens_is_left_and_its_code_is_not_accepted(settings):
    user = make_user()
    app = make_app(user)
    sealed = app.data["secret"]
    settings.SECRET_KEY = "another key of this home"
    codes = make_codes(user)
    assert factors_by_older_keys() == ([], [app.pk])
    assert reseal_factors() == 0
    app.refresh_from_db()
    assert app.data["secret"] == sealed
    refused = type_code(user, app_code())
    assert refused.status_code == 200
    assert "This code or key was not accepted." in refused.content.decode()
    assert type_code(user, codes[0]).status_code == 302


def page_of_codes(client, page):
    return client.get(reverse(page)).content.decode()


@pytest.mark.parametrize(
    "page", ["mfa_view_recovery_codes", "mfa_download_recovery_codes"]
)
def test_codes_that_no_key_opens_are_not_shown_but_new_ones_are_offered(settings, page):
    user = make_user()
    make_codes(user)
    settings.SECRET_KEY = "another key of this home"
    make_app(user)
    client = signed_in_with_code(user)
    assert 'class="codes"' not in page_of_codes(client, page)
    assert "no longer work" in page_of_codes(client, page)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    [code, *_others] = RecoveryCodes.activate(user).generate_codes()
    assert code in page_of_codes(client, page)
    assert type_code(user, code).status_code == 302


def somebody_whose_codes_are_lost(settings):
    user = make_user()
    make_codes(user)
    settings.SECRET_KEY = "another key of this home"
    make_app(user)
    return signed_in_with_code(user)


def test_the_page_of_factors_counts_no_codes_that_are_lost(settings):
    key, client = settings.SECRET_KEY, somebody_whose_codes_are_lost(settings)
    page = page_of_codes(client, "mfa_index")
    assert "They no longer work." in page
    assert "codes are left" not in page
    settings.SECRET_KEY_FALLBACKS = [key]
    page = page_of_codes(client, "mfa_index")
    assert "codes are left" in page
    assert "They no longer work." not in page


def test_the_page_that_makes_new_codes_counts_none_that_are_lost(settings):
    key, client = settings.SECRET_KEY, somebody_whose_codes_are_lost(settings)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = page_of_codes(client, "mfa_generate_recovery_codes")
    assert "lost the key" in page
    assert "codes are left" not in page
    assert "Keep the old ones" not in page
    settings.SECRET_KEY_FALLBACKS = [key]
    page = page_of_codes(client, "mfa_generate_recovery_codes")
    assert "codes are left" in page
    assert "lost the key" not in page
    assert "Keep the old ones" in page
