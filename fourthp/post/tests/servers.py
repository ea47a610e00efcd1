"""Real servers on loopback for tests: mail servers with faults, and one of tokens.

`python -m fourthp.post.tests.servers --port-file F --log F` is the quickest mail server
there is, for measuring: it notes `message-id recipient` of each mail it takes.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

STAGES = ("greeting", "ehlo", "mail", "rcpt", "data", "dot")


@dataclass
class Faults:
    """What a mail server does instead of what it should; change it at any time.

    A stage's words are answered instead (`"451 4.7.1 later"`). recipients: the same at
    RCPT for some alone. drops: stages at which it hangs up without a word; at `dot` it
    has lost the mail, at `kept` it has it. slow: seconds before a stage's answer.
    times: how often all this happens, for ever if None.
    """

    greeting: str = ""
    ehlo: str = ""
    mail: str = ""
    rcpt: str = ""
    data: str = ""
    dot: str = ""
    recipients: Mapping[str, str] = field(default_factory=dict)
    drops: tuple[str, ...] = ()
    slow: Mapping[str, float] = field(default_factory=dict)
    times: int | None = None
    most_connections: int = 1000
    close_after: int = 0  # mails of one connection
    hides: tuple[str, ...] = ()  # extensions that it does not offer
    refuses_sign_in: str = ""


@dataclass(frozen=True)
class Taken:
    """One mail that a server took, as it came."""

    sender: str
    recipients: list[str]
    content: bytes
    login: str


@dataclass
class MailServer:
    """A mail server that runs: where, and everything that happened to it."""

    faults: Faults
    users: Mapping[str, str]
    token: str
    port: int = 0
    trust: ssl.SSLContext | None = None
    mails: list[Taken] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # who said EHLO
    sign_ins: list[str] = field(default_factory=list)  # mechanisms that were tried
    connections: int = 0  # that were ever made
    wire: bytearray = field(default_factory=bytearray)  # all that came in
    open: set["_Session"] = field(default_factory=set)

    def close_connections(self) -> None:
        """Hang up on everybody, as a server does that has waited long enough."""
        for session in list(self.open):
            session.loop.call_soon_threadsafe(session.hang_up)

    def address(self, *, host: str = "localhost", user: str = "") -> dict[str, object]:
        """Return this server as settings.MAIL_SERVER would name it, without TLS."""
        return {
            "host": host,
            "port": self.port,
            "user": user,
            "password": self.users.get(user, ""),
            "ssl": False,
            "starttls": False,
        }


class _Session(SMTP):
    """One connection."""

    def __init__(self, server: MailServer, loop: asyncio.AbstractEventLoop, **kwargs):
        self.of, self.mails_taken, self.is_greeted = server, 0, False
        super().__init__(
            _Hooks(server),
            loop=loop,
            hostname="mail.example",
            enable_SMTPUTF8="SMTPUTF8" not in server.faults.hides,
            authenticator=self._knows,
            **kwargs,
        )

    def connection_made(self, transport):
        if self not in self.of.open:
            self.of.connections += 1
            self.of.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error):
        self.of.open.discard(self)
        super().connection_lost(error)

    def data_received(self, data):
        self.of.wire += data
        super().data_received(data)

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    async def instead(self, stage: str) -> str:
        """Wait, hang up or return what is answered instead of the right thing."""
        faults = self.of.faults
        if faults.times == 0:
            return ""
        words = getattr(faults, stage, "")
        is_wrong = words or stage in faults.drops or stage in faults.slow
        if is_wrong and faults.times:
            faults.times -= 1
        await asyncio.sleep(faults.slow.get(stage, 0))
        if stage in faults.drops:
            self.hang_up()
            raise asyncio.CancelledError
        return words

    async def push(self, status):
        if not self.is_greeted:
            self.is_greeted = True
            if len(self.of.open) > self.of.faults.most_connections:
                status = "421 4.3.2 too many connections"
            status = await self.instead("greeting") or status
        await super().push(status)
        if status[:3] in {"421", b"421"} and self.transport is not None:
            self.transport.close()

    async def smtp_DATA(self, arg):  # noqa: N802 -- the library's name
        words = await self.instead("data")
        if words:
            await self.push(words)
        else:
            await super().smtp_DATA(arg)

    def _knows(self, _server, _session, _envelope, mechanism, login) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.of.sign_ins.append(mechanism)
        known = self.of.users.get(login.login.decode())
        return self.verdict(
            login, is_good=known is not None and known == login.password.decode()
        )

    def verdict(self, login: LoginPassword, *, is_good: bool) -> AuthResult:
        words = self.of.faults.refuses_sign_in
        if words or not is_good:
            return AuthResult(success=False, handled=False, message=words or None)
        return AuthResult(success=True, auth_data=login)


class _Hooks:
    """What a mail server does at each command."""

    def __init__(self, server: MailServer) -> None:
        self.of = server

    async def handle_EHLO(self, session, state, _envelope, name, lines):  # noqa: N802 -- the library's name
        state.host_name = name
        self.of.names.append(name)
        words = await session.instead("ehlo")
        if words:
            return [words]
        lines.insert(1, "250-PIPELINING")
        hidden = self.of.faults.hides
        kept = [line for line in lines if line[4:].split()[0] not in hidden]
        return [
            " ".join(word for word in line.split(" ") if word not in hidden)
            for line in kept
        ]

    async def handle_MAIL(self, session, _state, envelope, address, options):  # noqa: N802 -- as above
        words = await session.instead("mail")
        if words:
            return words
        envelope.mail_from, envelope.mail_options = address, options
        return "250 2.1.0 Sender ok"

    async def handle_RCPT(self, session, _state, envelope, address, _options):  # noqa: N802 -- as above
        words = await session.instead("rcpt") or self.of.faults.recipients.get(address)
        if words:
            return words
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient ok"

    async def handle_DATA(self, session, state, envelope):  # noqa: N802 -- as above
        words = await session.instead("dot")
        if words:
            return words
        login = state.login_data.decode() if state.login_data else ""
        mail = Taken(envelope.mail_from, envelope.rcpt_tos, envelope.content, login)
        self.of.mails.append(mail)
        await session.instead("kept")
        session.mails_taken += 1
        if session.mails_taken == self.of.faults.close_after:
            session.loop.call_later(0.01, session.hang_up)
        return f"250 2.0.0 Taken as {len(self.of.mails)}"

    async def auth_XOAUTH2(self, session, args):  # noqa: N802 -- as above
        self.of.sign_ins.append("XOAUTH2")
        said = await session.challenge_auth("") if len(args) == 1 else args[1].encode()
        told = b64decode(said).decode()
        user = told.partition("user=")[2].partition("\1")[0]
        login = LoginPassword(user.encode(), b"")
        is_good = f"auth=Bearer {self.of.token}\1\1" in told and bool(self.of.token)
        if not is_good:
            await session.challenge_auth('{"status":"400"}')
        return session.verdict(login, is_good=is_good)


@contextmanager
def smtp_server(
    faults: Faults | None = None,
    *,
    tls: str = "",
    certificate_for: str = "localhost",
    users: Mapping[str, str] | None = None,
    token: str = "",
) -> Iterator[MailServer]:
    """Run a mail server on a free port; tls is `starttls`, `implicit` or nothing.

    users are names and passwords; token is what XOAUTH2 takes. Its certificate is made
    for a name, and `server.trust` is a context that trusts it.
    """
    server = MailServer(faults or Faults(), users or {}, token)
    own = None
    if tls:
        own, server.trust = made_contexts(certificate_for)
    with _running(server, own, tls):
        yield server


@contextmanager
def _running(server: MailServer, own: ssl.SSLContext | None, tls: str):
    loop, is_ready = asyncio.new_event_loop(), threading.Event()
    ends = asyncio.Event()
    is_late = own if tls == "starttls" else None

    def make() -> _Session:
        return _Session(
            server, loop, tls_context=is_late, auth_require_tls=bool(is_late)
        )

    async def serve() -> None:
        at_once = own if tls == "implicit" else None
        listening = await loop.create_server(make, "127.0.0.1", 0, ssl=at_once)
        server.port = listening.sockets[0].getsockname()[1]
        is_ready.set()
        await ends.wait()
        await _close(listening, server)

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(serve())
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert is_ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ends.set)
        thread.join(10)


async def _close(listening: asyncio.Server, server: MailServer) -> None:
    """Close everything, so that no socket is left to be found by somebody's test."""
    loop = asyncio.get_running_loop()
    for plug in listening.sockets:
        loop.remove_reader(plug.fileno())
    await asyncio.sleep(0.01)  # what was taken just now becomes a session first
    listening.close()
    for _wait in range(2000):
        for session in list(server.open):
            session.hang_up()
        await asyncio.sleep(0.001)
        # A handshake that never ended is a connection, and no session.
        if not (server.open or listening._active_count):
            break
    tasks = asyncio.all_tasks(loop) - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await listening.wait_closed()


def made_contexts(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the context of a server with its own certificate, and one to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(name, key)
    pem = certificate.public_bytes(Encoding.PEM)
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "both.pem"
        file.write_bytes(pem + key.private_bytes(*form))
        own.load_cert_chain(file)
    return own, ssl.create_default_context(cadata=pem.decode())


def _certificate(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    who = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Made for a test"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    public, now = key.public_key(), datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False
        )
        .sign(key, SHA256())
    )


@dataclass
class TokenServer:
    """A server of tokens that runs: where, what it was asked, what it answers."""

    url: str = ""
    trust: ssl.SSLContext | None = None
    status: int = 200
    answer: object = field(
        default_factory=lambda: {"access_token": "good", "expires_in": 3600}
    )
    location: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def token_server(*, tls: bool = False) -> Iterator[TokenServer]:
    """Run a server of tokens on a free port."""
    told = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.forms.append(dict(parse_qsl(self.rfile.read(length).decode())))
            answer = told.answer
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            told.forms.append({"redirected": self.path})
            self.send_error(404)

        def log_message(self, *_said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            own, told.trust = made_contexts("localhost")
            server.socket = own.wrap_socket(server.socket, server_side=True)
        scheme = "https" if tls else "http"
        told.url = f"{scheme}://localhost:{server.server_address[1]}/token"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join(10)


_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class _Quick(asyncio.Protocol):
    """As much of SMTP as a sender needs, and nothing that costs time."""

    def __init__(self, log: int) -> None:
        self.log, self.got, self.recipients = log, b"", []
        self.is_in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(b"220 quick.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.got += data
        answers: list[bytes] = []
        while True:
            end = b"\r\n.\r\n" if self.is_in_mail else b"\r\n"
            before, found, after = self.got.partition(end)
            if not found:
                break
            self.got = after
            answers.append(self.taken(before) if self.is_in_mail else self.told(before))
        if answers:
            self.transport.write(b"".join(answers))

    def taken(self, mail: bytes) -> bytes:
        self.is_in_mail = False
        found = _MESSAGE_ID.search(mail)
        name = found.group(1) if found else b"?"
        # In one write and before the answer: what is noted was taken, come what may.
        lines = [name + b" " + one + b"\n" for one in self.recipients]
        os.write(self.log, b"".join(lines))
        self.recipients = []
        return b"250 2.0.0 taken\r\n"

    def told(self, line: bytes) -> bytes:
        word = line[:4].upper()
        if word == b"DATA":
            self.is_in_mail = bool(self.recipients)
            return b"354 go on\r\n" if self.is_in_mail else b"503 5.5.1 whom for?\r\n"
        if word == b"RCPT":
            self.recipients.append(line.partition(b"<")[2].partition(b">")[0])
        elif word in {b"MAIL", b"RSET"}:
            self.recipients = []
        elif word == b"EHLO":
            return (
                b"250-quick.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n"
            )
        elif word == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
            return b""
        return b"250 ok\r\n"


async def _serve_quickly(port_file: Path, log: int) -> None:
    loop, ends = asyncio.get_running_loop(), asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ends.set)
    server = await loop.create_server(lambda: _Quick(log), "127.0.0.1", 0, backlog=512)
    new = port_file.with_name(f"{port_file.name}.new")
    new.write_text(str(server.sockets[0].getsockname()[1]))
    new.replace(port_file)
    await ends.wait()
    server.close()


def main() -> None:
    """Serve until told to stop."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port-file", type=Path, required=True)
    asked.add_argument("--log", type=Path, required=True)
    given = asked.parse_args()
    log = os.open(given.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        asyncio.run(_serve_quickly(given.port_file, log))
    finally:
        os.close(log)


if __name__ == "__main__":
    main()
