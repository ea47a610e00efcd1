"""A hidden service that comes again under another key, or from another source (S3)."""

import re
from typing import Any

from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import HIDDEN_HERE
from fourthp.directory.models import Phone, Service
from fourthp.directory.operations.imports.resolving import Known, Resolved
from fourthp.foundation.text import words_of

Names = tuple[str, str]
_FEWEST_DIGITS, _LAST_DIGITS = 6, 9


def twins_of_hidden(package: Package, resolved: Resolved, known: Known) -> set[str]:
    """Return the ids of new services that are hidden here under another key.

    One is taken for the other when agency and name are the same, or a number is: its
    place would else be published by whoever lists it next.
    """
    new = {
        str(resolved.ids["service"][row.key]): row
        for row in resolved.rows["service"]
        if not hasattr(known.rows["service"].get(row.key), "status")
    }
    if not new:
        return set()
    names, numbers = _hidden_here()
    ringing = {
        str(row.links.get("service", ""))
        for row in resolved.rows["phone"]
        if _digits(row.values.get("number")) in numbers
    }
    agencies = _agencies(resolved)
    found = {pk for pk, row in new.items() if _names(row, agencies) in names}
    found |= ringing & new.keys()
    for pk in sorted(found):
        package.hold(new[pk], "service", "name", HIDDEN_HERE)
    return found


def _hidden_here() -> tuple[set[Names], set[str]]:
    hidden = Service.objects.filter(place_is_confidential=True)
    rows = hidden.values_list("organization__name", "name")
    numbers = Phone.objects.filter(service__in=hidden).values_list("number", flat=True)
    names = {(_folded(agency), _folded(name)) for agency, name in rows}
    return names, {_digits(number) for number in numbers} - {""}


def _agencies(resolved: Resolved) -> dict[str, str]:
    ids = resolved.ids["organization"]
    return {
        str(ids[row.key]): _folded(row.values.get("name"))
        for row in resolved.rows["organization"]
    }


def _names(row: Read, agencies: dict[str, str]) -> Names:
    agency = agencies.get(row.links.get("organization", ""), "")
    return agency, _folded(row.values.get("name"))


def _folded(text: Any) -> str:
    return " ".join(words_of(str(text or "")))


def _digits(number: Any) -> str:
    found = re.sub(r"\D", "", str(number or ""))
    # With or without the country's own prefix it ends the same.
    return found[-_LAST_DIGITS:] if len(found) >= _FEWEST_DIGITS else ""
