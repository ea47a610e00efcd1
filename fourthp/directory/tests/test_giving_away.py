"""Who keeps a listing, and its region: facts that are rows, changed and taken back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.directory.models import Service
from fourthp.directory.operations import edits
from fourthp.directory.operations.edits import Edit, edit_service, undo_edit
from fourthp.directory.tests.makers import make_region, make_service
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Agency, Role
from fourthp.partnership.tests.makers import make_agency, make_member

pytestmark = pytest.mark.django_db
client = client_of


def given_to_harbour(service: Service) -> Revision:
    harbour = Agency.objects.get(name="Harbour Aid")
    edit_service(service, Edit({"owner": harbour}), by=Host(), now=now())
    service.refresh_from_db()
    assert service.owner == harbour
    return Revision.objects.get(matter_id=str(service.pk))


def kept_elsewhere() -> Service:
    other = make_agency("City Aid")
    return make_service(organization=other, owner=other)


def test_a_listing_goes_from_one_agency_to_another(client):
    member(client, Role.COORDINATOR, "")
    make_agency("Harbour Aid")
    service = kept_elsewhere()
    path = reverse("listing-keeper", args=[service.pk])
    sent = {"form_key": new_id(), "seen": last_revision(service)}
    client.post(path, sent | {"agency": "Harbour Aid"})
    service.refresh_from_db()
    assert service.owner.name == "Harbour Aid"
    change = Revision.objects.get(matter_id=str(service.pk))
    client.post(
        reverse("history", args=["service", service.pk]),
        {"form_key": new_id(), "revision": change.pk},
    )
    service.refresh_from_db()
    assert service.owner.name == "City Aid"


def test_its_region_becomes_another(client):
    first, second = make_region("First"), make_region("Second")
    service = make_service(region=first)
    edit_service(service, Edit({"region": second}), by=Host(), now=now())
    service.refresh_from_db()
    assert service.region == second


def test_whoever_was_given_it_does_not_give_it_on_by_its_history(monkeypatch):
    person = make_member(agency="Harbour Aid")
    service = kept_elsewhere()
    change = given_to_harbour(service)
    with pytest.raises(PermissionDenied):
        undo_edit(service, change, by=person, now=now())
    # The control: without the question it goes back.
    monkeypatch.setattr(edits, "_may_take_back", lambda _by, _change: True)
    undo_edit(service, change, by=person, now=now())
    service.refresh_from_db()
    assert service.owner.name == "City Aid"
