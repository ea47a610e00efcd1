"""What a row of a table says when it is read as a whole, not cell by cell."""

import re
from collections.abc import Callable

from fourthp.directory.formats.rows import Read

_BY_REQUEST = re.compile(r"request|interpret|translat|language line", re.IGNORECASE)
_WHEELCHAIR = re.compile(
    r"wheel|handicap|disab|ada\b|accessib|step.free", re.IGNORECASE
)


def shape(read: Read) -> None:
    """Set what follows from a row's cells together."""
    if read.table in _SHAPES:
        _SHAPES[read.table](read)


def _shape_language(read: Read) -> None:
    name = read.values.get("name") or ""
    if not read.values.get("way") and _BY_REQUEST.search(name):
        read.values |= {"way": "interpreter", "note": name}


def _shape_schedule(read: Read) -> None:
    if read.values.get("byday") and not read.values.get("freq"):
        read.values["freq"] = "WEEKLY"


def _shape_accessibility(read: Read) -> None:
    said = (read.values.get("description"), read.values.get("details"))
    words = " ".join(filter(None, said))
    read.values["for_wheelchairs"] = bool(_WHEELCHAIR.search(words))


def _shape_attribute(read: Read) -> None:
    read.extra.pop("vocabulary", None)
    if read.values.get("link_entity") == "service" and not read.links.get("service"):
        read.links["service"] = read.extra.get("link_id", "")


def _shape_eligibility(read: Read) -> None:
    read.values["facet"] = read.values.get("facet") or "other"


def _shape_service(read: Read) -> None:
    low, high = read.values.get("minimum_age"), read.values.get("maximum_age")
    if low is not None and high is not None and low > high:
        read.values |= {"minimum_age": high, "maximum_age": low}


_SHAPES: dict[str, Callable[[Read], None]] = {
    "language": _shape_language,
    "schedule": _shape_schedule,
    "accessibility": _shape_accessibility,
    "attribute": _shape_attribute,
    "eligibility": _shape_eligibility,
    "service": _shape_service,
}
