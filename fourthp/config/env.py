"""Tiny typed readers of the environment; every variable is declared here once."""

import os
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True)
class Variable:
    """One setting that a host may give: its name, default in words, and meaning."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "DATABASE_URL",
        "SQLite in $FOURTHP_HOME/db",
        "Where the data lives: postgres://user:password@host:port/name for PostgreSQL.",
    ),
    Variable(
        "FOURTHP_CLOCK",
        "the real time",
        "A moment the clock starts from, for the demo: 2026-03-10T10:05+00:00.",
    ),
    Variable(
        "FOURTHP_DEMO",
        "no",
        "yes opens the demo network's pages. Never on a real network.",
    ),
    Variable(
        "FOURTHP_DESKS",
        "shared",
        "Whose the computers are that people sign in at, until they say otherwise:"
        " shared with others, or their own.",
    ),
    Variable(
        "FOURTHP_FACTOR_HOURS",
        "12",
        "For how many hours a second factor counts before it is asked again.",
    ),
    Variable(
        "FOURTHP_FONTS",
        "Debian's Noto fonts",
        "A folder of fonts for PDF files.",
    ),
    Variable(
        "FOURTHP_HOME",
        "~/.fourthp",
        "The folder that holds db, files, keys and backups.",
    ),
    Variable(
        "FOURTHP_MAIL",
        "a folder in $FOURTHP_HOME/files",
        "Where mail goes: smtp://user:password@host:port, smtps://…, or folder.",
    ),
    Variable(
        "FOURTHP_MAIL_CLIENT_ID",
        "none",
        "Who asks for a token, as the mail provider's console says.",
    ),
    Variable(
        "FOURTHP_MAIL_CLIENT_SECRET", "none", "The secret of whoever asks for a token."
    ),
    Variable(
        "FOURTHP_MAIL_FROM",
        "no-reply@ the host of $FOURTHP_URL",
        "The address that mails come from, and that answers go back to; a name for the"
        " sender may stand before it.",
    ),
    Variable(
        "FOURTHP_MAIL_IN",
        "nothing is fetched; in the demo a Maildir in $FOURTHP_HOME/files",
        "Where mails come in: imaps://user:password@host:port, or maildir:/folder.",
    ),
    Variable(
        "FOURTHP_MAIL_PER_MINUTE",
        "no limit",
        "How many mails leave in a minute at most; Microsoft 365 takes 30.",
    ),
    Variable(
        "FOURTHP_MAIL_REFRESH_TOKEN",
        "none",
        "What a token is asked for with; without it the program asks in its own name.",
    ),
    Variable(
        "FOURTHP_MAIL_SCOPE", "none", "What a token shall be good for, if it must say."
    ),
    Variable(
        "FOURTHP_MAIL_TOKEN_URL",
        "passwords are used",
        "Where tokens come from (OAuth2), for Microsoft 365 and Google.",
    ),
    Variable(
        "FOURTHP_OWN_DAYS",
        "30",
        "For how many days at most somebody stays signed in at a computer of her own;"
        " seven if she does not come.",
    ),
    Variable("FOURTHP_PORT", "8000", "The loopback port that serve answers on."),
    Variable(
        "FOURTHP_SHARED_MINUTES",
        "10",
        "After how many minutes without a press somebody is signed out at a computer"
        " that others use.",
    ),
    Variable(
        "FOURTHP_SIGN_IN",
        "none",
        "A file that says through which employers’ sign-ins people may come in"
        " (OpenID Connect); accounts.md says what stands in it.",
    ),
    Variable(
        "FOURTHP_TRUSTED_PROXIES",
        "0",
        "How many proxies stand in front and add to X-Forwarded-For.",
    ),
    Variable(
        "FOURTHP_URL",
        "http://localhost:$FOURTHP_PORT",
        "The address people type; passkeys belong to its host name.",
    ),
    Variable("FOURTHP_WORKERS", "2", "How many processes answer requests."),
)

_NAMES = frozenset(variable.name for variable in VARIABLES)
_LONGEST_NUMBER = 9  # digits


class SettingIsWrong(Exception):
    """A variable of the environment has a value that cannot be used."""


def text(name: str, default: str = "") -> str:
    """Return a variable's value, or the default where it is unset or empty."""
    if name not in _NAMES:
        raise KeyError(name)
    return os.environ.get(name, "").strip() or default


def whole_number(name: str, default: int) -> int:
    """Return a variable as a whole number; raise SettingIsWrong if it is none."""
    value = text(name, str(default))
    if not value.isdecimal() or len(value) > _LONGEST_NUMBER:
        raise SettingIsWrong(f"{name} must be a whole number, not “{value[:20]}”.")
    return int(value)


def count(name: str, default: int, *, most: int) -> int:
    """Return a variable as a whole number from 1 to most; or raise SettingIsWrong."""
    found = whole_number(name, default)
    if not 0 < found <= most:
        raise SettingIsWrong(f"{name} must be from 1 to {most}.")
    return found


def one_of(name: str, *values: str) -> str:
    """Return a variable that is one of some words, the first by itself.

    Raises SettingIsWrong.
    """
    value = text(name, values[0])
    if value not in values:
        raise SettingIsWrong(f"{name} must be one of: {', '.join(values)}.")
    return value


def yes(name: str) -> bool:
    """Tell whether a variable says yes (yes, true, on, 1)."""
    return text(name).casefold() in {"yes", "true", "on", "1"}


def folder(name: str, default: str) -> Path:
    """Return a variable as an absolute folder path."""
    return Path(text(name, default)).expanduser().absolute()


def moment(name: str) -> datetime | None:
    """Return a moment with its offset; raise SettingIsWrong if it is unclear."""
    value = text(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as problem:
        raise SettingIsWrong(
            f"{name} must look like 2026-03-10T10:05+00:00."
        ) from problem
    if found.tzinfo is None:
        raise SettingIsWrong(f"{name} needs an offset, as in 2026-03-10T10:05+00:00.")
    return found


def mailbox(name: str, default: str) -> tuple[str, str]:
    """Return a variable as a name, which may be empty, and a plain address."""
    found, address = parseaddr(text(name, default))
    local, _at, host = address.rpartition("@")
    if not (local and host):
        raise SettingIsWrong(
            f"{name} must look like post@network.example, or"
            " Three Rivers <post@network.example>."
        )
    return found, address


def mail_server(name: str) -> SplitResult | None:
    """Return a variable as a mail server's URL, None for a folder; or SettingIsWrong.

    What it says is not repeated: a password may stand in it.
    """
    value = text(name, "folder")
    if value == "folder":
        return None
    if not value.startswith(("smtp://", "smtps://")):
        raise SettingIsWrong(
            f"{name} must begin with smtp:// or smtps://, or be folder."
        )
    try:
        found = urlsplit(value)
        is_whole = bool(found.hostname) and found.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise SettingIsWrong(
            f"{name} must look like smtp://user:password@mail.example.org:587."
            " A sign that is no letter or number is written by its percent code."
        )
    return found


def database(name: str, default: str) -> str:
    """Return a variable as a database's URL; raise SettingIsWrong for another kind."""
    value = text(name, default)
    if not value.startswith(("postgres://", "postgresql://", "sqlite://")):
        raise SettingIsWrong(f"{name} must begin with postgres://.")
    return value
