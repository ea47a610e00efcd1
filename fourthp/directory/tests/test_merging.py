"""Two records of one agency become one: what is listed goes along."""

import pytest

from fourthp.directory.models import Program, SearchRow
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.queries.merging.agencies import agency_outlook
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.tests.makers import make_agency
from fourthp.partnership.tests.sheets import make_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    return make_coordinator()


def merged(gone: Agency, stays: Agency, by):
    seen = agency_outlook(gone, stays).digest()
    return merge_agencies(gone, stays, by=by, now=now(), seen=seen)


class TestFollowAgency:
    def test_moves_what_is_listed_and_finds_it_by_the_name_that_stays(self, cora):
        gone, stays = make_agency("Old Haven"), make_agency("Lighthouse Trust")
        service = make_service(organization=gone, owner=gone)
        Program.objects.create(organization=gone, name="P")
        merged(gone, stays, cora)
        service.refresh_from_db()
        assert (service.organization, service.owner) == (stays, stays)
        assert Program.objects.get().organization == stays
        assert SearchRow.objects.exists()

    def test_takes_it_back_as_it_was(self, cora):
        gone, stays = make_agency("Old Haven"), make_agency("Lighthouse Trust")
        service = make_service(organization=gone, owner=gone, originator=gone)
        undo_merge(merged(gone, stays, cora), by=cora, now=now())
        service.refresh_from_db()
        assert service.organization == service.owner == service.originator == gone

    def test_keeps_services_from_an_import_that_makes_the_other_anew(self, cora):
        gone = make_agency("A", source="city", source_id="7")
        stays = make_agency("B", source="county", source_id="1")
        service = make_service(organization=gone, source="city", source_id="s")
        assert "city" in agency_outlook(gone, stays).notes[0]
        merged(gone, stays, cora)
        service.refresh_from_db()
        assert service.organization == stays
        assert service.local_fields == ["organization"]

    def test_one_with_places_into_a_confidential_one(self, cora):
        hidden = make_agency("Haven", place_is_confidential=True)
        gone = make_agency("Open")
        make_service(organization=gone)
        with pytest.raises(MergeRefused, match="Hide it"):
            merged(gone, hidden, cora)
        assert Agency.objects.filter(pk=gone.pk).exists()
