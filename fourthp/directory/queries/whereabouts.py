"""What the places of confidential services are called, which nobody may say (S3)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from fourthp.directory.models import Address, Location, Service
from fourthp.directory.rules.places import Whereabouts
from fourthp.partnership.models import Agency


def whereabouts_here(
    *,
    agencies: Iterable[UUID] = (),
    services: Iterable[UUID] = (),
    locations: Iterable[UUID] = (),
) -> Whereabouts:
    """Return what all places of agencies and services, and more, are called here."""
    of_agency = Q(organization__in=agencies)
    given = Q(at_services__service__in=services)
    here = Location.objects.filter(of_agency | given | Q(pk__in=locations))
    pks = set(here.values_list("pk", flat=True))
    addresses = Address.objects.filter(location__in=pks)
    rows = list(addresses.values_list("city", "address_1", "address_2"))
    called = Location.objects.filter(pk__in=pks).values_list("name", "alternate_name")
    there = Service.objects.filter(at_locations__location__in=pks)
    names = there.values_list("name", "alternate_name", "organization__name")
    owners = Agency.objects.filter(locations__in=pks).values_list("name")
    return Whereabouts.of(
        [city for city, *_lines in rows],
        [line for _city, *lines in rows for line in lines],
        [name for both in called for name in both],
        but=[name for row in (*names, *owners) for name in row],
    )
