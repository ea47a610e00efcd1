"""What a door refuses before it reads what was sent."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.policies import MOST_ASKED, MOST_TYPED
from tests.safety.actors import OPEN
from tests.safety.routes import routes

MULTIPART = "multipart/form-data; boundary=b"
BODY = b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\nx\r\n--b--\r\n'


@pytest.fixture
def stranger(db) -> Client:
    return Client(raise_request_exception=False)


def test_a_form_larger_than_a_stranger_has_to_say_is_refused(stranger):
    answer = stranger.post(reverse("find"), {"q": "x" * (MOST_ASKED + 1)})
    assert answer.status_code == 413
    assert "Send a smaller file or a shorter text." in answer.content.decode()


def test_without_the_refusal_it_is_read(stranger, monkeypatch):
    monkeypatch.setattr(
        "fourthp.foundation.middleware._refuse_what_no_page_sends", lambda *_: None
    )
    answer = stranger.post(reverse("find"), {"q": "x" * (MOST_ASKED + 1)})
    assert answer.status_code != 413


@pytest.mark.parametrize("told", ["nonsense", "-1", "9" * 40])
def test_an_odd_length_is_refused(stranger, told):
    assert stranger.post(reverse("find"), CONTENT_LENGTH=told).status_code == 413


@pytest.mark.parametrize("charset", ["rot13", "utf-16", "zlib", "no such"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", MULTIPART])
def test_another_charset_is_refused(stranger, kind, charset):
    sent = f"{kind}; charset={charset}"
    answer = stranger.generic("POST", reverse("find"), BODY, content_type=sent)
    assert answer.status_code == 400


def test_whoever_comes_without_an_account_may_send_little():
    for route in routes():
        most = MOST_ASKED if route.policy.entry in OPEN else MOST_TYPED
        if route.name != "imports":
            assert route.policy.most_sent <= most, route
