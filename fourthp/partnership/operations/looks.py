"""Noting who looked at what is restricted, and who asked for the names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from fourthp.audit.operations import log_read_of_day, record
from fourthp.foundation.clock import today
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.partnership.models import NamesAsked, Person, Seat
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.permissions.sharing import can_see_names
from fourthp.partnership.queries.audiences import seats_in_reach


class NoReasonGiven(Exception):
    """Whoever asks for names says why."""


def note_looks(rows: QuerySet[Any], *, by: Person | None) -> None:
    """Note that somebody is shown shared rows; those of TLP:AMBER and above count.

    Once for each person, row and day (UTC): the one write that a GET may make. by is
    None for the public.
    """
    if by is None or not by.is_strong:
        return  # shown nothing above TLP:GREEN
    for row in _restricted(rows):
        seats = seats_in_reach(row).filter(person=by)
        log_read_of_day(by, row, seat=seat_told(seats))


def note_reach_shown(person: Person, *, by: Person) -> None:
    """Note that somebody is shown a way to reach another that is not the network's.

    Once for each day, as of what is restricted; of one's own nothing is noted.
    """
    if by.pk == person.pk:
        return
    seats = by.seats.holding(today())
    log_read_of_day(by, person, seat=seat_told(seats))


def seat_told(seats: QuerySet[Seat]) -> tuple[str, str]:
    """Return agency and role of the oldest of some seats; of a closed group nothing.

    Whoever keeps what was looked at reads it, and may not know of that group.
    """
    told = seats.filter(group__is_closed=False).order_by("from_on", "pk").first()
    return (str(told.agency_id or ""), told.role) if told else ("", "")


def _restricted(rows: QuerySet[Any]) -> Iterable[Any]:
    """Return the rows that are TLP:AMBER or above, by what they hang on too."""
    if not rows.model.hangs_on:
        return rows.exclude(label__in=NETWORK_WIDE)
    return [row for row in rows if row.strictest_label not in NETWORK_WIDE]


def ask_for_names(
    kind: str, pk: UUID, reason: str, *, by: Person, now: datetime
) -> NamesAsked:
    """Ask who it was that looked at a matter; it is recorded, with the reason.

    Raises NoReasonGiven.
    """
    if not can_see_names(by):
        raise PermissionDenied
    if not reason.strip():
        raise NoReasonGiven
    with transaction.atomic():
        asked = NamesAsked.objects.create(
            about_kind=kind,
            about_id=pk,
            asked_by=by,
            asked_at=now,
            reason=reason.strip(),
        )
        record(by, "asked-for-names", asked, of=kind, about=str(pk))
    return asked


def forget_names_asked(*, now: datetime) -> int:
    """Forget who asked for names 2 years ago; return how many."""
    old = NamesAsked.objects.filter(asked_at__lt=now - LASTS[Retention.YEARS_2])
    return old.delete()[0]
