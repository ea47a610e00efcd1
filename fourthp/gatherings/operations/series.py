"""A series is planned, and what is said of it is changed."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision, refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Rhythm, Series
from fourthp.gatherings.operations.ahead import fill
from fourthp.gatherings.operations.venues import Where, put_venue
from fourthp.gatherings.permissions import can_keep
from fourthp.gatherings.queries.series import version_of
from fourthp.gatherings.rules.repeating import When, rrule_of
from fourthp.gatherings.rules.walls import moment_of, zone_called
from fourthp.partnership.models import Audience, Group, Label, Role
from fourthp.partnership.operations.audiences import (
    make_audience,
    refuse_clear,
    refuse_open_groups,
)
from fourthp.partnership.permissions import leads
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing

PLANNED, CHANGED = "planned", "changed"


class GroupIsNotThere(Exception):
    """A group that has ended, or has not begun, does not come together."""


class IsOver(Exception):
    """What is over is neither planned nor changed."""


class CannotBeSeen(Exception):
    """A group cannot show its gatherings to these readers."""


class SeenBy(StrEnum):
    """Who sees a series, in the words of whoever plans it."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    GROUP = "group"
    STRONG = "strong"  # those of the group who came with a second factor


@dataclass(frozen=True)
class SeriesFacts:
    """What is said of a series that is planned."""

    name: str
    group: Group
    seen_by: SeenBy
    when: When
    where: Where = field(default_factory=Where)


def plan_series(facts: SeriesFacts, *, by: Actor, now: datetime) -> Series:
    """Plan a series, or a gathering that is held once, and its next dozen.

    Raises GroupIsNotThere, IsOver, RuleRefused, NoSuchZone, CannotBeSeen,
    ClosedIsNotClear, AnyoneMayJoin, PlaceIsConfidential, MoreThanOneLine.
    """
    if not leads(by, facts.group):
        raise PermissionDenied
    with transaction.atomic():
        going_on = Group.objects.select_for_update().going_on(localdate(now))
        group = going_on.filter(pk=facts.group.pk).first()
        if group is None:
            raise GroupIsNotThere(_("This group has ended, or has not begun."))
        sharing = sharing_with(group, facts.seen_by)
        series = Series.objects.create(
            name=one_line(facts.name),
            group=group,
            label=sharing.label,
            audience=_audience(sharing, by),
        )
        put_venue(series, facts.where)
        fill(begin_rhythm(series, facts.when, now=now), now=now)
        record(by, PLANNED, series)
    return series


def sharing_with(group: Group, seen_by: SeenBy) -> Sharing:
    """Return how what a group does is shared with some readers; raise if it cannot be.

    The coordinators see all of it: they are asked when it is.
    """
    alone = seen_by in {SeenBy.GROUP, SeenBy.STRONG}
    if group.is_closed and not alone:
        raise CannotBeSeen(
            _("This group is closed: choose those who sit in it as readers.")
        )
    if group.is_network and alone:
        raise CannotBeSeen(_("The network is everyone: choose its members."))
    ways = (Way(group=group), Way(role=Role.COORDINATOR)) if alone else None
    labels = {SeenBy.EVERYONE: Label.CLEAR, SeenBy.STRONG: Label.AMBER}
    sharing = Sharing(labels.get(seen_by, Label.GREEN), ways)
    refuse_clear(sharing)
    if seen_by is SeenBy.STRONG:
        refuse_open_groups(sharing)
    return sharing


def _audience(sharing: Sharing, by: Actor) -> Audience | None:
    return None if sharing.ways is None else make_audience(sharing.ways, by=by)


def begin_rhythm(series: Series, when: When, *, now: datetime) -> Rhythm:
    """Let a series have a rhythm from a day on. Raises as `plan_series`."""
    return Rhythm.objects.create(series=series, **rhythm_facts(when, now=now))


def rhythm_facts(when: When, *, now: datetime) -> dict[str, object]:
    """Return the fields of a rhythm, as they are kept. Raises as `plan_series`."""
    zone, first = zone_called(when.zone), when.first.replace(second=0, microsecond=0)
    if moment_of(first, zone) <= now:
        raise IsOver(_("This day is over: choose one that is to come."))
    return {
        "first_on": first.date(),
        "at": first.time(),
        "minutes": when.minutes,
        "zone": when.zone,
        "rule": rrule_of(when.rule, first.date()) if when.rule else "",
    }


def locked_series(series: Series) -> Series:
    """Return a series as it is now, locked until the transaction ends."""
    rows = Series.objects.select_for_update(of=("self",)).select_related("group")
    return rows.get(pk=series.pk)


def change_series(
    series: Series, name: str, where: Where, *, by: Actor, seen: str | None = None
) -> Series:
    """Call a series otherwise, or hold it elsewhere from now on.

    seen: its version as they saw it. Raises SomebodyWasFaster, PlaceIsConfidential,
    MoreThanOneLine.
    """
    if not can_keep(by, series):
        raise PermissionDenied
    with transaction.atomic():
        series = locked_series(series)
        refuse_if_changed(seen, is_now=version_of(series))
        before, series.name = series.name, one_line(name)
        revising = begin_revision(by, CHANGED, series)
        revising.change([(series, {"name": before})] if before != series.name else [])
        put_venue(series, where)
        record(by, CHANGED, series)
    return series
