"""A Maildir that a mail server on this machine fills.

What is taken moves from `new` to `cur` and is marked as seen. What is in `cur`, by
whomever it was put there, is nobody's to take.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path
from urllib.parse import quote

from fourthp.post.operations.fetching.boxes import AT_ONCE, MOST_READ
from fourthp.post.rules.answers import Away, ServerIsAway

_LONGEST_KEY = 150
_SEEN = ":2,S"
# No link is followed, and nothing is waited for: a mail is a plain file.
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Maildir:
    """Takes mails from a Maildir, the oldest first."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._names: dict[str, str] = {}
        with ExitStack() as stack:
            self._new = self._open(stack, folder / "new")
            self._cur = self._open(stack, folder / "cur")
            self._stack = stack.pop_all()

    def _open(self, stack: ExitStack, folder: Path) -> int:
        try:
            found = os.open(folder, _FOLDER)
        except OSError as problem:
            said = f"{folder}: {problem.strerror}"
            raise ServerIsAway(Away.CONNECT, said) from problem
        stack.callback(os.close, found)
        return found

    def waiting(self) -> Iterator[list[str]]:
        """Yield what is new, some at a time."""
        last = ""
        while names := self._after(last):
            last = names[-1]
            self._names = {_key(name): name for name in names}
            yield list(self._names)

    def _after(self, last: str) -> list[str]:
        """Return the next names by their order, which begins with the time."""
        with os.scandir(self._new) as entries:
            return nsmallest(
                AT_ONCE,
                (one.name for one in entries if one.name > last and _is_mail(one)),
            )

    def read(self, key: str) -> bytes | None:
        """Return the beginning of one mail, or None when it cannot be read."""
        try:
            found = os.open(self._names[key], _FILE, dir_fd=self._new)
        except OSError:
            return None
        with os.fdopen(found, "rb") as file:
            if not stat.S_ISREG(os.fstat(found).st_mode):
                return None
            return file.read(MOST_READ)

    def done(self, keys: Sequence[str]) -> None:
        """Move what was taken to `cur`, each in one step."""
        for key in keys:
            name = self._names[key]
            with suppress(FileNotFoundError):
                seen = name.partition(":")[0] + _SEEN
                # A Path knows no folder that was opened.
                os.rename(name, seen, src_dir_fd=self._new, dst_dir_fd=self._cur)

    def forget(self, *, before: datetime) -> int:
        """Remove what was taken and came before a moment; return how many."""
        gone = 0
        with os.scandir(self._cur) as entries:
            for one in entries:
                with suppress(FileNotFoundError):
                    if _is_mail(one) and _SEEN in one.name and _is_old(one, before):
                        os.unlink(one.name, dir_fd=self._cur)
                        gone += 1
        return gone

    def close(self) -> None:
        """Let go of the folders."""
        self._stack.close()


def _is_mail(entry: "os.DirEntry[str]") -> bool:
    return not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)


def _is_old(entry: "os.DirEntry[str]", before: datetime) -> bool:
    return entry.stat(follow_symlinks=False).st_mtime < before.timestamp()


def _key(name: str) -> str:
    raw = os.fsencode(name.partition(":")[0])
    said = quote(raw)
    return f"maildir:{said if len(said) < _LONGEST_KEY else sha256(raw).hexdigest()}"
