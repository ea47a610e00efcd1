"""That somebody takes along who comes is noted (S11)."""

from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read
from fourthp.foundation.clock import today
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.permissions import is_invited
from fourthp.partnership.models import Person
from fourthp.partnership.operations.looks import seat_told


def note_export(gathering: Gathering, *, by: Person) -> None:
    """Note that somebody takes along who comes to a gathering; by the strong door."""
    if not by.is_strong or not is_invited(by, gathering.series):
        raise PermissionDenied
    seat = seat_told(by.seats.holding(today()))
    log_read(by, gathering, act=Read.Act.EXPORTED, seat=seat)
