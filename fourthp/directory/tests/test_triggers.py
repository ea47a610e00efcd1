"""S3: no refuge address exists here. Raw SQL on whatever engine this is."""

from collections.abc import Callable
from functools import partial
from threading import Thread
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from fourthp.directory.apps import free_tables
from fourthp.directory.models import (
    Accessibility,
    Attribute,
    Contact,
    Language,
    Location,
    Metadata,
    Phone,
    Place,
    Schedule,
    Service,
    TaxonomyTerm,
)
from fourthp.directory.models.triggers import (
    REFUSALS,
    install_triggers,
    missing_triggers,
)
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_refuge,
    make_region,
    make_service,
    make_town,
)
from fourthp.partnership.tests.makers import make_agency

pytestmark = pytest.mark.django_db


def raw(sql: str, *values: object) -> None:
    """Run SQL as somebody with the database in hand would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def key(row: object) -> object:
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


def new_key() -> object:
    return uuid4().hex if connection.vendor == "sqlite" else uuid4()


FRAME = "'', '', '[]', '{}'"
BASE = "id, source, source_id, local_fields, extra"


def put_at_location(service, location) -> None:
    raw(
        f"INSERT INTO directory_serviceatlocation ({BASE}, service_id, location_id,"
        f" description) VALUES (%s, {FRAME}, %s, %s, '')",
        new_key(),
        key(service),
        key(location),
    )


def put_address(location) -> None:
    names = "attention address_1 address_2 city region state_province postal_code"
    names += " country address_type"
    raw(
        f"INSERT INTO directory_address ({BASE}, location_id,"
        f" {names.replace(' ', ', ')}) VALUES (%s, {FRAME}, %s,"
        " '', '12 Mill Lane', '', '', '', '', '', '', 'physical')",
        new_key(),
        key(location),
    )


def put_area(service) -> None:
    raw(
        f"INSERT INTO directory_servicearea ({BASE}, service_id, name, description,"
        f" extent, extent_type, uri) VALUES (%s, {FRAME}, %s, 'Mill Lane', '', '',"
        " '', '')",
        new_key(),
        key(service),
    )


def hang(model, **links) -> None:
    """Put a row of a model into the database by SQL alone."""
    row = model(id=uuid4(), **links)
    fields = model._meta.concrete_fields
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    columns = ", ".join(f.column for f in fields)
    marks = ", ".join("%s" for _ in fields)
    raw(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", *values)


def keep_more(row) -> None:
    table = row._meta.db_table
    told = '{"address": "12 Mill Lane"}'
    raw(f"UPDATE {table} SET extra = %s WHERE id = %s", told, key(row))


def flip(row, value: bool = True) -> None:
    table = row._meta.db_table
    raw(f"UPDATE {table} SET place_is_confidential = %s WHERE id = %s", value, key(row))


def attacks() -> dict[str, Callable[[], None]]:
    """Return every way to give a place to what must have none."""
    refuge, service = make_refuge(), make_service()
    open_place, hidden = make_location(), make_location(place_is_confidential=True)
    placed = make_service()
    make_location(placed)
    with_address = make_location()
    make_address(with_address)
    covered = make_service()
    covered.service_areas.create(name="Coventry")
    hidden_agency = make_agency(place_is_confidential=True)
    theirs = make_refuge(organization=hidden_agency)
    owner = make_service().organization
    town, region = make_town(), make_region()
    make_refuge(region=region)
    home = make_region("Home")
    make_refuge(home_region=home)
    term = TaxonomyTerm.objects.create(name="Housing")
    at = make_location(make_service()).at_services.get()
    set_place = "UPDATE directory_location SET latitude = 52.4, longitude = -1.5"
    return {
        "a location for a refuge": lambda: put_at_location(refuge, open_place),
        "a hidden location": lambda: put_at_location(service, hidden),
        "moving a row to a refuge": lambda: raw(
            "UPDATE directory_serviceatlocation SET service_id = %s WHERE id = %s",
            key(refuge),
            key(at),
        ),
        "an address for a hidden location": lambda: put_address(hidden),
        "an area for a refuge": lambda: put_area(refuge),
        "coordinates": lambda: raw(f"{set_place} WHERE id = %s", key(hidden)),
        "a telling name": lambda: raw(
            "UPDATE directory_location SET name = 'Mill Lane' WHERE id = %s",
            key(hidden),
        ),
        "turning a placed service": lambda: flip(placed),
        "turning a covered service": lambda: flip(covered),
        "turning a location with an address": lambda: flip(with_address),
        "turning an agency with open services": lambda: flip(owner),
        "opening a service of a hidden agency": lambda: flip(theirs, value=False),
        "an open location of a hidden agency": lambda: make_location(
            organization=hidden_agency
        ),
        "a town as the region": lambda: raw(
            "UPDATE directory_service SET region_id = %s WHERE id = %s",
            key(town),
            key(refuge),
        ),
        "shrinking the region": lambda: raw(
            "UPDATE directory_place SET population = 900 WHERE id = %s", key(region)
        ),
        "a town as the region it lies in": lambda: raw(
            "UPDATE directory_service SET home_region_id = %s WHERE id = %s",
            key(town),
            key(refuge),
        ),
        "shrinking the region it lies in": lambda: raw(
            "UPDATE directory_place SET population = 900 WHERE id = %s", key(home)
        ),
        "more kept of a service": lambda: keep_more(refuge),
        "more kept of an agency": lambda: keep_more(hidden_agency),
        "old values of a refuge": lambda: hang(
            Metadata, resource_type="service", resource_id=refuge.pk
        ),
        "old values of a hidden location": lambda: hang(
            Metadata, resource_type="location", resource_id=hidden.pk
        ),
        "a word on a hidden location": lambda: hang(
            Attribute, link_entity="location", link_id=hidden.pk, taxonomy_term=term
        ),
    } | _hanging(hidden)


HANG = (Accessibility, Contact, Language, Phone, Schedule)


def _hanging(hidden) -> dict[str, Callable[[], None]]:
    """Return every way to hang something on a hidden location, or to hide one so."""
    found = {}
    for model in HANG:
        found[f"{model.__name__} at a hidden location"] = partial(
            hang, model, location=hidden
        )
        hung = model.objects.create(location=make_location()).location
        found[f"turning a location with {model.__name__}"] = partial(flip, hung)
    for model, kind, name in (
        (Attribute, "link_entity", "link_id"),
        (Metadata, "resource_type", "resource_id"),
    ):
        location = make_location()
        more = {"taxonomy_term": TaxonomyTerm.objects.create(name="Housing")}
        facts = {kind: "location", name: location.pk}
        model.objects.create(**facts, **(more if model is Attribute else {}))
        found[f"turning a location with {model.__name__}"] = partial(flip, location)
    told = make_service()
    Metadata.objects.create(resource_type="service", resource_id=told.pk)
    return found | {"turning a service with old values": partial(flip, told)}


def got_through() -> list[str]:
    found = []
    for name, attack in attacks().items():
        try:
            with transaction.atomic():
                attack()
        except DatabaseError:
            continue
        found.append(name)
    return found


def drop_all() -> None:
    with connection.cursor() as cursor:
        for refusal in REFUSALS:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {refusal.name}_insert")
                cursor.execute(f"DROP TRIGGER {refusal.name}_update")
            else:
                cursor.execute(f"DROP TRIGGER {refusal.name} ON {refusal.table}")


class TestTheDatabase:
    def test_refuses_every_place_for_what_must_have_none(self):
        assert got_through() == []

    def test_refuses_nothing_of_the_kind_without_its_triggers(self):
        drop_all()
        try:
            # The CHECK constraints alone still refuse these.
            assert set(attacks()) - set(got_through()) == {
                "coordinates",
                "a telling name",
                "more kept of a service",
                "more kept of an agency",
            }
        finally:
            install_triggers(connection)

    def test_lets_an_open_service_have_its_place(self):
        service = make_service()
        location = make_location(
            service, latitude="52.40", longitude="-1.50", name="Harbour hall"
        )
        make_address(location)
        service.service_areas.create(name="Coventry")
        assert Location.objects.count() == 1

    def test_lets_a_service_turn_once_its_places_are_gone(self):
        service = make_service()
        location = make_location(service)
        location.at_services.all().delete()
        flip(service)
        assert Service.objects.get(pk=service.pk).place_is_confidential


@pytest.mark.django_db(transaction=True)
class TestMissingTriggers:
    def test_is_empty_after_migrate_even_when_a_table_was_rebuilt(self):
        if connection.vendor == "sqlite":
            free_tables(using="default")
            with connection.schema_editor() as editor:
                for model in (Place, Service, Location):
                    editor._remake_table(model)
            assert missing_triggers(connection)
        call_command("migrate", verbosity=0)
        assert missing_triggers(connection) == []

    def test_names_one_that_was_dropped_or_changed(self):
        name = REFUSALS[0].name
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}_update")
            else:
                cursor.execute(
                    f"ALTER TABLE {REFUSALS[0].table} DISABLE TRIGGER {name}"
                )
        try:
            assert missing_triggers(connection) == [name]
        finally:
            install_triggers(connection)
            if connection.vendor != "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"ALTER TABLE {REFUSALS[0].table} ENABLE TRIGGER {name}"
                    )
        assert missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
def test_two_transactions_cannot_pass_each_other():
    """One gives the service a place while the other turns it confidential."""

    def run(attack: Callable[..., None], *rows: object) -> None:
        try:
            attack(*rows)
        except DatabaseError:
            pass
        finally:
            connections.close_all()

    for _ in range(5):
        service, location = make_service(), make_location()
        threads = [
            Thread(target=run, args=(put_at_location, service, location)),
            Thread(target=run, args=(flip, service)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        service.refresh_from_db()
        assert not (service.place_is_confidential and service.at_locations.exists())
