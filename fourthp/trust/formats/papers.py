"""One paper in three forms: PDF to read and sign, HTML and Markdown to go on writing.

All are drawn from the same parts, so that none says what another does not.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi

from fourthp.foundation.pdf import (
    Document,
    Heading,
    Items,
    NoFontForScript,
    Part,
    Table,
    Text,
    pdf_bytes,
)

# What Markdown would read as a mark.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def html_of(document: Document) -> str:
    """Return a paper as one HTML file that needs nothing else."""
    context = {"document": document, "rtl": get_language_bidi()}
    return render_to_string("trust/paper.html", context)


def markdown_of(document: Document) -> str:
    """Return a paper as Markdown; what people wrote marks nothing."""
    parts = [f"# {_plain(document.title)}", *map(_markdown, document.parts)]
    return "\n\n".join(parts) + "\n"


def _markdown(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Text(text):
            return _plain(text)
        case Items(items):
            return "\n".join(f"- {_plain(one)}" for one in items)
        case Table(header, rows):
            rule = [["---"] * len(header)]
            return "\n".join(map(_row, [list(header), *rule, *rows]))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(c if c == '---' else _plain(c) for c in cells)} |"


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def packed(document: Document, *, now: datetime) -> bytes:
    """Return a paper in every form as one ZIP; without PDF where no font draws it."""
    files = {
        "sign-off.html": html_of(document).encode(),
        "sign-off.md": markdown_of(document).encode(),
    }
    with suppress(NoFontForScript):
        files["sign-off.pdf"] = pdf_bytes(document, now=now)
    whole, stamp = io.BytesIO(), now.timetuple()[:6]
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date_time=stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return whole.getvalue()
