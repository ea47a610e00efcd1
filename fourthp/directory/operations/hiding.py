"""Hiding places: of a service, of an agency with all that is its own, for good (S3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.directory.models import (
    Attribute,
    Location,
    Place,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.imports.keeping import forget_others
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.quieting import (
    Hanging,
    drop_unused_terms,
    hang_on_service,
    hanging_on,
    leave_locations,
    quiet_owner,
    quiet_rows,
    stood_on_by,
    telling_terms,
)
from fourthp.directory.permissions import (
    can_edit_service,
    can_list_service,
    may_be_named,
)
from fourthp.directory.queries.regions import Regions, guard_of
from fourthp.directory.queries.whereabouts import whereabouts_here
from fourthp.directory.rules.places import Whereabouts
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import RevisionPart
from fourthp.foundation.operations.form_keys import forget_texts
from fourthp.foundation.operations.revisions import (
    begin_revision,
    forget_matter,
    forget_rows,
    forget_standing_on,
)
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.operations.agencies import forget_finer
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.rules.labels import strictest
from fourthp.post.models import Message
from fourthp.post.operations.forgetting import forget_words_about

HIDDEN = "hidden"  # the act, in the record and in histories


@dataclass(frozen=True)
class Kept:
    """What stays of a place: its region, and numbers answered for the whole country.

    called is what its places are called besides what is here: an import may just have
    taken them away.
    """

    region: Place | None = None
    numbers: frozenset[str] = field(default_factory=frozenset)
    called: Whereabouts = field(default_factory=Whereabouts)


def make_confidential(
    service: Service, *, by: Actor, region: Place | None, numbers: Iterable[str] = ()
) -> Service:
    """Take every place of a service away, for good, and keep only its region.

    One to narrow: whoever keeps the listing does it alone and at once. What older
    revisions said of it goes too, and members alone see it until it is opened to
    everyone again. numbers are said to be answered for the whole
    country.
    """
    if not can_edit_service(by, service):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        hide_services([(service, Kept(region, frozenset(numbers)))], by=by)
        say_regions()
        index_services([service.pk])
    return Service.objects.get(pk=service.pk)


def make_agency_confidential(
    agency: Agency, *, by: Actor, region: Place | None, numbers: Iterable[str] = ()
) -> Agency:
    """Hide every service and location of an agency, then the agency itself, for good.

    Its name stays: a name that tells the place is changed before.
    """
    if not can_list_service(by, agency):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        hide_agency(agency, Kept(region, frozenset(numbers)), by=by)
        say_regions()
        index_services(agency.services.values_list("pk", flat=True))
    return Agency.objects.get(pk=agency.pk)


def hide_agency(agency: Agency, kept: Kept, *, by: Actor) -> None:
    """Hide all that is an agency's, then itself; the index is the caller's."""
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    services = list(agency.services.all())
    called = kept.called | whereabouts_here(
        agencies=[agency.pk], services=[service.pk for service in services]
    )
    all_of_it = replace(kept, called=called)
    hide_services([(service, all_of_it) for service in services], by=by)
    guard = guard_of([agency], also=called, accepted=kept.numbers)
    own = Location.objects.filter(organization=agency, place_is_confidential=False)
    # Where others give a service, the place is theirs: it is no longer this agency's.
    own.filter(pk__in=ServiceAtLocation.objects.values("location")).update(
        organization=None
    )
    gone = take_locations(own.values_list("pk", flat=True))
    hanging = hanging_on(Agency, {agency.pk}, but=Service)
    quiet_rows(hanging, guard)
    forget_finer(agency, tells=guard.tells)
    Agency.objects.filter(pk=agency.pk).update(place_is_confidential=True)
    forget_matter(agency)
    forget_standing_on(_ids(gone, hanging))
    forget_texts([agency.pk])
    for service in agency.owned_services.all():  # others' own listings that it keeps
        forget_words_about(service)
    begin_revision(by, HIDDEN, agency).mark([agency])
    record(by, HIDDEN, agency)


def hide_services(services: Iterable[tuple[Service, Kept]], *, by: Actor) -> None:
    """Hide services that are not hidden yet; the index is the caller's."""
    gone = set[UUID]()
    for service, kept in services:
        found = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        if not found.place_is_confidential:
            gone |= _hide(found, kept)
            # Undoing the import that brought it would let the next one open it again.
            begin_revision(by, HIDDEN, found).mark([found])
            record(by, HIDDEN, found)
            forget_texts([found.pk])
            forget_words_about(found)
    if gone:
        forget_standing_on(gone)


def _hide(service: Service, kept: Kept) -> set[UUID]:
    home = Regions.now().home_of(kept.region)
    called = kept.called | whereabouts_here(services=[service.pk])
    guard = guard_of([service.organization], [home], also=called, accepted=kept.numbers)
    alone = _alone(service)
    hanging = hanging_on(Service, {service.pk})
    of_locations = _take_places(service, alone, hanging)
    terms = telling_terms(hanging.get(Attribute, ()), guard)
    shared = stood_on_by(hanging)
    for some in (hanging, of_locations, shared):
        quiet_rows(some, guard)
    drop_unused_terms(terms)
    quiet_owner(service.organization, called)
    Service.objects.filter(pk=service.pk).update(
        place_is_confidential=True,
        home_region=home,
        region=None,
        # What no scanner reads is for members until somebody has read it.
        label=strictest(Label.GREEN, service.label),
    )
    forget_matter(service)
    forget_others(service.source, called)
    for model, pks in shared.items():
        forget_rows(model, pks)
    return _ids(hanging, of_locations)


def _take_places(service: Service, alone: set[UUID], hanging: Hanging) -> Hanging:
    """Take away where a service is, and return what hung on places that went."""
    at = hanging.pop(ServiceAtLocation, set())
    hang_on_service(service)
    of_locations = take_locations(alone, hanging)
    Attribute.objects.filter(link_id__in=at).delete()
    service.at_locations.all().delete()
    service.service_areas.all().delete()
    return of_locations | {ServiceAtLocation: at}


def take_locations(pks: Iterable[UUID], hanging: Hanging | None = None) -> Hanging:
    """Take locations away, and return what hung on them; some of it may stay.

    hanging are rows that must name no location any more, whichever it is.
    """
    going = set(pks)
    found = hanging_on(Location, going)
    leave_locations(going, hanging or {})
    Attribute.objects.filter(link_id__in=going).delete()
    Location.objects.filter(pk__in=going).delete()
    return found


def _alone(service: Service) -> set[UUID]:
    """Return the locations, present and former, at which no other service is."""
    others = Service.objects.exclude(pk=service.pk).filter(
        at_locations__location__at_services__service=service
    )
    here = Location.objects.filter(at_services__service=service)
    alone = here.exclude(at_services__service__in=others)
    former = Location.objects.filter(pk__in=_former(service), at_services=None)
    return {*alone.values_list("pk", flat=True), *former.values_list("pk", flat=True)}


def _former(service: Service) -> set[str]:
    """Return the locations that older revisions still name for a service."""
    label, found = ServiceAtLocation._meta.label, set[str]()
    at = {str(pk) for pk in service.at_locations.values_list("pk", flat=True)}
    for part in RevisionPart.objects.filter(model=label).exclude(rows={}).iterator():
        for pk, said in part.rows.items():
            was: Any = (said or {}).get("location")
            if said and said.get("service") == str(service.pk):
                found.add(was)
            elif pk in at and isinstance(was, list):
                found.add(was[0])
    return found


def _ids(*some: Hanging) -> set[UUID]:
    return {pk for hanging in some for pks in hanging.values() for pk in pks}


def say_regions() -> None:
    """Say of every confidential service the region that may be said now.

    Called whenever one is listed, hidden or ended, and after every import: where too
    few are left, the next larger place is said from then on, or none. Mails forget what
    they may not name any more.
    """
    _forget_unnamed()
    regions, changed = Regions.now(), []
    for service in Service.objects.filter(place_is_confidential=True):
        lies_in = service.home_region_id
        home = regions.places.get(lies_in) if lies_in else None
        said = regions.region_for(home, (service.pk, service.organization_id))
        if service.region_id != (said.pk if said else None):
            Service.objects.filter(pk=service.pk).update(region=said)
            changed.append(service.pk)
    if changed:
        index_services(changed)


def _forget_unnamed() -> None:
    """Forget what mails said of listings that no mail may name any more (S14)."""
    told = Message.objects.filter(about_kind=Service.matter_kind, has_words=True)
    pks = set(told.values_list("about_id", flat=True))
    named = Service.objects.filter(pk__in=pks).select_related("organization", "owner")
    for service in named:
        if not may_be_named(service):
            forget_words_about(service)
