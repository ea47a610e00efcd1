"""S3: an id that spells a street is kept nowhere, and still names its row."""

import csv
from datetime import UTC, datetime

import pytest

from fourthp.directory.formats import rows
from fourthp.directory.formats.rows import key_of
from fourthp.directory.models import Phone, Service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import FlatTable, Plan, plan_import
from fourthp.directory.tests.packages import ADDRESS, make_package, plain
from fourthp.directory.tests.test_other_tables import everything_kept
from fourthp.foundation.actors import Host
from fourthp.partnership.tests.makers import make_network

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECRET = "12 Acacia Avenue"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network():
    make_network()


def named_by_its_street(**address: str) -> dict:
    tables = plain()
    tables["services"][0]["id"] = SECRET
    tables["locations"][0]["id"] = f"{SECRET}-place"
    at = {"service_id": SECRET, "location_id": f"{SECRET}-place"}
    tables["services_at_location"][0] |= {"id": f"at {SECRET}", **at}
    tables["physical_addresses"] = [ADDRESS | address]
    tables["physical_addresses"][0] |= {"location_id": f"{SECRET}-place"}
    tables["regular_schedules"][0]["service_id"] = SECRET
    number = {"id": f"{SECRET}_1", "service_id": SECRET, "number": "0800 496 0001"}
    gone = {"id": "c1", "service_id": f"{SECRET} (gone)", "name": "Desk"}
    return tables | {"phones": [number], "contacts": [gone]}


def look(path, **address: str) -> Plan:
    made = make_package(path, **named_by_its_street(**address))
    return plan_import(made, source="city")


HIDDEN = {"address_1": "Confidential"}


class TestAPackage:
    def test_of_a_confidential_service_leaves_its_id_nowhere(self, tmp_path):
        apply_import(look(tmp_path, **HIDDEN), by=Host(), now=MONDAY)
        assert Service.objects.get().place_is_confidential
        assert Phone.objects.get().service == Service.objects.get()
        assert "acacia" not in everything_kept().lower()
        assert look(tmp_path, **HIDDEN).changes_nothing()

    def test_leaves_it_nowhere_when_people_hide_the_service_later(self, tmp_path):
        apply_import(look(tmp_path), by=Host(), now=MONDAY)
        assert Service.objects.get().at_locations.exists()
        make_confidential(Service.objects.get(), by=Host(), region=None)
        assert "acacia" not in everything_kept().lower()

    def test_would_leave_it_without_the_digest(self, tmp_path, monkeypatch):
        """The control."""
        monkeypatch.setattr(rows, "may_tell_a_place", lambda _cell: False)
        apply_import(look(tmp_path, **HIDDEN), by=Host(), now=MONDAY)
        assert "acacia" in everything_kept().lower()


class TestATable:
    def test_leaves_it_nowhere(self, tmp_path):
        made = tmp_path / "list.csv"
        with made.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerows([("ref", "what", "tel", "where")])
            writer.writerows([(SECRET, "Stay", "0800 496 0001", "Confidential")])
        heads = {"ref": "id", "what": "service.name", "tel": "phone.number"}
        flat = FlatTable(heads | {"where": "address.address_1"})
        for _time in range(2):
            plan = plan_import(made, source="sheet", flat=flat)
            apply_import(plan, by=Host(), now=MONDAY)
        assert plan.changes_nothing()
        assert Phone.objects.get().service == Service.objects.get()
        assert "acacia" not in everything_kept().lower()


class TestKeyOf:
    @pytest.mark.parametrize(
        "key",
        ["", "17", "s1", "harbour/phone/1", "0195f0de-0000-7000-8000-00000000000a"],
    )
    def test_is_the_key_itself(self, key):
        assert key_of(key) == key

    @pytest.mark.parametrize(
        "key",
        [SECRET, "12-acacia-avenue", "cv1_2ab", "x" * 20 + "-12-mill-lane-xx"],
    )
    def test_is_a_digest_of_what_may_tell_a_place(self, key):
        assert key_of(key).startswith("~")
        assert key_of(key) == key_of(key)
