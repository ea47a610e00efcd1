"""Text that came from anywhere, made fit to be kept and shown."""

import re
import unicodedata

# Joins letters in Persian and Urdu words: not seen, and not to be lost.
_JOINERS = {"\u200c", "\u200d"}
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))
_KEPT_IN_TEXT = {9: "\t", 10: "\n", 133: "\n"}
_TEXT = _CONTROLS | _KEPT_IN_TEXT
# Characters that make what stands on a line look like something else.
_TURNING = dict.fromkeys((*range(8234, 8239), *range(8294, 8298)))
_LINES = re.compile(r"\r\n?|\u2028|\u2029")


def one_line(text: str) -> str:
    """Return text on one line: no control, nothing that nobody sees, single spaces."""
    if not text.isascii() or not text.isprintable():
        text = "".join(c if _is_shown(c) else " " for c in text)
    return " ".join(text.split())


def _is_shown(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] != "C"


def many_lines(text: str) -> str:
    """Return text with LF line ends, without controls and halves of characters."""
    text = _LINES.sub("\n", text).translate(_TEXT).translate(_TURNING)
    return text.encode("utf-8", "ignore").decode("utf-8")


def without_addresses(text: str, most: int) -> str:
    """Return text on one line in which no address can be read, cut to most."""
    kept = ["…" if "@" in word else word for word in one_line(text[:2000]).split()]
    line = " ".join(kept)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
