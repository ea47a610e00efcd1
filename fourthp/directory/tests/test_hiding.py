"""S3: what hides a place leaves it nowhere, in whichever table it stood."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    Address,
    Contact,
    Location,
    Phone,
    Program,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    Unit,
)
from fourthp.directory.models.base import Imported
from fourthp.directory.operations import quieting
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.hiding import (
    make_agency_confidential,
    make_confidential,
)
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries.entries import entries
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_refuge,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import (
    make_agency,
    make_network,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


SECRET, SHORT, TOWN = "12 Zorblax Lane", "ZQ9 9ZQ", "Zorblaxton"


# Keys of a source, and what says who may see a row: no words of a listing.
KEYS = {"id", "source", "source_id", "label"}


def kept_in() -> set[str]:
    """Return every column of every table that still tells the place."""
    return {
        f"{model.__name__}.{name}"
        for model in apps.get_models()
        if model.__module__.startswith("fourthp.")
        for row in model._base_manager.values()
        for name, value in row.items()
        if any(told in str(value).lower() for told in ("zorblax", SHORT.lower()))
    }


def texts_of(model: type[models.Model]) -> dict[str, str]:
    """Return a text that tells a place for every text field of a model."""
    found = {}
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        longest = field.max_length or 500
        if is_text and field.name not in KEYS and longest >= len(SHORT):
            found[field.name] = SECRET if longest >= len(SECRET) else SHORT
    return found


def filled(model: type[models.Model], **links: Any) -> models.Model:
    """Make a row with a telling text in every text field, and in what is more."""
    needed = {
        "unit": lambda: Unit.objects.get_or_create(**texts_of(Unit))[0],
        "taxonomy_term": lambda: TaxonomyTerm.objects.get_or_create(
            **texts_of(TaxonomyTerm)
        )[0],
        "available": lambda: Decimal(1),
    }
    for name, make in needed.items():
        if name in {field.name for field in model._meta.concrete_fields}:
            links.setdefault(name, make())
    extra = {"extra": {"address": SECRET}} if issubclass(model, Imported) else {}
    made: models.Model = model.objects.create(**(texts_of(model) | extra | links))
    return made


def hanging_models() -> list[type[Imported]]:
    """Return every model of the directory whose rows can hang on a service."""
    alone = {Service, Location, Unit, Program, TaxonomyTerm}
    return [
        model
        for model in apps.get_app_config("directory").get_models()
        if issubclass(model, Imported) and model not in alone
    ]


def hang(parents: dict[str, models.Model]) -> Iterator[models.Model]:
    """Hang a row of every model on each of the rows that it can hang on."""
    for model in hanging_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        links = [name for name in parents if name in fields]
        needed = {n: parents[n] for n in links if not fields[n].null}
        if model is ServiceAtLocation:
            continue
        for name in links:
            if needed and name not in needed and not _by_id(model):
                continue
            one = needed | {name: parents[name]}
            if not _by_id(model):
                yield filled(model, **one)
        for parent in parents.values() if _by_id(model) else ():
            yield filled(model, **{_by_id(model): parent.pk}, **needed)


def _by_id(model: type[models.Model]) -> str:
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("link_id", "resource_id") if name in names), "")


def a_telling_service() -> Service:
    """A service that tells its place in every field of everything that hangs on it."""
    agency = make_agency()
    program = filled(Program, organization=agency)
    texts = texts_of(Service) | {"status": "active"}
    service = make_service(
        organization=agency, program=program, extra={"x": SECRET}, **texts
    )
    location = make_location(service, **texts_of(Location), extra={"x": SECRET})
    at = service.at_locations.get()
    ServiceAtLocation.objects.filter(pk=at.pk).update(description=SECRET)
    parents = {"service": service, "service_at_location": at, "location": location}
    parents |= {"contact": Contact.objects.create(service=service, name="A")}
    parents |= {"phone": make_phone(service, "0808 157 0001")}
    rows = list(hang(parents))
    assert {type(row) for row in rows} | {ServiceAtLocation} >= set(
        hanging_models()
    ) - {
        apps.get_model("directory.Taxonomy"),
        apps.get_model("directory.OrganizationIdentifier"),
        apps.get_model("directory.OtherTable"),  # of a source: test_other_tables
    }
    change_and_remove(rows)
    return service


def change_and_remove(rows: list[models.Model]) -> None:
    """Let revisions keep the texts as well: of changed rows, and of removed ones."""
    with transaction.atomic():
        revising = begin_revision(Host(), "tried", make_agency("Other"))
        for row in rows:
            name = next(iter(texts_of(type(row))))
            before = {name: getattr(row, name)}
            setattr(row, name, f"{before[name]}"[:7])
            revising.change([(row, before)])
            setattr(row, name, before[name])
            row.save()
        # The last row of a unit stays: nothing hangs on what nobody counts by.
        some = [row for row in rows[::2] if not hasattr(row, "unit")]
        gone = [type(row)._default_manager.get(pk=row.pk) for row in some]
        for row in gone:
            if type(row)._default_manager.filter(pk=row.pk).exists():
                revising.remove([row])


class TestMakeConfidential:
    def test_leaves_the_place_in_no_field_of_any_table(self):
        service = a_telling_service()
        index_services()
        assert kept_in()
        make_confidential(service, by=Host(), region=make_region())
        index_services()
        assert kept_in() == set()
        service.refresh_from_db()
        assert (service.name, service.referral) == ("Confidential service", "ask")
        assert [p.number for p in service.phones.all()] == []

    def test_without_its_guard_the_place_would_be_kept(self, monkeypatch):
        service = a_telling_service()
        monkeypatch.setattr(quieting.Guard, "tells", lambda *_: False)
        make_confidential(service, by=Host(), region=None)
        kept = kept_in()
        assert {"Service.name", "Contact.name", "CostOption.option"} <= kept

    def test_takes_a_text_that_names_its_own_street_or_a_town_nobody_knows(self):
        said = {"description": "At the blue door on Sorrel Bottom.", "alert": "Ring."}
        service = make_service(**said, what_to_say="Is this Littletown?")
        place = make_location(service)
        make_address(place, address_1="Flat 2, 9 Sorrel Bottom", city="Littletown")
        make_network()
        make_confidential(service, by=Host(), region=None)
        service.refresh_from_db()
        told = (service.description, service.alert, service.what_to_say)
        assert told == ("", "Ring.", "")

    def test_of_an_agency_takes_its_street_out_of_its_own_words(self):
        agency = make_agency(description="Ask on Sorrel Bottom.")
        place = Location.objects.create(organization=agency)
        make_address(place, address_1="9 Sorrel Bottom")
        make_network()
        make_agency_confidential(agency, by=Host(), region=None)
        agency.refresh_from_db()
        assert agency.description == ""

    def test_takes_a_text_that_names_a_town_even_its_own_alone(self):
        make_town()
        service = make_service(description="A house in Cóventry.", alert="Ring first.")
        location = make_location(service)
        make_address(location, city=TOWN)
        service.phones.create(number="0808 157 0001", description=f"At {TOWN}")
        make_network()
        make_confidential(service, by=Host(), region=None)
        service.refresh_from_db()
        assert (service.description, service.alert) == ("", "Ring first.")
        assert service.phones.get().description == ""
        assert kept_in() == set()

    def test_keeps_what_hangs_on_its_places_and_tells_none(self):
        make_network()
        service = make_service()
        location = make_location(service)
        at = service.at_locations.get()
        Schedule.objects.create(service_at_location=at, byday="MO")
        Phone.objects.create(service=service, location=location, number="0808 157 0001")
        Phone.objects.create(location=location, number="0808 157 0002")
        make_confidential(service, by=Host(), region=None)
        assert service.schedules.get().byday == "MO"
        assert service.phones.get().location is None
        assert not Phone.objects.filter(number="0808 157 0002").exists()

    def test_leaves_the_place_of_other_services_there(self):
        service, other = make_service(), make_service("Other")
        location = make_location(service)
        make_address(location)
        location.at_services.create(service=other)
        contact = Contact.objects.create(service=service, location=location, name="A")
        make_confidential(service, by=Host(), region=None)
        assert other.at_locations.get().location.addresses.exists()
        assert service.at_locations.count() == 0
        contact.refresh_from_db()
        assert contact.location is None

    def test_takes_the_places_it_was_at_before(self):
        service = make_service()
        before, later = make_location(service), make_location()
        other = make_location(name=SECRET)
        make_address(before, address_1=SECRET)
        at = service.at_locations.get()
        with transaction.atomic():
            revising = begin_revision(Host(), "tried", make_agency("Other"))
            at.location = later
            revising.change([(at, {"location": before.pk})])
            gone = ServiceAtLocation.objects.create(service=service, location=other)
            revising.remove([gone])
        make_confidential(service, by=Host(), region=None)
        assert not Location.objects.exists()
        assert not Address.objects.exists()
        assert kept_in() == set()

    def test_leaves_the_places_another_was_at_before(self):
        service, other = make_service(), make_service("Other")
        make_location(service)
        left = make_location(other)
        with transaction.atomic():
            revising = begin_revision(Host(), "tried", other)
            revising.remove([other.at_locations.get()])
        make_confidential(service, by=Host(), region=None)
        assert list(Location.objects.all()) == [left]

    def test_takes_numbers_that_tell_and_asks_of_those_it_cannot_read(self):
        make_network()
        service = make_service()
        for number in ("0121 496 0001", "0808 157 0001", "+40 800 800 678", "+40 21 1"):
            make_phone(service, number)
        vouched = ["+40 800 800 678", "0121 496 0001"]
        make_confidential(service, by=Host(), region=None, numbers=vouched)
        stay = [phone.number for phone in service.phones.order_by("number")]
        assert stay == ["+40 800 800 678", "0808 157 0001"]

    def test_takes_a_word_of_a_list_that_tells_only_where_nothing_else_stands_by_it(
        self,
    ):
        make_town()
        service, other = make_service(), make_service("Other")
        shared = TaxonomyTerm.objects.create(name="Coventry")
        own = TaxonomyTerm.objects.create(name=SECRET)
        kind = TaxonomyTerm.objects.create(name="Housing")
        for term in (shared, own, kind):
            fields = {"link_entity": "service", "taxonomy_term": term}
            service.attributes.create(link_id=service.pk, **fields)
        other.attributes.create(
            link_entity="service", link_id=other.pk, taxonomy_term=shared
        )
        make_confidential(service, by=Host(), region=None)
        assert service.attributes.get().taxonomy_term == kind
        assert other.attributes.get().taxonomy_term == shared
        assert not TaxonomyTerm.objects.filter(pk=own.pk).exists()

    def test_shows_no_number_of_its_agencys_office(self):
        service = make_service()
        Phone.objects.create(organization=service.organization, number="0121 496 0001")
        assert entries([service.pk], reader=None, now=NOW)[0].phone
        make_confidential(service, by=Host(), region=None)
        Service.objects.update(label=Label.CLEAR)
        assert entries([service.pk], reader=None, now=NOW)[0].phone is None

    def test_makes_nothing_of_what_is_hidden_already(self):
        service = make_refuge(name="Stay", region=make_region())
        make_confidential(service, by=Host(), region=None)
        assert Service.objects.get().home_region is not None
        assert not Entry.objects.exists()

    def test_forgets_its_history(self):
        service = make_service(description=SECRET)
        edit = Edit({"description": "", "alert": SECRET})
        edit_service(service, edit, by=Host(), now=NOW)
        edit_service(service, Edit({"alert": ""}), by=Host(), now=NOW)
        make_confidential(service, by=Host(), region=None)
        assert kept_in() == set()

    def test_is_not_for_the_public(self):
        with pytest.raises(PermissionDenied):
            make_confidential(make_service(), by=Public(), region=None)
