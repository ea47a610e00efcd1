"""Series by what somebody typed, what changed lately, and what lacks a place."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fourthp.foundation.ids import made_before
from fourthp.foundation.typed import Typed
from fourthp.gatherings.models import Gathering, Series, Venue
from fourthp.gatherings.queries.coming import coming, groups_to_plan_for, is_of
from fourthp.partnership.models import Person
from fourthp.partnership.permissions import leads

_SOON = timedelta(days=14)


def series_typed(typed: Typed, reader: Person) -> list[tuple[UUID, str, str]]:
    """Return the series that are called like what was typed: key, name, group."""
    seen = Series.objects.visible_to(reader).filter(typed.may_say("name"))
    rows = seen.order_by("name", "pk").values_list("pk", "name", "group__name")
    return [row for row in rows if typed.says(row[1])]


def planned_since(reader: Person, since: datetime, until: datetime) -> QuerySet[Series]:
    """Return the series that were planned meanwhile, as a reader may see them."""
    made = Q(pk__gte=made_before(since), pk__lt=made_before(until))
    return Series.objects.visible_to(reader).filter(made).select_related("group")


def changed_since(
    reader: Person, since: datetime, until: datetime
) -> QuerySet[Gathering]:
    """Return what was moved or cancelled meanwhile and was to come, for who comes."""
    rows = coming(reader, now=since).filter(is_of(reader))
    meanwhile = Q(changed_at__gte=since, changed_at__lt=until)
    return rows.filter(meanwhile).select_related("rhythm__series__group")


def without_place(reader: Person, *, now: datetime) -> list[Gathering]:
    """Return the gatherings of the next two weeks of which nobody said where they are.

    Of the groups alone for which a reader plans.
    """
    keys = _groups(reader)
    if not keys:
        return []
    said = Venue.objects.filter(
        Q(gathering=OuterRef("pk")) | Q(series=OuterRef("rhythm__series"))
    )
    rows = coming(reader, now=now).filter(
        ~Exists(said),
        state=Gathering.State.PLANNED,
        starts_at__lt=now + _SOON,
        rhythm__series__group__in=keys,
    )
    found = rows.select_related("rhythm__series__group").order_by("starts_at", "pk")
    return [one for one in found if leads(reader, one.series.group)]


def _groups(reader: Person) -> Collection[UUID]:
    return [one.pk for one in groups_to_plan_for(reader)]
