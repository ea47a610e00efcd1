"""What the directory says on an agency's page, and of words that tell its place."""

import pytest
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.directory.operations.hiding import make_agency_confidential
from fourthp.directory.panels.pages import (
    MOST_SHOWN,
    listings_of_who_leaves,
    listings_that_stay,
    services_of_agency,
)
from fourthp.directory.queries.listings import agencies_like
from fourthp.directory.tests.makers import make_region, make_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Label, Person, Role, Vocabulary
from fourthp.partnership.operations.agencies import (
    TellsItsPlace,
    call_agency,
    edit_agency,
)
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)

pytestmark = pytest.mark.django_db


class TestServicesOfAgency:
    def test_shows_what_the_reader_may_see_and_no_more_than_fits(self):
        agency = make_agency()
        make_service("For members", organization=agency, label=Label.GREEN)
        make_service("Over", organization=agency, status="defunct")
        make_service("Of another")
        public = make_service("Tea", organization=agency)
        told = services_of_agency(None, agency=agency)
        assert reverse("service", args=[public.pk]) in told
        for name in ("For members", "Over", "Of another"):
            assert name not in told
        member = make_member()
        assert "For members" in services_of_agency(member, agency=agency)
        for number in range(MOST_SHOWN):
            make_service(f"Tea {number}", organization=agency)
        assert "And 1 more." in services_of_agency(None, agency=agency)
        assert not Read.objects.exists()

    def test_is_nothing_where_nothing_is_listed_and_nobody_keeps(self):
        assert services_of_agency(None, agency=make_agency()).strip() == ""

    def test_leads_who_keeps_it_to_hiding_its_place(self):
        lead = make_member(role=Role.LEAD, agency="Own")
        own = Agency.objects.get()
        path = reverse("agency-confidentiality", args=[own.pk])
        assert path in services_of_agency(lead, agency=own)
        other = make_agency("Other")
        assert "confidentiality" not in services_of_agency(lead, agency=other)
        Agency.objects.update(place_is_confidential=True)
        own.refresh_from_db()
        assert path not in services_of_agency(lead, agency=own)


class TestListingsThatStay:
    def test_count_no_keeper_by_a_seat_that_may_not_be_known(self):
        lead = make_member("Lea Quist", agency="Harbour Aid", role=Role.LEAD)
        agency = lead.seats.get().agency
        make_service(organization=agency)
        hidden, closed = make_person("Una"), make_group("Raid", is_closed=True)
        make_seat(hidden, agency=agency, group=closed)
        gone = make_member("Ben")
        told = listings_that_stay(lead, person=gone, agencies=[agency])
        assert "1 person keeps them true." in told
        # The control: who sits in it knows of both.
        make_seat(lead, group=closed)
        known = Person.objects.get(pk=lead.pk)
        told = listings_that_stay(known, person=gone, agencies=[agency])
        assert "2 people keep them true." in told

    def test_counts_what_the_reader_sees(self):
        agency = make_agency()
        assert "No service of it is listed" in listings_of_who_leaves(
            None, agency=agency
        )
        make_service(organization=agency)
        assert "Its 1 listing stays" in listings_of_who_leaves(None, agency=agency)


class TestAgenciesLike:
    def test_finds_by_a_former_name(self):
        agency = make_agency("Harbour Aid")
        call_agency(agency, "Seamen’s Mission", by=Host())
        assert agencies_like("mission", make_member()) == ([], [agency])


class TestTurningConfidential:
    def test_drops_finer_areas_and_names_that_tell_and_their_history(self):
        agency = make_member_agency("Lantern")
        region = make_term("West Midlands", Vocabulary.AREA)
        fine = make_term("Leamore", Vocabulary.AREA, within=region)
        words = {Vocabulary.AREA: [region, fine]}
        edit_agency(agency, {}, by=Host(), today=today(), terms=words)
        for name in ("12 Mill Lane House", "The Lamp"):
            call_agency(agency, name, by=Host())
        make_agency_confidential(agency, by=Host(), region=None)
        assert list(agency.terms.all()) == [region]
        assert agency.called.get().name == "The Lamp"
        [left] = Revision.objects.filter(matter_id=str(agency.pk))
        assert "Mill Lane" not in str([part.rows for part in left.parts.all()])


class TestTellsItsPlace:
    @pytest.fixture
    def hidden(self) -> Agency:
        make_region()
        return make_agency("Lantern", place_is_confidential=True)

    @pytest.mark.parametrize(
        "facts",
        [
            {"name": "12 Mill Lane, CV1 5FB"},
            {"alternate_name": "CV1 5FB"},
            {"description": "Behind https://maps.app.goo.gl/abc"},
        ],
    )
    def test_refuses_words_and_changes_nothing(self, hidden, facts):
        with pytest.raises(TellsItsPlace):
            edit_agency(hidden, facts, by=Host(), today=today())
        hidden.refresh_from_db()
        assert hidden.name == "Lantern"
        assert not Revision.objects.exists()

    def test_refuses_another_name_too(self, hidden):
        with pytest.raises(TellsItsPlace):
            call_agency(hidden, "12 Mill Lane, CV1 5FB", by=Host())
        call_agency(hidden, "The Lamp", by=Host())

    def test_lets_every_other_agency_say_where_it_is(self):
        agency = make_agency()
        call_agency(agency, "12 Mill Lane, CV1 5FB", by=Host())
        assert agency.called.get().name == "12 Mill Lane, CV1 5FB"
