"""Reading CSV: whatever encoding and delimiter somebody's program chose."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from django.utils.translation import gettext as _

from fourthp.foundation.tables import TableRefused

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_COLUMNS = 500
MOST_ROWS = 500_000
MOST_CELL = 1_000_000
MOST_ROW = 4_000_000
HEAD = 262_144
_AT_ONCE = 1_048_576
# A page, a letter, a drawing, a file of data: texts, but no tables.
_OTHER_KINDS = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"%pdf-", b"{")
# One in so many characters may be one that nobody sees.
_UNSEEN, _FEW = bytes({*range(9), *range(14, 32)}), 200
DELIMITERS = ",;\t|"
# Words that stand for an empty cell in files that databases wrote.
NOTHING = frozenset({"", "null", "nan", "\\n", "n/a", "#n/a"})

Row = dict[str, str]


@dataclass(frozen=True)
class Numbered:
    """One row of a table: its number in the file, its cells by their column's name.

    The first row of the file is 1. beyond counts the filled cells that stand under no
    name, or to the right of the header.
    """

    number: int
    cells: Row
    beyond: int = 0


def read_csv(
    stream: BinaryIO, *, header_at: int = 1, as_typed: bool = False
) -> Iterator[Numbered]:
    """Read a table with a header, row by row, in constant memory.

    Cells are trimmed; a row that is shorter has empty cells, a longer one is cut.
    header_at is the row of the header; what stands above it is passed over. With 0
    there is none, and the columns are "1", "2" and so on. as_typed: the columns are
    called as they are written, and not in small letters.
    Raises TableRefused for what is no table of text or is too large.
    """
    head = stream.read(HEAD)
    if not is_text(head):
        raise TableRefused(_("This is no table of text."))
    joined = io.BufferedReader(_Joined(head, stream))
    encoding = encoding_of(head)
    text = io.TextIOWrapper(joined, encoding=encoding, errors="replace", newline="")
    first = head.decode(encoding, errors="replace").splitlines()[:1] or [""]
    if len(first[0]) * 2 > HEAD:
        raise TableRefused(_("The first line is too long to be a table's header."))
    csv.field_size_limit(MOST_CELL)
    lines = _Lines(text)
    rows = csv.reader(lines, delimiter=delimiter_of(first[0]))
    try:
        table = lines.one_by_one(rows)
        yield from numbered(table, header_at=header_at, as_typed=as_typed)
    except csv.Error as problem:
        raise TableRefused(_("This table cannot be read: %s.") % problem) from problem


def refuse_too_many_rows(stream: BinaryIO) -> None:
    """Refuse a table with too many rows by its line ends alone, before any is read.

    A line end between quotes ends no row. Raises TableRefused.
    """
    rows, between = 0, 0
    while chunk := stream.read(_AT_ONCE):
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not rows:
            return  # its letters hold the same bytes
        parts = chunk.split(b'"')
        outside = b'"'.join(parts[between::2])
        rows += max(outside.count(b"\n"), outside.count(b"\r"))
        between = (between + len(parts) - 1) % 2
        if rows > MOST_ROWS:
            raise TableRefused(_("There are too many rows."))


def is_text(head: bytes) -> bool:
    """Tell whether a file begins as a table of text might, not a picture or a page."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    begins = head.removeprefix(codecs.BOM_UTF8).lstrip()[:9].lower()
    unseen = len(head) - len(head.translate(None, _UNSEEN))
    is_other = begins.startswith(_OTHER_KINDS) or b"\0" in head
    return not is_other and unseen * _FEW <= len(head)


class _Joined(io.RawIOBase):
    """What was read ahead, then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head, self.rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer
        read = self.head.read(len(view)) or self.rest.read(len(view))
        view[: len(read)] = read
        return len(read)


class _Lines:
    """The lines of a text; one row may not run on over more than a row should."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text, self.left = text, MOST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MOST_ROW)
        self.left -= len(line)
        if self.left <= 0:
            raise TableRefused(_("A row of this table is too long."))
        if not line:
            raise StopIteration
        return line

    def one_by_one(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        for row in rows:
            self.left = MOST_ROW
            yield row


def encoding_of(head: bytes) -> str:
    """Return the encoding that a file's first bytes speak for."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # A character may be cut at the end of what was read ahead.
    for short in range(4 if len(head) == HEAD else 1):
        try:
            head[: len(head) - short].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "utf-8-sig"
    return "cp1252"


def delimiter_of(header: str) -> str:
    """Return the delimiter that stands most often in the header."""
    return max(DELIMITERS, key=header.count)


def numbered(
    rows: Iterator[list[str]], *, header_at: int = 1, as_typed: bool = False
) -> Iterator[Numbered]:
    """Yield every row that says something, its cells by the names in the header.

    Raises TableRefused for too many rows or columns.
    """
    for _above in range(1, header_at):
        next(rows, None)
    header = next(rows, [])
    if header_at == 0:
        rows = chain([header], rows)
        header = [str(number) for number in range(1, len(header) + 1)]
    names = header_names(header, as_typed=as_typed)
    for number, cells in enumerate(rows, start=header_at + 1):
        if number > MOST_ROWS:
            raise TableRefused(_("There are too many rows."))
        found, beyond = _under(names, cells)
        if beyond or any(found.values()):
            yield Numbered(number, found, beyond)


def _under(names: list[str], cells: list[str]) -> tuple[Row, int]:
    """Return a row's cells by their column's name, and how many have none."""
    cells = cells + [""] * (len(names) - len(cells))
    found = {
        name: _unquoted(cell.replace("\0", "").strip())
        for name, cell in zip(names, cells, strict=False)
        if name
    }
    nameless = cells[len(names) :]
    if len(found) < len(names):
        nameless += [c for name, c in zip(names, cells, strict=False) if not name]
    return found, sum(1 for cell in nameless if cell.strip())


def _unquoted(cell: str) -> str:
    """Take away the quote that keeps a spreadsheet from running a cell (S9)."""
    is_quoted = cell.startswith("'") and cell[1:].startswith(STARTS_A_FORMULA)
    return cell[1:] if is_quoted else cell


def header_names(cells: list[str], *, as_typed: bool = False) -> list[str]:
    """Return the columns' names, in small letters; the second "phone" is "phone 2".

    Raises TableRefused for too many columns.
    """
    if len(cells) > MOST_COLUMNS:
        raise TableRefused(_("There are too many columns."))
    names: list[str] = []
    seen: Counter[str] = Counter()
    for cell in cells:
        name = " ".join(cell.replace("\ufeff", "").replace("\0", "").split())
        small = name.lower()
        seen[small] += 1
        again = name and seen[small] > 1
        called = name if as_typed else small
        names.append(f"{called} {seen[small]}" if again else called)
    return names


def said(cells: Row, name: str) -> str:
    """Return a cell, words that mean nothing (`null`, `N/A`) as the empty text."""
    value = cells.get(name, "")
    return "" if value.casefold() in NOTHING else value
