"""The papers: made from the code where they can be, and their links lead somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from fourthp.config.env import VARIABLES
from tests.house.papers import DOCS, PAPERS

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Traces of the machine somebody worked on, and of private package registries.
MACHINE = re.compile(
    r"(?<![\w.$~-])/(?:tmp|work|home|root|Users|mnt)/\w|artifactory|/simple/?[\s'\"]"
    r"|--index-url|--extra-index-url"
)


def committed() -> list[Path]:
    """Return every file that git keeps here, or would."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    given = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in given.stdout.split("\0") if (ROOT / name).is_file()]


def dead_links(paper: Path, text: str) -> list[str]:
    """Return the links to files that are not there."""
    found = [link for link in LINK.findall(text) if "://" not in link]
    return [link for link in found if not (paper.parent / link).exists()]


def traces(text: str) -> list[str]:
    """Return what tells of somebody's own machine."""
    return [found.group() for found in MACHINE.finditer(text)]


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_made_from_the_code_says_what_the_code_says(name):
    written = (DOCS / name).read_text()
    assert written == PAPERS[name](), "run: python -m tests.house.papers"


def test_every_link_leads_somewhere():
    papers = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    dead = {str(p): dead_links(p, p.read_text()) for p in papers}
    assert {paper: links for paper, links in dead.items() if links} == {}


def test_a_dead_link_is_found():
    assert dead_links(DOCS / "index.md", "[a](host.md) [b](nowhere.md#c)") == [
        "nowhere.md"
    ]


def test_every_decision_has_a_number_of_its_own():
    decisions = [p for p in (DOCS / "decisions").glob("*.md") if p.stem != "index"]
    numbers = [paper.name[:4] for paper in decisions]
    assert len(set(numbers)) == len(numbers)
    for paper in decisions:
        assert paper.read_text().startswith(f"# {paper.name[:4]} "), paper.name


def test_every_page_of_the_manual_is_listed():
    listed = (DOCS / "index.md").read_text()
    for paper in DOCS.glob("*.md"):
        assert paper.stem == "index" or f"]({paper.name})" in listed, paper.name


def test_a_variable_is_read_only_where_all_are_declared():
    declared = {variable.name for variable in VARIABLES}
    read = re.compile(
        r"env\.(?:text|whole_number|count|one_of|yes|folder|moment|database|mailbox|mail_server)"
        r"\(\s*\"(\w+)\""
    )
    used = set()
    for file in (ROOT / "fourthp").rglob("*.py"):
        used |= set(read.findall(file.read_text()))
    assert used == declared


def test_no_text_tells_of_anybodys_machine():
    told = {}
    for file in committed():
        if file.suffix in {".png", ".mo", ".ico", ".zip"} or file == Path(__file__):
            continue
        found = traces(file.read_text(errors="replace"))
        if found:
            told[str(file.relative_to(ROOT))] = found
    assert told == {}


def test_a_trace_of_a_machine_is_found():
    assert traces('x = "/home/ann/x"') == ["/home/a"]
    assert traces("pip --index-url x") == ["--index-url"]
    assert traces("$HOME/tmp/x and ~/.fourthp and docs/home/x") == []
