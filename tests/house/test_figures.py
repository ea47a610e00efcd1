"""The house's own figures: file size, function length, imports where they belong."""

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES, P90_LINES, MOST_BODY = 400, 250, 25


def sources() -> list[Path]:
    """Return our Python files, without tests and migrations."""
    found = (ROOT / "fourthp").rglob("*.py")
    return [f for f in found if not {"tests", "migrations"} & set(f.parts)]


def body_lines(function: ast.FunctionDef, lines: list[str]) -> int:
    """Count a function's lines but signature, docstring and blanks."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        body = body[1:]
    if not body:
        return 0
    span = lines[body[0].lineno - 1 : function.end_lineno]
    return sum(1 for line in span if line.strip())


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_files_are_short(capsys):
    sizes = sorted(len(f.read_text().splitlines()) for f in sources())
    p90 = sizes[int(len(sizes) * 0.9)]
    with capsys.disabled():
        print(f"\nfiles {len(sizes)}, p90 {p90} lines, longest {sizes[-1]}")
    assert sizes[-1] <= MOST_LINES
    assert p90 <= P90_LINES


def test_functions_are_short():
    long = []
    for file in sources():
        text = file.read_text()
        lines = text.splitlines()
        long += [
            f"{file.relative_to(ROOT)}:{function.name}"
            for function in functions(ast.parse(text))
            if body_lines(function, lines) > MOST_BODY
        ]
    assert long == []


def test_nothing_is_imported_inside_a_function():
    found = []
    for file in sources():
        for function in functions(ast.parse(file.read_text())):
            inner = ast.walk(function)
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in inner):
                found.append(f"{file.relative_to(ROOT)}:{function.name}")
    assert found == []


def mutual(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(a, b) for a, b in pairs if a < b and (b, a) in pairs}


def test_no_two_modules_import_each_other():
    graph = grimp.build_graph(
        "fourthp", exclude_type_checking_imports=True, cache_dir=None
    )
    pairs = {
        (module, other)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
    }
    assert mutual(pairs) == set()
    assert mutual(pairs | {("a", "b"), ("b", "a")}) == {("a", "b")}


# Files that somebody takes along: each has its whole sheet read into it.
TAKEN_ALONG = {"subject_package.html"}


def inline(text: str, *, is_mail: bool, is_taken: bool = False) -> list[str]:
    """Return what stands in a template that belongs into a file of its own.

    Mail programs read no sheet: there every style is one of the look's, by its name.
    What is taken along has its whole sheet read into it, and so have mails.
    """
    style = r" style=(?!\"\{\{ style\.\w+ \}\}\")" if is_mail else " style="
    sheet = r"<style(?!>\{\{ sheet \}\})" if is_mail or is_taken else "<style"
    if is_mail:
        sheet += r"(?!>\*\{font-family:)"
    patterns = (style, sheet, " onclick=", "<script>")
    return [pattern for pattern in patterns if re.search(pattern, text)]


@pytest.mark.parametrize("ending", [".html", ".css", ".js"])
def test_nothing_of_a_page_stands_inline(ending):
    for file in (ROOT / "fourthp").rglob(f"*{ending}"):
        text = file.read_text()
        assert len(text.splitlines()) <= MOST_LINES, file
        if ending == ".html":
            where = {"is_mail": "mail" in file.parts}
            where["is_taken"] = file.name in TAKEN_ALONG
            assert inline(text, **where) == [], file


def test_what_stands_inline_is_found():
    style, look = '<p style="margin: 0">', '<p style="{{ style.paragraph }}">'
    assert inline(look, is_mail=True) == []
    assert inline(look, is_mail=False) == inline(style, is_mail=False) == [" style="]
    assert len(inline(f"{style}<style>p{{}}</style>", is_mail=True)) == 2
    assert inline("<script>", is_mail=True) == ["<script>"]
    sheet = "<style>{{ sheet }}</style>"
    assert inline(sheet, is_mail=False, is_taken=True) == []
    assert inline(sheet, is_mail=False) == ["<style"]


def test_a_long_function_is_found():
    body = "\n".join(f"    x{n} = {n}" for n in range(30))
    source = f'def f():\n    """Doc."""\n\n{body}\n'
    function = functions(ast.parse(source))[0]
    assert body_lines(function, source.splitlines()) == 30
