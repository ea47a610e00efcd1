"""A package of files, from a zip or a folder, whatever somebody made of it."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _

from fourthp.foundation.tables import TableRefused

PACKED = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)


@dataclass(frozen=True)
class Limits:
    """What a package may be; sizes in bytes."""

    packed: int = 100_000_000
    unpacked: int = 400_000_000
    members: int = 500
    ratio: int = 200


class Archive(Protocol):
    """Named files that can be read one at a time."""

    def names(self) -> list[str]: ...

    def open(self, name: str) -> BinaryIO: ...


class _Zip:
    def __init__(self, found: ZipFile) -> None:
        self.found = found

    def names(self) -> list[str]:
        return [i.filename for i in self.found.infolist() if not i.is_dir()]

    def open(self, name: str) -> BinaryIO:
        info = self.found.getinfo(name)
        # The sizes were judged by what the zip says: it must not read to more.
        return io.BufferedReader(_Capped(self.found.open(info), info.file_size))


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        files = (f for f in self.root.rglob("*") if f.is_file())
        return sorted(f.relative_to(self.root).as_posix() for f in files)

    def open(self, name: str) -> BinaryIO:
        return (self.root / name).open("rb")


class _Capped(io.RawIOBase):
    """A stream that refuses to be longer than it was said to be."""

    def __init__(self, stream: object, size: int) -> None:
        self.stream, self.left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer
        try:
            read = self.stream.read(len(view))  # type: ignore[attr-defined]  # a zip's own stream
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            zlib.error,
            LZMAError,
        ) as problem:
            raise TableRefused(_("The zip file is damaged.")) from problem
        self.left -= len(read)
        if self.left < 0:
            raise TableRefused(_("The zip file is larger inside than it says."))
        view[: len(read)] = read
        return len(read)


@contextmanager
def open_archive(path: Path, limits: Limits | None = None) -> Iterator[Archive]:
    """Open a zip file or a folder; nothing is unpacked to disk.

    Raises TableRefused for what is too large, packed to explode, encrypted, leads
    outside itself, or is no package at all.
    """
    limits = limits or Limits()
    if path.is_dir() and not path.is_symlink():
        yield _folder(path, limits)
        return
    if path.is_symlink() or not path.is_file():
        raise TableRefused(_("There is no such file or folder: %s.") % path.name)
    if path.stat().st_size > limits.packed:
        raise TableRefused(_too_large(limits.packed))
    try:
        with ZipFile(path) as found:
            judge(found.infolist(), limits)
            yield _Zip(found)
    except (zipfile.BadZipFile, NotImplementedError) as problem:
        raise TableRefused(_("This is no zip file that can be read.")) from problem


def _too_large(size: int) -> str:
    return _("This is too large: at most %d MB are read.") % (size // 1_000_000)


def judge(members: list[ZipInfo], limits: Limits) -> None:
    """Refuse a zip by what its list of members says, before any is opened.

    Raises TableRefused.
    """
    if len(members) > limits.members:
        raise TableRefused(_("There are too many files in this package."))
    for member in members:
        _judge(member, limits)
    if sum(member.file_size for member in members) > limits.unpacked:
        raise TableRefused(_too_large(limits.unpacked))


def _judge(member: ZipInfo, limits: Limits) -> None:
    if leads_outside(member.filename):
        raise TableRefused(_("A file in this package leads outside it."))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise TableRefused(_("A file in this package is a link."))
    if member.flag_bits & 1:
        raise TableRefused(_("This package is locked by a password."))
    if member.compress_type not in PACKED:
        raise TableRefused(
            _("A file in this package is packed in a way that is not read here.")
        )
    if member.file_size > max(member.compress_size, 1_000) * limits.ratio:
        raise TableRefused(_("A file in this package is packed to explode."))


def leads_outside(name: str) -> bool:
    """Tell whether a member's name would leave the folder it is unpacked in."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name


def _folder(root: Path, limits: Limits) -> Archive:
    total = 0
    for count, file in enumerate(root.rglob("*"), start=1):
        if file.is_symlink():
            raise TableRefused(_("A file in this package is a link."))
        total += file.stat().st_size if file.is_file() else 0
        if count > limits.members:
            raise TableRefused(_("There are too many files in this package."))
        if total > limits.packed:
            raise TableRefused(_too_large(limits.packed))
    return _Folder(root)
