"""Letting go what is past its time (S12)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.timezone import localdate

from fourthp.audit.operations import record
from fourthp.directory.models import Import, Location, Metadata, Problem, Service
from fourthp.foundation.actors import Actor
from fourthp.foundation.ids import made_before
from fourthp.foundation.inventory import AFTER_KNOWN, AFTER_LISTING, LASTS, Retention
from fourthp.foundation.operations.revisions import forget_matter
from fourthp.partnership.models import Agency, Membership, Person, Seat

_AT_ONCE = 200


def forget_old_rows(*, now: datetime) -> int:
    """Forget what was said to be wrong, and imports, of 2 years ago; say how many.

    What an import held back goes with it.
    """
    old = now - LASTS[Retention.YEARS_2]
    problems, _each = Problem.objects.filter(at__lt=old).delete()
    imports, _each = Import.objects.filter(made_at__lt=old).delete()
    return problems + imports


def forget_ended_listings(*, by: Actor, now: datetime) -> int:
    """Forget listings that ended a year ago, with all that they said; say how many.

    The year begins on the day on which this first sees that a listing has ended:
    an import, an edit and an undo can all end one, or bring it back.
    """
    ended = Service.objects.filter(status=Service.Status.DEFUNCT)
    ended.filter(ended_on=None).update(ended_on=localdate(now))
    back = Service.objects.exclude(status=Service.Status.DEFUNCT)
    back.exclude(ended_on=None).update(ended_on=None)
    old = ended.filter(ended_on__lt=localdate(now - AFTER_LISTING))
    gone = 0
    while some := list(old.order_by("pk")[:_AT_ONCE]):
        with transaction.atomic():
            _forget(some, by)
        gone += len(some)
    return gone


def _forget(services: list[Service], by: Actor) -> None:
    ids = [service.pk for service in services]
    places = list(Location.objects.filter(at_services__service__in=ids))
    for service in services:
        record(by, "forgot", service)
        forget_matter(service)
    Metadata.objects.filter(resource_id__in=[str(pk) for pk in ids]).delete()
    Service.objects.filter(pk__in=ids).delete()
    alone = Location.objects.filter(pk__in=[place.pk for place in places])
    alone.filter(at_services=None).delete()


def forget_agencies(*, by: Actor, now: datetime) -> int:
    """Forget agencies that nobody has known for 2 years; say how many.

    Known is: a member, one with a seat or a listing, or named by a source that is
    imported.
    """
    day = localdate(now - AFTER_KNOWN)
    members = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=day))
    listed = Service.objects.values_list("organization", "owner")
    known: set[UUID | None] = {pk for pair in listed.distinct() for pk in pair}
    known |= set(members.values_list("agency", flat=True))
    gone = Person.objects.unknown_since(day)
    seats = Seat.objects.exclude(person__in=gone)
    known |= set(seats.values_list("agency", flat=True))
    old = Agency.objects.filter(source="", pk__lt=made_before(now - AFTER_KNOWN))
    return sum(_forget_agency(one, by) for one in old if one.pk not in known)


def _forget_agency(agency: Agency, by: Actor) -> bool:
    try:
        with transaction.atomic():
            record(by, "forgot", agency)
            agency.delete()
    except ProtectedError:
        return False  # it still stands behind something that is shared
    return True
