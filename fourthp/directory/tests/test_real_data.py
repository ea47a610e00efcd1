"""Real directories come in, come again, and go (issue 3, parts D and E).

The data stands beside the checkout and is nobody's to commit; FOURTHP_DATA names it
elsewhere.
"""

import csv
import os
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from fourthp.directory.formats.export import package_chunks
from fourthp.directory.formats.hsds import OTHER, TABLES, table_of
from fourthp.directory.formats.reasons import NO_ORGANISATION, SAME_AGENCY, SAME_SERVICE
from fourthp.directory.formats.values import CannotRead, moment
from fourthp.directory.models import (
    Address,
    HeldRow,
    Language,
    Location,
    OtherTable,
    Schedule,
    SearchRow,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import FlatTable, Plan, plan_import
from fourthp.directory.operations.imports.resolving import model_of
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries.export import sheets_of
from fourthp.directory.queries.search import Question, find_services
from fourthp.directory.tests.digests import digests
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import NOT_NAMED, Agency

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("FOURTHP_DATA") or ROOT.parent / "shared" / "data")

pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (DATA / "directory").is_dir(), reason=f"there is no real data at {DATA}"
    ),
]

MIAMI = DATA / "directory" / "miami_open211_hsds11_datapackage.zip"
EXAMPLES = DATA / "directory" / "open_referral_schemas_examples.zip"
AGENCIES = DATA / "agencies"


def counted(plan: Plan) -> Counter[tuple[str, str, str]]:
    return Counter((h.table, h.field, h.reason) for h in plan.held)


def answers(plan: Plan) -> None:
    """Look that each irregularity of the whole package has its answer."""
    held, counts = counted(plan), plan.counts()
    assert counts["service"] == {"new": 4_089}
    assert counts["schedule"] == {"new": 11_350}
    assert counts["language"] == {"new": 9_364}
    assert counts["attribute"] == {"new": 26_259}
    assert held["service", "organization_id", NO_ORGANISATION] == 447
    again = "another row of this file names the same service"
    assert held["service", "name", again] == 116
    assert held["eligibility", "service_id", "is missing"] == 2_244
    for table in ("location", "address", "service_at_location"):
        hidden = held[table, "id", "the place is confidential"]
        assert hidden > 0
        assert counts[table] == {"new": 4_089 - hidden}
    assert set(counts["organization"]) == {"new"}
    # Every row of every table comes in or is held.
    for table, name in TABLES_OF_MIAMI.items():
        rows = {h.row for h in plan.held if h.table == table}
        there = counts.get(table, {}).get("new", 0)
        assert there + len(rows) >= len(raw(name)), table


TABLES_OF_MIAMI = {
    "contact": "contacts",
    "phone": "phones",
    "schedule": "regular_schedules",
    "language": "languages",
    "attribute": "services_taxonomy",
    "accessibility": "accessibility_for_disabilities",
    "eligibility": "eligibility",
    "organization": "organizations",
    "address": "physical_addresses",
    "service_at_location": "services_at_location",
    "location": "locations",
    "service": "services",
    "taxonomy_term": "taxonomy",
}


def raw(name: str) -> list[dict[str, str]]:
    """Return the rows of one table of Miami, as they stand in the file."""
    with zipfile.ZipFile(MIAMI) as package:
        text = package.read(f"data/{name}.csv").decode()
    return list(csv.DictReader(text.splitlines(keepends=True)))


def some_of_miami(path: Path) -> Path:
    """Write a smaller Miami: every fifteenth service, and every oddity there is."""
    services = raw("services")
    named = {row["id"] for row in raw("organizations")}
    at = {row["location_id"]: row["service_id"] for row in raw("services_at_location")}
    odd = [row["id"] for row in services if row["organization_id"] not in named][:20]
    odd += [r["service_id"] for r in raw("languages") if "request" in r["language"]][:5]
    odd += [
        at[row["location_id"]]
        for row in raw("physical_addresses")
        if "onfidential" in row["address_1"]
    ][:5]
    pairs = Counter((row["organization_id"], row["name"]) for row in services)
    twice = [r for r in services if pairs[r["organization_id"], r["name"]] > 1]
    odd += [row["id"] for row in twice[:10]]
    kept = {*odd, *(row["id"] for row in services[::15])}
    places = {place for place, service in at.items() if service in kept}
    tables = {name: raw(name) for name in TABLES_OF_MIAMI.values()}
    for name, rows in tables.items():
        key = next((k for k in ("service_id", "location_id") if rows[0].get(k)), "id")
        wanted = {"service_id": kept, "location_id": places}.get(key)
        if name in {"services", "locations"}:
            wanted = kept if name == "services" else places
        if wanted is not None:
            tables[name] = [row for row in rows if row[key] in wanted]
    return make_package(path, **tables)


def walk(package: Path) -> None:
    """Import a package, find its services, import it again, and take it back."""
    first = plan_import(package, source="miami")
    made = apply_import(first, by=Host(), now=now())
    services = Service.objects.filter(source="miami")
    assert services.count() == first.counts()["service"]["new"]
    assert not services.exclude(status="active").exists()
    nameless = services.filter(organization__name=NOT_NAMED).count()
    assert nameless == counted(first)["service", "organization_id", NO_ORGANISATION]
    assert SearchRow.objects.filter(service__source="miami").count() == services.count()
    look_at_details()
    found = find_services(Question(now=now(), words=("food",)), reader=None)
    assert found.total() > 0
    assert plan_import(package, source="miami").changes_nothing()
    taken = undo_import(made, by=Host(), now=now())
    assert taken.undone.kept == []


def look_at_details() -> None:
    """Look at what the oddities of Miami became."""
    hidden = Service.objects.filter(place_is_confidential=True)
    assert hidden.exists()
    assert not hidden.exclude(label="TLP:GREEN").exists()
    assert not ServiceAtLocation.objects.filter(service__in=hidden).exists()
    assert not Address.objects.filter(address_1__icontains="confidential").exists()
    placeless = Location.objects.filter(latitude=None, source="miami")
    assert placeless.exists()
    hours = Schedule.objects.filter(source="miami")
    assert hours.exclude(byday="").exclude(opens_at=None).exists()
    offered = Language.objects.filter(name__icontains="upon request")
    assert {one.way for one in offered} == {"interpreter"}
    assert HeldRow.objects.filter(reason=SAME_SERVICE).exists()


@pytest.fixture
def before(tmp_path) -> dict[str, str]:
    """A directory that is not empty, and its digests."""
    small = plan_import(make_package(tmp_path, **plain()), source="before")
    apply_import(small, by=Host(), now=now())
    refresh()
    return digests()


def refresh() -> None:
    refresh_open_hours(now=now())
    index_services()


class TestMiami:
    def test_has_an_answer_to_every_irregularity(self):
        plan = plan_import(MIAMI, source="miami")
        answers(plan)
        nowhere = {row["id"] for row in raw("locations") if not row["latitude"]}
        assert len(nowhere) >= 1_829
        coming = {row.source_id for row in plan.make["location"] if not row.latitude}
        held = {h.row for h in plan.held if h.table == "location"}
        assert len(nowhere - coming) <= len(held)

    def test_comes_in_comes_again_and_goes(self, tmp_path, before):
        walk(some_of_miami(tmp_path))
        refresh()
        assert digests() == before

    @pytest.mark.deep
    def test_comes_in_comes_again_and_goes_whole(self, before):
        walk(MIAMI)
        refresh()
        assert digests() == before


def example(path: Path, standard: str) -> Path:
    """Write one standard's worked example as a package of its own."""
    made = path / f"{standard}.zip"
    folder = f"{standard}/examples/csv/"
    with zipfile.ZipFile(EXAMPLES) as all_of_them, zipfile.ZipFile(made, "w") as out:
        for name in all_of_them.namelist():
            if name.startswith(folder) and name.endswith(".csv"):
                out.writestr(name.removeprefix(folder), all_of_them.read(name))
    return made


def rows_of(package: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield every row of a package: its table, and its cells that say something."""
    with zipfile.ZipFile(package) as found:
        for name in found.namelist():
            if name.endswith(".csv"):
                lines = found.read(name).decode().splitlines(keepends=True)
                header, *rows = csv.reader(lines)
                table = table_of(name, set(header)) or OTHER
                for row in filter(any, rows):
                    yield table, [cell.strip() for cell in row if cell.strip()]


def plainly(cell: str) -> str:
    """Return a cell as it is compared: moments in one time, no quote of a formula."""
    try:
        return str(moment(cell).astimezone(UTC))
    except CannotRead:
        return cell.removeprefix("'").casefold()


def lost(package: Path, out: Path, source: str) -> set[str]:
    """Return cells of rows that came in which an export does not give back."""
    given = {plainly(cell) for _, cells in rows_of(out) for cell in cells}
    ours = {
        (table, key) for table in TABLES for key in keys_of(model_of(table), source)
    }
    return {
        cell
        for table, cells in rows_of(package)
        if table == OTHER or (table, *cells[:1]) in ours
        for cell in cells
        if plainly(cell) not in given
    }


def keys_of(model, source: str) -> list[str]:
    return list(model.objects.filter(source=source).values_list("source_id", flat=True))


@pytest.mark.parametrize(
    "standard", ["hsds-3.0", "hsds-3.1-dev", "hsds-3.2.3", "oruk-3.0"]
)
def test_a_worked_example_comes_in_without_loss(tmp_path, before, standard):
    package = example(tmp_path, standard)
    plan = plan_import(package, source=standard)
    made = apply_import(plan, by=Host(), now=now())
    assert OtherTable.objects.filter(name="meta_table_descriptions").exists()
    assert plan_import(package, source=standard).changes_nothing()
    out = tmp_path / "out.zip"
    out.write_bytes(b"".join(package_chunks(sheets_of(None, today=today()))))
    assert lost(package, out, standard) == set()
    coming = sum(counts["new"] for counts in plan.counts().values())
    dangling = {(h.table, h.row) for h in plan.held if h.table in TABLES}
    assert coming + len(dangling) >= len(list(rows_of(package)))
    undo_import(made, by=Host(), now=now())
    refresh()
    assert digests() == before


LISTS = (
    ("first_responders.csv", {"value": "organization.name"}, 1, 526),
    ("england_nhs_trusts.csv", {"1": "id", "2": "organization.name"}, 0, 228),
    (
        "uk_local_authorities.csv",
        {
            "local-authority-code": "id",
            "official-name": "organization.name",
            "lat": "location.latitude",
            "long": "location.longitude",
        },
        1,
        470,
    ),
    ("uk_police_forces.csv", {"value": "organization.name"}, 1, 47),
)


def test_lists_of_agencies_bring_agencies_and_no_service(before):
    made = []
    for name, chosen, header_at, count in LISTS:
        flat = FlatTable(chosen, header_at=header_at)
        plan = plan_import(AGENCIES / name, source=name, flat=flat)
        assert plan.counts()["organization"] == {"new": count}, name
        assert "service" not in plan.counts()
        made.append(apply_import(plan, by=Host(), now=now()))
        again = plan_import(AGENCIES / name, source=name, flat=flat)
        assert again.changes_nothing()
    names = Agency.objects.values_list("name", flat=True)
    assert not any(name != name.strip() for name in names)
    # The same body in several lists: said, and joined by nobody.
    same = HeldRow.objects.filter(reason=SAME_AGENCY)
    assert same.filter(of_import=made[2]).count() == 420
    assert Agency.objects.get(source_id="R0A").extra["column 8"] == "MANCHESTER"
    for one in reversed(made):
        undo_import(one, by=Host(), now=now())
    refresh()
    assert digests() == before
