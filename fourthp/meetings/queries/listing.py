"""Meetings to come and past, and the series that are such."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from fourthp.foundation.keyset import Page, page_of
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.queries.coming import coming, groups_to_plan_for
from fourthp.meetings.models import MeetingSeries
from fourthp.partnership.models import Person

_SIZE = 20


def listed(
    reader: Person, *, past: bool, now: datetime, after: str = ""
) -> Page[Gathering]:
    """Return a page of the meetings that a reader may see, the nearest first."""
    rows = coming(reader, now=now)
    if past:
        rows = Gathering.objects.visible_to(reader).filter(ends_at__lte=now)
    rows = rows.filter(rhythm__series__meetings__isnull=False)
    stands = Q(meeting__items__state="on")
    counted = rows.with_all().select_related("meeting", "rhythm__series__meetings")
    counted = counted.annotate(items=Count("meeting__items", filter=stands))
    by = ("-starts_at", "-id") if past else ("starts_at", "id")
    return page_of(counted, by=by, after=after, size=_SIZE)


def series_without_agendas(reader: Person) -> list[Series]:
    """Return the series that somebody keeps and that are no series of meetings yet."""
    keys = [one.pk for one in groups_to_plan_for(reader)]
    rows = Series.objects.visible_to(reader).filter(group__in=keys, meetings=None)
    return list(rows.select_related("group").order_by("name", "pk"))


@dataclass(frozen=True)
class Due:
    """Until when items and papers of a meeting are due."""

    items: date
    papers: date

    @classmethod
    def of(cls, gathering: Gathering, kept: MeetingSeries) -> "Due":
        """Return when they are due before a gathering."""
        return cls(
            gathering.day - timedelta(days=kept.items_due),
            gathering.day - timedelta(days=kept.papers_due),
        )


def proposed_to(reader: Person, *, now: datetime) -> list[Gathering]:
    """Return the meetings whose items wait for somebody, the next first."""
    keys = [one.pk for one in groups_to_plan_for(reader)]
    rows = coming(reader, now=now).filter(
        rhythm__series__group__in=keys, meeting__items__state="proposed"
    )
    return list(rows.with_all().distinct().order_by("starts_at", "pk"))
