"""Listing a service, and keeping it true."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.directory.models import (
    Address,
    Eligibility,
    Language,
    Location,
    Phone,
    Place,
    Schedule,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.details import Details, add_details, refuse_too_much
from fourthp.directory.operations.hiding import say_regions
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.places import add_spot
from fourthp.directory.permissions import can_list_service, can_verify_service
from fourthp.directory.queries.details import Spot, said_by
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.regions import Regions, guard_of
from fourthp.directory.rules.alerts import with_end
from fourthp.directory.rules.contact import is_number_alone
from fourthp.directory.rules.reach import Reach, reach_of
from fourthp.directory.rules.telling import names_an_address
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision, refuse_if_changed
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.operations.agencies import add_agency
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.rules.labels import strictest

VERIFIED = "verified"  # the act, in the record and in histories


class TellsThePlace(Exception):
    """A text of a confidential service may tell where it is."""


class NotReadAgain(Exception):
    """Nobody says that they read again what a confidential service is to say.

    No scanner reads “the old vicarage behind St Mark’s”.
    """

    def __init__(self) -> None:
        super().__init__(_("Read every word again, then tick that you did."))


@dataclass(frozen=True)
class Hours:
    """Weekly hours: days as in RFC 5545 (`MO,TU`), wall times."""

    byday: str
    opens_at: time
    closes_at: time


@dataclass(frozen=True)
class Listing:
    """What a listing says, as somebody fills it in; details and spots say the rest.

    is_national: somebody says that its numbers are answered for the whole country;
    was_read: that they read every word again, and none tells a confidential place.
    """

    facts: dict[str, Any]
    phone: str = ""
    is_national: bool = False
    was_read: bool = False
    languages: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    is_for: tuple[tuple[str, str], ...] = ()
    is_not_for: tuple[tuple[str, str], ...] = ()
    hours: tuple[Hours, ...] = ()
    town: Place | None = None
    details: Details = field(default_factory=dict)
    spots: Sequence[Spot] = ()

    def texts(self) -> Iterator[str]:
        """Yield every text of it."""
        facts = (value for value in self.facts.values() if isinstance(value, str))
        yield from (*facts, self.phone, *self.languages, *self.interpreters)
        for fact in (*self.is_for, *self.is_not_for):
            yield from fact


def list_service(
    organization: Agency, listing: Listing, *, by: Actor, now: datetime
) -> Service:
    """List a service of an agency, with all that is said of it.

    A confidential one is for members until it is opened to everyone. Raises TooMuch,
    and TellsThePlace where its words may tell its place; NotReadAgain.
    """
    if not can_list_service(by, organization):
        raise PermissionDenied
    service = _first_of(organization, listing, now=now)
    refuse_too_much(service, listing.facts, listing.details, listing.spots)
    with transaction.atomic():
        take_turn()
        service.save()
        _add_details(service, listing)
        add_details(service, listing.details)
        for spot in listing.spots:
            add_spot(service, spot)
        if listing.town:
            _place(service, listing.town)
        refresh_open_hours(now=now, services=[service.pk])
        index_services([service.pk])
        if service.place_is_confidential:
            say_regions()
        record(by, "listed", service)
    return service


def _first_of(organization: Agency, listing: Listing, *, now: datetime) -> Service:
    """Return a service not yet saved; raise if it tells its place, or may unread."""
    service = Service(organization=organization, owner=organization)
    facts = with_end(listing.facts, alert="", until=None, day=localdate(now))
    for name, value in facts.items():
        setattr(service, name, value)
    service.last_modified = now
    if service.place_is_confidential or organization.place_is_confidential:
        service.place_is_confidential = True
        service.label = strictest(Label.GREEN, service.label)
        # Which region may be said of it is found once it is listed.
        service.home_region = Regions.now().home_of(service.region)
        service.region = None
        if names_an_address(organization.name):
            raise TellsThePlace(
                _("The agency’s own name may tell where it is: leave the address out.")
            )
        refuse_places(listing, service)
        national = listing.is_national
        refuse_telling(service, {}, listing.details, is_national=national)
        if not listing.was_read:
            raise NotReadAgain
    return service


def list_service_of_new(
    agency_name: str, listing: Listing, *, by: Actor, now: datetime
) -> Service:
    """List a service of an agency that nobody here knew: known, it is no member."""
    with transaction.atomic():
        agency = add_agency(agency_name, by=by)
        return list_service(agency, listing, by=by, now=now)


def refuse_telling(
    service: Service,
    facts: Mapping[str, Any],
    details: Details,
    *,
    is_national: bool = False,
) -> None:
    """Raise TellsThePlace if what a confidential service says tells where it is.

    A number that stands here was looked at when it came.
    """
    said = [said_by(row) for rows in details.values() for row in rows]
    numbers = {row.pop("number", "") for row in said} - {""}
    texts = enumerate(text for row in said for text in row.values())
    refuse_places(Listing({**facts, **{str(at): t for at, t in texts}}), service)
    known = Phone.objects.filter(service=service.pk, number__in=numbers)
    for number in sorted(numbers - set(known.values_list("number", flat=True))):
        one = Listing({}, phone=number, is_national=is_national)
        refuse_places(one, service)


def refuse_places(listing: Listing, service: Service) -> None:
    """Raise TellsThePlace if what a confidential service is to say tells its place."""
    accepted = {listing.phone} if listing.is_national else set[str]()
    guard = guard_of([service.organization], [service.home_region], accepted=accepted)
    if listing.phone and not is_number_alone(listing.phone):
        raise TellsThePlace(
            _("Write a number that a telephone can dial, and nothing beside it.")
        )
    if guard.tells_by_number(listing.phone):
        if reach_of(listing.phone, guard.country) is Reach.UNKNOWN:
            raise TellsThePlace(
                _("Tick that this number is answered for the whole country, if it is.")
            )
        raise TellsThePlace(
            _("This number’s area code tells where it is: give one without an area.")
        )
    places = (listing.town, *listing.spots)
    if any(places) or any(map(guard.tells, listing.texts())):
        raise TellsThePlace(
            _("A confidential service has no place: leave out town, street and map.")
        )


def _add_details(service: Service, listing: Listing) -> None:
    if listing.phone:
        Phone.objects.create(service=service, number=listing.phone)
    for way, names in (
        (Language.Way.SPOKEN, listing.languages),
        (Language.Way.INTERPRETER, listing.interpreters),
    ):
        for name in names:
            Language.objects.create(service=service, name=name, way=way)
    for is_exclusion, facts in ((False, listing.is_for), (True, listing.is_not_for)):
        for facet, value in facts:
            Eligibility.objects.create(
                service=service, facet=facet, value=value, is_exclusion=is_exclusion
            )
    for hours in listing.hours:
        Schedule.objects.create(
            service=service,
            freq="WEEKLY",
            byday=hours.byday,
            opens_at=hours.opens_at,
            closes_at=hours.closes_at,
        )


def _place(service: Service, town: Place) -> None:
    location = Location.objects.create(
        organization=service.organization,
        latitude=town.latitude,
        longitude=town.longitude,
    )
    ServiceAtLocation.objects.create(service=service, location=location)
    Address.objects.create(location=location, city=town.name)


def verify_service(
    service: Service,
    *,
    by: Actor,
    role: str,
    now: datetime,
    today: date,
    seen: str | None = None,
) -> Service:
    """Note that a person checked the listing today, and in which role.

    seen is what `version_of` said when she looked, None where nobody did. Raises
    SomebodyWasFaster: nobody confirms words that she did not see.
    """
    if not can_verify_service(by, service):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        refuse_if_changed(seen, is_now=version_of(service))
        before = {
            "assured_date": service.assured_date,
            "assurer_role": service.assurer_role,
            "local_fields": service.local_fields,
        }
        # A date that was checked here stands until the source has a later one.
        own = {*service.local_fields, "assured_date", "assurer_role"}
        service.local_fields = sorted(own)
        service.assured_date, service.assurer_role = today, role
        begin_revision(by, VERIFIED, service).change([(service, before)])
        service.last_modified = now
        service.save(update_fields=["last_modified"])
        index_services([service.pk])
        record(by, VERIFIED, service)
    return service
