"""Mails that reach nobody: each goes into a folder, a file of its own."""

import os
import secrets
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fourthp.foundation.clock import now
from fourthp.post.rules.answers import Sent


class Folder:
    """Takes mails as a mail server would; keeps them as `<time>-<reference>.eml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, sender: str, recipient: str, mail: bytes) -> Sent:  # noqa: ARG002 -- it is Transport.send()
        """Keep one mail, whole or not at all, for its owner's eyes only."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{now():%Y%m%dT%H%M%S%f}-{_reference(sender)}"
        new = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            with os.fdopen(
                os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
            ) as file:
                file.write(mail)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._folder / f"{name}.eml")
        finally:
            new.unlink(missing_ok=True)
        return Sent(250, "")

    def close_idle(self) -> None:
        """Do nothing: a folder has no connection."""

    def close(self) -> None:
        """Do nothing: a folder has no connection."""


def forget_files(references: Iterable[str]) -> None:
    """Remove the mails of some references, once the act stands that forgets them.

    Where a mail server takes mails there are none.
    """
    wanted = frozenset(references)
    if wanted:
        transaction.on_commit(partial(_remove, settings.MAIL_FOLDER, wanted))


def _remove(folder: Path, wanted: frozenset[str]) -> None:
    for file in folder.glob("*.eml"):
        if file.stem.rpartition("-")[2] in wanted:
            file.unlink(missing_ok=True)


def _reference(sender: str) -> str:
    """Return the reference in `post+reference@host`, or a word of chance."""
    found = sender.partition("@")[0].partition("+")[2]
    return found if found.isascii() and found.isalnum() else secrets.token_hex(8)
