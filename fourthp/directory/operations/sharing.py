"""What follows where a listing is recalled, ends, or is shared with others."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from fourthp.directory.models import SearchRow, Service
from fourthp.directory.operations.hiding import say_regions
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.permissions import may_be_named
from fourthp.foundation.actors import Actor
from fourthp.partnership.operations.turns import take_turn
from fourthp.post.operations.forgetting import forget_words_about


def shared_otherwise(service: Any, _by: Actor, now: datetime) -> None:
    """Bring up to date all that is made of a listing; it is as it is saved."""
    refresh_open_hours(now=now, services=[service.pk])
    index_services([service.pk])
    if service.place_is_confidential:
        say_regions()
    if not may_be_named(service):
        forget_words_about(service)


def leave_out_what_ended(*, today: date) -> int:
    """Take what a search was made of from listings whose last day is over.

    No search shows them before that: who may see a row is asked anew each time.
    """
    with transaction.atomic():
        take_turn()
        found = SearchRow.objects.filter(service=OuterRef("pk"))
        over = Service.objects.filter(Exists(found), expires_on__lt=today)
        keys = list(over.values_list("pk", flat=True))
        if keys:
            index_services(keys)
            say_regions()
    return len(keys)
