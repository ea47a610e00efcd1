"""What is to come, and what was, as a list shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from fourthp.foundation.clock import today
from fourthp.foundation.keyset import Page, page_of
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.models.gatherings import GatheringQuerySet
from fourthp.partnership.models import Group, Person, Role
from fourthp.partnership.permissions import can_run_network, leads

_SIZE = 30


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to; past: what is over, the last first.

    mine: of the network and of the groups that a reader sits in.
    """

    group: UUID | None = None
    mine: bool = False
    past: bool = False


def coming(reader: Person, *, now: datetime) -> GatheringQuerySet:
    """Return what is to come and not cancelled, as a reader may see it.

    A group that has ended does not come together any more.
    """
    seen = Gathering.objects.visible_to(reader).not_over(now)
    going_on = Group.objects.going_on(localdate(now)).values("pk")
    return seen.filter(rhythm__series__group__in=going_on)


def listed(
    reader: Person, asked: Asked, *, now: datetime, after: str = ""
) -> Page[Gathering]:
    """Return a page of gatherings, the next first, or of those that are over."""
    rows = coming(reader, now=now)
    if asked.past:
        rows = Gathering.objects.visible_to(reader).filter(ends_at__lte=now)
    if asked.group:
        rows = rows.filter(rhythm__series__group=asked.group)
    if asked.mine:
        rows = rows.filter(is_of(reader))
    by = ("-starts_at", "-id") if asked.past else ("starts_at", "id")
    return page_of(rows.with_all(), by=by, after=after, size=_SIZE)


def is_of(reader: Person) -> Q:
    """Return the condition that a gathering is of the network or of her groups."""
    held = {one.group for one in reader.held}
    return Q(rhythm__series__group__in=held) | Q(rhythm__series__group__is_network=True)


def groups_with_gatherings(reader: Person) -> QuerySet[Group]:
    """Return the groups of which a reader sees any gathering."""
    seen = Series.objects.visible_to(reader).order_by().values("group")
    return Group.objects.visible_to(reader).filter(pk__in=seen).order_by("name", "pk")


def groups_to_plan_for(reader: Person) -> list[Group]:
    """Return the groups for which somebody plans gatherings, the network first."""
    seen = Group.objects.visible_to(reader).going_on(today())
    if not can_run_network(reader):
        chaired = {one.group for one in reader.held if one.role == Role.CHAIR}
        seen = seen.filter(pk__in=chaired)
    found = seen.order_by("-is_network", "name", "pk")
    return [one for one in found if leads(reader, one)]
