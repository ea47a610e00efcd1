"""What a door refuses before it reads what was sent."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.policies import MOST_ASKED, MOST_TYPED, Verdict
from tests.safety.actors import make_actors
from tests.safety.acts import HERE
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


class Unread:
    """What was sent, which tells when somebody begins to read it."""

    def __init__(self):
        self.is_read = False

    def read(self, *_size):
        self.is_read = True
        return b""

    readline = read


def doors_that_read(client: Client, told: int, asked: list) -> list[str]:
    """Return the doors that read a form of so many bytes."""
    found = []
    for route in asked:
        sent = Unread()
        more = {
            "CONTENT_LENGTH": str(told),
            "CONTENT_TYPE": MULTIPART,
            "wsgi.input": sent,
        }
        path = route.path(route.unknown())
        client.generic("POST", path, headers=HERE, **more)
        if sent.is_read:
            found.append(route.name)
    return found


def test_of_whoever_comes_without_an_account_little_is_read(stranger):
    assert doors_that_read(stranger, MOST_ASKED + 1, list(routes())) == []


def test_a_door_that_reads_more_is_found(stranger, monkeypatch):
    most = {Verdict.SIGN_IN: MOST_TYPED}
    monkeypatch.setattr("fourthp.foundation.middleware.MOST_READ", most)
    assert "imports" in doors_that_read(stranger, MOST_ASKED + 1, list(routes()))


def test_what_a_stranger_typed_into_a_small_form_is_read(stranger):
    assert "imports" in doors_that_read(stranger, MOST_ASKED, list(routes()))


def test_of_a_keeper_without_her_factor_no_large_file_is_read(db):
    actor = next(one for one in make_actors() if one.name == "coordinator by password")
    imports = [route for route in routes() if route.name == "imports"]
    assert doors_that_read(actor.client, MOST_TYPED + 1, imports) == []
    assert doors_that_read(actor.client, MOST_TYPED, imports) == ["imports"]


def test_a_large_file_of_somebody_signed_out_leads_to_signing_in(stranger):
    answer = stranger.post(reverse("imports"), {"file": "x" * (MOST_ASKED + 1)})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
