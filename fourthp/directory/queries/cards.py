"""What a result shows of a service: a few questions, however many results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from fourthp.directory.models import Service
from fourthp.directory.queries.hours import Said, Times, times_of
from fourthp.directory.queries.timetables import Usual
from fourthp.directory.rules.alerts import said_on
from fourthp.directory.rules.hours import closure
from fourthp.partnership.models import Person, name_shown


@dataclass(frozen=True)
class Card:
    """One service as a result shows it."""

    pk: UUID
    name: str
    agency: str
    region: str
    alert: str
    is_free: bool
    assured_date: date | None
    phone: str
    languages: list[str]  # codes, or names where a language has none
    towns: list[str]
    is_for: list[str]
    is_not_for: list[str]
    times: Times


_COLUMNS = (
    "pk",
    "name",
    "organization__name",
    "region__name",
    "alert",
    "alert_until",
    "assured_date",
    "search_row__card",
    "status",
    "closed_from",
    "reopens_on",
)


def cards(
    ids: Iterable[UUID], *, reader: Person | None, usual: Usual, now: datetime
) -> dict[UUID, Card]:
    """Return the cards of services that the reader may see, by id.

    usual is what holds in the network.
    """
    seen = Service.objects.visible_to(reader).filter(pk__in=list(ids))
    rows = list(seen.values_list(*_COLUMNS))
    times = times_of({row[0]: _said(row) for row in rows}, usual=usual, now=now)
    found = {}
    day = localdate(now)
    for pk, name, agency, region, alert, until, assured, card, *_ in rows:
        said: dict[str, Any] = card or {}
        found[pk] = Card(
            pk,
            name,
            name_shown(agency),
            region or "",
            said_on(alert, until, day),
            said.get("free", False),
            assured,
            said.get("phone", ""),
            said.get("languages", []),
            said.get("towns", []),
            said.get("for", []),
            said.get("not", []),
            times[pk],
        )
    return found


def _said(row: Any) -> Said:
    card, status, closed_from, reopens_on = row[-4:]
    is_closed = status == Service.Status.CLOSED
    closing = closure(closed_from, reopens_on, is_closed=is_closed)
    known = card or {}
    return Said(known.get("zone", ""), closing, known.get("may_close", False))
