"""Noting who looked at a restricted listing: the one write that a GET may make."""

from collections.abc import Iterable
from uuid import UUID

from fourthp.directory.models import Service
from fourthp.partnership.models import Person
from fourthp.partnership.operations.looks import note_looks


def note_reading(ids: Iterable[UUID], *, by: Person | None) -> None:
    """Note that somebody is shown services; those of TLP:AMBER and above count.

    by is None for the public.
    """
    shown = list(ids)
    if shown:
        note_looks(Service.objects.filter(pk__in=shown), by=by)
