"""The directory as a package of HSDS 3.2.3: a zip of tables, written as it is read.

A cell that a spreadsheet would take for a formula is quoted; reading takes the quote
away again.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fourthp.foundation.tables.writing import csv_lines

VERSION = "3.2.3"


@dataclass(frozen=True)
class Sheet:
    """One table to write: its name, its header, its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str]]


class _Passing(io.RawIOBase):
    """A stream that hands on what is written, and never goes back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # any bytes-like
        self.parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        whole = b"".join(self.parts)
        self.parts.clear()
        return whole


def package_chunks(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Yield a zip of the tables that have rows, in constant memory."""
    out = _Passing()
    written = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for sheet in sheets:
            written.append(sheet)
            with package.open(f"{sheet.name}.csv", "w", force_zip64=True) as file:
                for number, line in enumerate(csv_lines(sheet.header, sheet.rows)):
                    file.write(line.encode())
                    if number % 500 == 0:
                        yield out.taken()
        package.writestr("datapackage.json", _description(written))
    yield out.taken()


def _description(sheets: Sequence[Sheet]) -> str:
    """Describe the package (Frictionless tabular data package, as HSDS asks)."""
    resources = [
        {
            "name": sheet.name,
            "path": f"{sheet.name}.csv",
            "profile": "tabular-data-resource",
            "schema": {"fields": [{"name": name} for name in sheet.header]},
        }
        for sheet in sheets
    ]
    said = {"name": "human_services_data", "version": VERSION, "resources": resources}
    return json.dumps(said, indent=1)
