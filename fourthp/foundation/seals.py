"""What is kept for a while and cannot be read without the program's own key.

A copy of the disk or of the database alone tells nothing of it.
"""

import json
import math
import os
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

_CHUNK = 1_048_576
_OPEN = "open-"


class FileIsGone(Exception):
    """A kept file was forgotten, or its key was."""


def box(purpose: str) -> MultiFernet:
    """Return what seals and opens things of one purpose, by the newest key first."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(purpose, key)) for key in keys])


def _derived(purpose: str, key: str) -> bytes:
    derived = salted_hmac(f"fourthp.{purpose}", "", secret=key, algorithm="sha256")
    return urlsafe_b64encode(derived.digest())


class SealedJSON(models.TextField):  # type: ignore[type-arg]  # any JSON goes in
    """A JSON value that lies sealed; it is the default's once its key is forgotten."""

    def from_db_value(self, value: str | None, *_unused: object) -> Any:
        """Return what was kept."""
        try:
            return json.loads(box("fields").decrypt((value or "").encode()))
        except InvalidToken:
            return self.get_default()

    def get_prep_value(self, value: Any) -> str:
        """Return a value as it is kept."""
        return box("fields").encrypt(json.dumps(value).encode()).decode()


def _folder() -> Path:
    folder = Path(settings.HOME) / "files" / "kept"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep_file(chunks: Iterable[bytes]) -> UUID:
    """Keep a file sealed, a piece at a time; return the id that opens it."""
    key, seal = uuid4(), box("files")
    new = _folder() / f"{key}.new"
    with new.open("wb") as out:
        for chunk in chunks:
            for start in range(0, len(chunk), _CHUNK):
                out.write(seal.encrypt(chunk[start : start + _CHUNK]) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    new.replace(_folder() / str(key))
    return key


@contextmanager
def opened_file(key: UUID) -> Iterator[Path]:
    """Open a kept file as a file that lasts as long as the context.

    Raises FileIsGone.
    """
    seal, folder = box("files"), _folder()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=_OPEN) as plain:
        try:
            with (folder / str(key)).open("rb") as sealed:
                for line in sealed:
                    plain.write(seal.decrypt(line.rstrip(b"\n")))
        except (OSError, InvalidToken) as problem:
            raise FileIsGone from problem
        plain.flush()
        yield Path(plain.name)


def forget_file(key: UUID) -> None:
    """Remove a kept file; what is gone already may be forgotten again."""
    (_folder() / str(key)).unlink(missing_ok=True)


def sweep_files(*, before: datetime) -> int:
    """Remove every file that was kept before a moment; return how many went.

    What a killed process left behind goes with them: an opened file, an upload.
    """
    arriving = Path(settings.FILE_UPLOAD_TEMP_DIR)
    found = [*_folder().iterdir(), *arriving.glob("*")]
    old = [file for file in found if _written(file) < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _written(file: Path) -> float:
    """Return when a file was last written; one that has just gone is never old."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return math.inf
