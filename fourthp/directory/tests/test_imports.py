"""Part E: a directory comes in, comes in again, and is taken back to the row."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    HeldRow,
    Import,
    OpenInterval,
    Place,
    Schedule,
    Service,
)
from fourthp.directory.operations.imports.applying import (
    ImportRunsAlready,
    apply_import,
)
from fourthp.directory.operations.imports.planning import Plan, plan_import
from fourthp.directory.tests.packages import SERVICE, make_package, plain
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.tables import TableRefused
from fourthp.partnership.models import Agency, Label

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def plan(path: Path, *, source: str = "city", **tables) -> Plan:
    return plan_import(make_package(path, **tables), source=source)


def bring(path: Path, *, source: str = "city", later: int = 0, **tables) -> Import:
    now = MONDAY + timedelta(minutes=later)
    return apply_import(plan(path, source=source, **tables), by=Host(), now=now)


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in {"directory", "partnership"}
        and model not in {Import, HeldRow, Place}
    }


class TestPlanImport:
    def test_writes_nothing(self, tmp_path):
        before = rows()
        found = plan(tmp_path, **plain())
        assert found.counts()["service"] == {"new": 1}
        assert rows() == before

    def test_refuses_a_package_without_a_table(self, tmp_path):
        with pytest.raises(TableRefused):
            plan(tmp_path, recipes=[{"id": 1}])

    def test_reads_other_names_and_other_versions_of_the_same(self, tmp_path):
        tables = plain()
        new = {
            "organization": tables["organizations"],
            "service": tables["services"],
            "location": tables["locations"],
            "service_at_locations": tables["services_at_location"],
            "addresses": tables["physical_addresses"],
            "schedule": [
                {
                    "id": "h",
                    "service_id": "s1",
                    "freq": "WEEKLY",
                    "byday": "MO",
                    "opens_at": "09:00Z",
                    "closes_at": "17:00Z",
                }
            ],
        }
        assert plan(tmp_path, **new).counts() == plan(tmp_path, **tables).counts()


class TestApplyImport:
    def test_brings_everything_and_publishes_it(self, tmp_path):
        bring(tmp_path, **plain())
        service = Service.objects.get()
        assert (service.name, service.fees_description) == ("Drop-in", "None")
        assert (service.organization.name, service.label) == (
            "Harbour Aid",
            Label.CLEAR,
        )
        assert service.organization.website == "https://harbour.example"
        assert Schedule.objects.get().opens_at == time(9)
        assert OpenInterval.objects.count() == 8
        assert Entry.objects.get(act="imported").detail["tables"]["new"] == 6

    def test_brought_again_changes_nothing(self, tmp_path):
        bring(tmp_path, **plain())
        ids = set(Service.objects.values_list("pk", flat=True))
        again = plan(tmp_path, **plain())
        assert again.changes_nothing()
        apply_import(again, by=Host(), now=MONDAY + timedelta(days=1))
        assert set(Service.objects.values_list("pk", flat=True)) == ids

    def test_keeps_ids_and_takes_changes_and_what_is_new(self, tmp_path):
        bring(tmp_path, **plain())
        before = Service.objects.get().pk
        tables = plain()
        tables["services"][0]["name"] = "Morning drop-in"
        tables["services"].append(dict(SERVICE, id="s2"))
        bring(tmp_path, later=1, **tables)
        assert Service.objects.get(pk=before).name == "Morning drop-in"
        assert Service.objects.count() == 2

    def test_ends_a_service_that_its_source_no_longer_has(self, tmp_path):
        bring(tmp_path, **plain())
        tables = plain()
        tables["services"][0]["id"] = "s9"
        tables["services_at_location"][0]["service_id"] = "s9"
        tables["regular_schedules"][0]["service_id"] = "s9"
        bring(tmp_path, later=1, **tables)
        gone = Service.objects.get(source_id="s1")
        assert gone.status == Service.Status.DEFUNCT
        assert gone.schedules.exists()
        assert not gone.open_intervals.exists()
        assert plan(tmp_path, **tables).changes_nothing()

    def test_lets_local_edits_win_field_by_field_until_released(self, tmp_path):
        bring(tmp_path, **plain())
        Service.objects.update(name="Ours", local_fields=["name"])
        tables = plain()
        tables["services"][0] |= {"name": "Theirs", "description": "New words"}
        bring(tmp_path, later=1, **tables)
        service = Service.objects.get()
        assert (service.name, service.description) == ("Ours", "New words")
        Service.objects.update(local_fields=[])
        bring(tmp_path, later=2, **tables)
        assert Service.objects.get().name == "Theirs"

    def test_refuses_a_difference_that_another_import_made_stale(self, tmp_path):
        stale = plan(tmp_path, **plain())
        bring(tmp_path, **plain())
        with pytest.raises(ImportRunsAlready):
            apply_import(stale, by=Host(), now=MONDAY)

    def test_refuses_the_public(self, tmp_path):
        found = plan(tmp_path, **plain())
        with pytest.raises(PermissionDenied):
            apply_import(found, by=Public(), now=MONDAY)
        assert rows()["directory.Service"] == 0

    def test_tells_how_far_it_is(self, tmp_path):
        told = []
        found = plan(tmp_path, **plain())
        apply_import(
            found, by=Host(), now=MONDAY, progress=lambda *step: told.append(step)
        )
        assert told[-1][0] == told[-1][1]

    def test_keeps_two_sources_with_the_same_ids_apart(self, tmp_path):
        uuid = "0195f0de-0000-7000-8000-000000000001"
        tables = {
            "organizations": [{"id": uuid, "name": "Harbour Aid"}],
            "services": [{"id": uuid, "organization_id": uuid, "name": "Drop-in"}],
        }
        bring(tmp_path, source="one", **tables)
        assert str(Service.objects.get().pk) == uuid
        bring(tmp_path, source="two", later=1, **tables)
        assert Service.objects.count() == Agency.objects.count() == 2
        assert plan(tmp_path, source="two", **tables).changes_nothing()
