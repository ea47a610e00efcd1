"""Handing mails to the mail server, one after the other over one connection."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.post.operations.connection import Connection, Patience, steps_to_open
from fourthp.post.operations.tokens import Tokens
from fourthp.post.rules.answers import (
    Refused,
    Sent,
    ServerIsAway,
    TryLater,
    Unsure,
    fault_of,
    said_of,
)

MOST_MAILS, LONGEST_IDLE = 100, 30.0  # of one connection; seconds
_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f-\x9f]+@[^\s<>@\x00-\x1f\x7f-\x9f]+")
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_AT = ("sender", "recipient", "mail")


@dataclass(frozen=True)
class _Envelope:
    """What goes over the wire; needs names what the server must be able to do."""

    sender: str
    recipient: str
    mail: bytes
    needs: frozenset[str]

    def commands(self, connection: Connection) -> list[bytes]:
        """Return MAIL, RCPT and DATA; raise Refused where the server cannot do it."""
        for need in sorted(self.needs):
            if not connection.has_extn(need):
                codes, words, at = _CANNOT[need]
                raise Refused(*codes, str(words), at)
        asked = f"MAIL FROM:<{self.sender}>"
        if connection.has_extn("size"):
            asked += f" SIZE={len(self.mail)}"
        if "8bitmime" in self.needs:
            asked += " BODY=8BITMIME"
        if "smtputf8" in self.needs:
            asked += " SMTPUTF8"
        said = (asked, f"RCPT TO:<{self.recipient}>", "DATA")
        return [f"{line}\r\n".encode() for line in said]

    def payload(self) -> bytes:
        """Return the mail as it is sent, up to the lonely dot (RFC 5321, 4.5.2)."""
        text = self.mail.replace(b"\n.", b"\n..")
        text = b"." + text if text.startswith(b".") else text
        return text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n")


_CANNOT = {
    "smtputf8": (
        (553, "5.6.7"),
        gettext_lazy("The mail server takes no addresses with letters outside ASCII."),
        "recipient",
    ),
    "8bitmime": (
        (554, "5.6.1"),
        gettext_lazy("The mail server takes mails in ASCII alone."),
        "mail",
    ),
}


class _Stale(Exception):
    """The server closed a connection that was kept; a new one is as good."""


class Transport:
    """Hands mails to one mail server; keeps its connection from mail to mail.

    server is shaped as settings.MAIL_SERVER, oauth as settings.MAIL_OAUTH. Of one
    thread at a time, and of the process that made it.
    """

    def __init__(
        self,
        server: Mapping[str, Any],
        oauth: Mapping[str, str] | None = None,
        *,
        context: ssl.SSLContext | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._server = server
        self._context = context or ssl.create_default_context()
        self._tokens = Tokens(oauth, context=context) if oauth else None
        self._patience = patience or Patience()
        self._connection: Connection | None = None
        self._sent, self._used = 0, 0.0

    def send(self, sender: str, recipient: str, mail: bytes) -> Sent:
        """Hand one mail over; its lines end in CRLF.

        Raises ServerIsAway, TryLater (Unsure once all of it was sent) or Refused.
        """
        envelope = _envelope(sender, recipient, mail)
        self.close_idle()
        until = monotonic() + self._patience.mail
        if self._connection is not None:
            self._connection.until = until
            with suppress(_Stale):
                return self._hand_over(self._connection, envelope, is_kept=True)
        return self._hand_over(self._open(envelope.sender, until), envelope)

    def close(self) -> None:
        """Take leave of the server, if there is a connection."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(smtplib.SMTPException, OSError):
            connection.until = monotonic() + 1
            connection.docmd("QUIT")
        connection.close()

    def close_idle(self) -> None:
        """Take leave of a server after half a minute of nothing, or many mails."""
        if self._connection is None:
            return
        is_idle = monotonic() - self._used > LONGEST_IDLE
        if is_idle or self._sent >= MOST_MAILS or not self._connection.is_open:
            self.close()

    def _open(self, sender: str, until: float) -> Connection:
        try:
            return self._opened(sender, until)
        except ServerIsAway as problem:
            if self._tokens is None or problem.code != 535:
                raise
        self._tokens.forget()
        return self._opened(sender, until)

    def _opened(self, sender: str, until: float) -> Connection:
        # The sender's domain says EHLO, and never the name of this machine.
        name = sender.rpartition("@")[2]
        connection = Connection(self._server["host"], name, patience=self._patience)
        connection.until = until
        for _step in steps_to_open(
            connection, self._server, tokens=self._tokens, context=self._context
        ):
            pass
        self._connection, self._sent = connection, 0
        return connection

    def _hand_over(
        self, connection: Connection, envelope: _Envelope, *, is_kept: bool = False
    ) -> Sent:
        with self._tidied(connection):
            self._offer(connection, envelope.commands(connection), is_kept=is_kept)
            try:
                connection.send(envelope.payload())
            except smtplib.SMTPServerDisconnected as problem:
                raise TryLater(0, _("The connection was lost.")) from problem
            try:
                code, text = connection.reply_by(connection.until)
            except smtplib.SMTPServerDisconnected as problem:
                raise _unsure() from problem
            if not 200 <= code <= 299:
                raise fault_of(code, text, at="mail") if code >= 400 else _unsure()
        self._sent += 1
        return Sent(code, said_of(text))

    def _offer(
        self, connection: Connection, commands: list[bytes], *, is_kept: bool
    ) -> None:
        """Say MAIL, RCPT and DATA, in one go where that is offered (RFC 2920)."""
        answers: list[tuple[int, bytes]] = []
        at_once = connection.has_extn("pipelining")
        with suppress(smtplib.SMTPServerDisconnected):
            if at_once:
                connection.send(b"".join(commands))
            for command in commands:
                if not at_once:
                    connection.send(command)
                answers.append(connection.getreply())
                if not (at_once or _is_good(len(answers) - 1, answers[-1][0])):
                    break
        if is_kept and (not answers or answers[0][0] == 421):
            raise _Stale
        _judge(connection, answers)

    @contextmanager
    def _tidied(self, connection: Connection) -> Iterator[None]:
        """Leave a connection on which a next mail can begin, or none."""
        try:
            yield
        except (Refused, TryLater) as problem:
            if problem.code:
                self._reset(connection)
            else:
                self._drop(connection)
            raise
        except ServerIsAway:
            self.close()
            raise
        except BaseException:
            self._drop(connection)
            raise
        finally:
            self._used = monotonic()

    def _reset(self, connection: Connection) -> None:
        with suppress(smtplib.SMTPException, OSError):
            if connection.is_open and connection.docmd("RSET")[0] == 250:
                return
        self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        self._connection = None
        connection.close()


def _judge(connection: Connection, answers: list[tuple[int, bytes]]) -> None:
    """Raise what the answers to MAIL, RCPT and DATA mean, unless the mail may come."""
    for place, (code, text) in enumerate(answers):
        if not _is_good(place, code):
            if _is_good(2, answers[-1][0]):
                connection.close()  # it waits for a mail that has no recipient
            raise fault_of(code, text, at=_AT[place])
    if len(answers) < len(_AT):
        raise TryLater(0, _("The connection was lost."))


def _is_good(place: int, code: int) -> bool:
    return code == 354 if _AT[place] == "mail" else 200 <= code <= 299


def _unsure() -> Unsure:
    return Unsure(
        0, _("The connection was lost before the server said that it has it.")
    )


def _envelope(sender: str, recipient: str, mail: bytes) -> _Envelope:
    """Return what goes over the wire; raise Refused for what must never go there."""
    needs = set()
    given, wanted = _address(sender, "sender"), _address(recipient, "recipient")
    end = mail.find(b"\r\n\r\n")
    head = mail if end < 0 else mail[:end]
    if not _lines_end_well(head):
        # A lonely line feed would begin a header of somebody else's making.
        words = _("A header of this mail holds a line break.")
        raise Refused(554, "5.6.0", words, "mail")
    if not _lines_end_well(mail):
        mail = _NEWLINE.sub(b"\r\n", mail)
    if not mail.isascii():
        needs.add("8bitmime")
    if not (given.isascii() and wanted.isascii() and head.isascii()):
        needs.add("smtputf8")
    return _Envelope(given, wanted, mail, frozenset(needs))


def _lines_end_well(text: bytes) -> bool:
    return text.count(b"\r\n") == text.count(b"\n") == text.count(b"\r")


def _address(address: str, at: str) -> str:
    """Return an address with its domain in ASCII (IDNA); raise Refused."""
    local, _at, domain = address.rpartition("@")
    try:
        if not _ADDRESS.fullmatch(address):
            raise UnicodeError  # noqa: TRY301 -- one answer to both
        return (
            address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"
        )
    except UnicodeError as problem:
        words = _("This is not a mail address that can be written to.")
        raise Refused(553, "5.1.3", words, at) from problem
