"""Papers that are made from the code: `python -m tests.house.papers` writes them."""

import ast
import os
from pathlib import Path

import django
from django.apps import apps

from fourthp.config.env import VARIABLES
from fourthp.foundation.inventory import Held, described
from fourthp.trust.queries.proofs import PROOFS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SETTINGS = """\
# Settings

Every setting is a variable of the environment. `bin/fourthp check` says which of
them are dangerous as they stand.

| variable | default | meaning |
|---|---|---|
"""
INVENTORY = """\
# What is stored, and until when

Every field of every table has a class and a date on which it goes. The program says
so itself: a field that nobody described stops the build.

- **system**: keys, states and counters that say nothing of anyone
- **public**: published facts about agencies and services
- **network**: facts for members of the network
- **personal**: says something of a person the network knows
- **secret**: credentials, keys, tokens

Each date is kept by a duty of its room, and a test with a false clock sees every dated
row go. *While the listing stands*: until it has ended; the year begins on the day on
which that is first noticed. *While a person is known*: until the last seat ends, with
its agency's membership or its group at the latest; the account goes with its person.
*While an agency is known*: as long as it is a member, has a seat or a listing, or is
named by a source that is imported.

What a name, an address or a number of somebody was before it was changed goes after 30
days. [Your data](your-data.md) says how somebody is given all of it, or is erased.

Nothing here identifies a victim, and nothing says where a confidential service is.
"""
DECISIONS = """\
# Decisions

One page each: what was decided, why, and what was not chosen. A decision that is
overturned stays, and says by which.

"""
MAP = """\
# Every file, and what it holds

By room, in the words at its head. [The building](building.md) says how a room is laid
out. The tests of a file stand in its room's `tests`, pages in its `templates`.
"""
SAFETY = """\
# What is promised, and the test behind it

Each promise is kept by tests that run before any change is taken in; each promise of
safety (S) has a *control* as well: the same with the protection switched off, where the
fault must be found. A test or a control that is gone stops the build. `bin/test --deep`
asks more of the same; [figures](../bench/README.md) say what was measured.
"""
PROMISES = {
    "S1": "Every page says to whom it is open; what one may not see is not there",
    "S2": "No leak through any door",
    "S3": "No place of a refuge is stored",
    "S4": "Public pages set no cookie, need no script and ask no other site",
    "S5": "Answers forbid whatever a page does not need",
    "S6": "The stronger the view, the stronger the door",
    "S7": "Looking changes nothing, and a link in a mail does one thing",
    "S8": "What somebody typed is text",
    "S9": "What is taken away or sent is safe to open",
    "S10": "Asking other servers does no harm",
    "S11": "The record of acts cannot be changed quietly",
    "S12": "What is held is described, given, and goes on its day",
    "S13": "Abuse is slowed, and nobody is locked out",
    "S14": "The outside of a mail says nothing",
    "S15": "No case stays",
    "R1": "What was acknowledged is there, whole",
}


def safety_paper() -> str:
    """Return docs/safety.md as the proofs and their tests have it."""
    parts = [SAFETY]
    for name, promise in PROMISES.items():
        parts.append(f"\n## {name}. {promise}\n\n")
        for one in (one for one in PROOFS if one.keeps == name):
            parts.append(f"{one.says}\n\n")
            parts += [f"- test: `{test}`\n" for test in one.tests]
            parts += [f"- control: `{test}`\n" for test in one.controls]
            parts.append("\n")
        parts.append(parts.pop().rstrip("\n"))
    return "".join(parts) + "\n"


def settings_paper() -> str:
    """Return docs/settings.md as the code has it."""
    rows = (f"| `{v.name}` | {v.default} | {v.meaning} |\n" for v in VARIABLES)
    return SETTINGS + "".join(rows)


def inventory_paper() -> str:
    """Return docs/inventory.md as the models have it."""
    parts = [INVENTORY]
    for room in sorted({app.label for app in apps.get_app_configs()}):
        models = [
            model
            for model in apps.get_app_config(room).get_models()
            if "tests" not in model.__module__ and _inventory(model)
        ]
        if models:
            parts.append(f"\n## {room}\n\n| table | class | until | fields |\n")
            parts.append("|---|---|---|---|\n")
        for model in sorted(models, key=lambda one: one.__name__):
            parts += _rows(model)
    return "".join(parts)


def decisions_paper() -> str:
    """Return docs/decisions/index.md as the pages beside it have it."""
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    titles = [page.read_text().splitlines()[0].lstrip("# ") for page in pages]
    rows = [
        f"- [{title}]({page.name})\n" for page, title in zip(pages, titles, strict=True)
    ]
    return DECISIONS + "".join(rows)


def map_paper() -> str:
    """Return docs/map.md as the modules' own heads have it."""
    parts = [MAP]
    for room in sorted(
        path.parent for path in (ROOT / "fourthp").glob("*/__init__.py")
    ):
        parts.append(f"\n## {room.name}\n\n| file | holds |\n|---|---|\n")
        for file in sorted(room.rglob("*.py")):
            if {"tests", "migrations"} & set(file.relative_to(room).parts):
                continue
            # A package's own head only says again what its files are for.
            if said := file.name != "__init__.py" and _head(file):
                name = file.relative_to(room).as_posix()
                parts.append(f"| [{name}](../fourthp/{room.name}/{name}) | {said} |\n")
    return "".join(parts)


def _head(file: Path) -> str:
    """Return the first paragraph of what a module says of itself."""
    said = ast.get_docstring(ast.parse(file.read_text())) or ""
    return " ".join(said.partition("\n\n")[0].split()).replace("|", "or")


def _inventory(model: type) -> dict[str, Held]:
    return getattr(model, "inventory", None) or described(model._meta.label)


def _rows(model: type) -> list[str]:
    groups: dict[Held, list[str]] = {}
    for name, held in _inventory(model).items():
        groups.setdefault(held, []).append(name)
    return [
        f"| {model.__name__} | {held.data_class} | {held.retention} |"
        f" {', '.join(names)} |\n"
        for held, names in groups.items()
    ]


PAPERS = {
    "settings.md": settings_paper,
    "inventory.md": inventory_paper,
    "decisions/index.md": decisions_paper,
    "map.md": map_paper,
    "safety.md": safety_paper,
}


def main() -> None:
    """Write every paper."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    for name, paper in PAPERS.items():
        (DOCS / name).write_text(paper())


if __name__ == "__main__":
    main()
