"""The people of a sheet that came in are told of their seats, once each."""

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


def tell_people_of_sheet(sheet: Sheet, *, by: Actor, now: datetime) -> int:
    """Tell the people of a sheet of their seats; return how many. Raises NobodyToTell.

    Whoever was told of this sheet before is not told again.
    """
    if not can_import_people(by):
        raise PermissionDenied
    with transaction.atomic():
        sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
        telling = telling_of(sheet)
        if not telling.count:
            raise NobodyToTell(_("Nobody of this sheet is left to be told."))
        once = f"{name_of(sheet)}{telling.mailings}"
        tell_of_seats(telling.seats, by=by, now=now, once=once)
        record(by, "told-people", sheet, people=telling.count)
    return telling.count
