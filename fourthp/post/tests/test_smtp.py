"""Handing mails to real mail servers on loopback, good ones and bad ones."""

import re
import smtplib
import socket
import struct
import threading
import time
from contextlib import contextmanager

import pytest

from fourthp.post.operations import smtp
from fourthp.post.operations.connection import (
    Connection,
    Patience,
    TooSlow,
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

SENDER, RECIPIENT = "post+abc@network.example", "asha@clinic.example"
MAIL = b"Subject: About the network\r\n\r\nHello.\r\n"
QUICK = Patience(connect=1, answer=0.3, mail=2)


@contextmanager
def transport_to(server, *, patience=QUICK, oauth=None, **changes):
    address = server.address(user=changes.pop("user", "")) | changes
    transport = Transport(address, oauth, context=server.trust, patience=patience)
    try:
        yield transport
    finally:
        transport.close()


def send(transport, *, to=RECIPIENT, mail=MAIL):
    return transport.send(SENDER, to, mail)


@contextmanager
def says(words: bytes, *, then_waits: bool = False):
    """Listen on a port, and say the same words to everybody."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        kept = []

        def talk():
            while True:
                try:
                    plug, _address = listening.accept()
                except OSError:
                    return
                plug.sendall(words)
                if then_waits:
                    kept.append(plug)
                else:
                    plug.close()

        thread = threading.Thread(target=talk)
        thread.start()
        port = listening.getsockname()[1]
        yield {
            "host": "127.0.0.1",
            "port": port,
            "user": "",
            "password": "",
            "ssl": False,
            "starttls": False,
        }
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for plug in kept:
        plug.close()


def away_of(address, *, patience=QUICK) -> ServerIsAway:
    with pytest.raises(ServerIsAway) as raised:
        Transport(address, patience=patience).send(SENDER, RECIPIENT, MAIL)
    return raised.value


class TestSend:
    def test_hands_a_mail_over_as_it_is(self):
        mail = MAIL + b"..two dots\r\n.one\r\n.\r\nlast, without an end"
        with smtp_server() as server, transport_to(server) as transport:
            sent = send(transport, mail=mail)
        taken = server.mails[0]
        assert (taken.sender, taken.recipients) == (SENDER, [RECIPIENT])
        assert taken.content == mail + b"\r\n"
        assert (sent.code, sent.said) == (250, "2.0.0 Taken as 1")

    def test_says_the_senders_domain_and_never_the_machines_name(self):
        with smtp_server() as server, transport_to(server) as transport:
            send(transport)
        assert server.names == ["network.example"]
        assert socket.gethostname().encode() not in server.wire

    def test_keeps_its_connection(self):
        with smtp_server() as server, transport_to(server) as transport:
            for _time in range(5):
                send(transport)
            assert server.connections == 1
        assert len(server.mails) == 5
        assert b"QUIT" in server.wire

    def test_works_without_pipelining(self):
        faults = Faults(hides=("PIPELINING",), recipients={"no@x.example": "550 no"})
        with smtp_server(faults) as server, transport_to(server) as transport:
            send(transport)
            with pytest.raises(Refused):
                send(transport, to="no@x.example")
            send(transport)
            assert server.connections == 1
        assert len(server.mails) == 2

    def test_opens_a_new_connection_after_a_hundred_mails(self, monkeypatch):
        monkeypatch.setattr(smtp, "MOST_MAILS", 2)
        with smtp_server() as server, transport_to(server) as transport:
            for _time in range(5):
                send(transport)
        assert server.connections == 3

    def test_opens_a_new_connection_after_a_while_of_nothing(self, monkeypatch):
        monkeypatch.setattr(smtp, "LONGEST_IDLE", 0.05)
        with smtp_server() as server, transport_to(server) as transport:
            send(transport)
            time.sleep(0.1)
            transport.close_idle()
            assert b"QUIT" in server.wire
            send(transport)
        assert server.connections == 2

    @pytest.mark.parametrize("hides", [(), ("PIPELINING",)])
    def test_notices_that_the_server_hung_up_meanwhile(self, hides):
        faults = Faults(hides=hides)
        with smtp_server(faults) as server, transport_to(server) as transport:
            send(transport)
            server.close_connections()
            time.sleep(0.1)
            send(transport)
            assert server.connections == 2
        assert len(server.mails) == 2

    def test_a_kept_connection_that_is_told_421_is_no_fault(self):
        with smtp_server() as server, transport_to(server) as transport:
            send(transport)
            server.faults = Faults(mail="421 4.4.2 you were idle", times=1)
            send(transport)
        assert len(server.mails) == 2

    def test_a_server_that_closes_after_each_mail_takes_them_all(self):
        with (
            smtp_server(Faults(close_after=1)) as server,
            transport_to(server) as transport,
        ):
            for _time in range(3):
                send(transport)
                time.sleep(0.05)
        assert len(server.mails) == 3


class TestInterrupted:
    def test_leaves_no_half_mail_behind(self, monkeypatch):
        with smtp_server() as server, transport_to(server) as transport:
            send(transport)
            with monkeypatch.context() as patch:
                patch.setattr(smtp._Envelope, "payload", interrupted)
                with pytest.raises(KeyboardInterrupt):
                    send(transport)
            send(transport)
            assert server.connections == 2
        assert len(server.mails) == 2


def interrupted(_envelope):
    raise KeyboardInterrupt


class TestServerIsAway:
    def test_when_its_name_is_not_known(self):
        assert away_of(_address("nowhere.invalid", 25)).reason == Away.NAME

    def test_when_nothing_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        assert away_of(_address("127.0.0.1", port)).reason == Away.CONNECT

    @pytest.mark.parametrize("words", ["421 4.3.2 full", "554 5.3.2 go away"])
    def test_when_it_greets_with_a_refusal(self, words):
        with smtp_server(Faults(greeting=words)) as server:
            fault = away_of(server.address())
        assert fault.reason in {Away.GREETING, Away.BUSY}
        assert fault.said == words[4:]

    def test_when_it_refuses_ehlo(self):
        with smtp_server(Faults(ehlo="421 4.3.2 not now")) as server:
            assert away_of(server.address()).reason in {Away.BUSY, Away.GREETING}

    def test_when_it_speaks_something_else(self):
        with says(b"HTTP/1.1 400 Bad Request\r\n\r\n") as address:
            assert away_of(address).reason == Away.GREETING

    def test_when_it_says_nothing(self):
        with says(b"", then_waits=True) as address:
            assert away_of(address).reason == Away.SILENT

    def test_when_its_answer_has_no_end(self):
        with says(b"220-more\r\n" * 5000, then_waits=True) as address:
            assert away_of(address).reason == Away.GREETING
        with says(b"2" * 100_000, then_waits=True) as address:
            assert away_of(address).reason == Away.GREETING

    def test_when_there_are_too_many_connections(self):
        with (
            smtp_server(Faults(most_connections=1)) as server,
            transport_to(server) as first,
            transport_to(server) as second,
        ):
            send(first)
            with pytest.raises(ServerIsAway) as raised:
                send(second)
        assert raised.value.reason == Away.BUSY

    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
    def test_when_it_says_421_to_a_mail(self, stage):
        faults = Faults(**{stage: "421 4.7.0 later"}, times=1)
        with smtp_server(faults) as server, transport_to(server) as transport:
            with pytest.raises(ServerIsAway):
                send(transport)
            send(transport)
        assert len(server.mails) == 1


class TestTryLater:
    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
    def test_for_4xx(self, stage):
        words = "451 4.7.1 <asha@clinic.example> greylisted"
        faults = Faults(**{stage: words}, times=1)
        with smtp_server(faults) as server, transport_to(server) as transport:
            with pytest.raises(TryLater) as raised:
                send(transport)
            assert not isinstance(raised.value, Unsure)
            assert (raised.value.code, raised.value.said) == (
                451,
                "4.7.1 <…> greylisted",
            )
            send(transport)
        assert len(server.mails) == 1

    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
    def test_when_the_connection_is_lost_before_the_dot(self, stage):
        faults = Faults(drops=(stage,), times=1)
        with smtp_server(faults) as server, transport_to(server) as transport:
            with pytest.raises(TryLater) as raised:
                send(transport)
            assert not isinstance(raised.value, Unsure)
            send(transport)
        assert len(server.mails) == 1

    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
    def test_when_no_answer_comes_in_time(self, stage):
        faults = Faults(slow={stage: 1}, times=1)
        with smtp_server(faults) as server, transport_to(server) as transport:
            with pytest.raises(TryLater):
                send(transport)
            send(transport)
        assert len(server.mails) == 1

    def test_a_tarpit_cannot_hold_a_mail_for_ever(self):
        patience = Patience(connect=1, answer=0.4, mail=0.7)
        slow = dict.fromkeys(("mail", "rcpt", "data", "dot"), 0.3)
        with (
            smtp_server(Faults(slow=slow)) as server,
            transport_to(server, patience=patience) as transport,
        ):
            began = time.monotonic()
            with pytest.raises(TryLater):
                send(transport)
            assert time.monotonic() - began < 1
        patient = Patience(connect=1, answer=0.4, mail=5)
        with (
            smtp_server(Faults(slow=slow)) as server,
            transport_to(server, patience=patient) as transport,
        ):
            send(transport)

    def test_a_drop_at_a_time_cannot_hold_a_mail_for_ever(self):
        with _dripping() as address:
            began = time.monotonic()
            assert away_of(address).reason == Away.SILENT
            assert time.monotonic() - began < 1

    def test_when_the_server_does_not_read_what_it_wanted(self):
        script = b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go on\r\n"
        patience = Patience(connect=1, answer=1, mail=1)
        with says(script, then_waits=True) as address:
            transport = Transport(address, patience=patience)
            with pytest.raises(TryLater) as raised:
                send(transport, mail=MAIL + b"word\r\n" * 4_000_000)
        assert not isinstance(raised.value, Unsure)

    def test_when_no_time_is_left(self):
        assert away_of(_address("127.0.0.1", 25), patience=Patience(mail=0))
        with smtp_server() as server:
            late = Connection("127.0.0.1", "network.example", patience=QUICK)
            late.find(server.port)
            late.reach()
            late.until = time.monotonic()
            with pytest.raises(TooSlow):
                late.getreply()

    def test_a_connection_that_is_reset_says_so(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            cut = Connection("127.0.0.1", "network.example", patience=QUICK)
            cut.find(listening.getsockname()[1])
            with pytest.raises(smtplib.SMTPServerDisconnected, match="was lost"):
                self.answer_of_who_resets(cut, listening)

    @staticmethod
    def answer_of_who_resets(cut: Connection, listening: socket.socket) -> None:
        cut.sock = socket.create_connection(listening.getsockname())
        plug, _address = listening.accept()
        at_once = struct.pack("ii", 1, 0)
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        plug.close()
        cut.until = time.monotonic() + 5
        cut.getreply()

    def test_a_connection_that_is_closed_says_so(self):
        closed = Connection("mail.example", "network.example", patience=QUICK)
        with pytest.raises(smtplib.SMTPServerDisconnected, match="not connected"):
            closed.docmd("NOOP")


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


def oauth(tokens):
    return {
        "token_url": tokens.url,
        "client_id": "we",
        "client_secret": "s3cret",
        "refresh_token": "r3fresh",
        "scope": "",
    }


def _address(host: str, port: int):
    plain = {"user": "", "password": "", "ssl": False, "starttls": False}
    return {"host": host, "port": port} | plain


@contextmanager
def _dripping():
    """Greet with a drop at a time, each before anybody would lose patience."""
    ends = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            plug, _from = listening.accept()
            with plug:
                try:
                    while not ends.wait(0.05):
                        plug.sendall(b"2")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        yield _address("127.0.0.1", listening.getsockname()[1])
        ends.set()
        thread.join(5)


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
