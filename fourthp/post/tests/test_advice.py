"""What is advised about faults of a mail server."""

import pytest

from fourthp.post.rules.advice import advice_for
from fourthp.post.rules.answers import Away, Refused, ServerIsAway, TryLater

SERVER = {"host": "mail.example", "port": 587, "ssl": False}


@pytest.mark.parametrize("reason", list(Away))
@pytest.mark.parametrize("changes", [{}, {"port": 465}, {"port": 465, "ssl": True}])
def test_every_reason_has_one_sentence(reason, changes):
    advice = advice_for(ServerIsAway(reason, "It said so."), SERVER | changes)
    assert advice
    assert "\n" not in advice


@pytest.mark.parametrize(
    ("port", "ssl", "words"),
    [(465, False, "smtps:// for smtp://"), (587, True, "smtp:// for smtps://")],
)
def test_a_port_that_speaks_otherwise_is_told_of(port, ssl, words):
    server = {"host": "mail.example", "port": port, "ssl": ssl}
    assert words in advice_for(ServerIsAway(Away.SILENT, "Nothing came."), server)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ServerIsAway(Away.CERTIFICATE, "certificate has expired"), "has run out"),
        (ServerIsAway(Away.CERTIFICATE, "self-signed certificate"), "ca-certificates"),
        (ServerIsAway(Away.CERTIFICATE, "Hostname mismatch, …"), "for another name"),
        (TryLater(451, "4.7.1 greylisted"), "tried again by itself"),
        (Refused(550, "5.1.1", "5.1.1 unknown", "recipient"), "spelt right"),
        (Refused(550, "5.1.8", "5.1.8 unknown", "sender"), "FOURTHP_MAIL_FROM"),
    ],
)
def test_a_fault_is_told_from_its_like(fault, words):
    assert words in advice_for(fault, SERVER)


def test_a_port_that_goes_with_the_other_scheme_is_told():
    silent = ServerIsAway(Away.SILENT)
    assert "smtps://" in advice_for(silent, SERVER | {"port": 465})
    assert "is it a mail server" in advice_for(silent, SERVER)


def test_nothing_is_advised_about_anything_else():
    assert advice_for(ValueError(), SERVER) == ""
