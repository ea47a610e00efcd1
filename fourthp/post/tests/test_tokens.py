"""Asking a real server for tokens."""

import pytest

from fourthp.post.operations import tokens as tokens_module
from fourthp.post.operations.tokens import NoToken, Tokens
from fourthp.post.tests.servers import token_server

SECRETS = ("s3cret", "r3fresh", "good")


def asked(server, **changes) -> Tokens:
    said = {
        "token_url": server.url,
        "client_id": "we",
        "client_secret": "s3cret",
        "refresh_token": "",
        "scope": "",
    }
    return Tokens(said | changes, context=server.trust)


class TestToken:
    def test_is_asked_for_in_the_programs_own_name(self):
        with token_server() as server:
            assert asked(server, scope="mail").token() == "good"
        assert server.forms == [
            {
                "grant_type": "client_credentials",
                "client_id": "we",
                "client_secret": "s3cret",
                "scope": "mail",
            }
        ]

    def test_is_asked_for_with_a_refresh_token_where_there_is_one(self):
        with token_server(tls=True) as server:
            assert asked(server, refresh_token="r3fresh").token() == "good"
        assert server.forms[0]["grant_type"] == "refresh_token"
        assert server.forms[0]["refresh_token"] == "r3fresh"

    def test_is_asked_for_once_until_a_minute_before_it_ends(self, monkeypatch):
        passed = [0]
        monkeypatch.setattr(tokens_module, "monotonic", lambda: 1000.0 + passed[0])
        with token_server() as server:
            ours = asked(server)
            for passed[0], times in ((0, 1), (3539, 1), (3541, 2)):
                ours.token()
                assert len(server.forms) == times

    def test_that_was_refused_is_asked_for_anew(self):
        with token_server() as server:
            ours = asked(server)
            ours.token()
            ours.forget()
            ours.token()
        assert len(server.forms) == 2

    def test_a_newer_refresh_token_takes_the_place_of_the_older(self):
        with token_server() as server:
            server.answer = {"access_token": "good", "refresh_token": "newer"}
            ours = asked(server, refresh_token="r3fresh")
            ours.token()
            ours.forget()
            ours.token()
        assert [form["refresh_token"] for form in server.forms] == ["r3fresh", "newer"]


class TestNoToken:
    @pytest.mark.parametrize(
        ("error", "words"),
        [
            ("invalid_client", "secret may have expired"),
            ("invalid_grant", "refresh token has expired"),
            ("unauthorized_client", "may not ask for tokens in this way"),
            ("invalid_scope", "FOURTHP_MAIL_SCOPE"),
            ("something_else", "gave no token (400)"),
            (["a list"], "gave no token (400)"),
        ],
    )
    def test_says_why_in_words_without_a_secret(self, error, words):
        with token_server() as server:
            server.status = 400
            server.answer = {"error": error, "error_description": "s3cret r3fresh"}
            with pytest.raises(NoToken) as raised:
                asked(server, refresh_token="r3fresh").token()
        assert words in str(raised.value)
        assert not any(secret in str(raised.value) for secret in SECRETS)

    def test_names_the_providers_people_know(self):
        with pytest.raises(NoToken, match=r"https://"):
            Tokens({"token_url": "http://login.microsoftonline.com/x"}).token()
        assert tokens_module._provider("login.microsoftonline.com") == "Microsoft"
        assert tokens_module._provider("oauth2.googleapis.com") == "Google"

    def test_when_nothing_answers(self):
        with token_server() as server:
            ours = asked(server)
        with pytest.raises(NoToken, match="did not answer"):
            ours.token()

    def test_when_the_certificate_is_a_strangers(self):
        with token_server(tls=True) as server:
            said = {"token_url": server.url, "client_id": "", "client_secret": "s"}
            with pytest.raises(NoToken, match="did not answer"):
                Tokens(said | {"refresh_token": "", "scope": ""}).token()
        assert server.forms == []

    @pytest.mark.parametrize(
        "answer",
        [b"<html>", {"expires_in": 3}, [], b'{"access_token":"' + b"a" * 10**6],
    )
    def test_when_the_answer_is_none(self, answer):
        with token_server() as server:
            server.answer = answer
            with pytest.raises(NoToken, match="access_token"):
                asked(server).token()

    @pytest.mark.parametrize("status", [302, 307, 308])
    def test_when_it_leads_elsewhere_and_no_secret_follows(self, status):
        with token_server() as other, token_server() as server:
            server.status, server.location = status, other.url
            with pytest.raises(NoToken, match=str(status)):
                asked(server).token()
        assert other.forms == []
