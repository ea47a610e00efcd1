"""What was hidden is read again before it opens to everyone."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import (
    Import,
    RequiredDocument,
    Service,
)
from fourthp.directory.operations import hiding
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
    NotReadAgain,
    verify_service,
)
from fourthp.directory.tests.makers import (
    make_location,
    make_refuge,
    make_service,
)
from fourthp.directory.tests.packages import SERVICE, plain
from fourthp.directory.tests.test_import_hiding import bring
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.tests.test_parts import page_of, send
from fourthp.directory.tests.test_read_again import (
    ASKED,
    CLEAR,
    GREEN,
    LANDMARK,
    UNREAD,
    is_seen_by_everyone,
    own_refuge,
)
from fourthp.directory.views import matters
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db
client = client_of


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
