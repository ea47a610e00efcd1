"""What a source is called whose file has come without a name for it."""

import re
from pathlib import PurePath

LONGEST = 100
_BETWEEN = re.compile(r"[\s_.,()\[\]-]+")


def source_name(file_name: str) -> str:
    """Return a name from a file's: the same for “services 2026-11 (2).csv” next month.

    Words with a digit are dates and numbers of copies; where there are no others, they
    stay.
    """
    stem = PurePath(file_name).stem
    words = [word for word in _BETWEEN.split(stem) if word]
    kept = [word for word in words if not re.search(r"\d", word)]
    return " ".join(kept or words)[:LONGEST].strip()
