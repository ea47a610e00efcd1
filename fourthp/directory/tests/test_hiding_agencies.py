"""S3: an agency whose place becomes confidential, with all its services."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    Location,
    Program,
    Service,
)
from fourthp.directory.operations.hiding import (
    make_agency_confidential,
)
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_refuge,
    make_region,
    make_service,
)
from fourthp.directory.tests.test_hiding import (
    SECRET,
    filled,
    hanging_models,
    kept_in,
    texts_of,
)
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Agency, Role
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db


def a_telling_agency(**facts: Any) -> Agency:
    """An agency that tells its place in every field, with services and a place."""
    texts = texts_of(Agency) | {"name": "Willow Stay", "ended_as": ""}
    agency = make_agency(**(texts | {"extra": {"x": SECRET}} | facts))
    service = make_service(organization=agency, description=SECRET)
    make_address(make_location(service), address_1=SECRET)
    make_address(make_location(organization=agency), address_1=SECRET)
    for model in hanging_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "organization" in names:
            filled(model, organization=agency)
    filled(Program, organization=agency)
    return agency


class TestMakeAgencyConfidential:
    def test_hides_its_services_and_places_then_itself(self):
        agency = a_telling_agency()
        make_refuge(name="Hidden before", organization=agency)
        assert kept_in()
        make_agency_confidential(agency, by=Host(), region=make_region())
        index_services()
        assert kept_in() == set()
        agency.refresh_from_db()
        assert (agency.name, agency.place_is_confidential) == ("Willow Stay", True)
        assert not Location.objects.exists()
        assert not agency.services.filter(place_is_confidential=False).exists()
        told = list(Entry.objects.values_list("act", "matter_kind"))
        assert sorted(told) == [("hidden", "agency"), ("hidden", "service")]

    def test_leaves_the_place_of_anothers_service_to_it(self):
        agency = make_agency()
        location = make_location(make_service(), organization=agency)
        make_agency_confidential(agency, by=Host(), region=None)
        location.refresh_from_db()
        assert location.organization is None

    def test_names_no_street_even_in_its_name(self):
        agency = make_agency(f"Stay, {SECRET}")
        found = make_agency_confidential(agency, by=Host(), region=None)
        assert found.name == "Confidential agency"

    def test_does_all_of_it_or_nothing(self, monkeypatch):
        agency = a_telling_agency()

        def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("fourthp.directory.operations.hiding.say_regions", fail)
        with pytest.raises(RuntimeError):
            make_agency_confidential(agency, by=Host(), region=None)
        assert not Service.objects.filter(place_is_confidential=True).exists()

    def test_is_for_its_own_people_and_whoever_keeps_the_directory(self):
        ours, theirs = make_member_agency("Ours"), make_member_agency("Theirs")
        person = make_person()
        make_seat(person, agency=ours)
        assert make_agency_confidential(ours, by=person, region=None)
        hide: Callable[..., Agency] = make_agency_confidential
        with pytest.raises(PermissionDenied):
            hide(theirs, by=person, region=None)
        editor = make_member("Dele Obi", role=Role.EDITOR)
        assert hide(theirs, by=editor, region=None).place_is_confidential
