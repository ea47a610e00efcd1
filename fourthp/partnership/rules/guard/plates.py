"""Number plates of vehicles."""

import re
from collections.abc import Iterator
from functools import cache

from fourthp.partnership.rules.guard.lexicon import plain
from fourthp.partnership.rules.guard.marks import Kind, Mark
from fourthp.partnership.rules.guard.numbers import is_money
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import no_plates, shapes

BEFORE, BEHIND = 70, 30
FEWEST, OF_EACH = 5, 2
_SMALL = r"[a-z]{2}\d{2} ?[a-z]{3}|[a-z]{1,3}-[a-z]{1,2} ?\d{1,4}"
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")


@cache
def _like_a_plate() -> re.Pattern[str]:
    like = "|".join(shape for _kind, shape in shapes("beside"))
    return re.compile(rf"(?<![\w-])(?:{like}|{_SMALL})(?![\w-])")


def plates(text: Reading) -> Iterator[Mark]:
    """Yield what has the shape of a plate, beside a word for a vehicle."""
    for found in _like_a_plate().finditer(text.cased):
        start, end = found.span()
        if (
            _may_be_plate(found[0])
            and not is_money(text, start, end)
            and _is_beside_vehicle(text, start, end)
        ):
            yield Mark(start, end, Kind.PLATE)


def _is_beside_vehicle(text: Reading, start: int, end: int) -> bool:
    return any(
        text.has_before(key, start, end, reach=BEFORE)
        or text.has_after(key, start, end, reach=BEHIND)
        for key in ("vehicle", "makes")
    )


def _may_be_plate(said: str) -> bool:
    letters = sum(one.isalpha() for one in said)
    digits = sum(one.isdigit() for one in said)
    is_long = letters + digits >= FEWEST and min(letters, digits) >= OF_EACH
    first = plain(re.match(r"[A-Za-z]*", said)[0])  # type: ignore[index]  # it may be empty
    is_other = first in no_plates() or _POSTCODE.fullmatch(said) is not None
    return is_long and not is_other
