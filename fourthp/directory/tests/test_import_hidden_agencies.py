"""S3: an import that meets what is hidden here already."""

from datetime import timedelta
from pathlib import Path

import pytest

from fourthp.directory.models import (
    Import,
    Location,
    Service,
)
from fourthp.directory.operations.edits import (
    PlaceStaysHidden,
    undo_edit,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports.applying import (
    ImportRunsAlready,
    apply_import,
    undo_import,
)
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.tests.makers import make_service
from fourthp.directory.tests.packages import AT, SERVICE, make_package, plain
from fourthp.directory.tests.test_hiding import SECRET, kept_in
from fourthp.directory.tests.test_import_hiding import (
    MONDAY,
    bring,
    telling,
    telling_cells,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db


class TestAHiddenAgency:
    def agency(self) -> dict[str, list[dict[str, object]]]:
        cells = telling_cells("organization") | {"id": "o1", "name": "Harbour Aid"}
        return telling() | {
            "organization": [cells | {"place_is_confidential": "true"}],
            "location": [{"id": "l1", "organization_id": "o1", "name": SECRET}],
            "organization_identifier": [
                telling_cells("organization_identifier")
                | {"id": "i1", "organization_id": "o1"}
            ],
        }

    def test_comes_with_no_place_of_anything_that_is_its_own(self, tmp_path):
        bring(tmp_path, **self.agency())
        assert kept_in() == set()
        assert Agency.objects.get().place_is_confidential
        assert Service.objects.get().place_is_confidential
        assert not Location.objects.exists()

    def test_turns_with_all_that_is_here_of_it(self, tmp_path):
        first = self.agency()
        del first["organization"][0]["place_is_confidential"]
        bring(tmp_path, **first)
        agency = Agency.objects.get()
        ours = make_service("Ours", organization=agency, description=SECRET)
        assert kept_in()
        last = bring(tmp_path, later=1, **self.agency())
        assert kept_in() == set()
        ours.refresh_from_db()
        agency.refresh_from_db()
        assert ours.place_is_confidential
        assert agency.place_is_confidential
        undo_import(last, by=Host(), now=MONDAY + timedelta(days=1))
        assert kept_in() == set()

    def test_is_opened_by_no_import(self, tmp_path):
        bring(tmp_path, **self.agency())
        opened = self.agency()
        opened["organization"][0]["place_is_confidential"] = "false"
        bring(tmp_path, later=1, **opened)
        assert Agency.objects.get().place_is_confidential


class TestWhatWasHiddenHere:
    """A place that somebody hid here stays hidden, however it comes again."""

    def hidden(self, tmp_path: Path) -> Import:
        phones = [{"id": "1", "service_id": "s1", "number": "0808 157 0001"}]
        made = bring(tmp_path, **(plain() | {"phones": phones}))
        make_confidential(Service.objects.get(), by=Host(), region=None)
        return made

    def is_kept(self) -> bool:
        shown = Service.objects.filter(place_is_confidential=False)
        return not shown.exists() and not Location.objects.exists()

    def test_stays_so_when_the_import_that_brought_it_is_undone(self, tmp_path):
        make_network()
        taken = undo_import(self.hidden(tmp_path), by=Host(), now=MONDAY)
        assert ("directory.Service", str(Service.objects.get().pk)) in taken.undone.kept
        bring(tmp_path, later=1, **plain())
        assert self.is_kept()

    def test_stays_so_under_another_key(self, tmp_path):
        make_network()
        self.hidden(tmp_path)
        tables = plain()
        tables["services"] = [dict(SERVICE, id="s2", name="Renamed")]
        tables["services_at_location"] = [dict(AT, service_id="s2")]
        phones = [{"id": "2", "service_id": "s2", "number": "+44 808 1570001"}]
        bring(tmp_path, later=1, **(tables | {"phones": phones}))
        assert self.is_kept()

    def test_stays_so_when_another_source_lists_it(self, tmp_path):
        make_network()
        self.hidden(tmp_path)
        made = bring(tmp_path, later=1, source="county", **plain())
        assert self.is_kept()
        held = made.held_rows.values_list("reason", flat=True)
        assert "is hidden here already: it came in without a place" in held

    def test_another_service_of_its_agency_keeps_its_place(self, tmp_path):
        make_network()
        self.hidden(tmp_path)
        tables = plain()
        tables["services"] = [dict(SERVICE, id="s2", name="Open house")]
        tables["services_at_location"] = [dict(AT, service_id="s2")]
        bring(tmp_path, later=1, source="county", **tables)
        assert Location.objects.filter(place_is_confidential=False).exists()

    def test_is_not_undone_by_a_difference_made_before(self, tmp_path):
        make_network()
        bring(tmp_path, **plain())
        tables = plain()
        tables["services"][0]["description"] = f"Ring at {SECRET}"
        old = plan_import(make_package(tmp_path, **tables), source="city")
        make_confidential(Service.objects.get(), by=Host(), region=None)
        with pytest.raises(ImportRunsAlready):
            apply_import(old, by=Host(), now=MONDAY)

    def test_has_no_way_back_in_its_history(self, tmp_path):
        make_network()
        self.hidden(tmp_path)
        service = Service.objects.get()
        hidden = Revision.objects.get(act="hidden", matter_kind="service")
        with pytest.raises(PlaceStaysHidden):
            undo_edit(service, hidden, by=Host(), now=MONDAY)
