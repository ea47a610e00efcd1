"""Memberships without overlap, and equal seats as one: the longest span holds."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency, Membership, Person, Seat
from fourthp.partnership.rules.spans import Joined, Span, joined
from fourthp.partnership.signals import seats_joined

Row = Membership | Seat


def join_memberships(gone: Agency, stays: Agency, revising: Revising) -> dict[str, str]:
    """Give an agency the memberships of another; return what went → into what."""
    rows = list(Membership.objects.filter(agency__in=[gone, stays]))
    return _join(rows, "agency", stays, revising)


def join_seats(
    name: str, gone: Agency | Person, stays: Agency | Person, revising: Revising
) -> dict[str, str]:
    """Give one the seats of another, of an agency or a person; return what went →
    into what.
    """
    equal: dict[tuple[Any, ...], list[Seat]] = defaultdict(list)
    others = {"agency", "person", "group"} - {name}
    for seat in Seat.objects.filter(**{f"{name}__in": [gone, stays]}):
        same = [getattr(seat, f"{one}_id") for one in sorted(others)]
        equal[*same, seat.role].append(seat)
    found: dict[str, str] = {}
    for seats in equal.values():
        found |= _join(seats, name, stays, revising)
    return found


def _join(
    rows: Iterable[Row], name: str, stays: Model, revising: Revising
) -> dict[str, str]:
    went: dict[str, str] = {}
    spans = [Span(row, row.from_on, row.to_on, row.ended_at) for row in rows]
    for one in joined(spans):
        row = _survivor(one, name, stays)
        others = [span.row for span in one.spans if span.row is not row]
        went |= {str(other.pk): str(row.pk) for other in others}
        if isinstance(row, Seat) and others:
            into = {other.pk: row for other in others}
            seats_joined.send(sender=Seat, went=into, revising=revising)
        revising.remove(others)
        before = _write(row, one, name, stays)
        if before:
            revising.change([(row, before)])
    return went


def _survivor(one: Joined, name: str, stays: Model) -> Any:
    """Return the row that takes the others up: the own one of who stays, if any."""
    own = [s.row for s in one.spans if getattr(s.row, f"{name}_id") == stays.pk]
    return own[0] if own else one.longest.row


def _write(row: Any, one: Joined, name: str, stays: Model) -> dict[str, Any]:
    """Write the joined span into a row, unsaved; return what was there before."""
    values = {
        f"{name}_id": stays.pk,
        "from_on": one.from_on,
        "to_on": one.longest.to_on,
        "ended_at": one.longest.ended_at,
    }
    before = {}
    for attname, value in values.items():
        if getattr(row, attname) != value:
            before[attname.removesuffix("_id")] = getattr(row, attname)
            setattr(row, attname, value)
    return before
