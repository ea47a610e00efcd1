"""What a mail server answers (RFC 5321, RFC 3463), and what it means for a mail."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fourthp.post.rules.returns import Fault, judge_refusal

LONGEST_SAID = 200
# More of what a server says is not looked at.
_READ = 4000
_WORD = r"[^\s<>()\[\],;:\"]"
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_AGAIN = re.compile(r"\n[245]\.\d{1,3}\.\d{1,3}\s")
# An address may stand percent-encoded in a link of an answer.
_ADDRESS = re.compile(
    rf"<?(?:\"[^\"\n]{{1,64}}\"|(?<!{_WORD}){_WORD}*)(?:@|%40){_WORD}*>?", re.IGNORECASE
)
# What RFC 3463 says of an address, and not of a policy, a route or the mail.
_OF_ADDRESS = frozenset(
    {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.2.2"}
)
_PLAIN_OF_ADDRESS = frozenset({550, 551, 553})
# As Microsoft says that an account may not send from an address, of every mail alike.
_NOT_OUR_SENDER = re.compile(r"SendAsDenied|(?<![\d.])5\.(?:7\.60|2\.252)(?![\d.])")
_MUST_SIGN_IN = frozenset({530, 534, 535, 538})  # RFC 4954, section 6


class Away(StrEnum):
    """Why no mail at all can be handed over now."""

    NAME = "name"  # the server's name is not known
    CONNECT = "connect"  # nothing answers there
    SILENT = "silent"  # it is connected, and says nothing in time
    GREETING = "greeting"  # it greets with a refusal, or speaks no SMTP
    TLS = "tls"  # it does not encrypt as it shall
    CERTIFICATE = "certificate"  # its certificate is not good for its name
    TOKEN = "token"  # noqa: S105 -- a reason: no token was given out
    SIGN_IN = "sign-in"  # it refuses who signs in, and how
    SENDER = "sender"  # the account may not send from our address
    BUSY = "busy"  # it wants to be left alone for a while (421)


@dataclass(frozen=True)
class Sent:
    """A mail that the server has taken; said holds no address."""

    code: int
    said: str


class ServerIsAway(Exception):
    """No mail can be handed over now, whoever it is for."""

    def __init__(self, reason: Away, said: str = "", code: int = 0) -> None:
        super().__init__(reason, said, code)
        self.reason, self.said, self.code = reason, said, code


class TryLater(Exception):
    """This mail was not taken now (4xx; code 0 where no such answer came)."""

    def __init__(self, code: int = 0, said: str = "") -> None:
        super().__init__(code, said)
        self.code, self.said = code, said


class Unsure(TryLater):
    """The whole mail was handed over and no answer came: it may be on its way."""


class Refused(Exception):
    """This mail is never taken (5xx).

    at says what was refused: `sender`, `recipient`, or `mail` as a whole.
    """

    def __init__(self, code: int, enhanced: str, said: str, at: str) -> None:
        super().__init__(code, enhanced, said, at)
        self.code, self.enhanced, self.said, self.at = code, enhanced, said, at

    @property
    def fault(self) -> Fault:
        """Return whose fault it is, by its code and its words."""
        return judge_refusal(self.enhanced, self.said)

    @property
    def of_recipient(self) -> bool:
        """Tell whether it is the recipient's address that is refused, not a policy."""
        if self.at == "sender" or self.fault.is_policy:
            return False
        if self.enhanced or self.at == "mail":
            return self.enhanced in _OF_ADDRESS
        return self.code in _PLAIN_OF_ADDRESS


def said_of(text: bytes) -> str:
    """Return what a server said as one short line without any mail address."""
    told = _AGAIN.sub(" ", text[:_READ].decode(errors="replace"))
    told = _ADDRESS.sub("<…>", told)
    seen = "".join(c if c.isprintable() else " " for c in told)
    line = " ".join(seen.split())
    return line if len(line) <= LONGEST_SAID else line[: LONGEST_SAID - 1] + "…"


def enhanced_of(said: str) -> str:
    """Return the enhanced code in what a server said, such as 5.1.1, or nothing."""
    found = _ENHANCED.search(said)
    return found.group(1) if found else ""


def fault_of(code: int, text: bytes, *, at: str) -> Exception:
    """Return what a refusal of the sender, the recipient or the mail means."""
    said = said_of(text)
    if code == 421:
        return ServerIsAway(Away.BUSY, said, code)
    if code in _MUST_SIGN_IN:
        return ServerIsAway(Away.SIGN_IN, said, code)
    if 500 <= code <= 599 and _NOT_OUR_SENDER.search(said):
        return ServerIsAway(Away.SENDER, said, code)
    if 500 <= code <= 599:
        return Refused(code, enhanced_of(said), said, at)
    return TryLater(code if 400 <= code <= 499 else 0, said)
