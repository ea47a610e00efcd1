"""Agencies that leave the network, and agencies that are no more."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import Revising, begin_revision
from fourthp.partnership.models import Agency, Ending, Membership, Role, Seat
from fourthp.partnership.operations.agencies import ENDED, LEFT_NETWORK, HasEnded
from fourthp.partnership.permissions import can_run_network
from fourthp.partnership.signals import agency_changed


class NotAMember(Exception):
    """The agency's membership does not hold today."""


class LastCoordinator(Exception):
    """The network's only coordinator sits for the agency."""


class NotYet(Exception):
    """An agency is said to have ended on a day that is still to come."""


class NoSuccessor(Exception):
    """What is to follow an agency cannot: itself, one it follows, one that ended."""


def end_membership(agency: Agency, *, by: Actor, now: datetime) -> Membership:
    """End an agency's membership this minute, with all its seats.

    One to narrow: the coordinator alone. Admitting it again brings back no seat.
    Raises NotAMember and LastCoordinator.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        ended = _end_all(agency, begin_revision(by, LEFT_NETWORK, agency), now)
        if not ended:
            raise NotAMember(_("%s is not a member.") % agency)
        record(by, LEFT_NETWORK, agency)
    return ended[0]


def end_agency(
    agency: Agency,
    as_: str,
    *,
    on: date,
    successor: Agency | None,
    by: Actor,
    now: datetime,
) -> Agency:
    """Note that an agency is no more, and end its membership and seats this minute.

    as_ is one of Ending. It can be taken back from its history. Raises HasEnded,
    NotYet, NoSuccessor and LastCoordinator.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        if agency.ended_on:
            raise HasEnded(_("This was noted already."))
        if on > localdate(now):
            raise NotYet(_("Note it on the day when it has happened."))
        _refuse_successor(agency, as_, successor)
        revising = begin_revision(by, ENDED, agency)
        facts = {"ended_on": on, "ended_as": as_, "successor": successor}
        revising.change([_changed(agency, facts)])
        _end_all(agency, revising, now)
        record(by, ENDED, agency)
        agency_changed.send(sender=Agency, agency=agency, changed=[*facts])
    return agency


def _changed(row: Any, facts: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    return row, before


def _refuse_successor(agency: Agency, as_: str, successor: Agency | None) -> None:
    if successor is None:
        if as_ == Ending.MERGED:
            raise NoSuccessor(_("Say which agency it was merged into."))
        return
    if successor.ended_on:
        raise NoSuccessor(_("%s has closed itself.") % successor)
    passed = set[Any]()
    follows: Agency | None = successor
    while follows is not None and follows.pk not in passed:
        if follows.pk == agency.pk:
            raise NoSuccessor(_("An agency cannot follow itself."))
        passed.add(follows.pk)
        follows = follows.successor


def _end_all(agency: Agency, revising: Revising, now: datetime) -> list[Membership]:
    """End the membership and seats of an agency; return the memberships that held."""
    day = localdate(now)
    held = list(agency.memberships.select_for_update().holding(day))
    over = {"to_on": day, "ended_at": now}
    revising.change([_changed(one, over) for one in held])
    seats = list(agency.seats.select_for_update().order_by("pk"))
    had = {one.pk: {"to_on": one.to_on, "ended_at": one.ended_at} for one in seats}
    ended = [one for one in seats if one.end(now)]
    revising.change([(one, had[one.pk]) for one in ended])
    led = any(one.role == Role.COORDINATOR for one in ended)
    still = Seat.objects.holding(day).filter(role=Role.COORDINATOR)
    if led and not still.exists():
        raise LastCoordinator(
            _("The network’s only coordinator sits for it. Seat another one first.")
        )
    return held
