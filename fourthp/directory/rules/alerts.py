"""How long the news of a service is shown."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

LAST = timedelta(weeks=2)  # unless somebody says otherwise


def default_end(day: date) -> date:
    """Return the last day of news that begins on a day."""
    return day + LAST


def said_on(alert: str, until: date | None, day: date) -> str:
    """Return news as a page shows it on a day: without an end it has ended."""
    return alert if until is not None and day <= until else ""


def with_end(
    facts: Mapping[str, Any], *, alert: str, until: date | None, day: date
) -> dict[str, Any]:
    """Return facts of a listing whose news has an end, where they say no end.

    alert and until are what stands so far: the same words begin no second time, other
    words keep an end that is still to come, and news that is taken away has none.
    """
    said = dict(facts)
    if "alert_until" in said or said.get("alert", alert) == alert:
        return said
    if not said["alert"]:
        return said | {"alert_until": None}
    is_to_come = until is not None and until >= day
    return said | {"alert_until": until if is_to_come else default_end(day)}
