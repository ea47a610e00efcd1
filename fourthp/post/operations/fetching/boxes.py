"""Where mails come in, and what every such box can do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

# So much of a mail is read: what it says stands before what is attached to it.
MOST_READ = 5_000_000
AT_ONCE = 50


class Box(Protocol):
    """A mailbox that holds what nobody took yet.

    waiting yields what lies there, some at a time, until all was yielded once; what is
    done in between is not yielded again. read returns the beginning of one mail, None
    when it is gone or cannot be read. done marks those that were taken. forget removes
    what was taken and came before a moment, and returns how many. Everything may
    raise ServerIsAway.
    """

    def waiting(self) -> Iterator[list[str]]: ...

    def read(self, key: str) -> bytes | None: ...

    def done(self, keys: Sequence[str]) -> None: ...

    def forget(self, *, before: datetime) -> int: ...

    def close(self) -> None: ...


class PlaceIsWrong(Exception):
    """FOURTHP_MAIL_IN names no mailbox; the message says why."""


@dataclass(frozen=True)
class Server:
    """An IMAP server and whose mailbox there; ssl: encrypted from the first byte."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool


def place_of(text: str) -> Server | Path:
    """Return the mailbox that a setting names; raise PlaceIsWrong.

    `imaps://user:password@host:993`, `imap://…` (STARTTLS), `maildir:/absolute/path`.
    """
    scheme, _colon, rest = text.partition(":")
    if scheme == "maildir":
        if not rest.startswith("/"):
            raise PlaceIsWrong("maildir: needs a path that begins with a slash.")
        return Path(rest)
    if scheme not in {"imap", "imaps"}:
        raise PlaceIsWrong("It must begin with imaps://, imap:// or maildir:/.")
    return _server(text, is_secure=scheme == "imaps")


def _server(text: str, *, is_secure: bool) -> Server:
    try:
        said = urlsplit(text)
        port = said.port or (993 if is_secure else 143)
    except ValueError as problem:
        raise PlaceIsWrong("Its host or port cannot be read.") from problem
    if not said.hostname or not said.username:
        raise PlaceIsWrong("It needs a user and a host: imaps://user:password@host.")
    user, password = unquote(said.username), unquote(said.password or "")
    return Server(said.hostname, port, user, password, is_secure)
