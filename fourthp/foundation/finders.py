"""Style sheets: one file a component in the source, one file a kind of page served.

Public pages get the few components they use; members' pages get all.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = Path(__file__).parent / "static" / "foundation" / "css"
PUBLIC = (
    "tokens",
    "base",
    "layout",
    "button",
    "field",
    "notice",
    "card",
    "panel",
    "print",
)
WORK = (
    *("table", "codes", "tabs", "tasks", "sharing", "changes", "drawing", "week"),
    *("waits", "search"),
)
SHEETS = {
    "foundation/public.css": PUBLIC,
    "foundation/work.css": (*PUBLIC[:-1], *WORK, "print"),
}


class SheetFinder(BaseFinder):
    """Offers the joined sheets to Django's static files."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fourthp-sheets-"))
        self.storage = FileSystemStorage(location=str(self.folder))
        for name, parts in SHEETS.items():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(joined(parts))

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        found = str(self.folder / path) if path in SHEETS else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002 -- Django's signature
        for name in SHEETS:
            yield name, self.storage


def joined(parts: tuple[str, ...]) -> str:
    """Return the named parts as one sheet."""
    return "\n".join((SOURCE / f"{part}.css").read_text() for part in parts)
