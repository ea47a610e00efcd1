"""S13: whoever guesses at codes is slowed, and the owner signs in all the same."""

import json
from base64 import urlsafe_b64encode

import pytest
from django.test import Client

from fourthp.accounts.models import Remembered
from fourthp.accounts.operations import guesses
from fourthp.accounts.tests.makers import (
    app_code,
    make_app,
    make_codes,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.%d"
TOO_MANY = b"Too many codes were tried"


@pytest.fixture
def user():
    found = make_user()
    make_app(found)
    return found


def at(place: str, **more) -> Client:
    """A browser at a place, which a proxy may have told."""
    return Client(REMOTE_ADDR=place, headers={"Sec-Fetch-Site": "same-origin"}, **more)


def try_code(client: Client, user, code: str):
    """Type the password, then a code."""
    sign_in(client, user.email)
    return client.post("/sign-in/code/", {"code": code})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def guess(user, *places: str, times: int = 5) -> None:
    """Try what is no code of theirs, some times at each place."""
    for place in places:
        client = at(place)
        sign_in(client, user.email)
        for _ in range(times):
            client.post("/sign-in/code/", {"code": "000"})


def test_a_place_has_few_guesses_and_another_has_its_own(user):
    guess(user, ELSEWHERE % 1)
    there = at(ELSEWHERE % 1)
    answer = try_code(there, user, app_code())
    assert TOO_MANY in answer.content
    assert not is_in(there)
    owner = at(HOME)
    try_code(owner, user, app_code())
    assert is_in(owner)


def test_recovery_codes_are_counted_with_the_others(user):
    code = make_codes(user)[0]
    guess(user, ELSEWHERE % 1)
    assert TOO_MANY in try_code(at(ELSEWHERE % 1), user, code).content


def test_counted_by_the_account_alone_the_owner_would_be_out(user, monkeypatch):
    monkeypatch.setattr(guesses, "_place", lambda _request, user: f"code:{user.pk}")
    guess(user, ELSEWHERE % 1)
    assert TOO_MANY in try_code(at(HOME), user, app_code()).content


class TestManyPlaces:
    def test_together_guess_no_faster_and_the_owner_is_let_in_at_her_own(self, user):
        try_code(at(HOME), user, app_code(-1))
        guess(user, *(ELSEWHERE % at for at in range(1, 6)))
        late = at(ELSEWHERE % 99)
        assert TOO_MANY in try_code(late, user, app_code(1)).content
        assert not is_in(late)
        owner = at(HOME)
        try_code(owner, user, app_code())
        assert is_in(owner)

    def test_unknown_to_her_a_place_would_have_to_wait(self, user, monkeypatch):
        monkeypatch.setattr(guesses, "note_right_code", lambda *_: None)
        guess(user, *(ELSEWHERE % at for at in range(1, 6)))
        assert TOO_MANY in try_code(at(HOME), user, app_code()).content

    def test_of_one_account_slow_no_other(self, user):
        guess(user, *(ELSEWHERE % at for at in range(1, 6)))
        other = make_user("bea@harbour.example")
        make_app(other)
        client = at(ELSEWHERE % 99)
        try_code(client, other, app_code())
        assert is_in(client)


def test_a_network_of_ipv6_is_one_place(user):
    for last in range(5):
        guess(user, f"2001:db8::{last + 1}", times=1)
    assert TOO_MANY in try_code(at("2001:db8::99"), user, app_code()).content


def test_a_right_code_begins_anew(user):
    guess(user, HOME, times=4)
    try_code(at(HOME), user, app_code(-1))
    guess(user, HOME, times=4)
    client = at(HOME)
    try_code(client, user, app_code())
    assert is_in(client)


def test_once_signed_in_codes_are_counted_too(user):
    client = at(HOME)
    try_code(client, user, app_code(-1))
    for _ in range(5):
        client.post("/account/factors/confirm/", {"code": "000"})
    answer = client.post("/account/factors/confirm/", {"code": app_code()})
    assert TOO_MANY in answer.content


def test_it_is_not_kept_where_somebody_was(user):
    try_code(at(HOME), user, app_code())
    rows = str(list(Remembered.objects.values()))
    assert HOME not in rows


def made_up_passkey() -> str:
    """What a browser would send of a passkey, with nothing true in it."""

    def packed(told: bytes) -> str:
        return urlsafe_b64encode(told).decode().rstrip("=")

    client = {
        "type": "webauthn.get",
        "challenge": "AAAA",
        "origin": "https://x.example",
    }
    response = {
        "clientDataJSON": packed(json.dumps(client).encode()),
        "authenticatorData": packed(bytes(37)),
        "signature": packed(b"x"),
    }
    key = {"id": packed(b"x"), "rawId": packed(b"x"), "type": "public-key"}
    return json.dumps(key | {"response": response})


def test_a_passkey_that_is_made_up_shuts_nobody_out(user):
    there = at(ELSEWHERE % 1)
    sign_in(there, user.email)
    for _ in range(6):
        answer = there.post("/sign-in/code/", {"credential": made_up_passkey()})
        (fault,) = answer.context["webauthn_form"].errors["credential"]
        assert fault == "This code or key was not accepted."
    owner = at(HOME)
    try_code(owner, user, app_code())
    assert is_in(owner)
