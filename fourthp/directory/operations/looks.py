"""Noting who looked at a restricted listing: the one write that a GET may make."""

from collections.abc import Iterable
from uuid import UUID

from fourthp.audit.operations import log_read_of_day
from fourthp.directory.models import Service
from fourthp.partnership.models import Person
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.queries import seats_that_see


def note_reading(ids: Iterable[UUID], *, by: Person | None) -> None:
    """Note that somebody is shown services; those of TLP:AMBER and above count.

    Once for each person, service and day (UTC). by is None for the public.
    """
    if by is None or not by.is_strong:
        return  # shown nothing above TLP:GREEN
    for service in Service.objects.filter(pk__in=list(ids)).exclude(
        label__in=NETWORK_WIDE
    ):
        seat = seats_that_see(service).filter(person=by).order_by("from_on").first()
        agency = str(seat.agency_id or "") if seat else ""
        role = seat.role if seat else ""
        log_read_of_day(by, service, seat=(agency, role))
