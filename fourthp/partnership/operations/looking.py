"""Looking at what is shared as somebody else, which is noted of whoever does."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read, record
from fourthp.partnership.models import Person, Shared
from fourthp.partnership.operations.looks import seat_told
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
    with transaction.atomic():
        seat = seat_told(seats_that_see(row).filter(person=by))
        log_read(by, row, act=Read.Act.VIEWED_AS, seat=seat)
        record(by, "looked-as", row, whom=str(whom.pk) if whom else PUBLIC)
