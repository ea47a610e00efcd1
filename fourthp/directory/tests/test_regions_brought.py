"""The country's regions, from its pack."""

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.directory.models import Place
from fourthp.directory.operations.regions import bring_regions
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Role
from fourthp.partnership.rules.packs import pack_for
from fourthp.partnership.tests.makers import make_member

pytestmark = pytest.mark.django_db
REGION = Place.Kind.REGION


class TestBringRegions:
    @pytest.mark.parametrize("country", ["GB", "RO"])
    def test_a_confidential_service_may_lie_in_each(self, country):
        pack = pack_for(country)
        found = bring_regions(pack, by=Host())
        assert len(found) == len(pack.areas) + 1
        assert all(place.is_large for place in found)
        around = Place.objects.get(kind=Place.Kind.COUNTRY)
        assert around.name == pack.name
        assert {one.within_id for one in Place.objects.filter(kind=REGION)} == {
            around.pk
        }

    def test_twice_is_once_and_what_is_there_stays(self):
        bring_regions(pack_for("GB"), by=Host())
        Place.objects.filter(name="Wales").delete()
        assert [one.name for one in bring_regions(pack_for("GB"), by=Host())] == [
            "Wales"
        ]
        acts = Entry.objects.count()
        assert bring_regions(pack_for("GB"), by=Host()) == []
        assert Entry.objects.count() == acts

    def test_a_country_without_a_pack_brings_none(self):
        assert bring_regions(pack_for("ZZ"), by=Host()) == []
        assert not Place.objects.exists()

    def test_members_may_not(self):
        with pytest.raises(PermissionDenied):
            bring_regions(pack_for("GB"), by=make_member(role=Role.LEAD))
