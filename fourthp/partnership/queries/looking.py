"""Looking at what is shared as somebody else: always what both may see, never more."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.utils.dateparse import parse_datetime

from fourthp.foundation.clock import today
from fourthp.partnership.models import Person, Seat, Shared
from fourthp.partnership.permissions.sharing import can_share
from fourthp.partnership.queries.audiences import seats_that_see
from fourthp.partnership.queries.shared_kinds import shared_kind

LASTS_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Look:
    """Somebody looks at a shared row as another, until a moment; whom None: anyone."""

    row: Shared
    whom: Person | None
    until: datetime


@dataclass(frozen=True)
class Seen:
    """Whether both see a row, and whether a password alone would show it."""

    by_both: bool
    by_password: bool


def shared_row(kind: str, pk: UUID, *, reader: Person) -> Shared | None:
    """Return a shared row that a reader may see, None of a kind that is not shared."""
    found = shared_kind(kind)
    if found is None:
        return None
    rows: Any = found.rows()
    return cast("Shared | None", rows.visible_to(reader).filter(pk=pk).first())


def whom_to_be(by: Person, pk: UUID) -> Person | None:
    """Return somebody whom a person may know of, with a seat that holds today."""
    seated = Seat.objects.holding(today()).values("person")
    known = Person.objects.visible_to(by).filter(pk__in=seated)
    found = known.filter(pk=pk).first()
    if found is not None:
        found.is_strong = True  # what she sees by the strongest door
    return found


def holder_of(role: str, *, by: Person) -> Person | None:
    """Return the first whom a person may know of that holds a role, and is another."""
    seats = Seat.objects.visible_to(by) & Seat.objects.holding(today())
    holders = seats.filter(role=role).values("person")
    known = Person.objects.visible_to(by).filter(pk__in=holders).exclude(pk=by.pk)
    return known.order_by("name", "pk").first()


def look_of(said: Mapping[str, str], *, by: Person, now: datetime) -> Look | None:
    """Return the look that a session says, judged anew; None where it is over.

    It is over after its time, once she does not see the row or share it any more, and
    once the other holds no seat, or none that she may know of.
    """
    try:
        until = parse_datetime(said["until"])
        pk, whom_pk = UUID(said["pk"]), said["whom"] and UUID(said["whom"])
    except (KeyError, ValueError):
        return None
    row = shared_row(said.get("kind", ""), pk, reader=by)
    whom = whom_to_be(by, whom_pk) if isinstance(whom_pk, UUID) else None
    if row is None or until is None or until <= now:
        return None
    if (whom_pk and whom is None) or not can_share(by, row):
        return None
    return Look(row, whom, until)


def seen_by_both(row: Shared, *, by: Person, whom: Person | None) -> Seen:
    """Tell whether somebody sees a row, and another does too, None being the public.

    The other's reason counts only where it is a seat that the first may know of: what
    she sees by a closed group would tell that she sits in it.
    """
    if not _sees(row, by):
        return Seen(False, False)
    if whom is None:
        sees = _sees(row, None)
        return Seen(sees, sees)
    strong, weak = _by_door(whom)
    known = Seat.objects.visible_to(by).values("pk")
    seats = seats_that_see(row).filter(person=whom.pk, pk__in=known)
    has_reason = _sees(row, None) or seats.exists()
    return Seen(
        has_reason and _sees(row, strong),
        has_reason and _sees(row, weak),
    )


def _by_door(person: Person) -> tuple[Person, Person]:
    """Return a person as she comes with a second factor, and by a password alone."""
    strong, weak = copy(person), copy(person)
    strong.is_strong, weak.is_strong = True, False
    return strong, weak


def _sees(row: Any, reader: Person | None) -> bool:
    rows: Any = type(row)._default_manager
    return bool(rows.visible_to(reader).filter(pk=row.pk).exists())
