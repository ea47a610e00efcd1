"""Words of a seat for whoever sits in it next."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from fourthp.audit.operations import record
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.partnership.models import Handover, Person, Seat
from fourthp.partnership.permissions.handovers import can_write_handover

NOTHING_YET = "none"


def write_handover(
    seat: Seat, words: str, *, by: Person, now: datetime, seen: str | None = None
) -> Handover | None:
    """Write what whoever follows in a seat should know; no words take it away.

    seen is its version as they saw it, None to write it anyway. Raises
    SomebodyWasFaster.
    """
    if not can_write_handover(by, seat):
        raise PermissionDenied
    words = words.strip()
    with transaction.atomic():
        seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
        if not can_write_handover(by, seat):  # another wrote there meanwhile
            raise PermissionDenied
        found = Handover.objects.filter(seat=seat).first()
        refuse_if_changed(seen, is_now=found.version if found else NOTHING_YET)
        if not words:
            _take_away(seat, found, by)
            return None
        row = found or Handover(seat=seat)
        row.words, row.writer, row.written_on = words, by, localdate(now)
        row.save()
        record(by, "wrote-handover", seat)
    return row


def _take_away(seat: Seat, found: Handover | None, by: Person) -> None:
    if found is not None:
        found.delete()
        record(by, "removed-handover", seat)
