"""What the database itself refuses: a place for what must have none (S3).

One list for both engines. The triggers are made again after every migration (a
table that SQLite rebuilds loses its triggers silently), and `bin/fourthp check`
compares them with this list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fourthp.directory.models.places import LARGE_ENOUGH

SERVICE, LOCATION = "directory_service", "directory_location"
AGENCY, PLACE = "partnership_agency", "directory_place"
AT, ADDRESS = "directory_serviceatlocation", "directory_address"
AREA = "directory_servicearea"
METADATA, ATTRIBUTE = "directory_metadata", "directory_attribute"
# What may hang on a location, and tells of it there.
AT_A_LOCATION = (
    "directory_accessibility",
    "directory_contact",
    "directory_phone",
    "directory_schedule",
    "directory_language",
)


@dataclass(frozen=True)
class Refusal:
    """A row that is refused when the condition holds of the NEW row.

    {share} locks the rows that were looked at where the engine can, so that two
    transactions cannot pass each other.
    """

    name: str
    table: str
    condition: str
    message: str


def _is_confidential(table: str, key: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM (SELECT place_is_confidential FROM {table}"  # noqa: S608 -- our own table names
        f" WHERE id = NEW.{key} {{share}}) AS held WHERE held.place_is_confidential)"
    )


def _exists(table: str, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {condition})"  # noqa: S608 -- our own table names


def _any(*conditions: str) -> str:
    return "(" + " OR ".join(conditions) + ")"


_LARGE = f"kind IN ('region', 'country') AND COALESCE(population, 0) >= {LARGE_ENOUGH}"
_LARGE_NEW = _LARGE.replace("kind", "NEW.kind").replace("popul", "NEW.popul")


def _is_small(region: str) -> str:
    large = _exists(PLACE, f"id = NEW.{region} AND {_LARGE}")
    return f"(NEW.{region} IS NOT NULL AND NOT {large})"


REFUSALS = (
    Refusal(
        "no_location_for_a_confidential_service",
        AT,
        f"{_is_confidential(SERVICE, 'service_id')}"
        f" OR {_is_confidential(LOCATION, 'location_id')}",
        "a confidential service has no place",
    ),
    Refusal(
        "no_address_for_a_confidential_location",
        ADDRESS,
        _is_confidential(LOCATION, "location_id"),
        "a confidential location has no address",
    ),
    *(
        Refusal(
            f"no_{table.removeprefix('directory_')}_at_a_confidential_location",
            table,
            _is_confidential(LOCATION, "location_id"),
            "nothing hangs on a confidential location",
        )
        for table in AT_A_LOCATION
    ),
    Refusal(
        "no_attribute_of_a_confidential_location",
        ATTRIBUTE,
        _is_confidential(LOCATION, "link_id"),
        "nothing hangs on a confidential location",
    ),
    Refusal(
        "no_old_values_of_what_is_confidential",
        METADATA,
        _any(
            _is_confidential(LOCATION, "resource_id"),
            _is_confidential(SERVICE, "resource_id"),
        ),
        "nothing is kept of what a confidential place was",
    ),
    Refusal(
        "no_area_for_a_confidential_service",
        AREA,
        _is_confidential(SERVICE, "service_id"),
        "a confidential service says no area but its region",
    ),
    Refusal(
        "a_service_turns_confidential_without_places",
        SERVICE,
        "NEW.place_is_confidential AND "
        + _any(
            _exists(AT, "service_id = NEW.id"),
            _exists(AREA, "service_id = NEW.id"),
            _exists(METADATA, "resource_type = 'service' AND resource_id = NEW.id"),
        ),
        "take the places away before the service turns confidential",
    ),
    Refusal(
        "a_confidential_service_names_a_large_region",
        SERVICE,
        "NEW.place_is_confidential AND "
        + _any(_is_small("region_id"), _is_small("home_region_id")),
        "the region is too small for a confidential service",
    ),
    Refusal(
        "a_region_in_use_stays_large",
        PLACE,
        f"NOT ({_LARGE_NEW}) AND "
        + _exists(
            SERVICE,
            "(region_id = NEW.id OR home_region_id = NEW.id) AND place_is_confidential",
        ),
        "a confidential service names this region",
    ),
    Refusal(
        "services_of_a_confidential_agency_are_confidential",
        SERVICE,
        "NOT NEW.place_is_confidential AND "
        + _is_confidential(AGENCY, "organization_id"),
        "the agency is confidential, so its services are",
    ),
    Refusal(
        "a_location_turns_confidential_without_addresses",
        LOCATION,
        "NEW.place_is_confidential AND "
        + _any(
            *(
                _exists(table, "location_id = NEW.id")
                for table in (ADDRESS, AT, *AT_A_LOCATION)
            ),
            _exists(ATTRIBUTE, "link_entity = 'location' AND link_id = NEW.id"),
            _exists(METADATA, "resource_type = 'location' AND resource_id = NEW.id"),
        ),
        "take the addresses away before the location turns confidential",
    ),
    Refusal(
        "locations_of_a_confidential_agency_are_confidential",
        LOCATION,
        "NOT NEW.place_is_confidential AND "
        + _is_confidential(AGENCY, "organization_id"),
        "the agency is confidential, so its locations are",
    ),
    Refusal(
        "an_agency_turns_confidential_last",
        AGENCY,
        "NEW.place_is_confidential AND "
        + _any(
            *(
                _exists(table, "organization_id = NEW.id AND NOT place_is_confidential")
                for table in (SERVICE, LOCATION)
            )
        ),
        "its services and locations turn confidential before the agency does",
    ),
)


def install_triggers(connection: Any) -> None:
    """Make every trigger anew on the connection's engine."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def drop_triggers(connection: Any) -> None:
    """Take every trigger away: SQLite cannot rebuild a table that one looks at."""
    with connection.cursor() as cursor:
        for refusal in REFUSALS:
            for event in ("insert", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {refusal.name}_{event}")


def _statements(vendor: str) -> Iterator[str]:
    for refusal in REFUSALS:
        if vendor == "sqlite":
            for event in ("INSERT", "UPDATE"):
                yield f"DROP TRIGGER IF EXISTS {refusal.name}_{event.lower()}"
                yield _sqlite(refusal, event)
        else:
            yield _function(refusal)
            yield f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}"
            yield (
                f"CREATE TRIGGER {refusal.name} BEFORE INSERT OR UPDATE ON"
                f" {refusal.table} FOR EACH ROW EXECUTE FUNCTION {refusal.name}()"
            )


def _sqlite(refusal: Refusal, event: str) -> str:
    condition = refusal.condition.format(share="")
    return (
        f"CREATE TRIGGER {refusal.name}_{event.lower()} BEFORE {event} ON"
        f" {refusal.table} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END"
    )


def _body(refusal: Refusal) -> str:
    # OFFSET 0 keeps the planner from looking before it locks.
    condition = refusal.condition.format(share="OFFSET 0 FOR SHARE")
    return (
        f" BEGIN IF {condition} THEN RAISE EXCEPTION '{refusal.message}'"
        f" USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END "
    )


def _function(refusal: Refusal) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {refusal.name}() RETURNS trigger"
        f" LANGUAGE plpgsql AS $body${_body(refusal)}$body$"
    )


def missing_triggers(connection: Any) -> list[str]:
    """Return the refusals that do not stand in the database as they are declared."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            stands = dict(cursor.fetchall())
            return [
                refusal.name
                for refusal in REFUSALS
                if any(
                    stands.get(f"{refusal.name}_{event.lower()}")
                    != _sqlite(refusal, event)
                    for event in ("INSERT", "UPDATE")
                )
            ]
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p"
            " ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
        )
        stands = dict(cursor.fetchall())
    return [r.name for r in REFUSALS if stands.get(r.name) != _body(r)]
