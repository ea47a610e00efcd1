"""Looking at what is shared as somebody else, which is noted of whoever does."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read, record
from fourthp.partnership.models import Person, Shared
from fourthp.partnership.permissions.sharing import can_look_as
from fourthp.partnership.queries.audiences import seats_that_see

PUBLIC = "public"


def look_as(row: Shared, whom: Person | None, *, by: Person) -> None:
    """Note that somebody looks at a shared row as another; None is the public.

    In the read log with the seat through which she sees it herself, and in the record
    with whom she was.
    """
    if not can_look_as(by, row):
        raise PermissionDenied
    seats = seats_that_see(row).filter(person=by).order_by("from_on", "id")
    with transaction.atomic():
        seat = seats.first()
        agency = str(seat.agency_id or "") if seat else ""
        role = seat.role if seat else ""
        log_read(by, row, act=Read.Act.VIEWED_AS, seat=(agency, role))
        record(by, "looked-as", row, whom=str(whom.pk) if whom else PUBLIC)
