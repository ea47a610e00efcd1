"""Handing mails to real mail servers on loopback, good ones and bad ones."""

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
    smtp_server,
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
