"""A difference says by name what is new, what changes and what goes."""

from pathlib import Path

import pytest

from fourthp.directory.models import Draft, Service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports import naming
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.drafts import read_draft
from fourthp.directory.operations.imports.naming import named_rows
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.differences import (
    MOST_ON_A_PAGE,
    Told,
    differences,
    differences_list,
    not_named,
)
from fourthp.directory.tests.makers import make_draft
from fourthp.directory.tests.packages import (
    ADDRESS,
    ORGANIZATION,
    SERVICE,
    make_package,
    plain,
)
from fourthp.directory.tests.test_drafts import make_draft as make_handed_in
from fourthp.directory.tests.test_drafts import silent
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Label, Person
from fourthp.partnership.tests.makers import make_member

OTHER = SERVICE | {"id": "s2", "name": "Night stay"}
CONFIDENTIAL = {"id": "p2", "location_id": "l2", "address_1": "Confidential"}
AT_REFUGE = {"id": "a2", "service_id": "s2", "location_id": "l2"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Person:
    return make_member()


def bring(path: Path, **more) -> None:
    """Import a package."""
    plan = plan_import(make_package(path, **(plain() | more)), source="city")
    apply_import(plan, by=Host(), now=now())


def compared(path: Path, **more) -> Draft:
    """Hand a package in, and keep how it differs from what is here."""
    plan = plan_import(make_package(path, **(plain() | more)), source="city")
    return make_draft(named=named_rows(plan))


def said(draft: Draft, kind: str, reader: Person) -> list[Told]:
    found = {one.kind: one.told for one in differences(draft, reader=reader)}
    return found.get(kind, [])


def refuge(name: str = "Night stay") -> dict[str, list[dict[str, object]]]:
    """What makes the second service of a package confidential."""
    return {
        "services": [SERVICE, OTHER | {"name": name}],
        "locations": [*plain()["locations"], {"id": "l2"}],
        "services_at_location": [*plain()["services_at_location"], AT_REFUGE],
        "physical_addresses": [ADDRESS, CONFIDENTIAL],
    }


class TestWhatIsNew:
    def test_is_named_with_its_agency_services_first(self, tmp_path, reader):
        assert said(compared(tmp_path), "new", reader) == [
            Told("service", "Drop-in", "Harbour Aid"),
            Told("agency", "Harbour Aid"),
        ]

    def test_is_named_with_an_agency_that_is_here_already(self, tmp_path, reader):
        bring(tmp_path)
        draft = compared(tmp_path, services=[SERVICE, OTHER])
        assert said(draft, "new", reader) == [
            Told("service", "Night stay", "Harbour Aid")
        ]
        assert not said(draft, "changed", reader)

    def test_names_no_agency_that_its_source_does_not(self, tmp_path, reader):
        draft = compared(tmp_path, services=[SERVICE | {"organization_id": ""}])
        assert Told("service", "Drop-in") in said(draft, "new", reader)
        assert "Not named" not in str(said(draft, "new", reader))

    def test_is_twenty_names_on_the_page_and_all_in_the_list(self, tmp_path, reader):
        many = [SERVICE | {"id": f"n{n}", "name": f"Help {n}"} for n in range(24)]
        draft = compared(tmp_path, services=many)
        (new,) = differences(draft, reader=reader, most=MOST_ON_A_PAGE)
        assert len(new.told) == MOST_ON_A_PAGE
        assert new.more == 5
        assert len(differences_list(differences(draft, reader=reader))) == 25


class TestWhatChanges:
    def test_says_fields_in_words(self, tmp_path, reader):
        bring(tmp_path)
        changed = SERVICE | {"description": "Tea", "fees": "1", "licenses": "x"}
        draft = compared(tmp_path, services=[changed | {"last_modified": "2026-01-01"}])
        (told,) = said(draft, "changed", reader)
        assert told.name == "Drop-in"
        assert told.changes == (
            "what it costs",
            "what it does",
            "licences",
            "other details",
        )

    def test_says_what_hangs_on_a_service(self, tmp_path, reader):
        bring(tmp_path)
        moved = [ADDRESS | {"address_1": "2 Quay Street"}]
        hours = [plain()["regular_schedules"][0] | {"weekday": "Tuesday"}]
        phones = [{"id": "n1", "service_id": "s1", "number": "0121 496 0001"}]
        area = [{"id": "r1", "service_at_location_id": "a1", "service_area": "City"}]
        more = {"physical_addresses": moved, "phones": phones, "service_areas": area}
        draft = compared(tmp_path, regular_schedules=hours, **more)
        (told,) = said(draft, "changed", reader)
        assert told.changes == ("address", "telephone", "opening hours", "area")

    def test_says_what_hangs_on_an_agency(self, tmp_path, reader):
        bring(tmp_path)
        phones = [{"id": "n1", "organization_id": "o1", "number": "0121 496 0001"}]
        named = [ORGANIZATION | {"description": "Helps"}]
        draft = compared(tmp_path, phones=phones, organizations=named)
        assert said(draft, "changed", reader) == [
            Told("agency", "Harbour Aid", "", ("description", "telephone"))
        ]

    def test_is_not_told_to_whom_it_is_hidden_from(self, tmp_path, reader):
        bring(tmp_path)
        draft = compared(tmp_path, services=[SERVICE | {"fees": "1"}])
        assert said(draft, "changed", reader)
        Service.objects.update(label=Label.RED)
        assert not said(draft, "changed", reader)
        assert not differences_list(differences(draft, reader=reader))


class TestWhatGoes:
    def test_is_named_and_no_change(self, tmp_path, reader):
        bring(tmp_path, services=[SERVICE, OTHER])
        draft = compared(tmp_path, services=[OTHER], regular_schedules=[])
        assert [told.name for told in said(draft, "gone", reader)] == ["Drop-in"]
        assert not said(draft, "changed", reader)
        assert differences_list(differences(draft, reader=reader)) == [
            ("goes", "service", "Drop-in", "Harbour Aid", "")
        ]


class TestWhatIsHidden:
    def test_is_counted_and_not_named(self, tmp_path, reader):
        draft = compared(tmp_path, **refuge())
        assert "Night stay" not in str(draft.named)
        assert not_named(draft) == 1

    def test_is_not_named_where_it_turns_confidential(self, tmp_path, reader):
        bring(tmp_path, services=[SERVICE, OTHER])
        pk = str(Service.objects.get(name="Night stay").pk)
        draft = compared(tmp_path, **refuge("Renamed stay"))
        assert not_named(draft) == 1
        assert pk not in str(draft.named)
        assert "stay" not in str(differences_list(differences(draft, reader=reader)))

    def test_would_be_named_if_nothing_looked(self, tmp_path, reader, monkeypatch):
        monkeypatch.setattr(naming, "_is_hidden", lambda *_given: False)
        assert "Night stay" in str(compared(tmp_path, **refuge()).named)

    def test_is_not_named_when_it_was_hidden_meanwhile(self, tmp_path, reader):
        bring(tmp_path)
        draft = compared(tmp_path, services=[SERVICE | {"fees": "1"}])
        assert said(draft, "changed", reader)
        make_confidential(Service.objects.get(), region=None, by=Host())
        assert not said(draft, "changed", reader)
        Agency.objects.update(place_is_confidential=True)
        assert not differences(draft, reader=reader)


def test_is_kept_sealed_with_what_was_handed_in(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    package = make_package(tmp_path, **plain())
    draft = read_draft(make_handed_in(package), silent)
    assert draft.named["new"][0] == ["service", "Drop-in", "Harbour Aid"]
    raw = Draft.objects.extra(select={"raw": "named"}).values_list("raw", flat=True)
    assert "Drop-in" not in str(raw.get())
