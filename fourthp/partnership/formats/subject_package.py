"""All that is held of somebody, as files that she can read and a program can."""

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from fourthp.foundation.queries.subjects import Chapter, Part
from fourthp.partnership.models import Network

PAGE, DATA = "index.html", "data.json"
# Read into the page, which is kept where nothing else of ours is.
_SHEET = Path(__file__).parents[1] / "static/partnership/subject-package.css"


@dataclass(frozen=True)
class Package:
    """What a package holds: of whom, when it was made, by which network.

    shared: her addresses of which nobody can tell who reads and writes there.
    """

    name: str
    made_at: datetime
    network: Network | None
    parts: list[Part]
    shared: tuple[str, ...] = ()


def package_bytes(package: Package) -> bytes:
    """Return a package as a ZIP: one page to read, and the same facts as JSON."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(PAGE, package_page(package))
        told = json.dumps(package_data(package), ensure_ascii=False, indent=1)
        packed.writestr(DATA, told)
    return out.getvalue()


def package_page(package: Package) -> str:
    """Return a package as one page that needs nothing else."""
    shown = {"package": package, "sheet": mark_safe(_SHEET.read_text())}  # noqa: S308 -- a file of ours
    return render_to_string("partnership/subject_package.html", shown)


def package_data(package: Package) -> dict[str, Any]:
    """Return a package as JSON has it."""
    network = package.network
    return {
        "about": package.name,
        "made_at": package.made_at.isoformat(),
        "network": network.name if network else "",
        "controller": network.controller if network else "",
        "note": _("The page beside this file says the same to a reader."),
        "shared_addresses": list(package.shared),
        "sections": [
            {
                "section": part.section.value,
                "title": str(part.section.label),
                "tables": [_table(chapter) for chapter in part.chapters],
            }
            for part in package.parts
        ],
    }


def _table(chapter: Chapter) -> dict[str, Any]:
    return {
        "table": chapter.holding.model,
        "title": str(chapter.holding.title),
        "fields": {name: str(words) for name, words in chapter.holding.shown.items()},
        "kept": [{"for": lasts, "fields": of} for lasts, of in chapter.kept],
        "not_given": {name: why for name, _called, why in chapter.withheld},
        "rows": [
            {one.name: one.value for one in row.said}
            | {"goes_on": row.goes_on.isoformat() if row.goes_on else None}
            for row in chapter.rows
        ],
    }
