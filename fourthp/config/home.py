"""A network's own folder: db, files, keys, backups."""

import secrets
from pathlib import Path

PARTS = ("db", "files", "keys", "backups")


class HomeCannotBeUsed(Exception):
    """The folder cannot be made or written; the message says why, in words."""


def secret_keys_file(home: Path) -> Path:
    """Return the file of signing keys, newest first, one a line."""
    return home / "keys" / "secret.keys"


def prepare_home(home: Path) -> None:
    """Make the folder and its parts, private to their owner, and a signing key.

    Raises HomeCannotBeUsed with one sentence.
    """
    try:
        for part in PARTS:
            (home / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        home.chmod(0o700)
        (home / "files" / "static").mkdir(exist_ok=True)
        keys = secret_keys_file(home)
        if not keys.exists():
            keys.touch(mode=0o600)
            keys.write_text(secrets.token_urlsafe(48) + "\n")
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise HomeCannotBeUsed(f"{home} cannot be used: {reason}.") from problem
