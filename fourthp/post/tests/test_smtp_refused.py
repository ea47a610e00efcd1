"""A mail server that refuses: addresses, headers, encryption, signing in."""

import re
import socket
import threading
from contextlib import contextmanager

import pytest

from fourthp.post.operations import smtp
from fourthp.post.operations.connection import (
    Patience,
    is_loopback,
)
from fourthp.post.operations.smtp import Transport
from fourthp.post.rules.answers import (
    Away,
    Refused,
    ServerIsAway,
    TryLater,
    Unsure,
)
from fourthp.post.tests.servers import (
    Faults,
    made_contexts,
    smtp_server,
    token_server,
)
from fourthp.post.tests.test_smtp import (
    MAIL,
    QUICK,
    RECIPIENT,
    SENDER,
    _address,
    away_of,
    oauth,
    says,
    send,
    transport_to,
)


class TestRefused:
    @pytest.mark.parametrize(
        ("stage", "at"),
        [("mail", "sender"), ("rcpt", "recipient"), ("data", "mail"), ("dot", "mail")],
    )
    def test_for_5xx(self, stage, at):
        words = "550 5.1.1 <asha@clinic.example> is not known here"
        faults = Faults(**{stage: words}, times=1)
        with smtp_server(faults) as server, transport_to(server) as transport:
            with pytest.raises(Refused) as raised:
                send(transport)
            send(transport)
        fault = raised.value
        assert (fault.code, fault.enhanced, fault.at) == (550, "5.1.1", at)
        assert fault.said == "5.1.1 <…> is not known here"
        assert fault.of_recipient is (at != "sender")
        assert len(server.mails) == 1

    def test_one_recipient_alone_and_goes_on_over_the_same_connection(self):
        faults = Faults(recipients={"gone@clinic.example": "550 5.1.1 gone"})
        with smtp_server(faults) as server, transport_to(server) as transport:
            send(transport)
            with pytest.raises(Refused):
                send(transport, to="gone@clinic.example")
            send(transport)
            assert server.connections == 1
        assert len(server.mails) == 2

    def test_a_mail_in_eight_bits_where_only_ascii_goes(self):
        mail = MAIL + "Grüße\r\n".encode()
        with smtp_server() as server, transport_to(server) as transport:
            send(transport, mail=mail)
        assert server.mails[0].content == mail
        with (
            smtp_server(Faults(hides=("8BITMIME",))) as server,
            transport_to(server) as transport,
            pytest.raises(Refused),
        ):
            send(transport, mail=mail)

    def test_a_server_that_wants_the_mail_nevertheless_gets_none(self):
        script = b"220 x\r\n250-x\r\n250 PIPELINING\r\n250 ok\r\n550 no\r\n354 go\r\n"
        with says(script, then_waits=True) as address:
            transport = Transport(address, patience=QUICK)
            with pytest.raises(Refused):
                send(transport)
            assert transport._connection is None


class TestAddresses:
    def test_beyond_ascii_go_where_the_server_takes_them(self):
        with smtp_server() as server, transport_to(server) as transport:
            send(transport, to="jörg@münchen.example")
        assert server.mails[0].recipients == ["jörg@xn--mnchen-3ya.example"]

    def test_beyond_ascii_are_refused_in_words_where_it_does_not(self):
        with (
            smtp_server(Faults(hides=("SMTPUTF8",))) as server,
            transport_to(server) as transport,
        ):
            with pytest.raises(Refused, match="outside ASCII") as raised:
                send(transport, to="jörg@clinic.example")
            assert raised.value.of_recipient is False
            send(transport, to="joerg@münchen.example")
        assert server.mails[0].recipients == ["joerg@xn--mnchen-3ya.example"]

    @pytest.mark.parametrize(
        "address",
        [
            "asha@clinic.example>\r\nRCPT TO:<eve@evil.example",
            "asha@clinic.example\n",
            "asha@clinic.example\r",
            "asha@clinic.example> SIZE=1",
            "asha",
            "a@b@c.example",
            "asha@" + "ü" * 80 + ".example",
            "",
        ],
    )
    def test_that_are_none_never_reach_the_wire(self, address):
        with smtp_server() as server, transport_to(server) as transport:
            send(transport)
            before = len(server.wire)
            for sender, to in ((SENDER, address), (address, RECIPIENT)):
                with pytest.raises(Refused, match="not a mail address"):
                    transport.send(sender, to, MAIL)
            assert len(server.wire) == before

    def test_with_a_line_break_would_write_to_somebody_else(self, monkeypatch):
        """The control: without the look at addresses the second line is obeyed."""
        monkeypatch.setattr(smtp, "_ADDRESS", re.compile(r".*", re.DOTALL))
        address = "asha@clinic.example>\r\nRCPT TO:<eve@evil.example"
        with (
            smtp_server(Faults(hides=("PIPELINING",))) as server,
            transport_to(server) as transport,
            pytest.raises(TryLater),
        ):
            send(transport, to=address)
        assert b"\r\nRCPT TO:<eve@evil.example>" in server.wire


class TestHeaders:
    @pytest.mark.parametrize("end", [b"\n", b"\r"])
    def test_with_a_lonely_line_break_never_reach_the_wire(self, end):
        mail = b"Subject: Hello" + end + b"Bcc: eve@evil.example\r\n\r\nHello.\r\n"
        with (
            smtp_server() as server,
            transport_to(server) as transport,
            pytest.raises(Refused, match="line break"),
        ):
            send(transport, mail=mail)
        assert server.wire == b""

    def test_with_a_lonely_line_break_would_be_another_header(self, monkeypatch):
        """The control: without the look at them it is made a whole one."""
        monkeypatch.setattr(smtp, "_lines_end_well", lambda text: text != mail)
        mail = b"Subject: Hello\nBcc: eve@evil.example\r\n\r\nHello.\r\n"
        with smtp_server() as server, transport_to(server) as transport:
            send(transport, mail=mail)
        assert b"\r\nBcc: eve" in server.mails[0].content

    def test_a_body_cannot_end_a_mail_and_begin_another(self):
        smuggled = b"\n.\nMAIL FROM:<eve@evil.example>\r.\r\n.\r"
        with smtp_server() as server, transport_to(server) as transport:
            send(transport, mail=MAIL + smuggled)
        assert len(server.mails) == 1
        assert b"\n.\nMAIL" not in server.wire
        assert b"\r\n..\r\nMAIL FROM:<eve@evil.example>\r\n..\r\n..\r\n" in server.wire


class TestEncryption:
    def test_by_starttls(self):
        with (
            smtp_server(tls="starttls") as server,
            transport_to(server, starttls=True) as transport,
        ):
            send(transport)
            send(transport)
        assert len(server.mails) == 2

    def test_from_the_first_byte(self):
        with (
            smtp_server(tls="implicit") as server,
            transport_to(server, ssl=True) as transport,
        ):
            send(transport)
        assert len(server.mails) == 1

    def test_that_is_not_offered_ends_it(self):
        hides = Faults(hides=("STARTTLS",))
        with smtp_server(hides, tls="starttls", users={"us": "pw"}) as server:
            with (
                transport_to(server, starttls=True, user="us") as transport,
                pytest.raises(ServerIsAway) as raised,
            ):
                send(transport)
            assert raised.value.reason == Away.TLS
            assert b"AUTH" not in server.wire
            assert b"MAIL" not in server.wire
            with transport_to(server) as transport:  # the control: not demanded
                send(transport)
        assert b"MAIL" in server.wire

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    def test_by_a_stranger_ends_it(self, tls):
        how = {"ssl": tls == "implicit", "starttls": tls == "starttls"}
        with smtp_server(tls=tls) as server:
            assert away_of(server.address() | how).reason == Away.CERTIFICATE

    def test_by_a_certificate_for_another_name_ends_it(self):
        with (
            smtp_server(tls="implicit", certificate_for="other.example") as server,
            transport_to(server, ssl=True) as transport,
            pytest.raises(ServerIsAway) as raised,
        ):
            send(transport)
        assert raised.value.reason == Away.CERTIFICATE

    def test_at_a_port_that_does_not_encrypt_ends_it(self):
        with smtp_server() as server:
            address = server.address() | {"ssl": True}
            assert away_of(address).reason in {Away.TLS, Away.SILENT}

    def test_words_put_in_before_it_are_not_believed(self):
        with _putting_words_in() as (address, trust):
            transport = Transport(address, context=trust, patience=QUICK)
            with pytest.raises(ServerIsAway) as raised:
                send(transport)
        assert raised.value.reason == Away.TLS

    def test_a_password_never_goes_in_clear_to_another_machine(self, monkeypatch):
        with smtp_server(users={"us": "pw"}) as server:
            with transport_to(server, user="us") as transport:
                send(transport)
            assert server.sign_ins
            server.sign_ins.clear()
            monkeypatch.setattr(
                "fourthp.post.operations.connection.is_loopback", lambda _host: False
            )
            with (
                transport_to(server, user="us") as transport,
                pytest.raises(ServerIsAway) as raised,
            ):
                send(transport)
        assert raised.value.reason == Away.TLS
        assert server.sign_ins == []


class TestSignIn:
    @pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
    def test_by_password(self, mechanism):
        hides = Faults(hides=("LOGIN" if mechanism == "PLAIN" else "PLAIN",))
        with (
            smtp_server(hides, tls="starttls", users={"us": "pw"}) as server,
            transport_to(server, starttls=True, user="us") as transport,
        ):
            send(transport)
        assert server.mails[0].login == "us"
        assert server.sign_ins == [mechanism]

    def test_refused_is_nobodys_fault(self):
        with (
            smtp_server(tls="starttls", users={"us": "pw"}) as server,
            transport_to(
                server, starttls=True, user="us", password="wrong"
            ) as transport,
            pytest.raises(ServerIsAway) as raised,
        ):
            send(transport)
        assert (raised.value.reason, raised.value.code) == (Away.SIGN_IN, 535)
        assert "5.7.8" in raised.value.said

    def test_by_letters_that_no_server_takes_is_said_in_words(self):
        with (
            smtp_server(users={"us": "pw"}) as server,
            transport_to(server, user="us", password="gehäim") as transport,
            pytest.raises(ServerIsAway, match="outside ASCII"),
        ):
            send(transport)

    def test_by_token(self):
        with (
            token_server() as tokens,
            smtp_server(tls="starttls", token="good") as s,
            transport_to(s, starttls=True, user="us", oauth=oauth(tokens)) as t,
        ):
            send(t)
        assert s.mails[0].login == "us"
        assert s.sign_ins == ["XOAUTH2"]

    def test_asks_once_for_a_new_token_when_the_old_one_is_refused(self):
        with (
            token_server() as tokens,
            smtp_server(tls="starttls", token="good") as s,
            transport_to(s, starttls=True, user="us", oauth=oauth(tokens)) as t,
        ):
            send(t)
            t.close()
            s.token = "newer"
            tokens.answer = {"access_token": "newer", "expires_in": 3600}
            send(t)
            t.close()
            s.token = "newest"
            with pytest.raises(ServerIsAway) as raised:
                send(t)
        assert raised.value.reason == Away.SIGN_IN
        assert len(tokens.forms) == 3
        assert len(s.sign_ins) == 5

    def test_without_a_token_is_said_in_words(self):
        with token_server() as tokens, smtp_server(tls="starttls", token="good") as s:
            tokens.status, tokens.answer = 400, {"error": "invalid_grant"}
            with (
                transport_to(s, starttls=True, user="us", oauth=oauth(tokens)) as t,
                pytest.raises(ServerIsAway, match="expired") as raised,
            ):
                send(t)
        assert raised.value.reason == Away.TOKEN


@contextmanager
def _putting_words_in():
    """Answer STARTTLS with words of somebody in between, then encrypt."""
    own, trust = made_contexts("localhost")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk():
            plug, _from = listening.accept()
            plug.sendall(b"220 here\r\n")
            plug.recv(1000)
            plug.sendall(b"250-here\r\n250 STARTTLS\r\n")
            plug.recv(1000)
            plug.sendall(b"220 go on\r\n250-here\r\n250 AUTH PLAIN\r\n")
            try:
                with own.wrap_socket(plug, server_side=True) as hidden:
                    hidden.recv(1000)
            except OSError:
                plug.close()

        thread = threading.Thread(target=talk)
        thread.start()
        port = listening.getsockname()[1]
        yield _address("localhost", port) | {"starttls": True}, trust
        thread.join(5)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("192.0.2.1", False),
        ("mail.example", False),
        ("localhost.example", False),
    ],
)
def test_only_this_machine_is_taken_for_it(host, is_here):
    assert is_loopback(host) is is_here


class TestUnsure:
    @pytest.mark.parametrize(("stage", "mails"), [("dot", 0), ("kept", 1)])
    def test_when_the_connection_is_lost_after_the_dot(self, stage, mails):
        with (
            smtp_server(Faults(drops=(stage,))) as server,
            transport_to(server) as transport,
            pytest.raises(Unsure),
        ):
            send(transport)
        assert len(server.mails) == mails

    def test_when_no_answer_to_the_dot_comes_in_time(self):
        patience = Patience(answer=0.3, mail=0.5)
        with (
            smtp_server(Faults(slow={"kept": 2})) as server,
            transport_to(server, patience=patience) as transport,
            pytest.raises(Unsure),
        ):
            send(transport)
        assert len(server.mails) == 1

    def test_when_the_answer_to_the_dot_is_none(self):
        with (
            smtp_server(Faults(dot="what?", times=1)) as server,
            transport_to(server) as transport,
        ):
            with pytest.raises(Unsure):
                send(transport)
            send(transport)
            assert server.connections == 2
