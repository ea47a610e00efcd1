"""How soon and in how much memory hostile packages are refused (promised: 2 s, 200 MB).

    python -m bench.hostile

Each is read in a process of its own, as an import would read it.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

MEGA = 1_000_000


def bomb(path: Path) -> None:
    """A zip of one gigabyte of nothing."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
        out.open("services.csv", "w", force_zip64=True) as file,
    ):
        for _ in range(1_000):
            file.write(b"0" * MEGA)


def columns(path: Path) -> None:
    """A table of a million columns."""
    path.write_bytes(b",".join(b"c%d" % n for n in range(MEGA)) + b"\n1\n")


def link(path: Path) -> None:
    """A zip with a link that leads outside."""
    member = zipfile.ZipInfo("services.csv")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(member, "/etc/passwd")


def traversal(path: Path) -> None:
    """A zip whose file would be written elsewhere."""
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("../../services.csv", "id,name\n1,a\n")


def nothing(path: Path) -> None:
    """A table with NUL in it that is no UTF-16."""
    path.write_bytes(b"id,name\n1,\0\0\0\n" * 10_000)


def large(path: Path) -> None:
    """A file of two hundred megabytes."""
    with path.open("wb") as out:
        for _ in range(200):
            out.write(b"1,aaaaaaa\n" * 100_000)


def workbook(path: Path) -> None:
    """A workbook whose one sheet unpacks to a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", "<workbook/>")
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(1_000):
                file.write(b"<row/>" * (MEGA // 6))


def cell(path: Path) -> None:
    """A table with one cell of ninety megabytes."""
    with path.open("wb") as out:
        out.write(b'id,name\n1,"')
        for _ in range(90):
            out.write(b"x" * MEGA)


def surrogates(path: Path) -> None:
    """A table in UTF-16 whose surrogates stand alone."""
    head = "id,name\n".encode("utf-16")
    path.write_bytes(head + b"1\0,\0\x00\xd8\x00\xd8\n\0" * 10_000)


def cut(path: Path) -> None:
    """A table in UTF-16 that ends in the middle of a character."""
    path.write_bytes("id,name\n1,a\n".encode("utf-16") + b"\x3d\xd8\x0a")


def nested(path: Path) -> None:
    """A zip in a zip in a zip, the innermost a bomb."""
    inner = path.with_name("inner.zip")
    bomb(inner)
    for _ in range(2):
        content = inner.read_bytes()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("inner.zip", content)
    with zipfile.ZipFile(path, "w") as out:
        out.write(inner, "services.zip")
    inner.unlink()


def many_columns(path: Path) -> None:
    """A zip whose unknown table has a million columns, each row too."""
    row = b",".join(b"%d" % (n * 7_919 % 10_007) for n in range(MEGA))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("recipes.csv", b"a,b\n" + (row + b"\n") * 2)


def many_rows(path: Path) -> None:
    """A table of a million short rows."""
    path.write_bytes(b"id,name\n" + b'1,"a"\n' * MEGA)


def packed_rows(path: Path) -> None:
    """A zip whose services are a million short rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        rows = b"".join(b"%d,a%d\n" % (n, n * 7_919 % 10_007) for n in range(MEGA))
        out.writestr("services.csv", b"id,name\n" + rows)


def sheet_rows(path: Path) -> None:
    """A workbook of a million short rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.writestr("xl/workbook.xml", "<workbook/>")
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(b"<worksheet><sheetData>")
            for n in range(MEGA):
                value = b"%d" % (n * 7_919 % 10_007)
                file.write(b"<row><c><v>" + value + b"</v></c></row>")
            file.write(b"</sheetData></worksheet>")


CASES: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("a zip bomb of 1 GB.zip", bomb),
    ("a million columns.csv", columns),
    ("a link in a zip.zip", link),
    ("a path outside.zip", traversal),
    ("NUL in a table.csv", nothing),
    ("200 MB.csv", large),
    ("a workbook of 1 GB.xlsx", workbook),
    ("a cell of 90 MB.csv", cell),
    ("UTF-16 with lone surrogates.csv", surrogates),
    ("UTF-16 cut in a character.csv", cut),
    ("a bomb in a zip in a zip.zip", nested),
    ("a million rows.csv", many_rows),
    ("a million rows in a package.zip", packed_rows),
    ("a million rows in a workbook.xlsx", sheet_rows),
    ("a million cells in a row of a package.zip", many_columns),
)


def read(path: Path) -> None:
    """Read a file as an import does; say what was said, how soon, in how much."""
    import django  # noqa: PLC0415 -- only the process that reads pays for it

    os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"
    django.setup()
    from fourthp.directory.formats.packages import read_package  # noqa: PLC0415 -- as above
    from fourthp.foundation.tables import TableRefused  # noqa: PLC0415 -- as above
    from fourthp.foundation.tables.archives import open_archive  # noqa: PLC0415 -- as above
    from fourthp.foundation.tables.opening import (  # noqa: PLC0415 -- as above
        is_one_table,
        read_table,
    )

    begun = time.monotonic()
    try:
        if is_one_table(path):
            for _ in read_table(path):
                pass
        else:
            with open_archive(path) as archive:
                read_package(archive)
        said = "READ"
    except TableRefused as problem:
        said = str(problem)
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"| {path.stem} | {seconds:.2f} s | {peak} MB | {said} |")


def main() -> None:
    """Make each hostile file and have it read."""
    if len(sys.argv) > 1:
        read(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, make in CASES:
            path = Path(folder) / name
            make(path)
            subprocess.run(
                [sys.executable, "-m", "bench.hostile", str(path)], check=True
            )
            path.unlink()


if __name__ == "__main__":
    main()
