"""S3: what no scanner reads somebody reads, before a confidential service says it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import (
    Language,
    Phone,
    RequiredDocument,
    Service,
)
from fourthp.directory.operations import edits
from fourthp.directory.operations.edits import (
    Edit,
    edit_service,
)
from fourthp.directory.operations.listings import (
    Listing,
    NotReadAgain,
    list_service,
)
from fourthp.directory.tests.makers import (
    make_phone,
    make_refuge,
)
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.tests.test_new_listing import send as send_new
from fourthp.directory.tests.test_parts import page_of, send
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db

client = client_of


LANDMARK = "The old vicarage behind St Marks"


ASKED = "I have read every word again."


UNREAD = "Read every word again, then tick that you did."


CLEAR, GREEN = Label.CLEAR, Label.GREEN


def own_refuge(**fields: object) -> Service:
    return own_service("Stay", place_is_confidential=True, **fields)


def is_seen_by_everyone(service: Service) -> bool:
    answer = Client().get(reverse("service", args=[service.pk]))
    return answer.status_code == 200


# What each part is sent with, that says a word more.
TYPED: dict[str, dict[str, object]] = {
    "words": {"name": "Stay", "status": "active", "description": LANDMARK},
    "contact": {"number_0": "0808 157 0001", "about_0": LANDMARK},
    "hours": {"rest": LANDMARK},
    "languages": {"interpretation_services": LANDMARK},
    "people": {"eligibility_description": LANDMARK},
    "referral": {"referral": "ask", "is_free": "unknown", "documents": LANDMARK},
}


class TestEveryPartWithWords:
    @pytest.mark.parametrize("part", TYPED)
    def test_is_saved_once_it_was_read_again(self, client, part):
        make_network()
        member(client)
        service = own_refuge(label=GREEN)
        assert ASKED in page_of(client, service, part)
        refused = send(client, service, part, **TYPED[part])
        page = refused.content.decode()
        assert refused.status_code == 400
        assert page.count(UNREAD) >= 1
        assert 'href="#id_was_read"' in page
        assert LANDMARK in page
        assert not Revision.objects.exists()
        saved = send(client, service, part, **TYPED[part], was_read="on")
        assert saved.status_code == 302
        assert Revision.objects.exists()

    @pytest.mark.parametrize("part", TYPED)
    def test_of_an_open_service_asks_nothing(self, client, part):
        member(client)
        service = own_service()
        assert ASKED not in page_of(client, service, part)
        assert send(client, service, part, **TYPED[part]).status_code == 302

    @pytest.mark.parametrize("part", ["words", "contact", "hours"])
    def test_is_asked_last(self, client, part):
        member(client)
        page = page_of(client, own_refuge(), part)
        names = re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page)
        assert names[-1] == "was_read"

    def test_without_the_form_the_operation_refuses_it_too(self, monkeypatch):
        make_network()
        service = make_refuge()
        rows = {RequiredDocument: [RequiredDocument(document=LANDMARK)]}
        for edit in (Edit({"alert": LANDMARK}), Edit(details=rows)):
            with pytest.raises(NotReadAgain):
                edit_service(service, edit, by=Host(), now=now())
        # The control: nothing else would have stopped it.
        monkeypatch.setattr(edits, "_has_words", lambda _edit: False)
        edit_service(service, Edit({"alert": LANDMARK}), by=Host(), now=now())
        assert Service.objects.get().alert == LANDMARK

    def test_what_takes_words_away_or_chooses_needs_nobody_to_read(self):
        make_network()
        service = make_refuge(alert=LANDMARK)
        make_phone(service, "0808 157 0001")
        less: list[Edit] = [
            Edit({"alert": "", "status": "inactive", "minimum_age": 18}),
            Edit(details={Phone: [], Language: []}),
            Edit({"label": GREEN}),
        ]
        for edit in less:
            edit_service(service, edit, by=Host(), now=now())
        service = Service.objects.get()
        assert (service.alert, service.label) == ("", GREEN)
        assert not service.phones.exists()

    def test_shows_how_hours_will_read_before_it_asks(self, client):
        member(client)
        service = own_refuge()
        answer = send(client, service, "hours", MO_opens="09:00", look="yes")
        assert UNREAD not in answer.content.decode()

    def test_is_asked_again_when_somebody_was_faster(self, client):
        make_network()
        member(client)
        service = own_refuge(label=GREEN)
        late = TYPED["words"] | {"was_read": "on", "seen": "none"}
        edit_service(service, Edit({"alert": ""}), by=Host(), now=now())
        read = Edit({"alert": "Tea"}, was_read=True)
        edit_service(service, read, by=Host(), now=now())
        page = send(client, service, "words", **late).content.decode()
        assert "Somebody changed this meanwhile" in page
        box = re.search(r'<input[^>]* name="was_read"[^>]*>', page)[0]
        assert "checked" not in box


class TestANewListing:
    HIDDEN = {"place_is_confidential": "on", "description": LANDMARK}

    def test_is_listed_once_it_was_read_again(self, client):
        make_network()
        member(client)
        refused = send_new(client, **self.HIDDEN)
        page = refused.content.decode()
        assert refused.status_code == 400
        assert UNREAD in page
        assert LANDMARK in page
        assert not Service.objects.exists()
        assert send_new(client, **self.HIDDEN, was_read="on").status_code == 302

    def test_of_an_open_place_needs_no_tick(self, client):
        member(client)
        assert send_new(client, description=LANDMARK).status_code == 302

    def test_is_for_members_first_whatever_was_chosen(self, client):
        make_network()
        member(client)
        sent = self.HIDDEN | {"label": CLEAR, "was_read": "on"}
        answer = send_new(client, **sent)
        service = Service.objects.get()
        assert service.label == GREEN
        assert not is_seen_by_everyone(service)
        page = client.get(answer.headers["Location"]).content.decode()
        assert "Members of the network see it." in page
        assert reverse("listing-readers", args=[service.pk]) in page

    def test_of_a_confidential_agency_asks_too(self, client):
        make_network()
        member(client)
        Agency.objects.update(place_is_confidential=True)
        page = client.get("/listings/new/").content.decode()
        assert '<div class="read-asked always">' in page
        assert send_new(client, description=LANDMARK).status_code == 400

    def test_without_the_form_the_operation_refuses_it_too(self):
        make_network()
        hidden = {"name": "Stay", "place_is_confidential": True, "label": CLEAR}
        with pytest.raises(NotReadAgain):
            list_service(make_agency(), Listing(hidden), by=Host(), now=now())
        read = Listing(hidden, was_read=True)
        assert list_service(make_agency("B"), read, by=Host(), now=now()).label == GREEN
        narrow = Listing(hidden | {"label": Label.AMBER}, was_read=True)
        service = list_service(make_agency("C"), narrow, by=Host(), now=now())
        assert service.label == Label.AMBER
