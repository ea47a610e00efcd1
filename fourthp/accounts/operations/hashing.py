"""At most two passwords are hashed at once, in all processes together (S13)."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.utils.crypto import salted_hmac

AT_ONCE = 2
_turns = count()


def _slot(number: int) -> Path:
    folder = settings.HOME / "files"
    if not folder.is_dir():
        folder = Path(tempfile.gettempdir())
    return Path(folder) / f"hashing-{number}.lock"


@contextmanager
def hashing_slot() -> Iterator[int]:
    """Wait for one of the few slots; the system frees it if a process dies."""
    turn = next(_turns)
    for number in range(AT_ONCE):
        with _slot(number).open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    with _slot(turn % AT_ONCE).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield turn % AT_ONCE


class QueuedScryptHasher(ScryptPasswordHasher):
    """Django's scrypt, which costs 16 MB and a tenth of a second, in a short queue."""

    def encode(
        self,
        password: str,
        salt: str,
        n: int | None = None,
        r: int | None = None,
        p: int | None = None,
    ) -> str:
        """Hash a password when a slot is free."""
        with hashing_slot():
            return super().encode(password, salt, n, r, p)


def blinded_key(key: str, prefix: str, version: int) -> str:
    """Return a cache key that says nothing of the address or place it counts."""
    return salted_hmac(
        "accounts.remembered", f"{prefix}:{version}:{key}", algorithm="sha256"
    ).hexdigest()
