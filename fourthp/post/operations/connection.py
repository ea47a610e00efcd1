"""One connection to a mail server: reached, encrypted and signed in, in time or not."""

import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from fourthp.post.operations.tokens import NoToken, Tokens
from fourthp.post.rules.answers import Away, ServerIsAway, said_of

_LONGEST_LINE, _MOST_LINES = 8192, 100
_PART = 1 << 16


@dataclass(frozen=True)
class Patience:
    """How many seconds are waited: to connect, for an answer, and for a mail in all."""

    connect: float = 10
    answer: float = 30
    mail: float = 60


class TooSlow(smtplib.SMTPServerDisconnected):
    """The server did not answer in time; the connection is closed."""


class Step(StrEnum):
    """What stands once a connection has come so far."""

    FOUND = "found"
    CONNECTED = "connected"
    GREETED = "greeted"
    ENCRYPTED = "encrypted"
    SIGNED_IN = "signed in"


class Connection(smtplib.SMTP):
    """SMTP that gives up in time, whatever the server does (a tarpit, an endless line).

    until is the monotonic moment at which all of it ends. host names the server, name
    is who says EHLO.
    """

    def __init__(self, host: str, name: str, *, patience: Patience) -> None:
        super().__init__(local_hostname=name)
        self._host = host
        self.patience = patience
        self.until = monotonic() + patience.mail
        self.found: list[Any] = []
        self.reached = ""
        self._got = b""

    @property
    def is_open(self) -> bool:
        """Tell whether there is a connection, with no answer left that nobody read."""
        return self.sock is not None and not self._got

    def find(self, port: int) -> None:
        """Look the server's name up."""
        try:
            kind = socket.SOCK_STREAM
            self.found = socket.getaddrinfo(self._host, port, type=kind)
        except (OSError, UnicodeError) as problem:
            told = getattr(problem, "strerror", None) or str(problem)
            raise ServerIsAway(Away.NAME, said_of(told.encode())) from problem

    def reach(self) -> None:
        """Connect to the first address that answers."""
        last: OSError = TimeoutError("timed out")
        for family, kind, protocol, _name, address in self.found:
            left = min(self.patience.connect, self.until - monotonic())
            if left <= 0:
                break
            plug = socket.socket(family, kind, protocol)
            try:
                plug.settimeout(left)
                plug.connect(address)
                plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as problem:
                plug.close()
                last = problem
            else:
                self.sock, self.reached = plug, f"{address[0]}, port {address[1]}"
                return
        raise ServerIsAway(Away.CONNECT, last.strerror or str(last)) from last

    def wrap(self, context: ssl.SSLContext) -> None:
        """Encrypt before a word is said (implicit TLS)."""
        assert self.sock is not None  # noqa: S101 -- reach() came before
        with self._away(Away.TLS):
            self._wait(monotonic() + self.patience.answer)
            self.sock = context.wrap_socket(self.sock, server_hostname=self._host)

    def greet(self) -> None:
        """Hear the greeting and say EHLO."""
        with self._away(Away.GREETING):
            code, text = self.getreply()
            if code != 220:
                raise smtplib.SMTPConnectError(code, text)
            self.ehlo_or_helo_if_needed()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on encrypted (STARTTLS); never in clear where that is not offered."""
        with self._away(Away.TLS):
            if not self.has_extn("starttls"):
                self.close()
                raise ServerIsAway(Away.TLS, _("It does not offer STARTTLS."))
            code, text = self.starttls(context=context)
            if code != 220 or self._got:  # words put in before it was encrypted
                raise smtplib.SMTPResponseException(code, text)
            self.ehlo_or_helo_if_needed()

    def sign_in(self, user: str, password: str, tokens: Tokens | None) -> None:
        """Sign in by a token where there are tokens, else by the password."""
        with self._away(Away.SIGN_IN):
            if tokens is None:
                self.login(user, password)
                return
            try:
                bearer = f"user={user}\1auth=Bearer {tokens.token()}\1\1"
            except NoToken as problem:
                raise ServerIsAway(Away.TOKEN, str(problem)) from problem
            # The second time a server asks, it has refused: it wants an empty line.
            self.auth("XOAUTH2", lambda asked=None: "" if asked else bearer)

    def send(self, s: Any) -> None:
        """Send bytes or a command; raise SMTPServerDisconnected once time is up."""
        left = memoryview(s.encode() if isinstance(s, str) else s)
        try:
            while left:
                self._wait(self.until)
                assert self.sock is not None  # noqa: S101 -- _wait() asked
                left = left[self.sock.send(left[:_PART]) :]
        except TimeoutError as problem:
            self.close()
            raise TooSlow("no time is left") from problem
        except OSError as problem:
            self._lost(problem)

    def getreply(self) -> tuple[int, bytes]:
        """Return the code and the text of one answer; -1 for what is none."""
        return self.reply_by(monotonic() + self.patience.answer)

    def reply_by(self, moment: float) -> tuple[int, bytes]:
        """Return one answer that comes by a moment."""
        said: list[bytes] = []
        while len(said) < _MOST_LINES:
            line = self._line(min(moment, self.until))
            said.append(line[4:].strip(b" \t\r\n"))
            if not line[:3].isdigit():
                return -1, line.strip()
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(said)
        self.close()
        raise smtplib.SMTPServerDisconnected("an endless answer")

    def _line(self, by: float) -> bytes:
        while b"\n" not in self._got:
            try:
                self._wait(by)
                assert self.sock is not None  # noqa: S101 -- _wait() asked
                part = self.sock.recv(_LONGEST_LINE)
            except TimeoutError as problem:
                self.close()
                raise TooSlow("no answer in time") from problem
            except OSError as problem:
                self._lost(problem)
            if not part or len(self._got) > _LONGEST_LINE:
                self._lost(None)
            self._got += part
        line, _newline, self._got = self._got.partition(b"\n")
        return line

    def _wait(self, by: float) -> None:
        left = by - monotonic()
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)

    def _lost(self, problem: OSError | None) -> Any:
        if isinstance(problem, smtplib.SMTPServerDisconnected):
            raise problem
        self.close()
        raise smtplib.SMTPServerDisconnected("the connection was lost") from problem

    def close(self) -> None:
        """Hang up."""
        self._got = b""
        super().close()

    @contextmanager
    def _away(self, reason: Away) -> Iterator[None]:
        """Turn what goes wrong while a connection is made into ServerIsAway."""
        try:
            yield
        except ServerIsAway:
            self.close()
            raise
        except (OSError, ValueError, smtplib.SMTPException) as problem:
            self.close()
            raise _away_of(problem, reason) from problem


def _away_of(problem: Exception, reason: Away) -> ServerIsAway:
    if isinstance(problem, TooSlow | TimeoutError):
        return ServerIsAway(Away.SILENT, _("It did not answer in time."))
    if isinstance(problem, ssl.SSLCertVerificationError):
        return ServerIsAway(Away.CERTIFICATE, problem.verify_message)
    if isinstance(problem, ssl.SSLError):
        return ServerIsAway(Away.TLS, problem.reason or "")
    if isinstance(problem, smtplib.SMTPResponseException):
        text = problem.smtp_error
        said = said_of(text if isinstance(text, bytes) else text.encode())
        is_busy = problem.smtp_code == 421
        return ServerIsAway(Away.BUSY if is_busy else reason, said, problem.smtp_code)
    if isinstance(problem, UnicodeError):
        return ServerIsAway(reason, _("The password has letters outside ASCII."))
    return ServerIsAway(reason, said_of(str(problem).encode()))


def steps_to_open(
    connection: Connection,
    server: Mapping[str, Any],
    *,
    tokens: Tokens | None,
    context: ssl.SSLContext,
) -> Iterator[Step]:
    """Open a connection, and yield each step that was done; raise ServerIsAway."""
    connection.find(server["port"])
    yield Step.FOUND
    connection.reach()
    yield Step.CONNECTED
    if server["ssl"]:
        connection.wrap(context)
        yield Step.ENCRYPTED
    connection.greet()
    yield Step.GREETED
    if server["starttls"]:
        connection.encrypt(context)
        yield Step.ENCRYPTED
    if not (server["user"] or tokens):
        return
    if not (server["ssl"] or server["starttls"] or is_loopback(server["host"])):
        connection.close()
        raise ServerIsAway(Away.TLS, _("A password never goes there in clear."))
    connection.sign_in(server["user"], server["password"], tokens)
    yield Step.SIGNED_IN


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
