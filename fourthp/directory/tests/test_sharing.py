"""A listing that is recalled, or past its last day, is found by nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import SearchRow, Service
from fourthp.directory.operations import readers, sharing
from fourthp.directory.operations.edits import (
    Edit,
    StaysShared,
    edit_service,
    undo_edit,
)
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.readers import MoreWouldSee
from fourthp.directory.operations.sharing import leave_out_what_ended
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.listings import due_of
from fourthp.directory.tests.makers import make_phone, make_service
from fourthp.directory.views.matters import SERVICE
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import CannotUndo, undo_change
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Label, Role
from fourthp.partnership.operations.sharing import recall, share_otherwise
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing, sharing_of
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import make_member, make_user
from fourthp.partnership.tests.test_sharing import sees
from tests.safety.actors import sign_in
from tests.safety.acts.sending import HERE, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Client:
    client = Client(headers=HERE)
    sign_in(client, make_user(make_member(agency="Harbour Aid")))
    return client


def own(**facts: object) -> Service:
    agency = make_member(name="Dele Obi", agency="Quay").seats.get().agency
    service = make_service("Quiet words", organization=agency, **facts)
    make_phone(service, "0121 496 0001")
    index_services()
    return service


def is_found() -> bool:
    client = Client(headers=HERE)
    page = client.post(reverse("find"), {"q": "quiet"}).content.decode()
    return "Quiet words" in page


class TestRecall:
    def test_takes_it_out_of_pages_lists_and_search(self):
        service = own(label=Label.CLEAR)
        page = reverse("service", args=[service.pk])
        assert is_found()
        assert Client().get(page).status_code == 200
        recall(service, by=Host(), now=now())
        assert not is_found()
        assert Client().get(page).status_code == 404
        assert not SearchRow.objects.filter(service=service).exists()
        service.refresh_from_db()
        assert not service.is_public

    def test_is_for_whoever_keeps_it_and_comes_back(self):
        service = own(label=Label.CLEAR)
        lead = make_member("Lead", role=Role.COORDINATOR)
        keeper = service.organization.seats.get().person
        keeper.is_strong = True
        other = make_member("Other")
        with pytest.raises(PermissionDenied):
            recall(service, by=other, now=now())
        recall(service, by=keeper, now=now())
        for one, seen in ((keeper, True), (lead, True), (other, False)):
            assert Service.objects.over_for(one).exists() is seen
        editor = make_member("Editor", role=Role.EDITOR)
        assert Service.objects.over_for(editor).exists()
        back = Wanted(bring_back=True)
        assert share_otherwise(service, back, by=keeper, now=now()) is None
        assert is_found()

    def test_its_keeper_finds_it_among_the_listings(self, keeper):
        service = own(label=Label.CLEAR)
        seat = service.organization.seats.get()
        client = Client(headers=HERE)
        sign_in(client, make_user(seat.person, "dele.obi@quay.example"))
        listing = reverse("listing", args=[service.pk])
        here = reverse("sharing", args=["service", service.pk])
        assert here in client.get(listing).content.decode()
        shown = client.get(here).content.decode()
        # Its label is chosen with its readers, among its parts.
        assert reverse("listing-readers", args=[service.pk]) in shown
        assert 'name="label"' not in shown
        assert 'name="expires_on"' in shown
        client.post(f"{here}recall/", keyed())
        assert "Recalled on" in client.get(listing).content.decode()
        history = reverse("history", args=["service", service.pk])
        assert "Recalled" in client.get(history).content.decode()
        assert keeper.get(history).status_code == 404
        assert listing in client.get(reverse("listings")).content.decode()
        assert keeper.get(listing).status_code == 404
        assert keeper.get(here).status_code == 404


class TestHistory:
    def test_keeps_how_it_was_shared_and_gives_none_of_it_back(self):
        service = own(label=Label.CLEAR)
        keeper = service.organization.seats.get().person
        keeper.is_strong = True
        seen = version_of(service)
        share_otherwise(service, Wanted(label=Label.GREEN), by=keeper, now=now())
        narrowed = Revision.objects.latest("at")
        assert (narrowed.act, narrowed.matter_id) == ("narrowed", str(service.pk))
        with pytest.raises(StaysShared):
            undo_edit(service, narrowed, by=keeper, now=now())
        with pytest.raises(CannotUndo):
            undo_change(SERVICE, service.pk, narrowed, by=keeper, now=now())
        # A part of the listing that was opened before is not saved over it.
        late = Edit(readers=Sharing(Label.CLEAR), seen=seen)
        with pytest.raises(SomebodyWasFaster):
            edit_service(service, late, by=keeper, now=now())
        recall(service, by=keeper, now=now())
        assert Revision.objects.latest("at").act == "recalled"

    def test_an_older_change_that_goes_back_leaves_it(self):
        service = own(label=Label.CLEAR)
        chairs = Sharing(Label.GREEN, (Way(role=Role.CHAIR),))
        edit_service(service, Edit(readers=chairs), by=Host(), now=now())
        older = Revision.objects.latest("at")
        wanted = Wanted(has_readers=True, ways=(Way(role=Role.AUDITOR),))
        share_otherwise(service, wanted, by=Host(), now=now())
        undo_edit(service, older, by=Host(), now=now())
        service.refresh_from_db()
        [way] = sharing_of(service).ways or ()
        assert way.role == Role.AUDITOR


class TestDue:
    def test_nobody_is_asked_of_what_was_recalled_or_has_ended(self):
        service = own(label=Label.CLEAR, assured_date=None)
        agency = service.organization
        assert list(due_of(agency, today())) == [service]
        Service.objects.update(expires_on=today())
        assert list(due_of(agency, today())) == [service]
        assert not due_of(agency, today() + timedelta(days=1))
        recall(service, by=Host(), now=now())
        assert not due_of(agency, today())


class TestAnotherKeeper:
    @pytest.fixture
    def given(self):
        """A restricted listing of an agency, one of its people, and another agency."""
        service = own(label=Label.CLEAR)
        keeper = service.organization.seats.get().person
        share_otherwise(service, Wanted(label=Label.AMBER), by=Host(), now=now())
        there = make_member("Ines Roth", agency="Mill Lane")
        service.refresh_from_db()
        keeper.is_strong = there.is_strong = True
        return service, keeper, there

    def test_takes_a_restricted_listing_with_her_people(self, given):
        service, keeper, there = given
        agency = there.seats.get().agency
        ways = Sharing(Label.AMBER, (Way(agency=agency),))
        wanted = Wanted(has_readers=True, ways=ways.ways)
        share_otherwise(service, wanted, by=Host(), now=now())
        edit_service(service, Edit({"owner": agency}), by=Host(), now=now())
        service.refresh_from_db()
        assert service.originator == agency
        assert sees(there, service)
        assert not sees(keeper, service)

    def test_is_no_way_to_let_others_see_it(self, given, monkeypatch):
        service, keeper, there = given
        gives = Edit({"owner": there.seats.get().agency})
        with pytest.raises(MoreWouldSee, match="Choose the agency"):
            edit_service(service, gives, by=Host(), now=now())
        assert not sees(there, service)
        assert sees(keeper, service)
        # The control: without the question it is.
        monkeypatch.setattr(readers, "is_no_wider", lambda *_a, **_k: True)
        edit_service(service, gives, by=Host(), now=now())
        assert sees(there, service)


class TestLastDay:
    def test_it_is_found_through_it_and_not_after(self):
        service = own(label=Label.CLEAR, expires_on=today())
        page = reverse("service", args=[service.pk])
        assert is_found()
        with time_machine.travel(now() + timedelta(days=1)):
            # Before the clockwork came round, too.
            assert SearchRow.objects.exists()
            assert not is_found()
            assert Client().get(page).status_code == 404
            assert leave_out_what_ended(today=today()) == 1
            assert leave_out_what_ended(today=today()) == 0
            assert not SearchRow.objects.exists()

    def test_the_clockwork_leaves_in_what_lasts(self):
        own(label=Label.CLEAR, expires_on=today())
        assert leave_out_what_ended(today=today()) == 0
        assert SearchRow.objects.exists()


@pytest.mark.django_db
class TestAConfidentialOne:
    def test_is_no_more_counted_in_its_region_once_recalled(self, monkeypatch):
        asked = []
        monkeypatch.setattr(sharing, "say_regions", lambda: asked.append("regions"))
        service = make_service(place_is_confidential=True)
        recall(service, by=Host(), now=now())
        assert asked == ["regions"]
