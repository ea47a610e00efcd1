"""The next eight weeks of opening hours, as rows."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fourthp.directory.models import OpenInterval, Service
from fourthp.directory.queries.timetables import (
    HOURS_OF_A_SERVICE,
    open_times,
    timetables,
    usual_here,
)
from fourthp.directory.rules.hours import HoursCannotBeRead

AHEAD = timedelta(weeks=8)
AT_ONCE = 500


def refresh_open_hours(
    *, now: datetime, services: Iterable[UUID] | None = None, waits: bool = True
) -> int:
    """Make the rows of the next eight weeks anew; return how many stand.

    Of every service, or of those whose ids are given. Run again it ends in the same
    state. A service with a rule that cannot be read has no rows: its page says ask.
    Who does not wait leaves out services that somebody else is changing: they are
    refreshed with the change.
    """
    wanted = Service.objects.order_by("pk").values_list("pk", flat=True)
    ids = list(wanted) if services is None else sorted(services)
    made = 0
    for first in range(0, len(ids), AT_ONCE):
        some = Service.objects.filter(pk__in=ids[first : first + AT_ONCE])
        with transaction.atomic():
            # Two at once would both take the old rows away, and both make new ones.
            locked = some.select_for_update(skip_locked=not waits, no_key=True)
            shown = list(locked.order_by("pk").only(*HOURS_OF_A_SERVICE))
            OpenInterval.objects.filter(service__in=shown).delete()
            rows = list(_rows(shown, now))
            OpenInterval.objects.bulk_create(rows, batch_size=5_000)
        made += len(rows)
    return made


def _rows(shown: list[Service], now: datetime) -> Iterator[OpenInterval]:
    running = [service for service in shown if service.status in Service.RUNNING]
    tables, usual = timetables([service.pk for service in running]), usual_here()
    within = now, now + AHEAD
    days = usual.holidays(*within)
    for service in running:
        table = tables[service.pk]
        try:
            spans = open_times(
                service, table, within=within, usual=usual, holidays=days
            )
        except HoursCannotBeRead:
            continue
        for opens_at, closes_at in spans:
            yield OpenInterval(
                service_id=service.pk, opens_at=opens_at, closes_at=closes_at
            )
