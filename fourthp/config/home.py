"""A network's own folder: db, files, keys, backups."""

import os
import secrets
from pathlib import Path

from fourthp.config import env

PARTS = ("db", "files", "keys", "backups")
MAILDIR = ("new", "cur", "tmp")


class HomeCannotBeUsed(Exception):
    """The folder cannot be made or written; the message says why, in words."""


def secret_keys_file(home: Path) -> Path:
    """Return the file of signing keys, newest first, one a line."""
    return home / "keys" / "secret.keys"


def arriving_folder(home: Path) -> Path:
    """Return where uploads lie while they are received."""
    return home / "files" / "arriving"


def mail_in_folder(home: Path) -> Path:
    """Return the Maildir by which mails come in to a demo that has no other."""
    return home / "files" / "mail-in"


def prepare_home(home: Path) -> None:
    """Make the folder and its parts, private to their owner, and a signing key.

    Raises HomeCannotBeUsed with one sentence.
    """
    try:
        for part in PARTS:
            (home / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        home.chmod(0o700)
        (home / "files" / "static").mkdir(exist_ok=True)
        arriving_folder(home).mkdir(exist_ok=True)
        arriving_folder(home).chmod(0o700)
        if env.yes("FOURTHP_DEMO"):
            for part in MAILDIR:
                (mail_in_folder(home) / part).mkdir(parents=True, exist_ok=True)
        keys = secret_keys_file(home)
        if not keys.exists() or (has_no_key(keys) and _is_new(home)):
            _write_key(keys)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise HomeCannotBeUsed(f"{home} cannot be used: {reason}.") from problem


def has_no_key(keys: Path) -> bool:
    """Tell whether a file of keys is empty, as a full disk may once have left it."""
    return not keys.read_text().strip()


def _is_new(home: Path) -> bool:
    # A database may hold what a lost key sealed: then its host decides.
    return not env.text("DATABASE_URL") and not any((home / "db").iterdir())


def _write_key(keys: Path) -> None:
    """Write a new key whole or not at all."""
    new = keys.with_name(f"{keys.name}.{secrets.token_hex(4)}")
    try:
        new.touch(mode=0o600)
        with new.open("w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(keys)
    finally:
        new.unlink(missing_ok=True)
