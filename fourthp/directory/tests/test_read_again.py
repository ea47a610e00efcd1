"""S3: what no scanner reads somebody reads, before a confidential service says it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import (
    Import,
    Language,
    Phone,
    RequiredDocument,
    Service,
)
from fourthp.directory.operations import edits, hiding
from fourthp.directory.operations.edits import (
    Edit,
    MembersFirst,
    edit_service,
    undo_edit,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports import applying
from fourthp.directory.operations.imports.applying import undo_import
from fourthp.directory.operations.listings import (
    Listing,
    NotReadAgain,
    list_service,
    verify_service,
)
from fourthp.directory.tests.makers import (
    make_location,
    make_phone,
    make_refuge,
    make_service,
)
from fourthp.directory.tests.packages import SERVICE, plain
from fourthp.directory.tests.test_import_hiding import bring
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.tests.test_new_listing import send as send_new
from fourthp.directory.tests.test_parts import page_of, send
from fourthp.directory.views import matters
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import CannotUndo
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


class TestOpeningItToEveryone:
    SAID = {
        "description": LANDMARK,
        "alert": "Full today",
        "application_process": "Ring, then wait",
        "what_to_say": "Say Nettlecombe",
        "eligibility_description": "Women alone",
        "fees_description": "A pound",
        "interpretation_services": "By video",
    }

    def a_refuge(self) -> Service:
        make_network()
        service = own_refuge(label=GREEN, **self.SAID)
        service.phones.create(number="0808 157 0001", description="Ask for Ana")
        service.languages.create(name="Oromo")
        service.required_documents.create(document="A letter")
        service.schedules.create(description="By appointment")
        service.eligibility.create(facet="other", note="With a card")
        return service

    def test_shows_every_word_above_the_button(self, client):
        member(client)
        service = self.a_refuge()
        page = page_of(client, service, "readers")
        words = page[: page.index('name="was_read"')]
        told = (*self.SAID.values(), "0808 157 0001", "Ask for Ana", "Oromo")
        for said in (*told, "A letter", "By appointment", "With a card", "Stay"):
            assert said in words, said

    def test_shows_all_that_the_page_for_everyone_says(self, client):
        member(client)
        service = self.a_refuge()
        words = page_of(client, service, "readers")
        Service.objects.update(label=CLEAR)
        public = Client().get(reverse("service", args=[service.pk])).content.decode()
        said = public[public.index('<div class="card reading">') :]
        said = said[: said.index("</dl>")]
        assert said in words

    def test_needs_to_be_said_and_is_an_act_of_its_own(self, client):
        member(client)
        service = self.a_refuge()
        refused = send(client, service, "readers", to="all", label=CLEAR)
        assert refused.status_code == 400
        assert UNREAD in refused.content.decode()
        assert not is_seen_by_everyone(service)
        opened = send(client, service, "readers", to="all", label=CLEAR, was_read="on")
        assert opened.status_code == 302
        assert is_seen_by_everyone(service)
        [part] = Revision.objects.get().parts.all()
        assert part.rows[str(service.pk)]["label"] == [GREEN, CLEAR]

    def test_to_narrow_it_needs_nobody_to_read(self, client):
        member(client)
        service = own_refuge()
        assert ASKED not in page_of(client, service, "readers")
        assert (
            send(client, service, "readers", to="all", label=GREEN).status_code == 302
        )
        assert (
            send(client, service, "readers", to="all", label=GREEN).status_code == 302
        )

    def test_without_the_form_the_operation_refuses_it_too(self):
        service = make_refuge(label=GREEN)
        with pytest.raises(NotReadAgain):
            edit_service(service, Edit({"label": CLEAR}), by=Host(), now=now())
        edit = Edit({"label": CLEAR}, was_read=True)
        assert edit_service(service, edit, by=Host(), now=now()).label == CLEAR

    def test_of_an_open_service_shows_and_asks_nothing(self, client):
        member(client)
        page = page_of(client, own_service(label=GREEN), "readers")
        assert ASKED not in page
        assert "What everyone will read" not in page


class TestHiding:
    def test_leaves_it_to_members_until_it_was_read(self, client):
        member(client)
        service = own_service(description=LANDMARK)
        make_location(service)
        assert is_seen_by_everyone(service)
        make_confidential(service, by=Host(), region=None)
        assert not is_seen_by_everyone(service)
        # The control: the scanner let its words stand.
        assert Service.objects.get().description == LANDMARK

    def test_by_an_import_leaves_it_to_members_too(self, tmp_path):
        make_network()
        bring(tmp_path, **plain())
        service = Service.objects.get()
        assert is_seen_by_everyone(service)
        tables = plain()
        tables["services"][0]["place_is_confidential"] = "true"
        bring(tmp_path, later=1, **tables)
        assert not is_seen_by_everyone(service)

    def test_opens_nothing_that_fewer_may_see(self):
        service = make_service(label=Label.RED)
        make_confidential(service, by=Host(), region=None)
        assert Service.objects.get().label == Label.RED

    def test_without_that_everyone_would_go_on_reading(self, monkeypatch):
        service = make_service(description=LANDMARK)
        monkeypatch.setattr(hiding, "strictest", lambda _green, label: label)
        make_confidential(service, by=Host(), region=None)
        assert is_seen_by_everyone(service)


class TestAnImportOfOtherWords:
    """Nobody reads what a source says every night."""

    def an_open_refuge(self, path) -> dict[str, list[dict[str, object]]]:
        make_network()
        tables = plain()
        tables["services"][0] |= {"place_is_confidential": "true", "alert": "Tea"}
        bring(path, **tables)
        edit = Edit({"label": CLEAR}, was_read=True)
        edit_service(Service.objects.get(), edit, by=Host(), now=now())
        return tables

    def test_leaves_it_to_members(self, tmp_path):
        tables = self.an_open_refuge(tmp_path)
        service = Service.objects.get()
        assert is_seen_by_everyone(service)
        tables["services"][0]["alert"] = LANDMARK
        bring(tmp_path, later=1, **tables)
        assert not is_seen_by_everyone(service)
        last = Revision.objects.filter(matter_kind="service").latest("at")
        [part] = last.parts.all()
        assert part.rows[str(service.pk)] == {"label": [CLEAR, GREEN]}

    def test_beside_it_leaves_it_to_members_too(self, tmp_path):
        tables = self.an_open_refuge(tmp_path)
        tables["required_documents"] = [
            {"id": "d", "service_id": "s1", "document": LANDMARK}
        ]
        bring(tmp_path, later=1, **tables)
        assert not is_seen_by_everyone(Service.objects.get())

    def test_in_the_name_of_its_agency_leaves_it_to_members_too(self, tmp_path):
        tables = self.an_open_refuge(tmp_path)
        tables["organizations"][0]["name"] = LANDMARK
        bring(tmp_path, later=1, **tables)
        assert Agency.objects.filter(name=LANDMARK).exists()
        assert not is_seen_by_everyone(Service.objects.get())

    def test_that_is_taken_back_leaves_it_to_members(self, tmp_path):
        tables = self.an_open_refuge(tmp_path)
        paper = {"id": "d", "service_id": "s1", "document": LANDMARK}
        bring(tmp_path, later=1, **tables, required_documents=[paper])
        paper = paper | {"document": "Proof of address"}
        bring(tmp_path, later=2, **tables, required_documents=[paper])
        service = Service.objects.get()
        opened = Edit({"label": CLEAR}, was_read=True)
        edit_service(service, opened, by=Host(), now=now())
        undo_import(Import.objects.latest("made_at"), by=Host(), now=now())
        assert RequiredDocument.objects.get().document == LANDMARK
        assert not is_seen_by_everyone(service)

    def test_without_that_everyone_would_read_them(self, tmp_path, monkeypatch):
        tables = self.an_open_refuge(tmp_path)
        tables["services"][0]["alert"] = LANDMARK
        monkeypatch.setattr(applying, "leave_to_members", lambda *_, **_by: None)
        bring(tmp_path, later=1, **tables)
        assert is_seen_by_everyone(Service.objects.get())

    def test_lets_it_stand_where_no_word_changes(self, tmp_path):
        tables = self.an_open_refuge(tmp_path)
        hours = [{"id": "h", "service_id": "s1", "weekday": "Monday"}]
        hours[0] |= {"opens_at": "10:00", "closes_at": "11:00"}
        tables["regular_schedules"] = hours
        tables["services"][0] |= {"minimum_age": "18", "alert": ""}
        tables["services"].append(
            dict(SERVICE, id="s2", name="Open house", description=LANDMARK)
        )
        bring(tmp_path, later=1, **tables)
        refuge, other = Service.objects.order_by("-place_is_confidential")
        assert refuge.minimum_age == 18
        assert is_seen_by_everyone(refuge)
        assert is_seen_by_everyone(other)


class TestTakingAChangeBack:
    def test_never_opens_it_nor_brings_words_to_everyone(self):
        make_network()
        service = make_refuge(alert=LANDMARK)
        edit_service(service, Edit({"alert": ""}), by=Host(), now=now())
        emptied = Revision.objects.get()
        with pytest.raises(MembersFirst):
            undo_edit(service, emptied, by=Host(), now=now())
        edit_service(service, Edit({"label": GREEN}), by=Host(), now=now())
        narrowed = Revision.objects.exclude(pk=emptied.pk).get()
        with pytest.raises(MembersFirst):
            undo_edit(service, narrowed, by=Host(), now=now())
        with pytest.raises(CannotUndo, match="members alone"):
            matters.SERVICE.undo(service.pk, narrowed, by=Host(), now=now())
        assert Service.objects.get().label == GREEN
        undo_edit(service, emptied, by=Host(), now=now())
        assert Service.objects.get().alert == LANDMARK

    def test_takes_back_that_it_was_checked(self):
        service = make_refuge()
        day = {"now": now(), "today": today()}
        verify_service(service, by=Host(), role="keeper", **day)
        undo_edit(service, Revision.objects.get(), by=Host(), now=now())
        assert Service.objects.get().assured_date is None
