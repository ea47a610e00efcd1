"""HSDS tables of every version, and what each column is here.

Sources: the tabular descriptors of HSDS 1.1, 2.0, 3.0 and 3.2.3 (Open Referral).
"""

from dataclasses import dataclass, field

from fourthp.directory.formats.values import (
    Reader,
    amount,
    choice,
    clock,
    count,
    day,
    label,
    moment,
    number,
    text,
    weekday,
    whole,
    yes,
)


@dataclass(frozen=True)
class Link:
    """A column that names a row of another table."""

    field: str
    table: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its model's label, its columns (name → field and reader), its links.

    renamed maps columns of older versions to today's.
    """

    model: str
    columns: dict[str, tuple[str, Reader]] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()


def _texts(names: str, limit: int = 0) -> dict[str, tuple[str, Reader]]:
    return {name: (name, text(limit)) for name in names.split()}


def _to(*tables: str, required: bool = False) -> dict[str, Link]:
    return {f"{table}_id": Link(table, table, required=required) for table in tables}


_ORGANIZATION = Link("organization", "organization", required=True)
_SERVICE = Link("service", "service", required=True)
_PLACE_TYPES = choice("physical", "postal", "virtual")

# What we know and HSDS does not: columns of our own, so that nothing is lost on the way
# out and in again.
OURS: dict[str, dict[str, tuple[str, Reader]]] = {
    "organization": {"place_is_confidential": ("place_is_confidential", yes)},
    "service": {
        "referral": (
            "referral",
            choice("anyone", "worker", "form", "first-responder", "ask"),
        ),
        "what_to_say": ("what_to_say", text()),
        "is_free": ("is_free", yes),
        "assurer_role": ("assurer_role", text(100)),
        "time_zone": ("time_zone", text(64)),
        "closed_from": ("closed_from", day),
        "reopens_on": ("reopens_on", day),
        "alert_until": ("alert_until", day),
        "place_is_confidential": ("place_is_confidential", yes),
        "tlp_label": ("label", label),
    },
    "eligibility": {
        "facet": (
            "facet",
            choice("gender", "age", "situation", "household", "status", "other"),
        ),
        "value": ("value", text(60)),
        "is_exclusion": ("is_exclusion", yes),
    },
    "language": {"way": ("way", choice("spoken", "interpreter"))},
}

# Tables of a source that are not known here: no file is read as this one.
OTHER = "other_table"

# In the order in which rows can stand on each other.
TABLES: dict[str, Table] = {
    "organization": Table(
        "partnership.Agency",
        _texts("name alternate_name legal_status", 300)
        | _texts("description")
        | _texts("email", 254)
        | _texts("website logo uri", 2000)
        | {"year_incorporated": ("year_incorporated", whole)}
        | OURS["organization"],
        {"parent_organization_id": Link("parent", "organization")},
        {"url": "website"},
        required=("name",),
    ),
    "taxonomy": Table(
        "directory.Taxonomy",
        _texts("name", 300)
        | _texts("description")
        | _texts("uri", 2000)
        | _texts("version", 100),
        required=("name",),
    ),
    "taxonomy_term": Table(
        "directory.TaxonomyTerm",
        _texts("code", 200)
        | _texts("name", 500)
        | _texts("description")
        | _texts("language", 10)
        | _texts("term_uri", 2000),
        {
            "taxonomy_id": Link("taxonomy", "taxonomy"),
            "parent_id": Link("parent", "taxonomy_term"),
        },
        required=("name",),
    ),
    "unit": Table(
        "directory.Unit",
        _texts("name scheme identifier", 300) | _texts("uri", 2000),
        required=("name",),
    ),
    "program": Table(
        "directory.Program",
        _texts("name alternate_name", 500) | _texts("description"),
        {"organization_id": _ORGANIZATION},
        required=("name",),
    ),
    "service": Table(
        "directory.Service",
        _texts("name alternate_name", 500)
        | _texts(
            "description interpretation_services application_process"
            " fees_description wait_time accreditations eligibility_description"
            " licenses alert"
        )
        | _texts("url", 2000)
        | _texts("email assurer_email", 300)
        | {
            "status": (
                "status",
                choice("active", "inactive", "defunct", "temporarily closed"),
            ),
            "minimum_age": ("minimum_age", whole),
            "maximum_age": ("maximum_age", whole),
            "assured_date": ("assured_date", day),
            "last_modified": ("last_modified", moment),
        }
        | OURS["service"],
        {"organization_id": _ORGANIZATION, "program_id": Link("program", "program")},
        {"fees": "fees_description"},
        required=("name",),
    ),
    "location": Table(
        "directory.Location",
        _texts("name alternate_name", 500)
        | _texts("description transportation")
        | _texts("url", 2000)
        | _texts("external_identifier external_identifier_type", 300)
        | {
            "location_type": ("location_type", _PLACE_TYPES),
            "latitude": ("latitude", number),
            "longitude": ("longitude", number),
        },
        {"organization_id": Link("organization", "organization")},
    ),
    "service_at_location": Table(
        "directory.ServiceAtLocation",
        _texts("description"),
        _to("service", "location", required=True),
    ),
    "address": Table(
        "directory.Address",
        _texts("attention", 300)
        | _texts("address_1 address_2", 500)
        | _texts("city region state_province", 200)
        | _texts("postal_code", 40)
        | _texts("country", 100)
        | {"address_type": ("address_type", _PLACE_TYPES)},
        {"location_id": Link("location", "location", required=True)},
    ),
    "accessibility": Table(
        "directory.Accessibility",
        _texts("description details") | _texts("url", 2000),
        {"location_id": Link("location", "location", required=True)},
        {"accessibility": "description"},
    ),
    "contact": Table(
        "directory.Contact",
        _texts("name title department email", 300),
        _to("organization", "service", "service_at_location", "location"),
    ),
    "phone": Table(
        "directory.Phone",
        _texts("number type", 100) | _texts("extension", 40) | _texts("description"),
        _to("location", "service", "organization", "contact", "service_at_location"),
        required=("number",),
    ),
    "schedule": Table(
        "directory.Schedule",
        _texts("timezone", 64)
        | _texts("wkst", 2)
        | _texts("byweekno byyearday", 300)
        | _texts("byday attending_type", 100)
        | _texts("bymonthday", 200)
        | _texts("description notes")
        | _texts("schedule_link", 2000)
        | {
            "freq": ("freq", lambda cell: choice("weekly", "monthly")(cell).upper()),
            "valid_from": ("valid_from", day),
            "valid_to": ("valid_to", day),
            "dtstart": ("dtstart", day),
            "until": ("until", day),
            "count": ("count", whole),
            "interval": ("interval", whole),
            "opens_at": ("opens_at", clock),
            "closes_at": ("closes_at", clock),
            "weekday": ("byday", weekday),
            "closed": ("is_closure", yes),
        },
        _to("service", "location", "service_at_location"),
        {
            "original_text": "description",
            "start_date": "valid_from",
            "end_date": "valid_to",
        },
    ),
    "language": Table(
        "directory.Language",
        _texts("name", 300) | _texts("code", 10) | _texts("note") | OURS["language"],
        _to("service", "location", "phone"),
        {"language": "name"},
    ),
    "service_area": Table(
        "directory.ServiceArea",
        _texts("name", 500)
        | _texts("description extent")
        | _texts("extent_type", 100)
        | _texts("uri", 2000),
        _to("service", "service_at_location"),
        {"service_area": "name"},
    ),
    "eligibility": Table(
        "directory.Eligibility",
        {"eligibility": ("note", text()), **OURS["eligibility"]},
        {"service_id": _SERVICE},
    ),
    "required_document": Table(
        "directory.RequiredDocument",
        _texts("document") | _texts("uri", 2000),
        {"service_id": _SERVICE},
    ),
    "cost_option": Table(
        "directory.CostOption",
        _texts("option amount_description")
        | _texts("currency", 3)
        | {
            "amount": ("amount", amount),
            "valid_from": ("valid_from", day),
            "valid_to": ("valid_to", day),
        },
        {"service_id": _SERVICE},
        {"payment": "option"},
    ),
    "funding": Table(
        "directory.Funding",
        {"source": ("source_of_funds", text())},
        _to("organization", "service"),
    ),
    "url": Table(
        "directory.Url",
        _texts("label", 300) | _texts("url", 2000),
        _to("organization", "service"),
        required=("url",),
    ),
    "service_capacity": Table(
        "directory.ServiceCapacity",
        _texts("description")
        | {
            "available": ("available", count),
            "maximum": ("maximum", count),
            "updated": ("updated", moment),
        },
        _to("service", "unit", required=True),
        required=("available",),
    ),
    "organization_identifier": Table(
        "directory.OrganizationIdentifier",
        _texts("identifier_scheme identifier_type identifier", 300),
        {"organization_id": _ORGANIZATION},
        required=("identifier",),
    ),
    "attribute": Table(
        "directory.Attribute",
        _texts("link_type", 300)
        | _texts("value")
        | _texts("label", 500)
        | _texts("link_entity", 100),
        {
            "taxonomy_term_id": Link("taxonomy_term", "taxonomy_term", required=True),
            "service_id": Link("service", "service"),
        },
        {"taxonomy_id": "taxonomy_term_id", "taxonomy_detail": "value"},
    ),
    "metadata": Table(
        "directory.Metadata",
        _texts("resource_type last_action_type", 100)
        | _texts("last_action_date", 40)
        | _texts("field_name", 200)
        | _texts("previous_value replacement_value")
        | _texts("updated_by", 300),
    ),
    OTHER: Table("directory.OtherTable"),
}

# A file's name, without folder and ending, in every version and habit.
FILES = {
    "accessibility_for_disabilities": "accessibility",
    "accessibilities": "accessibility",
    "addresses": "address",
    "physical_address": "address",
    "physical_addresses": "address",
    "postal_address": "address",
    "postal_addresses": "address",
    "eligibilities": "eligibility",
    "holiday_schedule": "schedule",
    "holiday_schedules": "schedule",
    "regular_schedule": "schedule",
    "regular_schedules": "schedule",
    "payment_accepted": "cost_option",
    "payments_accepted": "cost_option",
    "service_capacities": "service_capacity",
    "services_at_location": "service_at_location",
    "services_at_locations": "service_at_location",
    "service_attribute": "attribute",
    "service_attributes": "attribute",
    "service_taxonomy": "attribute",
    "services_taxonomy": "attribute",
    "taxonomies": "taxonomy",
}


def table_of(file_name: str, header: set[str]) -> str | None:
    """Return the table that a file holds, or None for one that is no table of HSDS."""
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower().replace("-", "_")
    name = FILES.get(stem) or next(
        (n for n in (stem, stem.removesuffix("s")) if n in TABLES and n != OTHER), None
    )
    if name == "taxonomy" and header & {"parent_id", "vocabulary", "parent_name"}:
        return "taxonomy_term"  # before 3.0 this file held the terms
    return name
