"""What imports did to a listing stands in its history, and no more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from fourthp.directory.models import Address, Phone, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.imported import MOST_IMPORTS, Brought, imports_of
from fourthp.directory.tests.makers import make_service
from fourthp.directory.tests.packages import SERVICE, make_package, plain
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Role

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
client = client_of


@pytest.fixture
def bring(tmp_path):
    """Import tables; each call is a minute later."""
    times = iter(AT + timedelta(minutes=n) for n in range(60))

    def do(source="city", **tables):
        plan = plan_import(make_package(tmp_path, **tables), source=source)
        return apply_import(plan, by=Host(), now=next(times))

    return do


def saying(**cells: object) -> dict:
    tables = plain()
    tables["services"][0] |= cells
    return tables


def told() -> list[tuple[bool, set[tuple[str, str, str]]]]:
    """What the history of the one service says of imports, newest first."""
    return [(one.is_first, said(one)) for one in imports_of(Service.objects.get())]


def said(one: Brought) -> set[tuple[str, str, str]]:
    return {(f.name, f.before, f.after) for f in one.change.fields}


class TestImportsOf:
    def test_tells_first_what_brought_it_and_none_of_its_rows(self, bring):
        bring(**plain(), phones=[{"id": "p1", "service_id": "s1", "number": "1"}])
        assert told() == [(True, set())]

    def test_tells_the_fields_that_a_later_one_changed(self, bring):
        bring(**plain())
        bring(**saying(name="Other", description="Soup"))
        fields = {("name", "Drop-in", "Other"), ("what it does", "–", "Soup")}
        assert told() == [(False, fields), (True, set())]

    def test_tells_of_its_numbers_and_places_that_came_and_went(self, bring):
        rows = [{"id": "p1", "service_id": "s1", "number": "0121 496 0001"}]
        bring(**plain(), phones=rows)
        new = [{"id": "p2", "service_id": "s1", "number": "0121 496 0002"}]
        tables = plain()
        tables["physical_addresses"][0]["address_1"] = "2 Harbour Street"
        bring(**tables, phones=new)
        assert told()[0] == (
            False,
            {
                ("number", "–", "0121 496 0002"),
                ("number", "0121 496 0001", "–"),
                ("street and number", "1 Harbour Street", "2 Harbour Street"),
            },
        )
        assert Phone.objects.count() == Address.objects.count() == 1

    def test_tells_that_its_source_dropped_it(self, bring):
        bring(**plain())
        gone = plain()
        gone["services"] = [SERVICE | {"id": "s2"}]
        del gone["services_at_location"], gone["regular_schedules"]
        bring(**gone)
        first = Service.objects.get(source_id="s1")
        ended, brought = imports_of(first)
        assert {name for name, _, _ in said(ended)} >= {"state"}
        assert brought.is_first
        # The other service came with that import.
        [other] = imports_of(Service.objects.get(source_id="s2"))
        assert other.is_first

    def test_tells_of_nothing_that_other_services_were_given(self, bring):
        two = plain()
        two["services"].append(SERVICE | {"id": "s2", "name": "Other"})
        bring(**two)
        two["services"][1]["name"] = "Zqother"
        bring(**two)
        [only] = imports_of(Service.objects.get(source_id="s1"))
        assert only.is_first
        assert len(imports_of(Service.objects.get(source_id="s2"))) == 2

    def test_tells_of_no_place_that_is_confidential(self, bring):
        bring(**plain())
        bring(**saying(description="At 2 Zqstreet"))
        service = Service.objects.get()
        assert "Zqstreet" in str(told())
        make_confidential(service, by=Host(), region=None)
        assert told() == [(False, set()), (True, set())]

    def test_knows_nothing_of_what_was_written_here(self):
        assert imports_of(make_service()) == []

    def test_looks_through_the_last_ones_alone(self, bring):
        bring(**plain())
        for number in range(MOST_IMPORTS):
            bring(**saying(name=f"Other {number}"))
        assert [is_first for is_first, _ in told()] == [False] * MOST_IMPORTS


class TestPages:
    def test_say_which_import_it_was_among_the_changes(self, bring, client):
        member(client, role=Role.EDITOR)
        bring(**plain())
        bring(**saying(name="Other"))
        service = Service.objects.get()
        edit_service(service, Edit(facts={"is_free": True}), by=Host(), now=now())
        for path in (
            reverse("history", args=["service", service.pk]),
            reverse("listing", args=[service.pk]),
        ):
            page = client.get(path).content.decode()
            changed = "Changed by the import of 25 November 2026, “city”"
            brought = "Came in with the import of 25 November 2026, “city”"
            assert page.index(changed) < page.index(brought)
            # By hand it was changed last, and that alone is taken back from here.
            assert page.index(">Changed</span>") < page.index(changed)
            assert page.count("Take this change back") == 1

    def test_say_what_was_taken_back(self, bring, client):
        member(client, role=Role.EDITOR)
        bring(**plain())
        undo_import(bring(**saying(name="Other")), by=Host(), now=AT)
        service = Service.objects.get()
        page = client.get(reverse("history", args=["service", service.pk]))
        assert page.content.decode().count("taken back") == 1
        [change, _first] = imports_of(service)
        assert change.change.undone_by == "the host"
