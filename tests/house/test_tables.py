"""Tables of pages: on a narrow screen each row is a card, its cells named."""

import re
from pathlib import Path

from tests.house.test_plan import ROOT

# A mail, and papers that are downloaded or printed, have no narrow page; the twin of
# a drawing has two columns, which fit.
APART = {"mail", "paper.html", "subject_package.html", "_bars_table.html"}
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
CELL = re.compile(r"<td\b[^>]*")


def tables() -> dict[str, str]:
    """Return the tables of pages, by where they stand."""
    found = {}
    for file in sorted((ROOT / "fourthp").rglob("templates/**/*.html")):
        if not APART & set(Path(file).parts):
            for number, table in enumerate(TABLE.findall(file.read_text())):
                found[f"{file.name} {number}"] = table
    return found


def faults_of(table: str) -> list[str]:
    """Return why the rows of a table would be no cards, or cells that say nothing."""
    begin = table[: table.index(">")]
    told = [] if 'class="stacking' in begin else ["does not stack"]
    if 'role="table"' not in begin:
        told.append("loses its role where it stacks")
    cells = [cell for cell in CELL.findall(table) if "colspan" not in cell]
    told += [f"{cell}> has no name" for cell in cells if "data-name=" not in cell]
    return told + [f"{cell}> has no role" for cell in cells if "role=" not in cell]


def test_every_table_stacks_on_a_narrow_page():
    found = tables()
    assert len(found) > 12
    assert {name: told for name, one in found.items() if (told := faults_of(one))} == {}


def test_a_table_that_does_not_stack_is_found():
    plain = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    assert len(faults_of(plain)) == 4
