"""Gaps: what stands where words were struck, and how a reader is told of it.

It is kept in no language, `(███ 2026-11-30)`, and told in the reader's.
"""

import re
from collections import Counter
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

_BAR = "███"
# A mail's lines may break in it.
GAP = re.compile(rf"\({_BAR}\s+(\d{{4}}-\d\d-\d\d)\)")


def gap_of(day: date) -> str:
    """Return what stands where words were struck on a day."""
    return f"({_BAR} {day:%Y-%m-%d})"


def fitted(text: str, most: int | None, gap: str) -> str:
    """Return a struck text that is no longer than its field takes."""
    if most is None or len(text) <= most:
        return text
    shorter = text.replace(gap, _BAR)
    return shorter if len(shorter) <= most else _BAR[:most]


def gap_in_words(day: str) -> str:
    """Return what a reader is told of a gap made on a day, as `2026-11-30`."""
    try:
        told = date_format(date.fromisoformat(day), "j F Y")
    except ValueError:
        told = day
    return _in_words() % told


def said_with_gaps(text: str) -> str:
    """Return plain text with its gaps in words of the language that is active."""
    return GAP.sub(lambda found: gap_in_words(found[1]), text)


def typed_with_gaps(html: str) -> str:
    """Return what a box of a page holds, its gaps in words that it can give back."""
    return GAP.sub(lambda found: escape(_in_words() % found[1]), html)


def gaps_from_typed(text: str) -> str:
    """Return a text as it is kept, of one that a form gave back."""
    begin, end = map(re.escape, _in_words().split("%s"))
    day = rf"{begin}(\d{{4}}-\d\d-\d\d){end}"
    return re.sub(day, rf"({_BAR} \1)", text) if "[" in text else text


def _in_words() -> str:
    return _("[struck from the record on %s]")


def shortened(text: object, most: int) -> str:
    """Return the first whole words of a text that is too long; no gap is cut in two."""
    said = str(text)
    if len(said) <= most:
        return said
    # The space inside a gap parts no words.
    whole = GAP.sub(lambda found: found[0].replace(" ", "\0"), said)
    words = whole[: most - 1].rpartition(" ")[0]
    begun = words or whole[: most - 2].partition(f"({_BAR}\0")[0]
    return f"{begun} …".replace("\0", " ")


# Of a tag nothing is shown; what a box holds comes back.
_KEPT = re.compile(
    r"(<textarea\b.*?</textarea>|<(?:title|option)\b.*?</(?:title|option)>|<[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_VALUE = re.compile(r"""(\bvalue=")([^"]*)|(\bvalue=')([^']*)""")


def page_with_gaps(page: str) -> str:
    """Return a page with its gaps in words: those of its boxes as they come back."""
    if _BAR not in page:
        return page
    parts = _KEPT.split(page)
    for at, part in enumerate(parts):
        if at % 2 == 0:
            parts[at] = GAP.sub(_drawn, part)
        else:
            parts[at] = _tag_with_gaps(part)
    return "".join(parts)


def _tag_with_gaps(part: str) -> str:
    match part[1:7].lower():
        case "title>" | "option":
            tag, mark, words = part.partition(">")
            return tag + mark + said_with_gaps(words)
        case "textar":
            tag, mark, words = part.partition(">")
            return tag + mark + typed_with_gaps(words)
        case "input ":
            return _VALUE.sub(lambda found: typed_with_gaps(found[0]), part)
    return part


def _drawn(found: re.Match[str]) -> str:
    return format_html('<span class="struck">{}</span>', gap_in_words(found[1]))


def is_gap(text: str) -> bool:
    """Tell whether a text says nothing but that words were struck from it."""
    return not GAP.sub("", text).replace("█", "").strip()


def adds_gaps(text: str, before: str) -> bool:
    """Tell whether a text has a mark of a gap that another has not."""
    return "█" in text and bool(_marks(text) - _marks(before))


def _marks(text: str) -> Counter[str]:
    found = Counter(GAP.findall(text))
    return found + Counter(GAP.sub("", text).split("█")[1:] and ["█"])


def gaps_in(text: str) -> int:
    """Return how many gaps a text has."""
    return len(GAP.findall(text))


def has_gap(page: bytes) -> bool:
    """Tell whether a page may have a gap in it."""
    return _BAR.encode() in page
