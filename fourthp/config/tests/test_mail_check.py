"""Trying the mail settings against real mail servers on loopback."""

import socket
from argparse import Namespace

import pytest

from fourthp.config import env
from fourthp.config.commands import CannotBeDone, mail_check
from fourthp.config.tests.test_cli import run as run_command
from fourthp.post.tests.servers import Faults, smtp_server, token_server

SECRETS = ("s3cret-word", "r3fresh", "t0ken")


@pytest.fixture
def check(settings, capsys, tmp_path):
    """Return a function that checks a server: the exit code, and the words."""
    settings.MAIL_FROM = "post@network.example"
    settings.MAIL_OAUTH, settings.MAIL_IN = None, make_maildir(tmp_path)

    def checked(server, *, to=None, **changes):
        address = server.address(user=changes.pop("user", ""))
        settings.MAIL_SERVER = address | changes
        code = mail_check.run(Namespace(to=to), server.trust)
        said = capsys.readouterr().out
        assert not any(secret in said for secret in SECRETS)
        return code, said

    return checked


class TestWhenAllIsWell:
    def test_says_each_step(self, check):
        users = {"post@network.example": "s3cret-word"}
        with smtp_server(tls="starttls", users=users) as server:
            code, said = check(server, starttls=True, user="post@network.example")
        assert code == 0
        for sentence in (
            "encrypted by STARTTLS, signed in as post@network.example by password.",
            "the sender is called as the network is",
            "Its name leads to ",
            f"It answers at 127.0.0.1, port {server.port}.",
            "Made for a test signed for it, until",
            "It let us in.",
            "a mail from post@network.example to post@network.example.",
            "a mail from post+check@network.example to post@network.example.",
            "No mail was sent",
            "Mails come in by the Maildir",
        ):
            assert sentence in said
        assert server.mails == []

    def test_says_nothing_of_the_senders_name_where_it_has_one(self, check, settings):
        settings.MAIL_NAME = "Three Rivers"
        with smtp_server() as server:
            _code, said = check(server)
        assert "is called as the network is" not in said
        assert "Mail from Three Rivers <post@network.example>" in said

    def test_sends_one_neutral_mail_when_told_to(self, check):
        with smtp_server(tls="implicit") as server:
            code, said = check(server, ssl=True, to="ann@host.example")
        assert code == 0
        assert "A mail to ann@host.example was taken: 250 2.0.0 Taken as 1" in said
        mail = server.mails[0]
        assert mail.recipients == ["ann@host.example"]
        assert mail.sender == "post+check@network.example"  # as every message's
        assert b"Subject: A test\r\n" in mail.content
        assert b"Auto-Submitted: auto-generated\r\n" in mail.content

    def test_signs_in_by_token(self, check, settings):
        with (
            token_server() as tokens,
            smtp_server(tls="starttls", token="t0ken") as server,
        ):
            tokens.answer = {"access_token": "t0ken", "expires_in": 3600}
            settings.MAIL_OAUTH = oauth(tokens)
            code, said = check(server, starttls=True, user="post@network.example")
            assert (code, "by a token" in said) == (0, True)
            tokens.status, tokens.answer = 401, {"error": "invalid_client"}
            code, said = check(server, starttls=True, user="post@network.example")
            assert code == 3
            assert "FAULT: localhost does not take the client or its secret" in said
            code, said = check(server, starttls=True)
            assert "names no user" in said


class TestFaults:
    @pytest.mark.parametrize(
        ("words", "advice"),
        [
            ("535 5.7.139 Authentication unsuccessful", "Exchange admin centre"),
            ("534 5.7.9 Application-specific password required", "an app password"),
            ("535 5.7.8 Username and Password not accepted", "is not right"),
            ("535 5.7.3 Authentication unsuccessful", "did not let the account in"),
            ("535 no", "are user and password in FOURTHP_MAIL right?"),
        ],
    )
    def test_of_signing_in(self, check, words, advice):
        faults = Faults(refuses_sign_in=words)
        with smtp_server(faults, tls="starttls", users={"us": "s3cret-word"}) as server:
            code, said = check(server, starttls=True, user="us")
        assert code == 3
        assert advice in said
        assert f"It said: {words}" in said

    @pytest.mark.parametrize(
        ("faults", "advice"),
        [
            (Faults(mail="550 5.7.60 SMTP; cannot send as"), "allow it Send As"),
            (Faults(mail="550 no such sender"), "It refuses FOURTHP_MAIL_FROM"),
            (Faults(mail="530 5.7.57 not authenticated"), "put user and password"),
            (Faults(rcpt="554 5.7.1 Relay access denied"), "passes nothing on"),
            (Faults(rcpt="550 5.7.1 not by policy"), "Its rules refuse this"),
            (Faults(rcpt="550 5.1.1 unknown"), "is it spelt right?"),
            (Faults(rcpt="451 4.7.1 greylisted"), "try again in some minutes"),
            (Faults(greeting="421 4.3.2 too many"), "left alone for a while"),
            (Faults(greeting="554 5.3.2 go"), "does not greet"),
            (Faults(drops=("mail",)), "connection was lost"),
        ],
    )
    def test_of_a_mail(self, check, faults, advice):
        with smtp_server(faults) as server:
            code, said = check(server)
        assert code == 3
        assert advice in said.partition("FAULT: ")[2].partition("\n")[0]

    def test_of_an_address_that_is_not_the_accounts(self, check):
        with smtp_server(Faults(dot="554 5.2.252 SendAsDenied")) as server:
            code, said = check(server, to="ann@host.example")
        assert (code, "allow it Send As" in said) == (3, True)

    def test_of_a_mail_that_is_sent(self, check):
        with smtp_server(Faults(dot="554 5.7.1 looks like spam")) as server:
            code, said = check(server, to="ann@host.example")
        assert code == 3
        assert "It said: 554 5.7.1 looks like spam" in said

    def test_of_the_address_that_answers_come_back_to(self, check, monkeypatch):
        with smtp_server() as server:
            asked = mail_check._ask

            def refuses_plus(connection, *given, at):
                server.faults.mail = "550 no plus" if "+" in given[1] else ""
                asked(connection, *given, at=at)

            monkeypatch.setattr(mail_check, "_ask", refuses_plus)
            code, said = check(server)
        assert code == 3
        assert "MAIL FROM:<post+check@network.example> was refused" in said

    def test_of_the_name_and_the_port(self, check):
        with smtp_server() as server:
            said = check(server, host="nowhere.invalid")[1]
            assert "spelt right" in said
            assert "This machine said: " in said
            assert "Errno" not in said
            said = check(server, ssl=True)[1]
            assert "write smtp:// for smtps://" in said
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        code, said = check(server, port=port)
        assert (code, "Nothing answers there" in said) == (3, True)

    def test_of_encryption(self, check, monkeypatch):
        with smtp_server(tls="implicit", certificate_for="other.example") as server:
            assert "is for another name" in check(server, ssl=True)[1]
            server.trust = None
            assert "has signed its certificate" in check(server, ssl=True)[1]
        with smtp_server(Faults(hides=("STARTTLS",)), tls="starttls") as server:
            assert "does not encrypt as it shall" in check(server, starttls=True)[1]
        monkeypatch.setattr(mail_check, "is_loopback", lambda _host: False)
        with smtp_server() as server:
            code, said = check(server)
        assert (code, "can be read on its way" in said) == (3, True)

    def test_of_a_folder_is_that_it_reaches_nobody(self, settings, capsys):
        settings.MAIL_SERVER, settings.MAIL_IN = None, ""
        assert mail_check.run(Namespace(to=None)) == 0  # a demo's
        settings.DEMO = False
        assert mail_check.run(Namespace(to=None)) == 3
        assert "reaches nobody" in capsys.readouterr().out

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "x.localhost"])
    def test_of_a_sender_at_localhost_is_that_it_reaches_nobody(
        self, check, settings, host
    ):
        settings.MAIL_FROM = f"no-reply@{host}"
        with smtp_server() as server:
            code, said = check(server)
        assert code == 3
        assert f"FAULT: {mail_check.NO_SENDER}" in said
        assert "DNS" not in said

    def test_of_no_mailbox_is_that_answers_are_lost(self, check, settings):
        settings.MAIL_IN = ""
        with smtp_server() as server:
            code, said = check(server)
        assert code == 3
        assert f"FAULT: {mail_check.NOTHING_FETCHED}" in said
        assert "It would take a mail" in said

    def test_an_address_that_is_none_is_said_in_words(self, settings):
        with pytest.raises(CannotBeDone, match="mail address"):
            mail_check.run(Namespace(to="nobody"))


class TestCheckIncoming:
    def test_says_of_a_maildir_whether_it_can_be_used(self, tmp_path):
        place = f"maildir:{tmp_path}"
        with pytest.raises(mail_check._Fault, match="no Maildir"):
            list(mail_check.check_incoming(place))
        make_maildir(tmp_path)
        assert str(tmp_path) in next(mail_check.check_incoming(place))

    def test_tells_no_password(self):
        place = "imaps://us:s3cret-word@nowhere.invalid"
        with pytest.raises(mail_check._Fault) as problem:
            list(mail_check.check_incoming(place))
        assert "s3cret" not in str(problem.value)
        assert "Errno" not in str(problem.value)

    def test_without_a_mailbox_is_no_fault_where_nothing_is_sent(self, settings):
        settings.MAIL_SERVER = None
        [said] = mail_check.check_incoming("")
        assert said.startswith("Nothing is fetched, as nothing is sent")

    def test_says_that_a_place_is_none(self):
        with pytest.raises(mail_check._Fault, match="imaps://"):
            list(mail_check.check_incoming("pop3://us:word@mail.example"))


def test_the_command_says_what_belongs_into_the_dns(tmp_path):
    with smtp_server() as server:
        answer = run_command(
            tmp_path,
            "mail-check",
            FOURTHP_MAIL=f"smtp://127.0.0.1:{server.port}",
            FOURTHP_MAIL_FROM="post@network.example",
            FOURTHP_MAIL_IN=make_maildir(tmp_path / "post"),
        )
    assert answer.returncode == 0
    for line in (
        'network.example. TXT "v=spf1 a -all"',
        (
            '_dmarc.network.example. TXT "v=DMARC1; p=quarantine;'
            ' rua=mailto:post@network.example"'
        ),
        "; selector._domainkey.network.example. TXT: the key, and instead of",
        "; network.example. MX: the server of the mailbox",
        "must be named before -all",
        "post+anything@network.example",
    ):
        assert line in answer.stdout
    for line in answer.stdout.partition("belongs into the DNS")[2].splitlines():
        if " TXT " in line or " MX " in line:
            assert line.startswith(";") or line.endswith('"')


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("mail.network.example", "must begin with smtp:// or smtps://, or be folder"),
        ("smtp:mail.network.example", "must begin with smtp:// or smtps://"),
        ("smtp://us:s3cret/word@mail.network.example", "must look like smtp://user"),
        ("smtp://:587", "must look like smtp://user"),
    ],
)
def test_a_mail_server_that_is_none_is_refused_in_words(monkeypatch, said, words):
    monkeypatch.setenv("FOURTHP_MAIL", said)
    with pytest.raises(env.SettingIsWrong, match=words) as problem:
        env.mail_server("FOURTHP_MAIL")
    assert "s3cret" not in str(problem.value)


@pytest.mark.parametrize("said", ["smtp://mail.network.example", "smtps://us:w@x:465"])
def test_a_mail_server_is_taken(monkeypatch, said):
    monkeypatch.setenv("FOURTHP_MAIL", said)
    assert env.mail_server("FOURTHP_MAIL")
    monkeypatch.setenv("FOURTHP_MAIL", "folder")
    assert env.mail_server("FOURTHP_MAIL") is None


def make_maildir(folder):
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    return f"maildir:{folder}"


def oauth(tokens):
    return {
        "token_url": tokens.url,
        "client_id": "we",
        "client_secret": "s3cret-word",
        "refresh_token": "r3fresh",
        "scope": "",
    }


@pytest.mark.parametrize("said", ["Three Rivers", "Three Rivers <post>", "<@host>"])
def test_a_sender_without_an_address_is_refused_in_words(monkeypatch, said):
    monkeypatch.setenv("FOURTHP_MAIL_FROM", said)
    with pytest.raises(env.SettingIsWrong, match=r"must look like post@"):
        env.mailbox("FOURTHP_MAIL_FROM", "")


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("post@network.example", ("", "post@network.example")),
        (
            "Three Rivers <post@network.example>",
            ("Three Rivers", "post@network.example"),
        ),
        (
            '"Rivers, three" <post@network.example>',
            ("Rivers, three", "post@network.example"),
        ),
    ],
)
def test_a_sender_is_taken_with_its_name(monkeypatch, said, taken):
    monkeypatch.setenv("FOURTHP_MAIL_FROM", said)
    assert env.mailbox("FOURTHP_MAIL_FROM", "") == taken
