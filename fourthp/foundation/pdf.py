"""PDF that screen readers can read (PDF/UA-1), drawn by Typst.

What people wrote goes in as data and can do nothing; the folder of the templates is
all that a template can read.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from typst import Compiler, Fonts, TypstError

from fourthp.foundation.gaps import said_with_gaps

TEMPLATES = Path(__file__).resolve().parent / "typst"
# Where Debian's package fonts-noto-core puts them.
DEBIAN_FONTS = "/usr/share/fonts/truetype/noto"


class NoFontForScript(Exception):
    """A text is in a script that no installed font can draw."""


@dataclass(frozen=True)
class Heading:
    """A heading, from level 1 (below the title) downwards."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Items:
    """A list of points."""

    items: Sequence[str]
    kind: Literal["list"] = "list"


@dataclass(frozen=True)
class Table:
    """A table; every row is as wide as its header."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(self.header)


Part = Heading | Text | Items | Table


@dataclass(frozen=True)
class Document:
    """What a PDF says; language is its main one, which sets its direction.

    It is a code as Django has them (`pt-br`); a PDF knows its first part (ISO 639).
    """

    title: str
    parts: Sequence[Part]
    language: str = "en"
    header: str = ""
    author: str = ""


def _said(document: dict[str, Any]) -> str:
    """Return a document as JSON, its gaps in words: no font has their sign for sure."""
    return said_with_gaps(json.dumps(document, ensure_ascii=False))


def pdf_bytes(document: Document, *, now: datetime) -> bytes:
    """Return a document as PDF; the same document at the same moment is the same file.

    Raises NoFontForScript, with a sentence that offers the page's own printing.
    """
    spoken = document.language.partition("-")[0]
    compiler = Compiler(
        TEMPLATES / "page.typ",
        root=TEMPLATES,
        font_paths=_fonts(settings.FONTS or DEBIAN_FONTS),
        ignore_system_fonts=True,
        sys_inputs={"document": _said(asdict(document) | {"language": spoken})},
    )
    try:
        drawn = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=int(now.timestamp())
        )
    except TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
        raise NoFontForScript(
            _("No font here can draw this text. Print the page from your browser.")
        ) from problem
    if not isinstance(drawn, bytes):
        raise TypeError(type(drawn))
    return drawn


@lru_cache(maxsize=4)
def _fonts(folder: str) -> Fonts:
    # Reading two hundred fonts takes longer than drawing a page.
    return Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder]
    )
