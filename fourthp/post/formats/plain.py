"""Words as plain text: wrapped, and what a person wrote in Markdown without its marks.

Lines are flowed (RFC 3676): a line that ends in a space goes on in the next, so that a
narrow screen wraps it anew and a voice does not stop at its end.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from textwrap import TextWrapper

from markdown_it.tree import SyntaxTreeNode

from fourthp.foundation.text import SCHEMES, markdown_tokens

WIDTH = 72
_wrapper = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False)
# What no line of a mail holds: controls, and line ends other than the usual one.
_CONTROLS = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160)), " ")
_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return a text whose only control is the line feed; it may be translated late."""
    return _ENDS.sub("\n", str(text)).translate(_CONTROLS)


def wrapped(text: str, *, begin: str = "") -> str:
    """Return a text in lines of 72 letters, each line of its own kept; URLs whole."""
    return _flowed(f"{begin}{clean(text).strip()}")


def _flowed(text: str) -> str:
    return "\n".join(" \n".join(_wrapper.wrap(line)) for line in text.split("\n"))


def stuffed(text: str) -> str:
    """Return flowed text whose lines begin with nothing that has a meaning there."""
    return "\n".join(_stuffed_line(line) for line in text.split("\n"))


def _stuffed_line(line: str) -> str:
    if line.startswith((" ", ">")):
        return f" {line}"
    # Else what follows would be taken for a signature, and cut off.
    return "--" if line == "-- " else line


@lru_cache(maxsize=32)
def plain_words(text: str) -> str:
    """Return what a person wrote in Markdown as tidy plain text.

    Kept for a while: a mailing says the same words to many.
    """
    tree = SyntaxTreeNode(markdown_tokens(clean(text)))
    return _flowed(_blocks(tree))


def _blocks(node: SyntaxTreeNode) -> str:
    parts = (_block(child) for child in node.children)
    return "\n\n".join(part for part in parts if part)


def _block(node: SyntaxTreeNode) -> str:
    """Return one block, a paragraph a line, not wrapped yet."""
    match node.type:
        case "bullet_list" | "ordered_list":
            return "\n".join(_items(node))
        case "table":
            return "\n".join(_rows(node))
        case "fence" | "code_block":
            return _indented(node.content.rstrip("\n"), "    ")
        case "inline":
            return _inline(node)
        case "hr":
            return "* * *"
    inside = _blocks(node)
    return f"“{inside}”" if node.type == "blockquote" else inside


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    """Yield the items of a list; what is inside an item is indented."""
    number = int(node.attrs.get("start", 1))
    for place, item in enumerate(node.children):
        mark = f"{number + place}. " if node.type == "ordered_list" else "- "
        parts = [part for child in item.children if (part := _block(child))] or [""]
        yield "\n".join([mark + parts[0], *(_indented(part) for part in parts[1:])])


def _indented(text: str, by: str = "  ") -> str:
    return "\n".join(f"{by}{line}" if line else "" for line in text.split("\n"))


def _rows(table: SyntaxTreeNode) -> Iterator[str]:
    """Yield each row as a voice reads it: each cell after its column's name."""
    head, *bodies = table.children
    names = [_inline(cell) for cell in head.children[0].children]
    for row in (row for body in bodies for row in body.children):
        cells = zip(names, (_inline(cell) for cell in row.children), strict=False)
        said = (f"{name}: {cell}" if name else cell for name, cell in cells if cell)
        yield f"- {'; '.join(said)}"


def _inline(node: SyntaxTreeNode) -> str:
    """Return the words of a line, with the address of each link behind its words."""
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
    inside = "".join(_inline(child) for child in node.children)
    url = str(node.attrs.get("href", "")) if node.type == "link" else ""
    return _linked(inside, url)


def _linked(words: str, url: str) -> str:
    scheme, _colon, rest = url.partition(":")
    if scheme.lower() not in SCHEMES:
        return words
    shown = rest if scheme.lower() in {"mailto", "tel"} else url
    return shown if words in {url, shown} else f"{words} ({shown})"
