"""The wire to an IMAP server: it gives up in time, and takes what it asked for."""

import imaplib
import socket
import ssl
from contextlib import suppress
from time import monotonic
from typing import Any

from fourthp.post.operations.connection import Patience
from fourthp.post.operations.fetching.boxes import MOST_READ

_LONGEST_LINE = 1_000_000
_PART = 1 << 16
# Of one answer: a mail, and what stands around it.
MOST_ANSWER = MOST_READ + 4_000_000


class Wire(imaplib.IMAP4):
    """A connection whose every step ends, whatever the server does.

    until is the monotonic moment at which all of it ends. With a context it is
    encrypted: from the first byte, or by STARTTLS before anything else is said.
    """

    def __init__(
        self,
        host: str,
        port: int,
        context: ssl.SSLContext | None,
        *,
        starttls: bool,
        patience: Patience,
    ) -> None:
        self.patience = patience
        self.until = monotonic() + patience.mail
        self._context = context
        self._wraps = context is not None and not starttls
        self._got, self._count = bytearray(), 0
        super().__init__(host, port)
        if starttls and context is not None:
            self._encrypt()

    def open(
        self,
        host: str = "",
        port: int = 143,
        timeout: float | None = None,  # noqa: ARG002 -- the library's signature
    ) -> None:
        """Connect, and encrypt where that comes first."""
        self.host, self.port = host, port
        left = min(self.patience.connect, max(0.1, self.until - monotonic()))
        self.sock: Any = socket.create_connection((host, port), left)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._wraps:
            self._wrap()

    def _wrap(self) -> None:
        assert self._context is not None  # noqa: S101 -- looked at before
        self.sock.settimeout(self._left())
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)

    def _encrypt(self) -> None:
        """Go on encrypted, or not at all."""
        try:
            kind, _said = self.xatom("STARTTLS")
            if kind != "OK" or self._got:  # words put in before it was encrypted
                raise ssl.SSLError("no STARTTLS")  # noqa: TRY301 -- one way out
            self._wrap()
            kind, said = self.capability()
        except BaseException:
            self.shutdown()
            raise
        self.capabilities = tuple(said[-1].decode("ascii", "replace").upper().split())

    def read(self, size: int) -> bytes:
        """Return so many bytes."""
        if size > MOST_READ:
            raise self.abort("more than was asked for")
        while len(self._got) < size:
            self._more()
        return self._cut(size)

    def readline(self) -> bytes:
        """Return one line with its end."""
        looked = 0
        while (end := self._got.find(b"\n", looked)) < 0:
            looked = len(self._got)
            if looked > _LONGEST_LINE:
                raise self.abort("an endless line")
            self._more()
        return self._cut(end + 1)

    def line_within(self, seconds: float) -> bytes | None:
        """Return the next line if one comes in time, else None."""
        end = monotonic() + seconds
        while b"\n" not in self._got:
            left = end - monotonic()
            if left <= 0:
                return None
            self.sock.settimeout(left)
            try:
                self._take(self.sock.recv(_PART))
            except (TimeoutError, ssl.SSLWantReadError):
                return None
        return self.readline()

    def send(self, data: Any) -> None:
        """Send bytes."""
        self._count = 0
        self.sock.settimeout(self._left())
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Hang up."""
        self._got.clear()
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def _more(self) -> None:
        self.sock.settimeout(self._left())
        self._take(self.sock.recv(_PART))

    def _take(self, part: bytes) -> None:
        self._count += len(part)
        if not part:
            raise self.abort("the connection was lost")
        if self._count > MOST_ANSWER:
            raise self.abort("an endless answer")
        self._got += part

    def _cut(self, size: int) -> bytes:
        part = bytes(self._got[:size])
        del self._got[:size]
        return part

    def _left(self) -> float:
        left = min(self.patience.answer, self.until - monotonic())
        if left <= 0:
            raise TimeoutError
        return left
