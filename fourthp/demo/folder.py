"""The folder into which the demo puts its mails instead of sending them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

_BETWEEN_MAILS = b"-" * 79


@dataclass(frozen=True)
class Mail:
    """One mail in the demo's folder."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Return what stands above the mail."""
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """Return the mail's plain text, its paragraphs whole (RFC 3676), or nothing."""
        body = self.message.get_body(("plain",))
        if body is None:
            return ""
        text = str(body.get_content()).replace("\r\n", "\n")
        if body.get_param("format") != "flowed":
            return text
        lines = [line.removeprefix(" ") for line in text.split("\n")]
        # The line above a signature ends in a space too, and goes on in nothing.
        return "\n".join(lines).replace("\n-- \n", "\n--\n").replace(" \n", " ")

    @property
    def html(self) -> str:
        """Return the mail's twin in HTML, or nothing."""
        body = self.message.get_body(("html",))
        return str(body.get_content()) if body else ""

    @property
    def answers_to(self) -> str:
        """Return the address that answers go to, where any are taken in."""
        return str(self.message["Reply-To"] or "")

    @property
    def reference(self) -> str:
        """Return the unguessable word of the message that it is, as far as it says."""
        return str(self.message["Message-ID"] or "").strip("<> ").partition("@")[0]


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def demo_mails(most: int = 200) -> list[Mail]:
    """Return the mails of the demo's folder, the newest first by their own dates."""
    files = [one for one in _folder().glob("[!.]*") if one.suffix in {".eml", ".log"}]
    files.sort(key=lambda one: (one.stat().st_mtime, one.name), reverse=True)
    found = [mail for file in files[:most] for mail in _mails_of(file)]
    return sorted(found, key=lambda mail: mail.at, reverse=True)


def _mails_of(file: Path) -> list[Mail]:
    """Return the one mail of an .eml file, or those that Django put into a .log."""
    at, told = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC), file.read_bytes()
    if file.suffix == ".eml":
        message = message_from_bytes(told, policy=default)
        return [Mail(file.stem, _date_of(message) or at, message)]
    parts = [part for part in told.split(_BETWEEN_MAILS) if part.strip()]
    return [
        Mail(
            f"{file.stem}-{number}",
            at,
            message_from_bytes(part.lstrip(), policy=default),
        )
        for number, part in reversed(list(enumerate(parts)))
    ]


def _date_of(message: EmailMessage) -> datetime | None:
    """Return when a mail says that it left, where it says so with its zone."""
    found: datetime | None = getattr(message["Date"], "datetime", None)
    return found if found and found.tzinfo else None


def demo_mail(name: str) -> Mail | None:
    """Return one mail of the demo's folder."""
    return next((mail for mail in demo_mails() if mail.name == name), None)
