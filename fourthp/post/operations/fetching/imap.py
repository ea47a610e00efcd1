"""A mailbox on an IMAP server (RFC 3501): nothing is marked before it is taken.

What is taken goes to a folder of its own where the server can move mails (RFC 6851),
else it stays and gets a keyword. Where neither can be, the database alone knows.
"""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from time import monotonic
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from fourthp.post.operations.connection import Patience, is_loopback
from fourthp.post.operations.fetching.boxes import AT_ONCE, MOST_READ, Server
from fourthp.post.operations.fetching.wire import Wire
from fourthp.post.operations.tokens import NoToken, Tokens
from fourthp.post.rules.answers import Away, ServerIsAway, said_of

INBOX, TAKEN = "INBOX", "Taken"
_SEEN, _DELETED, _ANY = rb"\Seen", rb"\Deleted", rb"\*"
_WINDOW = 1000  # mails that are asked for at once
_BODY = f"BODY.PEEK[]<0.{MOST_READ}>"
_FAULTS = (OSError, IMAPClientError, ValueError, AssertionError, LookupError)
PATIENCE = Patience(connect=10, answer=30, mail=120)


class Looked(NamedTuple):
    """What a look into an inbox tells, for a check.

    folder: where what is taken goes, if it does; is_marked: it gets the keyword;
    is_removed: it goes after its time.
    """

    waiting: int
    folder: str
    is_marked: bool
    is_removed: bool


class ImapBox:
    """Takes mails from one account's inbox, the oldest first.

    oauth is shaped as settings.MAIL_OAUTH. Nobody but the program uses the account.
    """

    def __init__(
        self,
        server: Server,
        oauth: Mapping[str, str] | None = None,
        *,
        context: ssl.SSLContext | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._server = server
        self._context = context or ssl.create_default_context()
        self._tokens = Tokens(oauth, context=context) if oauth else None
        self._patience = patience
        self._client = self._signed_in()
        self._folder = ""
        self._may_flag = False
        self._moved = 0
        account = f"{server.host}\n{server.user}".encode()
        self._account = sha256(account).hexdigest()[:12]

    def waiting(self) -> Iterator[list[str]]:
        """Yield what lies in the inbox and is not marked, some at a time."""
        count, valid = self._look_in()
        first = 1
        while first <= count:
            last = min(first + _WINDOW - 1, count)
            self._moved = 0
            for uids in _some(self._wanted(first, last), AT_ONCE):
                yield [f"imap:{self._account}:{valid}:{uid}" for uid in uids]
            # What was moved away stands in the count no more.
            first, count = last + 1 - self._moved, count - self._moved

    def _look_in(self) -> tuple[int, int]:
        """Open the inbox; return how many mails it has, and what makes its ids good."""
        with self._talking():
            found = self._client.select_folder(INBOX)
            flags = found.get(b"PERMANENTFLAGS", ())
            self._may_flag = _ANY in flags or TAKEN.encode() in flags
            self._folder = self._folder_for_taken()
            return int(found[b"EXISTS"]), int(found[b"UIDVALIDITY"])

    def _folder_for_taken(self) -> str:
        """Return the folder for what was taken, made if need be; none without MOVE."""
        if not self._client.has_capability("MOVE"):
            return ""
        prefix = ""
        if self._client.has_capability("NAMESPACE"):
            own = self._client.namespace().personal
            prefix = own[0][0] or "" if own else ""
        folder = f"{prefix}{TAKEN}"
        if not self._client.folder_exists(folder):
            with suppress(IMAPClientError):
                self._client.create_folder(folder)
                return folder
            return ""
        return folder

    def _wanted(self, first: int, last: int) -> list[int]:
        asked = [f"{first}:{last}", "UNDELETED"]
        if self._may_flag:
            asked += ["UNKEYWORD", TAKEN]
        with self._talking():
            return sorted(self._client.search(asked))[:_WINDOW]

    def read(self, key: str) -> bytes | None:
        """Return the beginning of one mail, or None when it is gone."""
        uid = _uid(key)
        with self._talking():
            found = self._client.fetch([uid], [_BODY]).get(uid, {})
            return next((v for n, v in found.items() if n.startswith(b"BODY[]")), None)

    def done(self, keys: Sequence[str]) -> None:
        """Mark what was taken as seen, and move it out of the way."""
        uids = [_uid(key) for key in keys]
        if not uids:
            return
        with self._talking():
            flags = [_SEEN, TAKEN.encode()] if self._may_flag else [_SEEN]
            self._client.add_flags(uids, flags, silent=True)
            if self._folder:
                self._client.move(uids, self._folder)
                self._moved += len(uids)

    def forget(self, *, before: datetime) -> int:
        """Remove what was taken and came before a moment; return how many.

        In an inbox whose server removes all that is deleted or nothing, it is marked
        as deleted and stays: somebody else's mails would go with it.
        """
        self._look_in()
        asked = ["UNDELETED", "BEFORE", before.date()]
        with self._talking():
            if self._folder:
                self._client.select_folder(self._folder)
            elif self._may_flag:
                asked += ["KEYWORD", TAKEN]
            else:
                return 0
            uids = sorted(self._client.search(asked))[:_WINDOW]
            if uids:
                self._remove(uids)
            return len(uids) if self._can_remove else 0

    def _remove(self, uids: list[int]) -> None:
        self._client.add_flags(uids, [_DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)
        elif self._folder:
            self._client.expunge()  # a folder that is ours alone

    @property
    def _can_remove(self) -> bool:
        return bool(self._folder or self._client.has_capability("UIDPLUS"))

    def waits_for_mail(self, seconds: float) -> bool:
        """Wait until the server says that something came (RFC 2177); tell whether."""
        with self._talking():
            self._client.idle()
            came = False
            self._wire.until = end = monotonic() + seconds
            while not came and (left := end - monotonic()) > 0:
                line = self._wire.line_within(left)
                came = line is not None and line.rstrip().endswith(b"EXISTS")
                if line is not None and line.upper().startswith(b"* BYE"):
                    raise OSError("BYE")
        with self._talking():
            self._client.idle_done()
        return came

    @property
    def can_wait(self) -> bool:
        """Tell whether the server says by itself when something came."""
        with self._talking():
            return bool(self._client.has_capability("IDLE"))

    def look_in(self) -> Looked:
        """Return how many mails wait in the inbox, and what becomes of them."""
        count, _valid = self._look_in()
        with self._talking():
            is_removed = self._can_remove and bool(self._folder or self._may_flag)
        return Looked(count, self._folder, self._may_flag, is_removed)

    def close(self) -> None:
        """Take leave of the server."""
        self._wire.until = monotonic() + 2
        with suppress(*_FAULTS):
            self._client.logout()
        with suppress(*_FAULTS):
            self._client.shutdown()

    @property
    def _wire(self) -> Any:
        return self._client._imap  # noqa: SLF001 -- it is the one that we made

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Give a step its time, and turn what goes wrong into ServerIsAway."""
        self._wire.until = monotonic() + self._patience.mail
        try:
            yield
        except _FAULTS as problem:
            self._wire.shutdown()
            raise _away_of(problem, Away.SILENT) from problem

    def _signed_in(self) -> IMAPClient:
        try:
            return self._sign_in()
        except ServerIsAway as problem:
            if self._tokens is None or problem.reason is not Away.SIGN_IN:
                raise
        self._tokens.forget()
        return self._sign_in()

    def _sign_in(self) -> IMAPClient:
        client = self._connected()
        try:
            _let_in(client, self._server, self._tokens)
        except NoToken as problem:
            client.shutdown()
            raise ServerIsAway(Away.TOKEN, str(problem)) from problem
        except _FAULTS as problem:
            client.shutdown()
            raise _away_of(problem, Away.SIGN_IN) from problem
        return client

    def _connected(self) -> "IMAPClient":
        try:
            return _Client(self._server, self._context, self._patience)
        except _FAULTS as problem:
            raise _away_of(problem, Away.GREETING) from problem


class _Client(IMAPClient):  # type: ignore[misc]  # the library has no types
    """The library's client over our wire."""

    def __init__(
        self, server: Server, context: ssl.SSLContext, patience: Patience
    ) -> None:
        self._place, self._safe, self._waits = server, context, patience
        super().__init__(server.host, server.port, ssl=False)
        self._imap.debug = 0  # else it writes each mail down for a log

    def _create_IMAP4(self) -> Wire:  # noqa: N802 -- the library's name
        starttls = not self._place.ssl and not is_loopback(self._place.host)
        context = self._safe if self._place.ssl or starttls else None
        return Wire(
            self._place.host,
            self._place.port,
            context,
            starttls=starttls,
            patience=self._waits,
        )


def _let_in(client: IMAPClient, server: Server, tokens: Tokens | None) -> None:
    if tokens is not None:
        bearer = f"user={server.user}\1auth=Bearer {tokens.token()}\1\1"
        # The second time a server asks, it has refused: it wants an empty line.
        answers = iter((bearer,))
        client.sasl_login("XOAUTH2", lambda _asked: next(answers, ""))
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(server.user, server.password)
    else:
        client.login(server.user, server.password)


def _away_of(problem: Exception, otherwise: Away) -> ServerIsAway:
    said = said_of(str(problem).encode(errors="replace"))
    if isinstance(problem, ssl.SSLCertVerificationError):
        return ServerIsAway(Away.CERTIFICATE, problem.verify_message)
    if isinstance(problem, ssl.SSLError):
        return ServerIsAway(Away.TLS, getattr(problem, "reason", "") or said)
    if isinstance(problem, TimeoutError):
        return ServerIsAway(Away.SILENT, _("It did not answer in time."))
    if isinstance(problem, LoginError):
        return ServerIsAway(Away.SIGN_IN, said)
    if isinstance(problem, OSError):
        is_name = type(problem).__name__ == "gaierror"
        said = said_of((problem.strerror or said).encode(errors="replace"))
        return ServerIsAway(Away.NAME if is_name else Away.CONNECT, said)
    return ServerIsAway(otherwise, said)


def _uid(key: str) -> int:
    return int(key.rpartition(":")[2])


def _some(rows: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
