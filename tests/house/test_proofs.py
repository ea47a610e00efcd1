"""What the sign-off pack says of safety names tests that are there."""

import ast
from dataclasses import replace
from pathlib import Path

from fourthp.trust.queries.proofs import PROOFS, Proof
from tests.house.papers import PROMISES

SAFETY = [f"S{number}" for number in range(1, 16)]
ROOT = Path(__file__).resolve().parents[2]


def names_of(file: Path) -> set[str]:
    """Return every test and class of tests of a file, as pytest calls them."""
    found = {""}
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
            found |= {
                f"{node.name}::{one.name}"
                for one in node.body
                if isinstance(one, ast.FunctionDef)
            }
    return {name for name in found if not name or "est" in name}


def missing(found: tuple[Proof, ...]) -> list[str]:
    """Return the tests that are named and not there."""
    gone = []
    for test in (one for proof in found for one in (*proof.tests, *proof.controls)):
        path, _sep, name = test.partition("::")
        file = ROOT / path
        if not file.is_file() or name not in names_of(file):
            gone.append(test)
    return gone


def test_every_test_that_is_named_is_there():
    assert missing(PROOFS) == []


def test_every_fact_names_a_test_once():
    names = [one.name for one in PROOFS]
    assert len(set(names)) == len(names)
    assert [one.name for one in PROOFS if not one.tests] == []


def uncontrolled(found: tuple[Proof, ...]) -> list[str]:
    """Return the promises of safety without a test, or without one that it can fail."""
    kept = {one.keeps for one in found if one.tests}
    shown = {one.keeps for one in found if one.controls}
    return [name for name in SAFETY if name not in kept & shown]


def test_every_promise_of_safety_has_a_test_and_its_control():
    assert uncontrolled(PROOFS) == []
    assert {one.keeps for one in PROOFS} <= set(PROMISES)


def test_a_promise_that_nothing_switches_off_is_found():
    tested = tuple(replace(one, controls=()) for one in PROOFS if one.keeps == "S9")
    others = tuple(one for one in PROOFS if one.keeps != "S9")
    assert uncontrolled(others + tested) == uncontrolled(others) == ["S9"]


def test_a_test_that_is_gone_is_found():
    here = "tests/house/test_proofs.py::test_every_test_that_is_named_is_there"
    gone = ("tests/house/test_proofs.py::test_nothing", "tests/none.py", f"{here}x")
    assert missing((Proof("one", "S1", "", gone, (here,)),)) == list(gone)
