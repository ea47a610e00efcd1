"""The people of a sheet that came in are told of their seats, once each."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Sheet
from fourthp.partnership.operations.seat_mails import tell_of_seats
from fourthp.partnership.permissions import can_import_people
from fourthp.partnership.queries.sheets.telling import name_of, telling_of


class NobodyToTell(Exception):
    """Everybody of the sheet was told, has no address, or the sheet went back."""


def tell_people_of_sheet(
    sheet: Sheet, *, by: Actor, now: datetime, only: Collection[str] | None = None
) -> int:
    """Tell the people of a sheet of their seats; return how many. Raises NobodyToTell.

    only: the ids of the seats that were chosen; None for everybody. Whoever was told of
    this sheet before is not told again.
    """
    if not can_import_people(by):
        raise PermissionDenied
    with transaction.atomic():
        sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
        telling = telling_of(sheet)
        if not telling.count:
            raise NobodyToTell(_("Nobody of this sheet is left to be told."))
        seats = [one for one in telling.seats if only is None or str(one.pk) in only]
        if not seats:
            raise NobodyToTell(_("Nobody was told: tick at least one of them."))
        once = f"{name_of(sheet)}{telling.mailings}"
        tell_of_seats(seats, by=by, now=now, once=once)
        record(by, "told-people", sheet, people=len(seats))
    return len(seats)
