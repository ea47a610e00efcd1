"""S3: an import that hides a place leaves it nowhere, in whichever table it stood."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fourthp.directory.formats.hsds import TABLES
from fourthp.directory.models import (
    Contact,
    Eligibility,
    Import,
    Location,
    Phone,
    Schedule,
    Service,
    TaxonomyTerm,
)
from fourthp.directory.operations.edits import (
    Edit,
    edit_service,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports import planning
from fourthp.directory.operations.imports.applying import (
    apply_import,
    undo_import,
)
from fourthp.directory.operations.imports.hiding import Hiding
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.imports.resolving import model_of
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.quieting import texts_of
from fourthp.directory.tests.makers import make_region, make_service, make_town
from fourthp.directory.tests.packages import ADDRESS, AT, SERVICE, make_package, plain
from fourthp.directory.tests.test_hiding import SECRET, SHORT, TOWN, kept_in
from fourthp.foundation.actors import Host
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


KEYS = {"link_entity", "resource_type", "source", "source_id"}


def bring(path: Path, *, later: int = 0, source: str = "city", **tables) -> Import:
    plan = plan_import(make_package(path, **tables), source=source)
    return apply_import(plan, by=Host(), now=MONDAY + timedelta(minutes=later))


def telling_cells(table: str) -> dict[str, str]:
    """Return a cell that tells a place for every text column of a table."""
    longest = {f.name: f.max_length or 500 for f in texts_of(model_of(table))}
    found = {"x_address": SECRET}
    for column, (name, _reader) in TABLES[table].columns.items():
        if name not in KEYS and longest.get(name, 0) >= len(SHORT):
            found[column] = SECRET if longest[name] >= len(SECRET) else SHORT
    return found


PARENTS = {
    "organization": "o1",
    "service": "s1",
    "location": "l1",
    "service_at_location": "a1",
    "contact": "contact of service",
    "phone": "phone of service",
    "taxonomy_term": "t1",
    "taxonomy": "x1",
    "unit": "u1",
    "program": "p1",
}


ALONE = {"attribute", "metadata", "organization_identifier"}


def telling() -> dict[str, list[dict[str, object]]]:
    """A package that tells the place in every column of every row under a service."""
    tables: dict[str, list[dict[str, object]]] = {
        "organization": [{"id": "o1", "name": "Harbour Aid"}],
        "service": [telling_cells("service") | SERVICE | {"program_id": "p1"}],
        "location": [telling_cells("location") | {"id": "l1"}],
        "service_at_location": [telling_cells("service_at_location") | AT],
        "taxonomy": [{"id": "x1", "name": "Help"}],
    }
    tables["service"][0] |= {"name": SECRET, "status": "active", "fees": SECRET}
    for table, shape in TABLES.items():
        if table in tables or table in ALONE:
            continue
        cells = telling_cells(table)
        links = {c: link for c, link in shape.links.items() if link.table in PARENTS}
        needed = {c: PARENTS[n.table] for c, n in links.items() if n.required}
        own = {v: k for k, v in PARENTS.items()}
        rows = [cells | needed | {"id": f"{table} of service"}]
        if table in own.values():
            rows[0]["id"] = PARENTS[table]
        if "service_id" in links:
            rows[0]["service_id"] = "s1"
        if not needed and table not in {"unit", "taxonomy_term"}:
            rows += [
                cells | {"id": f"{table} of {link.table}", c: PARENTS[link.table]}
                for c, link in links.items()
                if link.table in {"location", "service_at_location", "contact", "phone"}
            ]
        tables[table] = rows
    tables["service_capacity"][0]["available"] = "1"
    tables["attribute"] = [
        telling_cells("attribute")
        | {"id": "m", "link_entity": "service", "link_id": "s1"}
        | {"taxonomy_term_id": "t1"}
    ]
    tables["metadata"] = [
        telling_cells("metadata")
        | {"id": f"of {table}", "resource_type": table, "resource_id": key}
        for table, key in (("service", "s1"), ("location", "l1"))
    ]
    return tables


def quiet() -> dict[str, list[dict[str, object]]]:
    """The same package, where the street line says that it is confidential."""
    tables = telling()
    tables["address"][0]["address_1"] = "Confidential"
    return tables


class TestAnImportThatHides:
    def test_keeps_the_place_in_no_column_of_any_table(self, tmp_path):
        make_network()
        bring(tmp_path, **quiet())
        assert kept_in() == set()
        assert Service.objects.get().name == "Confidential service"
        assert not Location.objects.exists()
        assert plan_import(
            make_package(tmp_path, **quiet()), source="city"
        ).changes_nothing()

    def test_without_it_every_column_would_keep_it(self, tmp_path, monkeypatch):
        monkeypatch.setattr(planning, "hide_places", lambda *_: Hiding())
        bring(tmp_path, **quiet())
        assert len(kept_in()) > 60

    def test_leaves_nothing_of_what_came_before_it(self, tmp_path):
        make_network()
        first = bring(tmp_path, **telling())
        changed = telling()
        for rows in changed.values():
            for row in rows:
                row.pop("x_address", None)
        bring(tmp_path, later=1, **changed)
        index_services()
        assert kept_in()
        last = bring(tmp_path, later=2, **quiet())
        index_services()
        assert kept_in() == set()
        undo_import(last, by=Host(), now=MONDAY + timedelta(days=1))
        assert kept_in() == set()
        undo_import(first, by=Host(), now=MONDAY + timedelta(days=1))
        assert kept_in() == set()

    def test_takes_what_was_changed_here_too(self, tmp_path):
        make_network()
        bring(tmp_path, **plain())
        service = Service.objects.get()
        numbers = {Phone: [Phone(number="0121 496 0001")]}
        edit = Edit({"alert": f"Ring at {SECRET}"}, numbers)
        edit_service(service, edit, by=Host(), now=MONDAY)
        Contact.objects.create(service=service, name=SECRET)
        tables = plain()
        tables["physical_addresses"][0]["address_1"] = "Confidential"
        bring(tmp_path, later=1, **tables)
        service.refresh_from_db()
        assert service.place_is_confidential
        assert not Phone.objects.exists()
        assert kept_in() == set()

    def test_hides_what_is_at_that_place_here_of_whichever_source(self, tmp_path):
        bring(tmp_path, **plain())
        other = make_service("Ours")
        Location.objects.get().at_services.create(service=other)
        tables = plain()
        tables["physical_addresses"][0]["address_1"] = "Confidential"
        bring(tmp_path, later=1, **tables)
        other.refresh_from_db()
        assert other.place_is_confidential
        assert not Location.objects.exists()

    def test_takes_a_place_where_no_service_is(self, tmp_path):
        tables = {"locations": [{"id": "l1", "name": "Harbour hall"}]}
        bring(tmp_path, **tables)
        tables["physical_addresses"] = [dict(ADDRESS, address_1="Confidential")]
        bring(tmp_path, later=1, **tables)
        assert not Location.objects.exists()

    def test_empties_what_names_a_town_that_the_package_names(self, tmp_path):
        tables = plain()
        tables["services"] += [
            dict(SERVICE, id="s2", description=f"A house in {TOWN}.")
            | {"place_is_confidential": "true"}
        ]
        tables["physical_addresses"][0]["city"] = TOWN
        bring(tmp_path, **tables)
        assert Service.objects.get(source_id="s2").description == ""

    def test_keeps_its_region_only_where_it_is_large(self, tmp_path):
        bring(tmp_path, **plain())
        large, small = make_region(), make_region("Small", population=9)
        for region, kept in ((small, None), (large, large)):
            Service.objects.update(place_is_confidential=False, region=region)
            tables = plain()
            tables["services"][0]["place_is_confidential"] = "yes"
            bring(tmp_path, later=1, **tables)
            service = Service.objects.get()
            assert (service.home_region, service.region) == (kept, None)

    def test_lets_stay_what_hung_on_the_place_and_tells_none(self, tmp_path):
        tables = quiet() | {
            "phone": [
                {"id": "1", "service_at_location_id": "a1", "number": "0808 157 0001"}
            ],
            "schedule": [{"id": "2", "service_at_location_id": "a1", "byday": "MO"}],
        }
        make_network()
        bring(tmp_path, **tables)
        service = Service.objects.get()
        assert Phone.objects.get().service == service
        assert Schedule.objects.get().service == service


class TestWhatIsHiddenHere:
    def test_stays_so_and_what_else_is_there_stays_open(self, tmp_path):
        tables = plain()
        tables["services"].append(dict(SERVICE, id="s2"))
        tables["services_at_location"].append(dict(AT, id="a2", service_id="s2"))
        bring(tmp_path, **tables)
        mine, other = Service.objects.order_by("source_id")
        make_confidential(mine, by=Host(), region=None)
        bring(tmp_path, later=1, **tables)
        other.refresh_from_db()
        assert not other.place_is_confidential
        assert other.at_locations.count() == 1
        assert mine.at_locations.count() == 0

    def test_keeps_a_number_that_somebody_vouched_for(self, tmp_path):
        phones = [{"id": "n", "service_id": "s1", "number": "+40 800 800 678"}]
        tables = plain() | {"phones": phones}
        bring(tmp_path, **tables)
        numbers = ["+40 800 800 678"]
        make_confidential(
            Service.objects.get(), by=Host(), region=None, numbers=numbers
        )
        bring(tmp_path, later=1, **tables)
        assert Phone.objects.get().number == "+40 800 800 678"
        tables["phones"][0]["number"] = "+40 21 310 0001"
        bring(tmp_path, later=2, **tables)
        assert not Phone.objects.exists()

    def test_keeps_no_word_of_a_detail_that_tells_a_place_since(self, tmp_path):
        details = [{"id": "e", "service_id": "s1", "eligibility": f"From {TOWN}"}]
        tables = plain() | {"eligibility": details}
        tables["services"][0]["place_is_confidential"] = "yes"
        first = bring(tmp_path, **tables)
        assert Eligibility.objects.get().note == f"From {TOWN}"
        make_town(TOWN)
        bring(tmp_path, later=1, **tables)
        Eligibility.objects.get(note="")
        assert {name for name in kept_in() if not name.startswith("Place")} == set()
        undo_import(first, by=Host(), now=MONDAY + timedelta(days=1))

    def test_says_no_word_of_a_list_that_tells_a_place(self, tmp_path):
        make_town()
        tables = quiet() | {
            "taxonomy_term": [
                {"id": "t1", "name": "Housing"},
                {"id": "t2", "name": "Coventry"},
                {"id": "t3", "name": SECRET},
            ],
            "attribute": [
                {"id": t, "service_id": "s1", "taxonomy_term_id": t}
                for t in ("t1", "t2", "t3")
            ]
            + [{"id": "open", "service_id": "s2", "taxonomy_term_id": "t2"}],
        }
        tables["service"].append(dict(SERVICE, id="s2"))
        bring(tmp_path, **tables)
        hidden, other = Service.objects.order_by("-place_is_confidential")
        assert hidden.attributes.get().taxonomy_term.name == "Housing"
        assert other.attributes.get().taxonomy_term.name == "Coventry"
        assert TaxonomyTerm.objects.count() == 2
